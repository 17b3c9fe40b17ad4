"""How much an article is about each topic: from the places that speak of it to the evidence for it.

Evidence of a topic is the sum of its places' weights. A pattern's second place counts half, its third
a quarter, …; places in the title and the lead count more, and so does evidence spread over several
paragraphs. A broader topic gets a share of its narrower ones. The evidence needed grows with the
text's length; the score is 1 - 2^(-evidence / needed), so that one half is what is just enough.
"""

from __future__ import annotations

import math
from collections import defaultdict
from typing import Final

from msgspec import Struct

from pipelines.extract.issues.matcher import IN_TITLE, Place
from pipelines.extract.issues.taxonomy import Taxonomy

# A headline alone is not enough: these many words the body and the whole must have.
_FEWEST_BODY_WORDS: Final = 8
_FEWEST_WORDS: Final = 15
_NEEDED: Final = 1.4
_NEEDED_PER_DOUBLING: Final = 0.25
_USUAL_WORDS: Final = 120
_TITLE_FACTOR: Final = 1.5
_LEAD_FACTOR: Final = 1.3
_LEAD_WORDS: Final = 60
_SPREAD_BONUS: Final = 0.15
_MOST_SPREAD: Final = 4
_SHARE_OF_NARROWER: Final = 0.3
_OWN_PART: Final = 0.7
# Below this many words a title is as good a part of the text as any other.
_SHORT_WORDS: Final = 80
_TITLE_ALONE: Final = 1.3
_TITLE_ALONE_OF_LONG: Final = 1.5
# From so many words on, it matters where a topic is spoken of.
LONG_WORDS: Final = 150
_NEEDED_IF_IN_TITLE: Final = 0.8
_NEEDED_IF_IN_LEAD: Final = 1.0
_NEEDED_IF_BELOW: Final = 1.8


class Evidence(Struct):
    """What speaks for one topic: its amount, how much of it is its own, and by how much each place."""

    amount: float = 0.0
    own: float = 0.0
    in_body: bool = False
    parts: list[tuple[Place, float]] = []


def enough_words(body: int, title: int) -> bool:
    """Tell whether there is enough text to say what it is about."""
    return body >= _FEWEST_BODY_WORDS and body + title >= _FEWEST_WORDS


def weigh(places: list[Place], topics: tuple[str, ...]) -> dict[str, Evidence]:
    """Give the evidence of every topic with a place, without its narrower ones' share."""
    found: dict[str, Evidence] = defaultdict(Evidence)
    seen: dict[int, int] = defaultdict(int)
    for place in places:
        pattern = place.pattern
        weight = place.weight * _prominence(place.words[0]) * 0.5 ** min(seen[pattern], 30)
        seen[pattern] += 1
        found[topics[place.topic]].parts.append((place, weight))
    for evidence in found.values():
        own = sum([weight for _, weight in evidence.parts])
        paragraphs = {place.paragraph for place, _ in evidence.parts}
        paragraphs.discard(IN_TITLE)
        if len(paragraphs) > 1:
            own *= 1 + _SPREAD_BONUS * min(len(paragraphs) - 1, _MOST_SPREAD)
        evidence.amount = evidence.own = own
        evidence.in_body = bool(paragraphs)
    return dict(found)


def share_with_broader(found: dict[str, Evidence], taxonomy: Taxonomy) -> None:
    """Add a share of each topic's evidence to the broader ones, less with every step."""
    for topic, evidence in list(found.items()):
        share = evidence.own if evidence.in_body else 0.0
        for broader in taxonomy.ancestors(topic):
            share *= _SHARE_OF_NARROWER
            if broader not in found:
                found[broader] = Evidence()
            found[broader].amount += share


def accepted(evidence: Evidence, needed: float, words: int) -> bool:
    """Tell whether the text is about the topic: enough evidence, and a good part of it its own.

    What title or lead speak of needs less of it than what only stands further down in a long text.
    The body must speak of the topic too, or of a narrower one, unless the title is plain enough.
    """
    if evidence.amount < _NEEDED_IF_IN_TITLE * needed:
        return False
    if not (evidence.in_body or evidence.amount > evidence.own):
        needed *= _TITLE_ALONE if words < _SHORT_WORDS else _TITLE_ALONE_OF_LONG
    elif words >= LONG_WORDS:
        needed *= _by_prominence(evidence)
    return evidence.amount >= needed and evidence.own >= _OWN_PART * needed


def _by_prominence(evidence: Evidence) -> float:
    """Give the factor of what is needed, by the most prominent place."""
    if evidence.parts and evidence.parts[0][0].in_title:
        return _NEEDED_IF_IN_TITLE
    if any(is_prominent(place) for place, _ in evidence.parts):
        return _NEEDED_IF_IN_LEAD
    return _NEEDED_IF_BELOW


def needed_evidence(words: int) -> float:
    """Give the evidence that a text of so many words needs for a topic."""
    doublings = max(0.0, math.log2(max(words, 1) / _USUAL_WORDS))
    return _NEEDED * (1 + _NEEDED_PER_DOUBLING * doublings)


def score_of(amount: float, needed: float) -> float:
    """Give the score of an amount of evidence, from 0 to below 1."""
    return float(round(1 - 2 ** (-amount / needed), 3))


def is_prominent(place: Place) -> bool:
    """Tell whether a place stands in the title or the lead, or is announced by a cue."""
    return place.words[0] < _LEAD_WORDS or place.cued


def _prominence(word: int) -> float:
    if word < 0:
        return _TITLE_FACTOR
    return _LEAD_FACTOR if word < _LEAD_WORDS else 1.0
