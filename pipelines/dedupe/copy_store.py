"""Copies remembered in SQLite: the state of `copy_state`, in a transaction that its owner commits.

What is new is written at `flush`, in the order of numbers, so that the large tables only grow at their
end; until then it is answered from memory. The cards are read into memory at the start, and those that
another process has added when its owner says so.
"""

from __future__ import annotations

import sqlite3
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Final

import msgspec
import zstandard

from pipelines.dedupe.candidates import Candidates
from pipelines.dedupe.cards import Card, packed, unpacked
from pipelines.dedupe.compare import LATE_WINDOW_MS
from pipelines.dedupe.copy_state import NO_LINKS, Kept, Links
from pipelines.dedupe.document import Document
from pipelines.dedupe.id_index import IdIndex, asked, id_index_schema
from pipelines.dedupe.outline import outline_of

SCHEMA: Final = f"""
CREATE TABLE IF NOT EXISTS copy_texts (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL, body BLOB NOT NULL
);
CREATE TABLE IF NOT EXISTS copy_cards (
    number INTEGER PRIMARY KEY, at_ms INTEGER NOT NULL, head BLOB NOT NULL, keys BLOB NOT NULL
);
CREATE TABLE IF NOT EXISTS copy_links (
    number INTEGER NOT NULL, place INTEGER NOT NULL, target INTEGER NOT NULL,
    PRIMARY KEY (number, place)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS copy_targets ON copy_links (target);
CREATE TABLE IF NOT EXISTS copy_postponed (
    at_ms INTEGER NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (at_ms, number)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS copy_boilerplate (key INTEGER PRIMARY KEY, at_ms INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
{id_index_schema("copy_ids")}
"""
_MOST_CACHED: Final = 4_096
_READ_AT_ONCE: Final = 65_536
_WHOLE: Final = -1  # the place of an excerpt's whole among the links

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Kept).decode
_compressor = zstandard.ZstdCompressor(level=1)  # as small as zlib, for less than half the time
_decompressor = zstandard.ZstdDecompressor()


