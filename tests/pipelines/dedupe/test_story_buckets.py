"""Buckets of stories: what is kept in memory of them answers as the whole table would."""

from __future__ import annotations

import random
import sqlite3
import tracemalloc
from contextlib import closing

import pytest

from pipelines.dedupe.story_buckets import SCHEMA, StoryBuckets
from pipelines.dedupe.story_state import MOST_IN_BUCKET

_ROUNDS = 3_000
_KEYS = 2
_SPAN_MS = 1_000


def _plain(entries: set[tuple[int, int]], at_ms: int, from_ms: int, to_ms: int) -> list[list[int]]:
    ordered = sorted(entries)
    earlier = [number for time_ms, number in ordered if from_ms <= time_ms <= at_ms]
    later = [number for time_ms, number in ordered if at_ms <= time_ms <= to_ms]
    return [earlier[::-1][:MOST_IN_BUCKET], later[:MOST_IN_BUCKET]]


@pytest.mark.parametrize(("most_bytes", "most_new"), [(1 << 20, 1 << 20), (20_000, 500), (0, 50)])
@pytest.mark.parametrize("seed", range(4))
def test_long_buckets_give_all_that_is_near(seed: int, most_bytes: int, most_new: int) -> None:
    """Thousands of articles that share a term are found by their time, whenever they came or went."""
    chance = random.Random(f"buckets/{seed}")
    plain: dict[int, set[tuple[int, int]]] = {key: set() for key in range(_KEYS)}
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as db:
        db.executescript(SCHEMA)
        buckets = StoryBuckets(db, most_bytes=most_bytes, most_new=most_new)
        for number in range(_ROUNDS):
            late = chance.random() < 0.2
            at_ms = chance.randrange(number + 1) if late else number + chance.randrange(20)
            key = chance.randrange(_KEYS)
            from_ms, to_ms = at_ms - chance.randrange(_SPAN_MS), at_ms + chance.randrange(_SPAN_MS)
            earlier = list(buckets.earlier(key, at_ms, from_ms))
            later = list(buckets.later(key, at_ms, to_ms))
            assert [earlier, later] == _plain(plain[key], at_ms, from_ms, to_ms)
            buckets.add(number, at_ms, [key])
            plain[key].add((at_ms, number))
            if chance.random() < 0.15:
                gone_ms, gone = chance.choice(sorted(plain[key]))
                buckets.remove(gone, gone_ms, [key])
                plain[key].discard((gone_ms, gone))
            if chance.random() < 0.01:
                buckets.flush()
                buckets.forget_changes()


def test_what_is_kept_in_memory_is_bounded() -> None:
    """However many terms and articles there are, buckets take no more memory than they may."""
    most_bytes = 200_000
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as db:
        db.executescript(SCHEMA)
        buckets = StoryBuckets(db, most_bytes=most_bytes)
        tracemalloc.start()
        for number in range(20_000):
            buckets.add(number, number, [number % 7, 100 + number])
        kept, _ = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert kept < 4 * most_bytes  # with the keys that are not yet written
        assert list(buckets.earlier(3, 20_000, 0)[:2]) == [19_995, 19_988]
