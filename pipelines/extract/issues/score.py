"""How much an article is about each topic: from the places that speak of it to accepted issues.

Evidence of a topic is the sum of its places' weights. A pattern's second place counts half, its third
a quarter, …; places in the title and the lead count more, and so does evidence spread over several
paragraphs. A broader topic gets a share of its narrower ones. The evidence needed grows with the
text's length; the score is 1 - 2^(-evidence / needed), so that one half is what is just enough.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from typing import Final

from msgspec import Struct

from pipelines.extract.issues.matcher import Place
from pipelines.extract.issues.taxonomy import Taxonomy

FEWEST_WORDS: Final = 25
_NEEDED: Final = 1.5
_NEEDED_PER_DOUBLING: Final = 0.25
_USUAL_WORDS: Final = 250
_TITLE_FACTOR: Final = 1.5
_LEAD_FACTOR: Final = 1.3
_LEAD_WORDS: Final = 60
_SPREAD_BONUS: Final = 0.15
_MOST_SPREAD: Final = 4
_SHARE_OF_NARROWER: Final = 0.3
_OWN_PART: Final = 0.7


class Evidence(Struct):
    """What speaks for one topic: its amount, how much of it is its own, whether the body has any."""

    amount: float = 0.0
    own: float = 0.0
    in_body: bool = False


def weigh(body: list[Place], title: list[Place], topics: tuple[str, ...]) -> dict[str, Evidence]:
    """Give the evidence of every topic with a place, without its narrower ones' share."""
    found: dict[str, Evidence] = defaultdict(Evidence)
    seen: Counter[int] = Counter()
    paragraphs: dict[str, set[int]] = defaultdict(set)
    for place in title:
        found[topics[place.topic]].amount += _weight(place, seen, _TITLE_FACTOR)
    for place in body:
        topic = topics[place.topic]
        lead = _LEAD_FACTOR if place.word < _LEAD_WORDS else 1.0
        found[topic].amount += _weight(place, seen, lead)
        paragraphs[topic].add(place.paragraph)
    for topic, numbers in paragraphs.items():
        spread = min(len(numbers) - 1, _MOST_SPREAD)
        found[topic].amount *= 1 + _SPREAD_BONUS * spread
        found[topic].in_body = True
    for evidence in found.values():
        evidence.own = evidence.amount
    return dict(found)


def share_with_broader(found: dict[str, Evidence], taxonomy: Taxonomy) -> None:
    """Add a share of each topic's evidence to the broader ones, less with every step."""
    for topic, evidence in list(found.items()):
        share = evidence.own if evidence.in_body else 0.0
        for broader in taxonomy.ancestors(topic):
            share *= _SHARE_OF_NARROWER
            found.setdefault(broader, Evidence()).amount += share


def accepted(evidence: Evidence, needed: float) -> bool:
    """Tell whether the text is about the topic: enough evidence, and a good part of it its own.

    The body must speak of it too, or of a narrower topic: a headline alone is not enough.
    """
    spoken_of = evidence.in_body or evidence.amount > evidence.own
    return spoken_of and evidence.amount >= needed and evidence.own >= _OWN_PART * needed


def needed_evidence(words: int) -> float:
    """Give the evidence that a text of so many words needs for a topic."""
    doublings = max(0.0, math.log2(max(words, 1) / _USUAL_WORDS))
    return _NEEDED * (1 + _NEEDED_PER_DOUBLING * doublings)


def score_of(evidence: Evidence, needed: float) -> float:
    """Give the score, from 0 to below 1."""
    return float(round(1 - 2 ** (-evidence.amount / needed), 3))


def _weight(place: Place, seen: Counter[int], factor: float) -> float:
    """Give a place's weight, halved for each earlier place of the same pattern."""
    earlier = seen[place.pattern]
    seen[place.pattern] += 1
    return place.weight * factor * 0.5 ** min(earlier, 30)
