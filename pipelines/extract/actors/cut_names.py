"""Persons' names that a backend began too early, took for a name though they are none, or missed."""

from __future__ import annotations

from collections.abc import Container, Iterator
from typing import Final

from pipelines.extract.actors.countries import country_named, country_of_capital
from pipelines.extract.actors.reading import Name, Reading
from pipelines.extract.actors.role_nouns import role_nouns
from pipelines.extract.verb_forms import VERBS

_OF_TITLES: Final = frozenset("head minister official envoy executive leader legislator".split())
# Titles that are part of how their bearers are called, and family names as well.
_IN_NAMES: Final = frozenset(
    "prince princess king queen pope emperor emir sultan judge chief".split()
)
_JOINING: Final = frozenset({"of", "to", "for", "at"})
_MODIFIERS: Final = frozenset(
    {"shadow", "vice", "deputy", "democrat", "republican", "pm", "fm", "dpm", "god"}
)
# “Field Marshal”, “UN Secretary”, “Lt Gen”
_IN_TITLES: Final = frozenset("field lt gen brig maj air rear un eu nato us uk".split())
TIMES: Final = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july"
    " august september october november december".split()
)
_LONGEST_NAME: Final = 3
_TITLE_WITHIN: Final = 7


def office_within(reading: Reading, name: Name) -> int | None:
    """Give where a title stands in a person's name: "NASA Administrator Charles Bolden"."""
    nouns = role_nouns()
    for token in range(name.first + 1, name.end - 2):
        noun = nouns.get(reading.low[token])
        if noun is not None and noun.kind in _OF_TITLES and reading.low[token] not in _IN_NAMES:
            return token
    return None


def place_before(reading: Reading, name: Name) -> int:
    """Give how many words of a person's name are a place's: "Governor of Washington Ann Lee"."""
    if name.end - name.first < _LONGEST_NAME:
        return 0
    for first in (name.first, name.first - 1):
        before = first - 2 if reading.word(first - 1) == "the" else first - 1
        if reading.word(before) not in _JOINING:
            continue
        place = reading.text_of(first, name.first + 1)
        if country_named(place) or (first == name.first and country_of_capital(place)):
            return 1
    return 0


def is_only_title(reading: Reading, name: Name, families: Container[str]) -> bool:
    """Whether what was taken for a person is but a title: "Shadow", "Democrat", "MP"."""
    if name.entity_type != "PER":
        return False
    if name.end - name.first > 1:
        words = reading.low[name.first : name.end]
        if all(word in role_nouns() or word in _IN_TITLES for word in words):
            return True
        noun = role_nouns().get(words[-1])
        of_office = noun is not None and noun.kind in _OF_TITLES and words[-1] not in _IN_NAMES
        return of_office and reading.word(name.first - 1) == "the"
    word = reading.low[name.first]
    if word in _MODIFIERS:
        return True
    if name.text in families:
        return False
    is_acronym = name.text.removesuffix("s").isupper()
    return word in role_nouns() and word not in _IN_NAMES and is_acronym


def titled_names(reading: Reading) -> Iterator[Name]:
    """Give persons that stand, unfound, between their title and a verb: "CEO of X Ann Lee told"."""
    nouns = role_nouns()
    for body in reading.names:
        if body.entity_type == "PER" or not _ends_title(reading, body, nouns):
            continue
        end = body.end
        while _is_part(reading, end) and end - body.end < _LONGEST_NAME:
            end += 1
        if end - body.end > 1 and reading.word(end) in VERBS:
            found = reading.name_between(body.end, end, "PER", 0.8)
            if found is not None:
                yield found


def _ends_title(reading: Reading, body: Name, nouns: Container[str]) -> bool:
    before = body.first - 2 if reading.word(body.first - 1) == "the" else body.first - 1
    if reading.word(before) not in _JOINING:
        return False
    first = max(reading.sentence_range(body.first)[0], before - _TITLE_WITHIN)
    return any(word in nouns for word in reading.low[first:before])


def _is_part(reading: Reading, token: int) -> bool:
    if token >= len(reading.words) or token in reading.covering:
        return False
    word = reading.words[token]
    return word[0].isupper() and word.isalpha()
