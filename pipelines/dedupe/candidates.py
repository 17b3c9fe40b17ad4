"""Which articles may be alike: those that hold the same keys, told in memory without reading a text.

A table of keys in SQLite would touch as many random pages an article as it has keys. Here a key is 32
bits beside the 32 bits of a place, in sorted runs that are merged as they grow (O'Neil et al., The
log-structured merge-tree, 1996): a few hundred bytes an article, made anew from the store at the start.
Most keys of an article are new, and a search in a long run waits for memory a dozen times: so a filter
says first which keys are in none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from pipelines.dedupe.compare import COPY_WINDOW_MS, VERSION_WINDOW_MS
from pipelines.dedupe.key_filter import KeyFilter
from pipelines.dedupe.sketch import SKETCH_BYTES, resemblance
from pipelines.dedupe.tokens import distinct
from pipelines.dedupe.trace import UNDATED_MS

MOST_IN_BUCKET: Final = 64
_CROWDED: Final = 4 * MOST_IN_BUCKET
_MOST_NEAR: Final = 256
_WORTH_A_LOOK: Final = 0.04  # resemblance of sketches, below which texts are not compared
_BANDS: Final = 4  # of resemblance, within which the earliest is looked at first
_TAIL: Final = 8_192  # articles whose keys are not yet in a sorted run
_FEW: Final = 4  # a run is merged into the one before it until that is so many times as long
_GONE_MS: Final = -(1 << 61)
_SLOT_BITS: Final = np.uint64(32)
_SLOT_MASK: Final = np.uint64(0xFFFFFFFF)

Slots = npt.NDArray[np.int64]
Run = npt.NDArray[np.uint64]


class Card(Struct, frozen=True, gc=False):
    """What is known of an article without its text.

    Keys are 32-bit numbers, `sketch` is 128 bytes or empty; `host` and `beside` (its longest line) are
    hashes of 32 bits; `shingles` is how many different ones it has.
    """

    number: int
    at_ms: int
    host: int
    beside: int
    shingles: int
    text_keys: tuple[int, ...]
    other_keys: tuple[int, ...]
    sketch: bytes


class Candidate(NamedTuple):
    """An article that may be alike."""

    at_ms: int
    number: int
    shingles: int
    beside: int


class Candidates:
    """The cards of all articles remembered; numbers must come in ascending order.

    In a bucket of more than 256 articles the earliest 64 of every 72 hours are kept: which these are
    depends on the order of arrival only where several have the same event time.
    """

    def __init__(self) -> None:
        self._size = 0
        self._dead = 0
        self._numbers: npt.NDArray[np.int64] = np.empty(0, np.int64)
        self._at: npt.NDArray[np.int64] = np.empty(0, np.int64)
        self._hosts: npt.NDArray[np.uint32] = np.empty(0, np.uint32)
        self._besides: npt.NDArray[np.uint32] = np.empty(0, np.uint32)
        self._shingles: npt.NDArray[np.uint32] = np.empty(0, np.uint32)
        self._sketches: npt.NDArray[np.uint8] = np.empty((0, SKETCH_BYTES), np.uint8)
        self._runs: list[Run] = []
        self._in_runs = KeyFilter()
        self._tail: dict[int, int | list[int]] = {}  # one place needs no list
        self._tail_begins = 0

    @property
    def last_number(self) -> int:
        """The number of the latest article, 0 where there is none."""
        return int(self._numbers[self._size - 1]) if self._size else 0

    @property
    def wasted(self) -> bool:
        """Whether most places are held by articles that are gone."""
        return self._dead > _TAIL and self._dead * 2 > self._size

    @property
    def memory_bytes(self) -> int:
        """What the cards take, with the room kept for more, but without the keys of the latest 8,192."""
        columns: list[npt.NDArray[Any]] = [self._numbers, self._at, self._hosts, self._besides]
        arrays = (*columns, self._shingles, self._sketches, *self._runs)
        return sum(each.nbytes for each in arrays) + self._in_runs.nbytes

    def add(self, card: Card) -> None:
        """Take in one article."""
        slot = self._size
        if slot == len(self._numbers):
            self._grow(slot + 1)
        self._fill(slot, card)
        self._size += 1
        tail = self._tail
        for key in chain(card.text_keys, card.other_keys):
            bucket = tail.setdefault(key, slot)
            if isinstance(bucket, list):
                bucket.append(slot)
                if len(bucket) >= _CROWDED:
                    tail[key] = self._earliest(np.array(bucket)).tolist()
            elif bucket != slot:
                tail[key] = [bucket, slot]
        if self._size - self._tail_begins >= _TAIL:
            self._close_tail()

    def remove(self, number: int) -> None:
        """Never give this article again."""
        slot = int(np.searchsorted(self._numbers[: self._size], number))
        if slot < self._size and self._numbers[slot] == number:
            self._at[slot] = _GONE_MS
            self._dead += 1

    def forget_before(self, before_ms: int) -> list[int]:
        """Never give articles again that are older than a time; gives their numbers."""
        at = self._at[: self._size]
        old = (at < before_ms) & (at != _GONE_MS)
        at[old] = _GONE_MS
        self._dead += int(old.sum())
        forgotten: list[int] = self._numbers[: self._size][old].tolist()
        return forgotten

    def alike(self, card: Card) -> list[Candidate]:
        """Give the articles that share a key, are near in time and look alike; not the article itself.

        Those that look most alike come first, of about equally likely ones the earliest.
        """
        if not card.sketch:
            return []
        found = set[int]().union(*(slots for _, slots in self._buckets(card.text_keys)))
        if not found:
            return []
        slots = self._near(_sorted(found), card)
        if not len(slots):
            return []
        estimates = resemblance(card.sketch, self._sketches.take(slots, axis=0))
        worth = estimates >= _WORTH_A_LOOK
        if not worth.any():
            return []
        return self._at_slots(self._by_likeness(slots[worth], estimates[worth]))

    def holders(self, keys: Sequence[int]) -> list[tuple[int, list[Candidate]]]:
        """Give the articles that hold each of some keys; keys that nobody holds are left out."""
        found: defaultdict[int, set[int]] = defaultdict(set)
        for key, slots in self._buckets(keys):
            found[key].update(slots)
        held: list[tuple[int, list[Candidate]]] = []
        for key, places in found.items():
            there = np.array(sorted(places), np.int64)
            held.append((key, self._at_slots(there[self._at[there] != _GONE_MS])))
        return held

    def holders_beside(
        self, keys: Sequence[int], beside: int, least: int
    ) -> list[tuple[int, list[Candidate]]]:
        """Give the holders of each key of which, with `beside`, so many different lines are beside."""
        slots = set[int]().union(*(slots for _, slots in self._buckets(keys)))
        # Copies of one article are passed over by the hundred: none is looked at by itself.
        if len({beside, *self._besides[_sorted(slots)].tolist()}) < least:
            return []
        return [
            (key, holders)
            for key, holders in self.holders(keys)
            if len({beside, *(holder.beside for holder in holders)}) >= least
        ]

    # --- looking ---------------------------------------------------------------------------------

    def _buckets(self, keys: Sequence[int]) -> Iterator[tuple[int, list[int]]]:
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

    def _by_likeness(self, slots: Slots, estimates: npt.NDArray[np.float64]) -> Slots:
        bands = (estimates * _BANDS).astype(np.int64)
        return slots[np.lexsort((slots, self._at[slots], -bands))]

    def _at_slots(self, slots: Slots) -> list[Candidate]:
        columns = (self._at, self._numbers, self._shingles, self._besides)
        return list(map(Candidate, *(column[slots].tolist() for column in columns)))

    def _near(self, slots: Slots, card: Card) -> Slots:
        """Give those within the time to be compared, the earliest where there are very many."""
        at = self._at.take(slots)
        if card.at_ms == UNDATED_MS:
            near = at != _GONE_MS
        else:
            apart = np.abs(at - card.at_ms)
            same_host = self._hosts.take(slots) == card.host
            near = apart <= np.where(same_host, VERSION_WINDOW_MS, COPY_WINDOW_MS)
            near |= at == UNDATED_MS
        near &= self._numbers.take(slots) != card.number
        slots = slots[near]
        if len(slots) > _MOST_NEAR:
            slots = slots[np.lexsort((slots, self._at[slots]))[:_MOST_NEAR]]
        return slots

    def _earliest(self, slots: Slots) -> Slots:
        """Give the earliest 64 of every 72 hours."""
        slots = slots[np.lexsort((slots, self._at[slots]))]
        spans = self._at[slots] // COPY_WINDOW_MS
        begins = np.searchsorted(spans, spans)
        return np.sort(slots[np.arange(len(slots)) - begins < MOST_IN_BUCKET])

    # --- growing ---------------------------------------------------------------------------------

    def _fill(self, slot: int, card: Card) -> None:
        self._numbers[slot] = card.number
        self._at[slot] = card.at_ms
        self._hosts[slot] = card.host
        self._besides[slot] = card.beside
        self._shingles[slot] = card.shingles
        if card.sketch:
            self._sketches[slot] = np.frombuffer(card.sketch, np.uint8)

    def _grow(self, needed: int) -> None:
        capacity = max(1_024, needed + needed // 16)
        for name in ("_numbers", "_at", "_hosts", "_besides", "_shingles", "_sketches"):
            before = getattr(self, name)
            after = np.zeros((capacity, *before.shape[1:]), before.dtype)
            after[: self._size] = before[: self._size]
            setattr(self, name, after)

    def _close_tail(self) -> None:
        """Make a sorted run of the latest keys, and merge it with runs that are not much longer."""
        buckets = [each if isinstance(each, list) else [each] for each in self._tail.values()]
        sizes = [len(bucket) for bucket in buckets]
        keys = np.repeat(np.fromiter(self._tail, np.uint64, len(self._tail)), sizes)
        slots = np.fromiter(chain.from_iterable(buckets), np.uint64, len(keys))
        self._tail = {}
        self._tail_begins = self._size
        run = (keys << _SLOT_BITS) | slots
        run.sort()
        self._runs.append(run)
        self._in_runs.add(_keys_of(run))
        # Few runs cost less to look into than it costs to merge them often.
        while len(self._runs) > 1 and len(self._runs[-1]) * _FEW > len(self._runs[-2]):
            merged = np.concatenate((self._runs.pop(-2), self._runs.pop()))
            merged.sort(kind="stable")  # timsort: linear for two sorted runs
            self._runs.append(self._thinned(merged))
        held = sum(map(len, self._runs))
        if not self._in_runs.has_room(held):
            self._in_runs.refill(held, map(_keys_of, self._runs))

    def _thinned(self, run: Run) -> Run:
        """Leave out what is too much in crowded buckets."""
        apart = _CROWDED - 1
        within = (run[apart:] ^ run[:-apart]) <= _SLOT_MASK  # both are entries of one key
        crowded = distinct(run[:-apart][within] >> _SLOT_BITS)
        if not len(crowded):
            return run
        keep = np.ones(len(run), bool)
        lows = crowded << _SLOT_BITS
        begins, ends = run.searchsorted(lows), run.searchsorted(lows | _SLOT_MASK, side="right")
        for begin, end in zip(begins.tolist(), ends.tolist(), strict=True):
            slots = (run[begin:end] & _SLOT_MASK).astype(np.int64)
            keep[begin:end] = np.isin(slots, self._earliest(slots))
        return run[keep]


def _keys_of(run: Run) -> npt.NDArray[np.uint32]:
    return (run >> _SLOT_BITS).astype(np.uint32)


def _sorted(slots: set[int]) -> Slots:
    found = np.fromiter(slots, np.int64, len(slots))
    found.sort()
    return found
