"""Which of the topics that a text has evidence of it is said to be about, the main one first.

A reader who files an article gives it a handful of heads. So a broader topic goes where its narrower
ones say the same, words that have spoken for one topic count less for the next, what is mentioned once
in passing is left out of a long text, and so is what has little evidence beside the main topic.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from pipelines.extract.issues import score
from pipelines.extract.issues.score import Evidence
from pipelines.extract.issues.taxonomy import Taxonomy

# What a place still says for another topic once it has spoken for one.
_SPENT_FACTOR: Final = 0.4
_FRESH_PART: Final = 0.7
# Evidence beside that of the main topic, which counts up to a bound: long texts have much of it.
_LEAST_SHARE: Final = 0.2
_MOST_COMPARED: Final = 10.0
_LEAST_BESIDE_NARROWER: Final = 0.3
# A text of at least so many words has at most so many topics, those not counted that a cue announces.
_MOST: Final = ((400, 8), (60, 5), (0, 4))


def choose(
    found: dict[str, Evidence], taxonomy: Taxonomy, words: int, *, needed: float
) -> dict[str, float]:
    """Give the chosen topics with their scores, the main one first."""
    held = {
        topic: evidence
        for topic, evidence in found.items()
        if score.accepted(evidence, needed, words)
        and not (words >= score.LONG_WORDS and _in_passing(evidence))
    }
    ranked = sorted(_not_idle(held, taxonomy, needed), key=lambda t: (-held[t].amount, t))
    left = next(most for least_words, most in _MOST if words >= least_words)
    spent: set[int] = set()
    chosen: dict[str, float] = {}
    least = needed
    for topic in ranked:
        announced = any(place.cued for place, _ in held[topic].parts)
        if not (left or announced) or _fresh(held[topic], spent) < _FRESH_PART * least:
            continue
        if not chosen:
            least = max(needed, _LEAST_SHARE * min(held[topic].amount, _MOST_COMPARED))
        chosen[topic] = score.score_of(held[topic].amount, needed)
        spent.update(_words(held[topic]))
        left -= not announced
    return chosen


def _in_passing(evidence: Evidence) -> bool:
    """Tell whether a topic is mentioned once only, far from title and lead."""
    places = [place for place, _ in evidence.parts]
    return len(places) == 1 and not score.is_prominent(places[0])


def _not_idle(held: dict[str, Evidence], taxonomy: Taxonomy, needed: float) -> list[str]:
    """Leave out broader topics that have little to say beyond their narrower ones."""
    words: dict[str, set[int]] = defaultdict(set)
    most: dict[str, float] = defaultdict(float)
    for topic, evidence in held.items():
        for broader in taxonomy.ancestors(topic):
            words[broader] |= _words(evidence)
            most[broader] = max(most[broader], evidence.own)
    return [
        topic
        for topic, evidence in held.items()
        if topic not in words
        or sum(_left(evidence, words[topic], 0.0))
        >= max(needed, _LEAST_BESIDE_NARROWER * most[topic])
    ]


def _fresh(evidence: Evidence, spent: set[int]) -> float:
    """Give a topic's own evidence, with less for words that have spoken for another."""
    given = sum(weight for _, weight in evidence.parts)
    return evidence.own * sum(_left(evidence, spent, _SPENT_FACTOR)) / given if given else 0.0


def _left(evidence: Evidence, spent: set[int], factor: float) -> Iterable[float]:
    return (
        weight if spent.isdisjoint(place.words) else weight * factor
        for place, weight in evidence.parts
    )


def _words(evidence: Evidence) -> set[int]:
    return {word for place, _ in evidence.parts for word in place.words}
