"""Which articles hang on which: tables of two columns, kept in memory and written in batches."""

from __future__ import annotations

import sqlite3
from typing import Final, Generic, TypeVar

SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS story_children (
    parent INTEGER NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (parent, number)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS story_followers (
    leader TEXT NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (leader, number)
) WITHOUT ROWID;
"""
_MOST_CACHED: Final = 30_000

Above = TypeVar("Above", int, str)


class StoryEdges(Generic[Above]):
    """Articles, by number, below what they hang on; within a transaction of the given connection."""

    def __init__(self, db: sqlite3.Connection, table: str, column: str) -> None:
        self._db = db
        self._table = table
        self._column = column
        self._cached: dict[Above, set[int]] = {}
        self._changed: dict[tuple[Above, int], bool] = {}

    def forget_changes(self) -> None:
        """Drop what is not flushed and what is cached."""
        self._cached.clear()
        self._changed.clear()

    def flush(self) -> None:
        """Write what has changed."""
        rows = sorted(self._changed.items())
        self._db.executemany(
            f"DELETE FROM {self._table} WHERE {self._column} = ? AND number = ?",  # noqa: S608  # ours
            [row for row, is_there in rows if not is_there],
        )
        self._db.executemany(
            f"INSERT OR IGNORE INTO {self._table} VALUES (?, ?)",  # noqa: S608  # ours
            [row for row, is_there in rows if is_there],
        )
        self._changed.clear()
        if len(self._cached) > _MOST_CACHED:
            self._cached.clear()

    def expect_none(self, above: Above) -> None:
        """Say that nothing hangs on an article yet: it is new."""
        self._cached[above] = set()

    def below(self, above: Above) -> list[int]:
        """Give what hangs on an article, in ascending order."""
        return sorted(self._below(above))

    def move(self, number: int, before: Above | None, after: Above | None) -> None:
        """Take an article from one, and hang it on another."""
        if before == after:
            return
        if before is not None:
            self._below(before).discard(number)
            self._changed[before, number] = False
        if after is not None:
            self._below(after).add(number)
            self._changed[after, number] = True

    def _below(self, above: Above) -> set[int]:
        below = self._cached.get(above)
        if below is None:
            rows = self._db.execute(
                f"SELECT number FROM {self._table} WHERE {self._column} = ?",  # noqa: S608  # ours
                (above,),
            )
            below = self._cached[above] = {row[0] for row in rows}
        return below
