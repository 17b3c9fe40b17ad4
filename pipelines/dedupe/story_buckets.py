"""Which articles share a term: a table, whose latest rows are kept in memory and written in batches.

What an arrival asks is nearly always about the latest; the table is read for what lies before that.
"""

from __future__ import annotations

import sqlite3
from bisect import bisect_left, bisect_right, insort
from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from pipelines.dedupe.story_state import MOST_IN_BUCKET

SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS story_keys (
    key INTEGER NOT NULL, at_ms INTEGER NOT NULL, number INTEGER NOT NULL,
    PRIMARY KEY (key, at_ms, number)
) WITHOUT ROWID;
"""
_EARLIER: Final = """
SELECT number FROM story_keys WHERE key = ? AND at_ms BETWEEN ? AND ?
ORDER BY at_ms DESC, number DESC LIMIT ?
"""
_LATER: Final = """
SELECT number FROM story_keys WHERE key = ? AND at_ms BETWEEN ? AND ?
ORDER BY at_ms, number LIMIT ?
"""
# A batch has one partition of the log after the other, so time goes back within it.
_READ: Final = 8 * MOST_IN_BUCKET
_LONGEST: Final = 16 * MOST_IN_BUCKET
_MOST_BYTES: Final = 32 * 1024 * 1024
_ENTRY_BYTES: Final = 44  # an integer of this size and its place in a list
_BUCKET_BYTES: Final = 320  # a bucket without entries, and its place in a dict
_NUMBER_BITS: Final = 40  # an entry is one integer: event time, then number
_NUMBER: Final = (1 << _NUMBER_BITS) - 1


class _Bucket(Struct):
    """The entries of a bucket from `floor` on, ascending; None where these are all."""

    entries: list[int]
    floor: int | None

    def knows_from(self, at_ms: int) -> bool:
        return self.floor is None or self.floor < at_ms << _NUMBER_BITS

    def add(self, entry: int) -> None:
        if self.floor is not None and entry < self.floor:
            return
        insort(self.entries, entry)
        if len(self.entries) > _LONGEST:
            del self.entries[:-_READ]
            self.floor = self.entries[0]

    def remove(self, entry: int) -> None:
        place = bisect_left(self.entries, entry)
        if self.entries[place : place + 1] == [entry]:
            del self.entries[place]


class StoryBuckets:
    """Buckets in the table of `SCHEMA`; within a transaction of the given connection.

    About `most_bytes` of them are kept in memory.
    """

    def __init__(self, db: sqlite3.Connection, most_bytes: int = _MOST_BYTES) -> None:
        self._db = db
        self._most_bytes = most_bytes
        self.forget_changes()

    def forget_changes(self) -> None:
        """Drop what is not flushed and what is cached."""
        self._forget_cached()
        self._changed: dict[tuple[int, int, int], bool] = {}  # only of buckets that are cached

    def flush(self) -> None:
        """Write what has come and gone."""
        rows = sorted(self._changed.items())
        self._delete([row for row, is_in in rows if not is_in])
        self._db.executemany(
            "INSERT OR IGNORE INTO story_keys VALUES (?, ?, ?)",
            [row for row, is_in in rows if is_in],
        )
        self._changed.clear()

    def earlier(self, key: int, at_ms: int, from_ms: int) -> list[int]:
        """Give the articles of a bucket not after a time, the latest first, at most 48."""
        bucket = self._bucket(key)
        begin = bisect_left(bucket.entries, from_ms << _NUMBER_BITS)
        end = bisect_right(bucket.entries, at_ms << _NUMBER_BITS | _NUMBER)
        if end - begin < MOST_IN_BUCKET and not bucket.knows_from(from_ms):
            return self._select(_EARLIER, key, from_ms, at_ms)
        nearest = bucket.entries[max(begin, end - MOST_IN_BUCKET) : end]
        return [entry & _NUMBER for entry in reversed(nearest)]

    def later(self, key: int, at_ms: int, to_ms: int) -> list[int]:
        """Give the articles of a bucket from a time on, the earliest first, at most 48."""
        bucket = self._bucket(key)
        if not bucket.knows_from(at_ms):
            return self._select(_LATER, key, at_ms, to_ms)
        begin = bisect_left(bucket.entries, at_ms << _NUMBER_BITS)
        end = bisect_right(bucket.entries, to_ms << _NUMBER_BITS | _NUMBER)
        return [entry & _NUMBER for entry in bucket.entries[begin:end][:MOST_IN_BUCKET]]

    def add(self, number: int, at_ms: int, keys: Sequence[int]) -> None:
        """Put an article into buckets that it is not in."""
        for key in keys:
            self._bucket(key).add(at_ms << _NUMBER_BITS | number)
            self._changed[key, at_ms, number] = True
        self._bytes += len(keys) * _ENTRY_BYTES

    def remove(self, number: int, at_ms: int, keys: Sequence[int]) -> None:
        """Take an article out of buckets."""
        for key in keys:
            if key in self._cached:
                self._cached[key].remove(at_ms << _NUMBER_BITS | number)
                self._changed[key, at_ms, number] = False
        self._delete([(key, at_ms, number) for key in keys if key not in self._cached])

    def _bucket(self, key: int) -> _Bucket:
        bucket = self._cached.get(key)
        if bucket is None:
            if self._bytes > self._most_bytes:
                self.flush()
                self._forget_cached()
            rows = self._db.execute(
                "SELECT at_ms, number FROM story_keys WHERE key = ?"
                " ORDER BY at_ms DESC, number DESC LIMIT ?",
                (key, _READ),
            )
            entries = [at_ms << _NUMBER_BITS | number for at_ms, number in rows][::-1]
            bucket = _Bucket(entries, entries[0] if len(entries) == _READ else None)
            self._cached[key] = bucket
            self._bytes += _BUCKET_BYTES + len(entries) * _ENTRY_BYTES
        return bucket

    def _forget_cached(self) -> None:
        self._cached: dict[int, _Bucket] = {}
        self._bytes = 0

    def _select(self, query: str, *values: int) -> list[int]:
        if self._changed:
            self.flush()
        return [row[0] for row in self._db.execute(query, (*values, MOST_IN_BUCKET))]

    def _delete(self, rows: Sequence[tuple[int, int, int]]) -> None:
        self._db.executemany(
            "DELETE FROM story_keys WHERE key = ? AND at_ms = ? AND number = ?", rows
        )
