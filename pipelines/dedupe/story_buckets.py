"""Which articles share a term: tables, whose latest rows are kept in memory and written in batches.

What an arrival asks is nearly always about the latest; the tables are read for what lies before that.
"""

from __future__ import annotations

import sqlite3
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from pipelines.dedupe.story_state import MOST_IN_BUCKET

SCHEMA: Final = "".join(
    f"""
CREATE TABLE IF NOT EXISTS {table} (
    key INTEGER NOT NULL, at_ms INTEGER NOT NULL, number INTEGER NOT NULL,
    PRIMARY KEY (key, at_ms, number)
) WITHOUT ROWID;
"""
    for table in ("story_keys", "story_keys_new")
)
_LATEST: Final = """
SELECT at_ms, number FROM story_keys WHERE key = ?1 AND at_ms BETWEEN ?2 AND ?3
UNION ALL SELECT at_ms, number FROM story_keys_new WHERE key = ?1 AND at_ms BETWEEN ?2 AND ?3
ORDER BY at_ms DESC, number DESC LIMIT ?4
"""
_EARLIEST: Final = _LATEST.replace(" DESC", "")
_EVER: Final = (-(1 << 63), (1 << 63) - 1)
_MOST_NEW: Final = 1 << 17
# A batch has one partition of the log after the other, so time goes back within it.
_READ: Final = 32 * MOST_IN_BUCKET
_LONGEST: Final = 64 * MOST_IN_BUCKET
_MOST_BYTES: Final = 32 * 1024 * 1024
_ENTRY_BYTES: Final = 18  # two integers, and some room for more
_BUCKET_BYTES: Final = 480  # a bucket without entries, and its place in a dict

Entry = tuple[int, int]


class _Bucket(Struct, gc=False):
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
    """Buckets in the tables of `SCHEMA`; within a transaction of the given connection.

    Keys are random, so a table of them is written all over: what is new goes into a small one, which is
    emptied into the large one when it has grown. About `most_bytes` of buckets are kept in memory.
    """

    def __init__(
        self, db: sqlite3.Connection, *, most_bytes: int = _MOST_BYTES, most_new: int = _MOST_NEW
    ) -> None:
        self._db = db
        self._most_bytes = most_bytes
        self._most_new = most_new
        self.forget_changes()

    def forget_changes(self) -> None:
        """Drop what is not flushed and what is cached."""
        self._forget_cached()
        self._come: dict[Entry, Sequence[int]] = {}  # their keys, which are all of cached buckets
        self._gone: list[tuple[int, int, int]] = []
        self._new: int | None = None  # rows in the small table

    def flush(self) -> None:
        """Write what has come and gone."""
        self._delete(self._gone)
        rows = [(key, *entry) for entry, keys in self._come.items() for key in keys]
        rows.sort()
        self._db.executemany("INSERT OR IGNORE INTO story_keys_new VALUES (?, ?, ?)", rows)
        self._gone.clear()
        self._come.clear()
        if rows:
            self._empty_small(len(rows))

    def _empty_small(self, added: int) -> None:
        if self._new is None:
            (self._new,) = self._db.execute("SELECT count(*) FROM story_keys_new").fetchone()
        else:
            self._new += added
        if self._new > self._most_new:
            self._db.execute(
                "INSERT OR IGNORE INTO story_keys"
                " SELECT * FROM story_keys_new ORDER BY key, at_ms, number"
            )
            self._db.execute("DELETE FROM story_keys_new")
            self._new = 0

    def earlier(self, key: int, at_ms: int, from_ms: int) -> Sequence[int]:
        """Give the articles of a bucket not after a time, the latest first, at most 48."""
        self._make_room()
        bucket = self._bucket(key)
        times = bucket.times
        end = len(times)
        if end and times[-1] > at_ms:
            end = bisect_right(times, at_ms)
        begin = max(0, end - MOST_IN_BUCKET)
        if begin < end and times[begin] < from_ms:
            begin = bisect_left(times, from_ms, begin, end)
        if end - begin < MOST_IN_BUCKET and not bucket.knows_from(from_ms):
            return self._select(_LATEST, key, from_ms, at_ms)
        return bucket.numbers[begin:end][::-1]

    def later(self, key: int, at_ms: int, to_ms: int) -> Sequence[int]:
        """Give the articles of a bucket from a time on, the earliest first, at most 48."""
        self._make_room()
        bucket = self._bucket(key)
        if not bucket.knows_from(at_ms):
            return self._select(_EARLIEST, key, at_ms, to_ms)
        if not bucket.times or bucket.times[-1] < at_ms:
            return ()
        begin = bisect_left(bucket.times, at_ms)
        end = bisect_right(bucket.times, to_ms, begin)
        return bucket.numbers[begin : min(end, begin + MOST_IN_BUCKET)]

    def add(self, number: int, at_ms: int, keys: Sequence[int]) -> None:
        """Put an article into buckets; it is in none."""
        self._make_room()
        for key in keys:
            self._bucket(key).add(at_ms, number)
        self._come[at_ms, number] = keys
        self._bytes += len(keys) * _ENTRY_BYTES

    def remove(self, number: int, at_ms: int, keys: Sequence[int]) -> None:
        """Take an article out of the buckets that it is in."""
        for key in keys:
            if key in self._cached:
                self._cached[key].remove(at_ms, number)
        if self._come.pop((at_ms, number), None) is not None:
            return
        rows = [(key, at_ms, number) for key in keys]
        self._gone += [row for row in rows if row[0] in self._cached]
        self._delete([row for row in rows if row[0] not in self._cached])

    def _bucket(self, key: int) -> _Bucket:
        bucket = self._cached.get(key)
        if bucket is None:
            rows = self._db.execute(_LATEST, (key, *_EVER, _READ))
            entries = rows.fetchall()[::-1]
            bucket = _Bucket(
                array("q", [at_ms for at_ms, _ in entries]),
                array("q", [number for _, number in entries]),
                entries[0] if len(entries) == _READ else None,
            )
            self._cached[key] = bucket
            self._bytes += _BUCKET_BYTES + len(entries) * _ENTRY_BYTES
        return bucket

    def _make_room(self) -> None:
        if self._bytes > self._most_bytes:
            self.flush()
            self._forget_cached()

    def _forget_cached(self) -> None:
        self._cached: dict[int, _Bucket] = {}
        self._bytes = 0

    def _select(self, query: str, key: int, from_ms: int, to_ms: int) -> list[int]:
        if self._come or self._gone:
            self.flush()
        rows = self._db.execute(query, (key, from_ms, to_ms, MOST_IN_BUCKET))
        return [number for _, number in rows]

    def _delete(self, rows: Sequence[tuple[int, int, int]]) -> None:
        for table in ("story_keys", "story_keys_new"):
            self._db.executemany(
                f"DELETE FROM {table} WHERE key = ? AND at_ms = ? AND number = ?",  # noqa: S608  # ours
                rows,
            )
