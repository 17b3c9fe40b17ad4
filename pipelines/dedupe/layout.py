"""Where in two texts lies what they share: all over both, or in one block."""

from __future__ import annotations

from typing import Final

import numpy as np
from msgspec import Struct

from pipelines.dedupe.sketch import SHINGLE
from pipelines.dedupe.tokens import Hashes, grams
from pipelines.dedupe.trace import Trace

_STRAY: Final = 0.05  # of what is shared, so much at either end may be a coincidence


class Layout(Struct, frozen=True, kw_only=True):
    """How the shared shingles lie in two texts; of each measure that of the text where it is smaller.

    `begin` and `span` of the stretch that holds nine tenths of them, as shares of the text; `density`:
    the share of that stretch that is shared; `longest`: how many follow each other without a gap.
    """

    begin: float
    span: float
    density: float
    longest: int


def layout_of(one: Trace, other: Trace) -> Layout | None:
    """Tell how what two texts share lies in them; None where they share nothing."""
    here, there = _layout(one.hashes, other.shingles), _layout(other.hashes, one.shingles)
    if here is None or there is None:
        return None
    return Layout(
        begin=min(here.begin, there.begin),
        span=min(here.span, there.span),
        density=min(here.density, there.density),
        longest=min(here.longest, there.longest),
    )


def _layout(hashes: Hashes, shared_with: Hashes) -> Layout | None:
    shingles = grams(hashes, SHINGLE)
    if not len(shingles) or not len(shared_with):
        return None
    places = np.minimum(shared_with.searchsorted(shingles), len(shared_with) - 1)
    shared = shared_with[places] == shingles
    hits = np.flatnonzero(shared)
    if not len(hits):
        return None
    stray = int(len(hits) * _STRAY)
    first, last = int(hits[stray]), int(hits[len(hits) - 1 - stray])
    stretch = last - first + 1
    misses = np.flatnonzero(np.concatenate(([True], ~shared, [True])))
    return Layout(
        begin=first / len(shingles),
        span=stretch / len(shingles),
        density=(len(hits) - 2 * stray) / stretch,
        longest=int(np.diff(misses).max()) - 1,
    )
