"""Whether patterns can do what they are there for: each is tried on words made of itself.

A pattern that its own topic's exclusions or the table's masks take away wherever it stands is dead. One
that says nothing beyond what another of its topic says is idle: every form of it holds the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final, NamedTuple

from pipelines.extract.issues.matcher import TopicMatcher
from pipelines.extract.issues.taxonomy import Topic

_GROUP: Final = re.compile(r"\(([^()]*)\)")
_MOST_FORMS: Final = 12


class Rehearsal(NamedTuple):
    """A pattern that can't speak for its topic, and the other one that speaks instead, if any."""

    topic: Topic
    key: str
    pattern: str
    instead: str | None


def rehearse(matcher: TopicMatcher) -> Iterator[Rehearsal]:
    """Try every pattern of every topic on its own words; give those that are dead or idle."""
    for number, topic in enumerate(matcher.topics):
        for key in ("strong", "patterns", "weak"):
            for pattern in getattr(topic, key):
                spoken = [_speakers(matcher, number, form) for form in _forms(pattern)]
                if all(pattern not in each for each in spoken):
                    instead = next((other for each in spoken for other in each), None)
                    yield Rehearsal(topic, key, pattern, instead)


def _speakers(matcher: TopicMatcher, topic: int, text: str) -> list[str]:
    """Give the topic's patterns that speak for it in a text."""
    places = matcher.read(text).places
    return [matcher.patterns[place.pattern][1] for place in places if place.topic == topic]


def _forms(pattern: str) -> Iterator[str]:
    """Give texts that a pattern matches: one for each choice of a group, the first of the others."""
    parts = _GROUP.split(pattern)
    choices = [part.split("|") if place % 2 else [part] for place, part in enumerate(parts)]
    widest = max(choices, key=len)
    for choice in islice(widest, _MOST_FORMS):
        words = [choice if each is widest else each[0] for each in choices]
        yield re.sub(r"[=*]", "", "".join(words)).replace(" .. ", " and ")
