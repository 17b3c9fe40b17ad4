"""Which passages two texts share, and where."""

from __future__ import annotations

from bisect import bisect_left
from typing import Final

import numpy as np

from pipelines.dedupe.tokens import Hashes
from pipelines.dedupe.trace import Trace

_SHORTEST: Final = 8  # tokens of a passage that is told

Passage = tuple[int, int, int]


def shared_passages(of: Trace, to: Trace, *, most: int = 16) -> tuple[Passage, ...]:
    """Give the passages of one text that the other has too: (start in this, start in other, length).

    In code points of the articles' texts; the length is that in the first. The longest `most` are
    given, in the order of the first text. About linear in the length of both texts.
    """
    runs = _runs(of, to)
    longest = sorted(runs, key=lambda run: (-run[2], run[0]))[:most]
    return tuple(
        (
            int(of.starts[here]),
            int(to.starts[there]),
            int(of.ends[here + size - 1] - of.starts[here]),
        )
        for here, there, size in sorted(longest)
    )


def _runs(one: Trace, other: Trace) -> list[tuple[int, int, int]]:
    """Give maximal equal runs of tokens, greedily from the left: (start, start, tokens)."""
    seeds = one.shingle_row
    ordered, order = other.shingle_places  # of equal seeds, the first counts
    if not len(seeds) or not len(ordered):
        return []
    places = np.minimum(ordered.searchsorted(seeds), len(ordered) - 1)
    heres = np.flatnonzero(ordered[places] == seeds)
    theres = order[places[heres]]
    runs: list[tuple[int, int, int]] = []
    at, begins = 0, heres.tolist()
    while at < len(begins):
        here, there = begins[at], int(theres[at])
        size = _equal_from(one.hashes, other.hashes, here, there)
        if size >= _SHORTEST:
            runs.append((here, there, size))
            at = bisect_left(begins, here + size, at + 1)
        else:
            at += 1
    return runs


def _equal_from(one: Hashes, other: Hashes, here: int, there: int) -> int:
    longest = min(len(one) - here, len(other) - there)
    different = one[here : here + longest] != other[there : there + longest]
    first = int(different.argmax())
    return first if different[first] else longest
