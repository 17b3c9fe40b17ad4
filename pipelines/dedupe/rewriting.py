"""How likely one text is the other rewritten: told by what they share in words, in order, and where.

Verbatim runs alone don't tell a copy in house style, cut and localised, from a second report that
quotes the same statement: of wire copies that share a tenth of their five-grams every second is one.
"""

from __future__ import annotations

from math import exp, log
from typing import Final

import numpy as np
from msgspec import Struct

from pipelines.dedupe.document import UNDATED_MS
from pipelines.dedupe.layout import Layout
from pipelines.dedupe.tokens import are_in, shared_count
from pipelines.dedupe.trace import Trace

_LEAD: Final = 40  # pairs of content words, with a dateline or furniture before it
_WINDOW: Final = 12  # pairs of content words: about two sentences
_COVERED: Final = 0.34  # of the pairs of a window
_LEAST: Final = 0.01  # for logarithms of what may be 0
_FEWEST_SINGLE: Final = 3  # words that both texts have once
_UNKNOWN_ORDER: Final = 0.5
_UNKNOWN_TITLE: Final = 0.5
_UNKNOWN_DAYS: Final = 0.4
_MOST_DAYS: Final = 3.0
_DAY_MS: Final = 86_400_000


class Retelling(Struct, frozen=True, gc=False, kw_only=True):
    """What two texts share, each but `shingles` (of the shorter) from 0 to 1.

    `lead`: how much of the pairs of content words that it begins with is in the other, of the text where
    it is more; `title`: containment of headlines; `words`: Jaccard index of content words; `pairs`:
    containment of pairs of these; `covered`: stretches of two sentences with a third of their pairs in
    the other, of the text where there are more; `order`: of the words that both have once, how many
    follow the one before within two sentences in the other as well; `block`: how much of what is shared
    follows each other without a gap; `late_begin`: where that begins, in the text where it is later;
    `days` from one to the other, at most three: copies follow within a day, the next day's article has
    the same background.
    """

    lead: float
    title: float
    shingles: int
    words: float
    pairs: float
    covered: float
    order: float
    block: float
    late_begin: float
    days: float

    @property
    def values(self) -> tuple[float, ...]:
        """What the weights are for, in their order."""
        return (
            self.lead,
            self.title,
            log(self.shingles + 1),
            self.words,
            log(self.pairs + _LEAST),
            self.covered,
            self.order,
            self.block,
            self.late_begin,
            self.days,
        )


# Logistic regression; python -m tests.pipelines.dedupe.fit_rewriting gives these.
WEIGHTS: Final = (4.056, 3.124, 1.060, 8.692, 1.897, 1.189, 9.605, -3.086, -3.910, -1.688)
BIAS: Final = -16.251


def likelihood(retelling: Retelling) -> float:
    """Give how likely two texts are one rewritten, from 0 to 1."""
    weighed = sum(w * value for w, value in zip(WEIGHTS, retelling.values, strict=True))
    return 1 / (1 + exp(-(weighed + BIAS)))


def retelling_of(one: Trace, other: Trace, *, layout: Layout, title: float | None) -> Retelling:
    """Measure how two texts tell the same; the order of the two makes no difference."""
    words = shared_count(one.content_words, other.content_words)
    pairs = shared_count(one.content_pairs, other.content_pairs)
    fewest_pairs = min(len(one.content_pairs), len(other.content_pairs))
    return Retelling(
        lead=max(_lead_containment(one, other), _lead_containment(other, one)),
        title=_UNKNOWN_TITLE if title is None else title,
        shingles=min(len(one.shingles), len(other.shingles)),
        words=words / max(len(one.content_words) + len(other.content_words) - words, 1),
        pairs=pairs / max(fewest_pairs, 1),
        covered=max(_covered(one, other), _covered(other, one)),
        order=max(_order(one, other), _order(other, one)),
        block=layout.block,
        late_begin=layout.late_begin,
        days=_days(one.document.at_ms, other.document.at_ms),
    )


def _lead_containment(one: Trace, other: Trace) -> float:
    lead = one.content_row[:_LEAD]
    return float(are_in(lead, other.content_pairs).mean()) if len(lead) else 0.0


def _order(one: Trace, other: Trace) -> float:
    """Give how many of the words that both have once stand soon after the one before in both."""
    (words, here), (also, there) = one.single_words, other.single_words
    shared = are_in(words, also)
    if shared.sum() < _FEWEST_SINGLE:
        return _UNKNOWN_ORDER
    in_order = np.argsort(here[shared])
    steps = np.diff(there[also.searchsorted(words[shared])][in_order])
    return float(((steps > 0) & (steps <= _WINDOW)).mean())


def _days(one_ms: int, other_ms: int) -> float:
    if UNDATED_MS in (one_ms, other_ms):
        return _UNKNOWN_DAYS
    return min(abs(one_ms - other_ms) / _DAY_MS, _MOST_DAYS)


def _covered(one: Trace, other: Trace) -> float:
    """Give the share of the windows of a text of which the other has a third."""
    if len(one.content_row) < _WINDOW:
        return 0.0
    counts = np.concatenate(([0], np.cumsum(are_in(one.content_row, other.content_pairs))))
    return float((counts[_WINDOW:] - counts[:-_WINDOW] >= _COVERED * _WINDOW).mean())
