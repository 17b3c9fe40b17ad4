"""Which passages two texts share, and where."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import numpy as np

from pipelines.dedupe.tokens import Hashes, grams, token_spans
from pipelines.dedupe.trace import Trace

_SEED: Final = 5  # tokens that must be equal for a passage to begin
_SHORTEST: Final = 8  # tokens of a passage that is told

Passage = tuple[int, int, int]


def shared_passages(of: Trace, to: Trace, *, most: int = 16) -> tuple[Passage, ...]:
    """Give the passages of one text that the other has too: (start in this, start in other, length).

    In code points of the articles' texts; the length is that in the first. The longest `most` are
    given, in the order of the first text. Linear in the length of both texts.
    """
    runs = _runs(of.hashes, to.hashes)
    longest = sorted(runs, key=lambda run: (-run[2], run[0]))[:most]
    if not longest:
        return ()
    spans_of, spans_to = _spans(of), _spans(to)
    return tuple(
        (spans_of[here][0], spans_to[there][0], spans_of[here + size - 1][1] - spans_of[here][0])
        for here, there, size in sorted(longest)
    )


def _runs(one: Hashes, other: Hashes) -> list[tuple[int, int, int]]:
    """Give maximal equal runs of tokens, greedily from the left: (start, start, tokens)."""
    seeds, other_seeds = grams(one, _SEED), grams(other, _SEED)
    # The first place of each: later ones are written first, and overwritten.
    places = dict(zip(other_seeds[::-1].tolist(), range(len(other_seeds) - 1, -1, -1), strict=True))
    runs: list[tuple[int, int, int]] = []
    done = 0
    for here in np.flatnonzero(np.isin(seeds, other_seeds)).tolist():
        if here < done:
            continue
        there = places[int(seeds[here])]
        size = _equal_from(one, other, here, there)
        if size >= _SHORTEST:
            runs.append((here, there, size))
            done = here + size
    return runs


def _equal_from(one: Hashes, other: Hashes, here: int, there: int) -> int:
    longest = min(len(one) - here, len(other) - there)
    different = np.flatnonzero(one[here : here + longest] != other[there : there + longest])
    return int(different[0]) if len(different) else longest


@lru_cache(maxsize=2_048)
def _line_spans(text: str) -> list[tuple[int, int]]:
    return token_spans(text)  # the lines of an article with many copies are asked for every time


def _spans(trace: Trace) -> list[tuple[int, int]]:
    """Give each token's place in the article's text, though lines of it were left out."""
    return [
        (line.start + start, line.start + end)
        for line in trace.content
        for start, end in _line_spans(line.text)
    ]
