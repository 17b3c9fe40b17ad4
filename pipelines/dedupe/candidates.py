"""Which articles may be alike: those that hold the same keys, told in memory without reading a text.

That takes a few hundred bytes an article, which are read from the store at the start.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from pipelines.dedupe.cards import Card, Cards
from pipelines.dedupe.compare import COPY_WINDOW_MS, LATE_WINDOW_MS
from pipelines.dedupe.document import UNDATED_MS
from pipelines.dedupe.key_runs import KeyRuns, Slots
from pipelines.dedupe.sketch import SKETCH_BYTES, resemblance

MOST_IN_BUCKET: Final = 64
_MOST_HELD: Final = 4 * MOST_IN_BUCKET - 1
_MOST_NEAR: Final = 256
_WORTH_A_LOOK: Final = 0.04  # resemblance of sketches, below which texts are not compared
_LATE_RESEMBLANCE: Final = 0.15  # the same, of another host more than 72 hours before or after
_BANDS: Final = 4  # of resemblance, within which the earliest is looked at first
_FEW_DEAD: Final = 8_192
_GONE_MS: Final = -(1 << 61)


class Candidate(NamedTuple):
    """An article that may be alike."""

    at_ms: int
    number: int
    shingles: int
    beside: int


class Candidates:
    """The cards of all articles remembered; numbers must come in ascending order.

    In a bucket of 256 articles or more the earliest 64 of every 72 hours are kept: which these are
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
        self._keys = KeyRuns(_MOST_HELD)

    @property
    def last_number(self) -> int:
        """The number of the latest article, 0 where there is none."""
        return int(self._numbers[self._size - 1]) if self._size else 0

    @property
    def wasted(self) -> bool:
        """Whether most places are held by articles that are gone."""
        return self._dead > _FEW_DEAD and self._dead * 2 > self._size

    @property
    def memory_bytes(self) -> int:
        """What the cards take, with the room kept for more, but without the keys of the latest 8,192."""
        columns: list[npt.NDArray[Any]] = [self._numbers, self._at, self._hosts, self._besides]
        arrays = (*columns, self._shingles, self._sketches)
        return sum(each.nbytes for each in arrays) + self._keys.nbytes

    def add(self, card: Card) -> None:
        """Take in one article."""
        slot = self._size
        if slot == len(self._numbers):
            self._grow(slot + 1)
        self._fill(slot, card)
        self._size += 1
        self._keys.add(slot, card.keys, self._earliest)

    def add_all(self, cards: Cards) -> None:
        """Take in many articles at once."""
        count = len(cards.numbers)
        here = slice(self._size, self._size + count)
        if here.stop > len(self._numbers):
            self._grow(here.stop)
        self._numbers[here] = cards.numbers
        self._at[here] = cards.at_ms
        self._hosts[here] = cards.hosts
        self._besides[here] = cards.besides
        self._shingles[here] = cards.shingles
        self._sketches[here] = cards.sketches
        self._size += count
        slots = np.arange(here.start, here.stop).repeat(cards.key_counts)
        self._keys.add_many(slots, cards.keys, self._earliest)

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
        found = set[int]().union(*(slots for _, slots in self._keys.find(card.text_keys)))
        if not found:
            return []
        slots, late = self._near(_sorted(found), card)
        if not len(slots):
            return []
        estimates = resemblance(card.sketch, self._sketches.take(slots, axis=0))
        worth = estimates >= np.where(late, _LATE_RESEMBLANCE, _WORTH_A_LOOK)
        if not worth.any():
            return []
        return self._at_slots(self._by_likeness(slots[worth], estimates[worth]))

    def in_time(self, numbers: Sequence[int]) -> list[tuple[int, int]]:
        """Give (at_ms, number) of those articles that are not gone, the earliest first."""
        if not self._size:
            return []
        wanted = np.array(numbers, np.int64)
        slots = np.searchsorted(self._numbers[: self._size], wanted).clip(max=self._size - 1)
        slots = slots[(self._numbers[slots] == wanted) & (self._at[slots] != _GONE_MS)]
        slots = slots[np.lexsort((slots, self._at[slots]))]
        return list(zip(self._at[slots].tolist(), self._numbers[slots].tolist(), strict=True))

    def holders(self, keys: Sequence[int]) -> list[tuple[int, list[Candidate]]]:
        """Give the articles that hold each of some keys; keys that nobody holds are left out."""
        found: defaultdict[int, set[int]] = defaultdict(set)
        for key, slots in self._keys.find(keys):
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
        slots = set[int]().union(*(slots for _, slots in self._keys.find(keys)))
        # Copies of one article are passed over by the hundred: none is looked at by itself.
        if len({beside, *self._besides[_sorted(slots)].tolist()}) < least:
            return []
        return [
            (key, holders)
            for key, holders in self.holders(keys)
            if len({beside, *(holder.beside for holder in holders)}) >= least
        ]

    # --- looking ---------------------------------------------------------------------------------

    def _by_likeness(self, slots: Slots, estimates: npt.NDArray[np.float64]) -> Slots:
        bands = (estimates * _BANDS).astype(np.int64)
        return slots[np.lexsort((slots, self._at[slots], -bands))]

    def _at_slots(self, slots: Slots) -> list[Candidate]:
        columns = (self._at, self._numbers, self._shingles, self._besides)
        return list(map(Candidate, *(column[slots].tolist() for column in columns)))

    def _near(self, slots: Slots, card: Card) -> tuple[Slots, npt.NDArray[np.bool_]]:
        """Give those within the time to be compared, and which of them are late copies, if any.

        Where there are very many, the earliest; those that would be late only where there is room.
        """
        at = self._at.take(slots)
        near = (at != _GONE_MS) & (self._numbers.take(slots) != card.number)
        late = np.zeros(len(slots), np.bool_)
        if card.at_ms != UNDATED_MS:
            dated = at != UNDATED_MS
            apart = np.abs(at - card.at_ms)
            late = dated & (apart > COPY_WINDOW_MS) & (self._hosts.take(slots) != card.host)
            near &= ~dated | (apart <= LATE_WINDOW_MS)
        slots, late = slots[near], late[near]
        if len(slots) > _MOST_NEAR:
            first = np.lexsort((slots, self._at[slots], late))[:_MOST_NEAR]
            slots, late = slots[first], late[first]
        return slots, late

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


def _sorted(slots: set[int]) -> Slots:
    found = np.fromiter(slots, np.int64, len(slots))
    found.sort()
    return found
