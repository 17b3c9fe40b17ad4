from __future__ import annotations

import numpy as np
import pytest
from msgspec import structs

from pipelines.dedupe.candidates import MOST_IN_BUCKET, Candidates
from pipelines.dedupe.cards import Card, packed, unpacked
from pipelines.dedupe.compare import COPY_WINDOW_MS, HOUR_MS, LATE_WINDOW_MS
from pipelines.dedupe.document import UNDATED_MS

_SKETCH = bytes(range(1, 129))
_A_TENTH_ALIKE = _SKETCH[:13] + bytes(range(129, 244))


def _card(
    number: int,
    *,
    at_ms: int = 0,
    host: int = 1,
    keys: tuple[int, ...] = (7,),
    sketch: bytes = _SKETCH,
) -> Card:
    return Card(
        number=number,
        at_ms=at_ms,
        host=host,
        beside=number,
        shingles=100,
        text_keys=keys,
        other_keys=(number + 1_000_000,),
        sketch=sketch,
    )


def _alike(candidates: Candidates, card: Card) -> list[int]:
    return sorted(each.number for each in candidates.alike(card))


def test_many_articles() -> None:
    """Among tens of thousands of articles those with a common key are found, old and new ones."""
    candidates = Candidates()
    for number in range(1, 30_001):
        candidates.add(_card(number, keys=(number % 10_000, number % 7_919 + 20_000)))
    found = _alike(candidates, _card(0, keys=(77,)))
    assert found == [77, 10_077, 20_077]
    ((key, holders),) = candidates.holders((1_012_345, 5_000_000))
    assert (key, [each.number for each in holders]) == (1_012_345, [12_345])


@pytest.mark.parametrize(
    ("apart_ms", "host", "sketch", "found"),
    [
        (COPY_WINDOW_MS, 2, _A_TENTH_ALIKE, True),
        (COPY_WINDOW_MS + 1, 2, _A_TENTH_ALIKE, False),
        (LATE_WINDOW_MS, 2, _SKETCH, True),
        (LATE_WINDOW_MS, 1, _A_TENTH_ALIKE, True),
        (LATE_WINDOW_MS + 1, 1, _SKETCH, False),
        (UNDATED_MS, 2, _A_TENTH_ALIKE, True),
    ],
)
def test_windows(apart_ms: int, host: int, sketch: bytes, found: bool) -> None:
    """Articles are compared within 30 days, undated ones always; of two hosts late only if much alike."""
    candidates = Candidates()
    candidates.add(_card(1))
    other = _card(2, at_ms=apart_ms, host=host, sketch=sketch)
    assert bool(candidates.alike(other)) == found
    candidates.add(other)
    assert bool(_alike(candidates, _card(1))) == found


def test_late_ones_leave_room() -> None:
    """However many articles of weeks ago are alike, those of the same days are still compared."""
    candidates = Candidates()
    for number in range(1, 600):
        span = number // 60
        candidates.add(_card(number, at_ms=span * COPY_WINDOW_MS, host=number))
    found = _alike(candidates, _card(0, at_ms=9 * COPY_WINDOW_MS, host=0))
    assert set(found) >= set(range(540, 600))


def test_crowded_bucket() -> None:
    """Of very many articles with one key the earliest are kept, in whatever order they come."""
    times = np.random.default_rng(1).permutation(20_000).tolist()
    candidates = Candidates()
    for number, at_ms in enumerate(times, 1):
        candidates.add(_card(number, at_ms=at_ms))
    found = {times[each.number - 1] for each in candidates.alike(_card(0, at_ms=HOUR_MS))}
    assert found >= set(range(MOST_IN_BUCKET))
    assert len(found) <= 4 * MOST_IN_BUCKET


def test_gone() -> None:
    """What was removed or has become too old is not given again."""
    candidates = Candidates()
    for number in (1, 2, 3):
        candidates.add(_card(number, at_ms=number))
    candidates.remove(3)
    candidates.forget_before(2)
    assert _alike(candidates, _card(0)) == [2]


def test_holders_beside() -> None:
    """A line is only given where enough different articles hold it, gone ones not counted."""
    candidates = Candidates()
    for number, (beside, key) in enumerate(((1, 8), (1, 8), (2, 8), (1, 9), (3, 9)), 1):
        candidates.add(structs.replace(_card(number), beside=beside, other_keys=(key,)))
    ((key, holders),) = candidates.holders_beside((8, 9), 3, 3)
    assert (key, [each.number for each in holders]) == (8, [1, 2, 3])
    assert candidates.holders_beside((9,), 3, 3) == []
    candidates.remove(3)
    assert candidates.holders_beside((8, 9), 3, 3) == []


@pytest.mark.parametrize("at_once", [1, 700, 10_000])
def test_read_at_once(at_once: int) -> None:
    """Cards read from the store are found as those taken in one by one; of a crowd the earliest."""
    chance = np.random.default_rng(7)
    cards = [
        _card(number, at_ms=number * HOUR_MS // 20, host=number % 3, keys=tuple(keys))
        for number, keys in enumerate(chance.integers(0, 3_000, (10_000, 4)).tolist(), start=1)
    ]
    cards += [_card(number, host=number % 3, keys=(1 << 31,)) for number in range(10_001, 12_001)]
    one_by_one, read = Candidates(), Candidates()
    for card in cards:
        one_by_one.add(card)
    for begin in range(0, len(cards), at_once):
        read.add_all(unpacked(map(packed, cards[begin : begin + at_once])))
    for card in cards[::97]:
        assert read.alike(card)[:MOST_IN_BUCKET] == one_by_one.alike(card)[:MOST_IN_BUCKET]
        assert read.holders(card.other_keys) == one_by_one.holders(card.other_keys)
    assert read.last_number == one_by_one.last_number


def test_no_sketch_is_read_as_none() -> None:
    """A text of a few words is like no other, after it was read from the store as before."""
    candidates = Candidates()
    short = structs.replace(_card(1), sketch=b"", text_keys=())
    candidates.add_all(unpacked([packed(short)]))
    assert candidates.alike(_card(2)) == candidates.alike(short) == []
    ((key, (holder,)),) = candidates.holders(short.other_keys)
    assert (key, holder.number) == (1_000_001, 1)
