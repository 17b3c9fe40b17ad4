"""Whether two texts share little but what they both quote: two desks' reports of one speech do.

Of articles of one day that share a tenth to a third of their five-grams, as many only quote the same
words, a statement or an interview, as are copies; outside of quotation marks the former share nothing.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from pipelines.dedupe.tokens import Hashes, are_in, shared_count
from pipelines.dedupe.trace import Trace

_SHINGLE_ENDS: Final = 4  # tokens after a shingle's first


class Quoting(Struct, frozen=True, gc=False, kw_only=True):
    """What is quoted of what two texts share, from 0 to 1.

    `shared`: how much of the shared shingles stands in quotation marks, in the text where it is more;
    `own`: containment of the pairs of content words that stand outside of them.
    """

    shared: float
    own: float


def quoting_of(one: Trace, other: Trace) -> Quoting:
    """Measure how much of what two texts share is quoted in them; the order makes no difference."""
    pairs = shared_count(one.own_pairs, other.own_pairs)
    fewest = min(len(one.own_pairs), len(other.own_pairs))
    return Quoting(
        shared=max(_quoted_share(one, other.shingles), _quoted_share(other, one.shingles)),
        own=pairs / fewest if fewest else 0.0,
    )


def _quoted_share(trace: Trace, shared_with: Hashes) -> float:
    shared = are_in(trace.shingle_row, shared_with)
    quoted: npt.NDArray[np.bool_] = trace.quoted[: len(shared)] & trace.quoted[_SHINGLE_ENDS:]
    return float(quoted[shared].mean()) if shared.any() else 0.0
