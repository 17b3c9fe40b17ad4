"""Words that say nothing of a topic one by one, and much where several stand together.

"Box", "papers" and "observer" may stand in any text; within a few lines they speak of a count of votes.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Final

from pipelines.extract.issues.matcher import Place

FEWEST: Final = 3
_REACH_WORDS: Final = 60


def together(hints: list[Place]) -> list[Place]:
    """Keep the hints of which three different ones of a topic stand within 60 words, in their order."""
    by_topic: dict[int, list[Place]] = defaultdict(list)
    for hint in hints:
        by_topic[hint.topic].append(hint)
    kept: list[Place] = []
    for of_topic in by_topic.values():
        if len(of_topic) >= FEWEST:
            kept += _in_company(of_topic)
    return kept


def _in_company(hints: list[Place]) -> list[Place]:
    """Keep the hints of one topic, given in the order of the text, that have company."""
    inside: Counter[int] = Counter()
    first = marked = 0
    kept: list[Place] = []
    for last, hint in enumerate(hints):
        inside[hint.pattern] += 1
        while hint.words[0] - hints[first].words[0] > _REACH_WORDS:
            inside[hints[first].pattern] -= 1
            if not inside[hints[first].pattern]:
                del inside[hints[first].pattern]
            first += 1
        if len(inside) >= FEWEST:
            kept += hints[max(first, marked) : last + 1]
            marked = last + 1
    return kept
