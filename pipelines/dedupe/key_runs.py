"""Which places hold a key: sorted runs in memory, merged as they grow.

A table of keys in SQLite would touch as many random pages an article as it has keys. Here a key is 32
bits beside the 32 bits of a place, in sorted runs (O'Neil et al., The log-structured merge-tree, 1996).
Most keys of an article are new, and a search in a long run waits for memory a dozen times: so a filter
says first which keys are in none.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from pipelines.dedupe.key_filter import KeyFilter, Keys
from pipelines.dedupe.tokens import distinct

_TAIL: Final = 8_192  # articles whose keys are not yet in a sorted run
_FEW: Final = 4  # a run is merged into the one before it until that is so many times as long
_SLOT_BITS: Final = np.uint64(32)
_SLOT_MASK: Final = np.uint64(0xFFFFFFFF)

Slots = npt.NDArray[np.int64]
Run = npt.NDArray[np.uint64]
Choose = Callable[[Slots], Slots]


class KeyRuns:
    """The places (slots, 32 bits) that hold each key (32 bits).

    A key that more than `most` hold is crowded: of these slots those are kept that `choose` gives.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._runs: list[Run] = []
        self._in_runs = KeyFilter()
        self._tail: dict[int, int | list[int]] = {}  # one place needs no list
        self._tail_keys = array("I")
        self._tail_slots: list[int] = []
        self._tail_counts: list[int] = []

    @property
    def nbytes(self) -> int:
        """The memory of all but the keys of the latest 8,192 articles."""
        return self._in_runs.nbytes + sum(run.nbytes for run in self._runs)

    def add(self, slot: int, keys: Sequence[int], choose: Choose) -> None:
        """Hold the keys of one article."""
        self._tail_keys.extend(keys)
        self._tail_slots.append(slot)
        self._tail_counts.append(len(keys))
        tail = self._tail
        for key in keys:
            bucket = tail.setdefault(key, slot)
            if isinstance(bucket, list):
                bucket.append(slot)
                if len(bucket) > self._most:
                    tail[key] = choose(np.array(bucket)).tolist()
            elif bucket != slot:
                tail[key] = [bucket, slot]
        if len(self._tail_slots) >= _TAIL:
            self._close_tail(choose)

    def add_many(self, slots: Slots, keys: Keys, choose: Choose) -> None:
        """Hold the keys of many articles, each beside its slot."""
        self._close_tail(choose)
        self._append(slots.astype(np.uint64), keys.astype(np.uint64), choose)

    def find(self, keys: Sequence[int]) -> Iterator[tuple[int, list[int]]]:
        """Give the places that hold each key, a part at a time."""
        tail = self._tail
        for key in keys:
            bucket = tail.get(key)
            if bucket is not None:
                yield key, bucket if isinstance(bucket, list) else [bucket]
        wanted = np.array(keys, np.uint32)
        wanted = wanted.take(self._in_runs.may_hold(wanted))
        count = len(wanted)
        if not count:
            return
        lows = wanted.astype(np.uint64) << _SLOT_BITS
        bounds = np.concatenate((lows, lows | _SLOT_MASK))
        for run in self._runs:
            places = run.searchsorted(bounds).tolist()
            for place, (begin, end) in enumerate(zip(places[:count], places[count:], strict=True)):
                if begin != end:
                    yield int(wanted[place]), (run[begin:end] & _SLOT_MASK).tolist()

    def _close_tail(self, choose: Choose) -> None:
        """Make a sorted run of the latest keys."""
        keys = np.array(self._tail_keys, np.uint64)
        slots = np.array(self._tail_slots, np.uint64).repeat(self._tail_counts)
        self._tail = {}
        self._tail_keys = array("I")
        self._tail_slots.clear()
        self._tail_counts.clear()
        self._append(slots, keys, choose)

    def _append(self, slots: Run, keys: Run, choose: Choose) -> None:
        """Add a run, and merge it with runs that are not much longer."""
        if not len(keys):
            return
        run = distinct((keys << _SLOT_BITS) | slots)
        self._runs.append(self._thinned(run, choose))
        self._in_runs.add(_keys_of(run))
        # Few runs cost less to look into than it costs to merge them often.
        while len(self._runs) > 1 and len(self._runs[-1]) * _FEW > len(self._runs[-2]):
            merged = np.concatenate((self._runs.pop(-2), self._runs.pop()))
            merged.sort(kind="stable")  # timsort: linear for two sorted runs
            self._runs.append(self._thinned(merged, choose))
        held = sum(map(len, self._runs))
        if not self._in_runs.has_room(held):
            self._in_runs.refill(held, map(_keys_of, self._runs))

    def _thinned(self, run: Run, choose: Choose) -> Run:
        """Leave out what is too much in crowded buckets."""
        within = (
            run[self._most :] ^ run[: -self._most]
        ) <= _SLOT_MASK  # both are entries of one key
        crowded = distinct(run[: -self._most][within] >> _SLOT_BITS)
        if not len(crowded):
            return run
        keep = np.ones(len(run), bool)
        lows = crowded << _SLOT_BITS
        begins, ends = run.searchsorted(lows), run.searchsorted(lows | _SLOT_MASK, side="right")
        for begin, end in zip(begins.tolist(), ends.tolist(), strict=True):
            slots = (run[begin:end] & _SLOT_MASK).astype(np.int64)
            keep[begin:end] = np.isin(slots, choose(slots))
        return run[keep]


def _keys_of(run: Run) -> Keys:
    return (run >> _SLOT_BITS).astype(np.uint32)
