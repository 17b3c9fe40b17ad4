"""Words that say nothing of a topic one by one, and much where several stand together.

"Box", "papers" and "observer" may stand in any text; within a few lines they speak of a count of votes.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Final

FEWEST: Final = 3
_REACH_WORDS: Final = 60


# A place of a hint: its first and last word, and its pattern.
Hint = tuple[int, int, int]


def together(hints: dict[int, list[Hint]]) -> list[Hint]:
    """Keep the hints of which three different ones of a topic stand within 60 words.

    Given are the hints of each topic in the order of the text.
    """
    kept: list[Hint] = []
    for of_topic in hints.values():
        if len(of_topic) >= FEWEST and len({pattern for _, _, pattern in of_topic}) >= FEWEST:
            kept += _in_company(of_topic)
    return kept


def by_topic(
    title: list[tuple[list[int], int, int]],
    body: list[tuple[list[int], int, int]],
    topics: list[int],
    *,
    title_words: int,
) -> dict[int, list[Hint]]:
    """Sort hints by topic; words of the title, which stand before the body's first, are negative."""
    found: dict[int, list[Hint]] = defaultdict(list)
    for hints, shift in ((title, title_words), (body, 0)):
        for numbers, first, last in hints:
            for number in numbers:
                found[topics[number]].append((first - shift, last - shift, number))
    return found


def _in_company(hints: list[Hint]) -> list[Hint]:
    inside: Counter[int] = Counter()
    oldest = marked = 0
    apart: list[Hint] = []
    kept: list[Hint] = []
    for first, last, pattern in hints:
        if apart and first <= apart[-1][1]:
            continue
        apart.append((first, last, pattern))
        inside[pattern] += 1
        while first - apart[oldest][0] > _REACH_WORDS:
            left = apart[oldest][2]
            inside[left] -= 1
            if not inside[left]:
                del inside[left]
            oldest += 1
        if len(inside) >= FEWEST:
            kept += apart[max(oldest, marked) :]
            marked = len(apart)
    return kept
