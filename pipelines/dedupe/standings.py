"""What is known now of how each article relates to others, and which of it the index has still to hear.

Every change of what is said of an article has a revision of its own, greater than all before it. What
was decided is therefore written with the decision, in one transaction, and reaches the index after it:
a death in between leaves the change outstanding, and whoever writes next tells it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

import msgspec
from msgspec.structs import replace

from pipelines.dedupe.id_index import IdIndex, asked, id_index_schema
from schemas.relations import Amendment, Relation

SCHEMA: Final = f"""
CREATE TABLE IF NOT EXISTS standings (
    number INTEGER PRIMARY KEY,
    article_id TEXT NOT NULL,
    revision INTEGER NOT NULL,
    outstanding INTEGER NOT NULL,
    at_ms INTEGER NOT NULL,  -- event time of the article whose coming changed it last
    body BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS standings_outstanding ON standings (outstanding) WHERE outstanding = 1;
CREATE INDEX IF NOT EXISTS standings_by_time ON standings (at_ms);
{id_index_schema("standing_ids")}
"""
_REVISIONS_A_SECOND: Final = 1 << 20
_CHUNK: Final = 500

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Amendment).decode


def with_copies(before: Amendment, relations: tuple[Relation, ...]) -> Amendment:
    """Say anew of what an article is a copy, version or excerpt."""
    story = tuple(each for each in before.relations if each.kind == "same_story")
    return replace(before, relations=(*relations, *story))


def with_story(before: Amendment, story_id: str, relations: tuple[Relation, ...]) -> Amendment:
    """Say anew to which story an article belongs, and through which article it came to it."""
    copies = tuple(each for each in before.relations if each.kind != "same_story")
    return replace(before, relations=(*copies, *relations), story_id=story_id)


class Standings:
    """Amendments by article, in the table of `SCHEMA`; their owner commits what is flushed.

    `clock` gives seconds since 1970: revisions of a new file begin above those of an older one that
    was lost, or the index would take them for stale.
    """

    def __init__(self, db: sqlite3.Connection, clock: Callable[[], float]) -> None:
        self._db = db
        self._clock = clock
        self._index = IdIndex(db, "standing_ids")
        self._where = self._index.where("article_id")
        self.forget_changes()

    def forget_changes(self) -> None:
        """Drop what is not flushed."""
        self._read: dict[str, Amendment] = {}
        self._numbers: dict[str, int] = {}  # of the rows read
        self._changed: dict[str, tuple[Amendment, int]] = {}
        self._last: int | None = None

    def assume_new(self, article_id: str) -> None:
        """Take it that nothing is known of an article."""
        self._read[article_id] = Amendment(article_id=article_id)

    def get(self, article_id: str) -> Amendment:
        """Give what is known of an article; it stands for itself where nothing is."""
        changed = self._changed.get(article_id)
        if changed is not None:
            return changed[0]
        read = self._read.get(article_id)
        if read is None:
            number, read = self._stored(article_id)
            self._read[article_id] = read
            if number is not None:
                self._numbers[article_id] = number
        return read

    def _stored(self, article_id: str) -> tuple[int | None, Amendment]:
        row = self._db.execute(
            f"SELECT number, revision, body FROM standings WHERE {self._where}",  # noqa: S608  # ours
            asked(article_id),
        ).fetchone()
        if row is None:
            return None, Amendment(article_id=article_id)
        number, revision, body = row
        return number, _amendment(article_id, revision, body)

    def set_copies(self, article_id: str, relations: tuple[Relation, ...], at_ms: int) -> None:
        """Say of what an article is a copy, version or excerpt."""
        before = self.get(article_id)
        self._set(before, with_copies(before, relations), at_ms)

    def set_story(
        self, article_id: str, story_id: str, relations: tuple[Relation, ...], at_ms: int
    ) -> None:
        """Say to which story an article belongs, and through which article it came to it."""
        before = self.get(article_id)
        self._set(before, with_story(before, story_id, relations), at_ms)

    def _set(self, before: Amendment, after: Amendment, at_ms: int) -> None:
        if after == before:
            return
        self._changed[after.article_id] = (replace(after, revision=self._next()), at_ms)

    def _next(self) -> int:
        if self._last is None:
            row = self._db.execute("SELECT value FROM facts WHERE name = 'revision'").fetchone()
            self._last = row[0] if row else int(self._clock()) * _REVISIONS_A_SECOND
        self._last += 1
        return self._last

    def flush(self) -> None:
        """Write what has changed into the open transaction."""
        if self._changed:
            new = self._number_new()
            rows = sorted(
                (self._numbers[article_id], article_id, amendment.revision, at_ms, _body(amendment))
                for article_id, (amendment, at_ms) in self._changed.items()
            )
            self._db.executemany("INSERT OR REPLACE INTO standings VALUES (?, ?, ?, 1, ?, ?)", rows)
            self._index.add(new)
            self._db.execute("INSERT OR REPLACE INTO facts VALUES ('revision', ?)", (self._last,))
        self.forget_changes()  # another process may write before the next transaction

    def _number_new(self) -> list[tuple[str, int]]:
        (last,) = self._db.execute("SELECT coalesce(max(number), 0) FROM standings").fetchone()
        ids = (article_id for article_id in self._changed if article_id not in self._numbers)
        new = [(article_id, number) for number, article_id in enumerate(ids, start=last + 1)]
        self._numbers.update(new)
        return new

    def forget_before(self, at_ms: int) -> None:
        """Forget what has not changed since an event time and has reached the index."""
        old = self._db.execute(
            "SELECT article_id, number FROM standings WHERE at_ms < ? AND outstanding = 0", (at_ms,)
        ).fetchall()
        self._index.remove(old)
        self._db.execute("DELETE FROM standings WHERE at_ms < ? AND outstanding = 0", (at_ms,))

    # --- what the index has still to hear --------------------------------------------------------

    def outstanding(self, written: Mapping[str, int]) -> Iterator[list[Amendment]]:
        """Give what the index has still to hear, in lists of at most 500.

        `written` are documents that have just been written, with the revision they brought (-1 where
        that is not known): what is known of these by now is given too, whoever has learnt it.
        """
        ids = sorted(written)
        for start in range(0, len(ids), _CHUNK):
            known = self._known(ids[start : start + _CHUNK])
            self.settle(each for each in known if each.revision == written[each.article_id])
            later = [each for each in known if each.revision != written[each.article_id]]
            if later:
                yield later
        last = 0
        while rows := self._db.execute(
            "SELECT number, article_id, revision, body FROM standings"
            " WHERE outstanding = 1 AND number > ? ORDER BY number LIMIT ?",
            (last, _CHUNK),
        ).fetchall():
            yield [_amendment(*row) for _, *row in rows]
            last = rows[-1][0]

    def _known(self, ids: Iterable[str]) -> list[Amendment]:
        stored = map(self._stored, ids)
        return [known for number, known in stored if number is not None]

    def settle(self, amendments: Iterable[Amendment]) -> None:
        """Remember, durably, that the index has heard these."""
        heard = [(each.revision, *asked(each.article_id)) for each in amendments]
        if not heard:
            return
        self._db.execute("BEGIN IMMEDIATE")
        try:
            self._db.executemany(
                f"UPDATE standings SET outstanding = 0 WHERE revision = ? AND {self._where}",  # noqa: S608  # ours
                heard,
            )
            self._db.execute("COMMIT")
        except BaseException:
            self._db.execute("ROLLBACK")
            raise


def _body(amendment: Amendment) -> bytes:
    return _encode(replace(amendment, article_id="", revision=0))


def _amendment(article_id: str, revision: int, body: bytes) -> Amendment:
    return replace(_decode(body), article_id=article_id, revision=revision)