class SqliteCopyState:
    """Remembers copies in the tables of `SCHEMA`; within a transaction of the given connection."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._index = IdIndex(db, "copy_ids")
        self._find = (
            "SELECT number FROM copy_texts"  # noqa: S608  # ours
            f" WHERE {self._index.where('id')}"
        )
        self.reload()

    def reload(self) -> None:
        """Drop all that is in memory: the transaction was rolled back."""
        self.candidates = Candidates()
        self._new: dict[int, tuple[Kept, Card]] = {}
        self._numbers: dict[str, int | None] = {}  # asked for, or new, since the last flush
        self._links: dict[int, Links] = {}
        self._relinked: set[int] = set()
        self._boilerplate: set[int] = set()
        self._next = 1
        self.catch_up()

    def catch_up(self) -> None:
        """Take in what other processes have committed since; nothing of ours must be unflushed."""
        self._cached: OrderedDict[int, Kept] = OrderedDict()
        self._numbers.clear()
        self._links.clear()
        rows = self._db.execute(
            "SELECT * FROM copy_cards WHERE number >= ? ORDER BY number", (self._next,)
        )
        while some := rows.fetchmany(_READ_AT_ONCE):
            self.candidates.add_all(unpacked(some))
        lines = self._db.execute("SELECT key FROM copy_boilerplate")
        self._boilerplate.update(key for (key,) in lines)
        # Not the largest number there is: that may have been removed, and none is given twice.
        row = self._db.execute("SELECT value FROM facts WHERE name = 'next_number'").fetchone()
        self._next = row[0] if row else 1

    def flush(self) -> None:
        """Write what is new."""
        self._db.execute("INSERT OR REPLACE INTO facts VALUES ('next_number', ?)", (self._next,))
        bodies = (
            (number, kept.document.id, _pack(kept)) for number, (kept, _) in self._new.items()
        )
        self._db.executemany("INSERT INTO copy_texts VALUES (?, ?, ?)", bodies)
        self._index.add((kept.document.id, number) for number, (kept, _) in self._new.items())
        cards = (packed(card) for _, card in self._new.values())
        self._db.executemany("INSERT INTO copy_cards VALUES (?, ?, ?, ?)", cards)
        for number, (kept, _) in self._new.items():
            self._cache(number, kept)
        self._flush_links()
        self._new.clear()
        self._numbers.clear()
        self._links.clear()

    def forget_before(self, latest_ms: int) -> None:
        """Forget what is too old to be compared with what comes now."""
        self.flush()
        before_ms = latest_ms - LATE_WINDOW_MS
        old = [(number,) for number in self.candidates.forget_before(before_ms)]
        self._db.executemany("DELETE FROM copy_links WHERE number = ?", old)
        self._delete(old)
        self._db.execute("DELETE FROM copy_boilerplate WHERE at_ms < ?", (before_ms,))
        if self.candidates.wasted:
            self.reload()
        self._cached.clear()

    # --- articles --------------------------------------------------------------------------------

    def assume_new(self, article_id: str) -> None:
        """Take it that an article is not remembered."""
        self._numbers[article_id] = None

    def number_of(self, article_id: str) -> int | None:
        if article_id not in self._numbers:
            row = self._db.execute(self._find, asked(article_id)).fetchone()
            self._numbers[article_id] = row[0] if row else None
        return self._numbers[article_id]

    def next_number(self) -> int:
        return self._next

    def load(self, number: int) -> Kept | None:
        new = self._new.get(number)
        if new is not None:
            return new[0]
        kept = self._cached.get(number)
        if kept is not None:
            return kept
        row = self._db.execute("SELECT body FROM copy_texts WHERE number = ?", (number,)).fetchone()
        if row is None:
            return None
        kept = _decode(_decompressor.decompress(row[0]))
        self._cache(number, kept)
        return kept

    def add(self, kept: Kept, card: Card) -> None:
        self._new[card.number] = kept, card
        self._numbers[kept.document.id] = card.number
        self._links[card.number] = NO_LINKS
        self._next = card.number + 1
        self.candidates.add(card)

    def remove(self, number: int) -> None:
        kept = self.load(number)
        if kept is not None:
            self._numbers[kept.document.id] = None
        self.save_links(number, NO_LINKS)
        self.candidates.remove(number)
        if self._new.pop(number, None) is None:
            self._cached.pop(number, None)
            self._delete([(number,)])

    # --- links and lines -------------------------------------------------------------------------

    def links(self, number: int) -> Links:
        links = self._links.get(number)
        if links is None:
            rows = self._db.execute(
                "SELECT place, target FROM copy_links WHERE number = ? ORDER BY place", (number,)
            ).fetchall()
            links = self._links[number] = _links(rows) if rows else NO_LINKS
        return links

    def save_links(self, number: int, links: Links) -> None:
        self._links[number] = links
        self._relinked.add(number)

    def followers(self, number: int) -> list[int]:
        self._flush_links()
        rows = self._db.execute(
            "SELECT DISTINCT number FROM copy_links WHERE target = ? ORDER BY number", (number,)
        )
        return [follower for (follower,) in rows]

    @property
    def has_postponed(self) -> bool:
        return self._db.execute("SELECT 1 FROM copy_postponed LIMIT 1").fetchone() is not None

    def postpone(self, articles: Iterable[tuple[int, int]]) -> None:
        self._db.executemany("INSERT OR IGNORE INTO copy_postponed VALUES (?, ?)", articles)

    def take_postponed(self, most: int) -> list[int]:
        earliest = self._db.execute(
            "SELECT at_ms, number FROM copy_postponed ORDER BY at_ms, number LIMIT ?", (most,)
        ).fetchall()
        self._db.executemany("DELETE FROM copy_postponed WHERE at_ms = ? AND number = ?", earliest)
        return [number for _, number in earliest]

    def boilerplate_among(self, keys: frozenset[int]) -> frozenset[int]:
        return keys & self._boilerplate

    def learn_boilerplate(self, key: int, at_ms: int) -> None:
        self._boilerplate.add(key)
        self._db.execute("INSERT OR IGNORE INTO copy_boilerplate VALUES (?, ?)", (key, at_ms))

    # --- inside ----------------------------------------------------------------------------------

    def _delete(self, numbers: Sequence[tuple[int]]) -> None:
        """Forget the texts and cards of articles that are written, each by its number."""
        ids = (
            (article_id, number)
            for (number,) in numbers
            for (article_id,) in self._db.execute(
                "SELECT id FROM copy_texts WHERE number = ?", (number,)
            )
        )
        self._index.remove(ids)
        self._db.executemany("DELETE FROM copy_texts WHERE number = ?", numbers)
        self._db.executemany("DELETE FROM copy_cards WHERE number = ?", numbers)

    def _flush_links(self) -> None:
        if not self._relinked:
            return
        numbers = sorted(self._relinked)
        self._db.executemany(
            "DELETE FROM copy_links WHERE number = ?", ((number,) for number in numbers)
        )
        rows = (row for number in numbers for row in _rows(number, self._links[number]))
        self._db.executemany("INSERT INTO copy_links VALUES (?, ?, ?)", rows)
        self._relinked.clear()

    def _cache(self, number: int, kept: Kept) -> None:
        self._cached[number] = kept
        if len(self._cached) > _MOST_CACHED:
            self._cached.popitem(last=False)


def _rows(number: int, links: Links) -> Iterator[tuple[int, int, int]]:
    for place, target in enumerate(links.originals):
        yield number, place, target
    if links.whole is not None:
        yield number, _WHOLE, links.whole


def _links(rows: list[tuple[int, int]]) -> Links:
    """Make links of (place, target), in order of place."""
    whole = rows[0][1] if rows[0][0] == _WHOLE else None
    return Links(tuple(target for place, target in rows if place != _WHOLE), whole)


def learnt_boilerplate(path: Path, documents: Iterable[Document]) -> frozenset[int]:
    """Give the lines of some documents that a file knows to be boilerplate; none where there is no file."""
    keys = {key for document in documents for key in outline_of(document).keys}
    if not path.exists():
        return frozenset()
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as db:
        rows = db.execute(
            f"SELECT key FROM copy_boilerplate WHERE key IN ({','.join('?' * len(keys))})",  # noqa: S608  # marks
            tuple(keys),
        )
        return frozenset(key for (key,) in rows)


def _pack(kept: Kept) -> bytes:
    return _compressor.compress(_encode(kept))
