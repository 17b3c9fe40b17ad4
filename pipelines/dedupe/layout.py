"""Where in two texts lies what they share: all over both, or in one block."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from msgspec import Struct

from pipelines.dedupe.tokens import Hashes, are_in
from pipelines.dedupe.trace import Trace

_STRAY: Final = 0.05  # of what is shared, so much at either end may be a coincidence


class Layout(Struct, frozen=True, gc=False, kw_only=True):
    """How the shared shingles lie in two texts; of each measure that of the text where it is smaller.

    `span` of the stretch that holds nine tenths of them, as a share of the text; `longest`: how many
    follow each other without a gap; `block`: the share of all that these are; `begin`: where they begin,
    as a share of the text; `late_begin`: the same in the text where they begin later.
    """

    span: float
    longest: int
    block: float
    begin: float
    late_begin: float


class _Stretch(NamedTuple):
    """The measures of a layout in one text."""

    span: float
    longest: int
    block: float
    begin: float


def layout_of(one: Trace, other: Trace) -> Layout | None:
    """Tell how what two texts share lies in them; None where they share nothing."""
    here = _stretch(one.shingle_row, other.shingles)
    there = _stretch(other.shingle_row, one.shingles)
    if here is None or there is None:
        return None
    return Layout(
        span=min(here.span, there.span),
        longest=min(here.longest, there.longest),
        block=min(here.block, there.block),
        begin=min(here.begin, there.begin),
        late_begin=max(here.begin, there.begin),
    )


def _stretch(shingles: Hashes, shared_with: Hashes) -> _Stretch | None:
    shared = are_in(shingles, shared_with)
    hits = np.flatnonzero(shared)
    if not len(hits):
        return None
    stray = int(len(hits) * _STRAY)
    first, last = int(hits[stray]), int(hits[len(hits) - 1 - stray])
    misses = np.flatnonzero(np.concatenate(([True], ~shared, [True])))
    runs = np.diff(misses) - 1
    longest = int(runs.argmax())
    return _Stretch(
        span=(last - first + 1) / len(shingles),
        longest=int(runs[longest]),
        block=int(runs[longest]) / len(hits),
        begin=int(misses[longest]) / len(shingles),
    )
