"""What a story is called: the headline that has most in common with the others."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

from pipelines.dedupe.story_terms import stems_of


def central_headline(headlines: Sequence[str]) -> str:
    """Give the most central of a story's headlines; of equally central ones the first.

    That is the one whose words most of the others have too, each word counted once and long headlines
    at no advantage (the medoid by mean cosine of binary vectors). Empty where there is none.
    """
    words = [stems_of(headline) for headline in headlines]
    counts = Counter(word for each in words for word in each)

    def centrality(number: int) -> float:
        own = words[number]
        return sum(counts[word] - 1 for word in own) / math.sqrt(len(own)) if own else -1.0

    best = max(range(len(headlines)), key=centrality, default=None)
    return "" if best is None else headlines[best]
