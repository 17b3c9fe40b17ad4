"""Which articles share most of the terms that one is found by."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

_MOST_COMPARED: Final = 24
_MOST_BUCKETS: Final = 15
_BUCKET_BITS: Final = 4
_NUMBER_BITS: Final = 40

Numbers = npt.NDArray[np.int64]


def sharing_most(buckets: Sequence[Sequence[int]], number: int) -> list[int]:
    """Give the 24 articles, but for one, that are in most of at most 15 buckets; of equals the earliest.

    The first bucket, that of the heaviest term, counts most.
    """
    entries = array("q")
    for bucket in buckets:
        entries.extend(bucket)
    if not entries:
        return []
    weights = np.arange(len(buckets), 0, -1).repeat([len(bucket) for bucket in buckets])
    others, sums = _summed(np.frombuffer(entries, np.int64), weights)
    ranks = (-sums << _NUMBER_BITS) + others
    ranks = ranks[others != number]
    if len(ranks) > _MOST_COMPARED:
        ranks.partition(_MOST_COMPARED)
        ranks = ranks[:_MOST_COMPARED]
    found: list[int] = (ranks & ((1 << _NUMBER_BITS) - 1)).tolist()
    return found


def _summed(numbers: Numbers, weights: Numbers) -> tuple[Numbers, Numbers]:
    """Give each number once, ascending, and the sum of its weights."""
    entries = numbers << _BUCKET_BITS | weights
    entries.sort()
    numbers = entries >> _BUCKET_BITS
    first = np.empty(len(numbers), bool)
    first[0] = True
    np.not_equal(numbers[1:], numbers[:-1], out=first[1:])
    starts = first.nonzero()[0]
    return numbers[starts], np.add.reduceat(entries & _MOST_BUCKETS, starts)
