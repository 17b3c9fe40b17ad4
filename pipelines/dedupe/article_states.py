"""What the exact tiers remember of each article id, in SQLite; their owner commits what is flushed."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from typing import Final

import msgspec

from pipelines.dedupe.id_index import IdIndex, asked, id_index_schema
from pipelines.dedupe.reducer import STATE_VERSION, ArticleState

SCHEMA: Final = f"""
CREATE TABLE IF NOT EXISTS article_states (
    number INTEGER PRIMARY KEY,
    key TEXT NOT NULL,
    state BLOB NOT NULL,
    observed_s INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS article_states_by_time ON article_states (observed_s);
{id_index_schema("article_state_ids")}
"""

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(ArticleState).decode


class ArticleStates:
    """States by article id, in the tables of `SCHEMA`."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._index = IdIndex(db, "article_state_ids")
        self._find = (
            "SELECT number, state FROM article_states"  # noqa: S608  # ours
            f" WHERE {self._index.where('key')}"
        )
        self.forget_changes()

    def forget_changes(self) -> None:
        """Drop what is not flushed."""
        self._changed: dict[str, ArticleState] = {}
        self._numbers: dict[str, int] = {}  # of rows read since the last flush

    def get(self, article_id: str) -> ArticleState | None:
        """Give what is remembered of an article, None where it was never seen."""
        key = state_key(article_id)
        changed = self._changed.get(key)
        return self._stored(key) if changed is None else changed

    def first_seen(self, article_id: str) -> datetime | None:
        """Give when an article was first seen, of what is flushed; None where it never was."""
        state = self._look(article_id)
        return state.first_seen if state else None

    def adopt(self, article_id: str, other: ArticleStates) -> None:
        """Remember what others remember of an article that was never seen here."""
        if self._look(article_id) is None and (state := other._look(article_id)) is not None:
            self.set(article_id, state)

    def count(self) -> int:
        """Give how many articles are remembered, of what is flushed."""
        (count,) = self._db.execute("SELECT count(*) FROM article_states").fetchone()
        return int(count)

    def set(self, article_id: str, state: ArticleState) -> None:
        """Remember a state, once `get` was asked for the one before."""
        self._changed[state_key(article_id)] = state

    def flush(self) -> None:
        """Write what has changed into the open transaction."""
        known, new = [], []
        for key, state in self._changed.items():
            row = _encode(state), int(state.observed_at.timestamp())
            number = self._numbers.get(key)
            if number is None:
                new.append((key, *row))
            else:
                known.append((*row, number))
        self._db.executemany(
            "UPDATE article_states SET state = ?, observed_s = ? WHERE number = ?", known
        )
        (last,) = self._db.execute("SELECT coalesce(max(number), 0) FROM article_states").fetchone()
        numbered = [(number, *row) for number, row in enumerate(new, start=last + 1)]
        self._db.executemany("INSERT INTO article_states VALUES (?, ?, ?, ?)", numbered)
        self._index.add((key, number) for number, key, *_ in numbered)
        self.forget_changes()

    def forget_before(self, observed_s: int) -> None:
        """Forget what was last observed before a time, in seconds since 1970; nothing may be unflushed."""
        old = self._db.execute(
            "SELECT key, number FROM article_states WHERE observed_s < ?", (observed_s,)
        ).fetchall()
        if old:
            self._index.remove(old)
            self._db.execute("DELETE FROM article_states WHERE observed_s < ?", (observed_s,))

    def _stored(self, key: str) -> ArticleState | None:
        row = self._row(key)
        if row is None:
            return None
        self._numbers[key], state = row
        return _decode(state)

    def _look(self, article_id: str) -> ArticleState | None:
        """Give what is stored of an article, and note down nothing."""
        row = self._row(state_key(article_id))
        return _decode(row[1]) if row else None

    def _row(self, key: str) -> tuple[int, bytes] | None:
        row: tuple[int, bytes] | None = self._db.execute(self._find, asked(key)).fetchone()
        return row


def state_key(article_id: str) -> str:
    """Give the key that an article's state is found by: another version finds none of these."""
    return f"{STATE_VERSION}/{article_id}"
