"""Which articles share a term: a table, whose latest rows are kept in memory and written in batches.

What an arrival asks is nearly always about the latest; the table is read for what lies before that.
"""

from __future__ import annotations

import sqlite3
from array import array
from bisect import bisect_left, bisect_right
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
_ENTRY_BYTES: Final = 18  # two integers, and some room for more
_BUCKET_BYTES: Final = 480  # a bucket without entries, and its place in a dict

Entry = tuple[int, int]


class _Bucket(Struct):
    """Event times and numbers from the entry `floor` on, ascending; None where these are all."""

    times: array[int]
    numbers: array[int]
    floor: Entry | None

    def knows_from(self, at_ms: int) -> bool:
        return self.floor is None or self.floor[0] < at_ms

    def add(self, at_ms: int, number: int) -> None:
        entry = at_ms, number
        if self.floor is not None and entry < self.floor:
            return
        if not self.times or (self.times[-1], self.numbers[-1]) < entry:
            self.times.append(at_ms)  # nearly all that comes is the latest
            self.numbers.append(number)
        else:
            place = self._place(at_ms, number)
            self.times.insert(place, at_ms)
            self.numbers.insert(place, number)
        if len(self.times) > _LONGEST:
            del self.times[:-_READ], self.numbers[:-_READ]
            self.floor = self.times[0], self.numbers[0]

    def remove(self, at_ms: int, number: int) -> None:
        place = self._place(at_ms, number)
        if place < len(self.times) and (self.times[place], self.numbers[place]) == (at_ms, number):
            del self.times[place], self.numbers[place]

    def _place(self, at_ms: int, number: int) -> int:
        begin, end = bisect_left(self.times, at_ms), bisect_right(self.times, at_ms)
        return bisect_left(self.numbers, number, begin, end)


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

    def earlier(self, key: int, at_ms: int, from_ms: int) -> Sequence[int]:
        """Give the articles of a bucket not after a time, the latest first, at most 48."""
        bucket = self._bucket(key)
        times = bucket.times
        end = len(times)
        if end and times[-1] > at_ms:
            end = bisect_right(times, at_ms)
        begin = max(0, end - MOST_IN_BUCKET)
        if begin < end and times[begin] < from_ms:
            begin = bisect_left(times, from_ms, begin, end)
        if end - begin < MOST_IN_BUCKET and not bucket.knows_from(from_ms):
            return self._select(_EARLIER, key, from_ms, at_ms)
        return bucket.numbers[begin:end][::-1]

    def later(self, key: int, at_ms: int, to_ms: int) -> Sequence[int]:
        """Give the articles of a bucket from a time on, the earliest first, at most 48."""
        bucket = self._bucket(key)
        if not bucket.knows_from(at_ms):
            return self._select(_LATER, key, at_ms, to_ms)
        begin = bisect_left(bucket.times, at_ms)
        end = bisect_right(bucket.times, to_ms, begin)
        return bucket.numbers[begin : min(end, begin + MOST_IN_BUCKET)]

    def add(self, number: int, at_ms: int, keys: Sequence[int]) -> None:
        """Put an article into buckets that it is not in."""
        for key in keys:
            self._bucket(key).add(at_ms, number)
            self._changed[key, at_ms, number] = True
        self._bytes += len(keys) * _ENTRY_BYTES

    def remove(self, number: int, at_ms: int, keys: Sequence[int]) -> None:
        """Take an article out of buckets."""
        for key in keys:
            if key in self._cached:
                self._cached[key].remove(at_ms, number)
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
            entries = rows.fetchall()[::-1]
            bucket = _Bucket(
                array("q", [at_ms for at_ms, _ in entries]),
                array("q", [number for _, number in entries]),
                entries[0] if len(entries) == _READ else None,
            )
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
