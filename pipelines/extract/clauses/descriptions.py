"""Whom "the agency", "its office" or "the minister" means, where the cast does not say."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from typing import Final

from pipelines.extract.actors import Reference
from pipelines.extract.actors.nominals import CALLINGS
from pipelines.extract.actors.role_nouns import role_nouns
from pipelines.extract.clauses.noun_phrases import Phrase
from pipelines.extract.clauses.reading import Reading
from schemas.analysis import Actor

_MOST_CANDIDATES: Final = 24
_BODIES: Final = frozenset(
    "agency alliance army association authority bank board bureau centre center charity club coalition"
    " commission committee company council court department federation firm foundation fund group"
    " hospital institute ministry movement museum network newspaper office organisation organization"
    " paper parliament party platform regulator school union university watchdog website".split()
)
_DOCUMENTS: Final = frozenset(
    "analysis announcement bulletin communique communiqué declaration document filing indictment letter"
    " memo notice notification order petition poll post publication release report ruling statement study"
    " survey text tweet verdict".split()
)
_PERSONS: Final = frozenset(
    "ambassador analyst banker captain chair chairman chairwoman chancellor coach commander commissioner"
    " director doctor envoy farmer general governor journalist judge king lawyer leader magistrate mayor"
    " minister negotiator nurse physicist pope premier president prosecutor queen secretary senator"
    " spokesman spokeswoman surgeon teacher".split()
)
_LEADING: Final = frozenset(
    "president minister premier chancellor king queen leader chairman".split()
)
# One of a people is a person; the people as a whole ("the Dutch", "the Germans") is its country.
_ONE_OF_A_PEOPLE: Final = ("an", "ard", "iton", "rab", "ede", "ane", "urk")


# Nouns for whoever does something, of which no table has all: "the all-rounder", "the arranger".
_DOERS: Final = ("er", "or", "ist", "ian", "man", "woman")
_NO_PERSONS: Final = frozenset(
    "former latter other number matter order power paper answer offer letter chapter winter summer computer"
    " border tower river water weather error terror factor sector mirror labor harbor majority minority"
    " automaker brewer builder carmaker carrier chipmaker contractor developer distributor drugmaker"
    " employer exporter importer grocer insurer lender maker manufacturer operator planemaker producer"
    " retailer server steelmaker supplier newsletter broadcaster publisher monitor tracker register"
    " disaster encounter quarter user human german".split()
)
_LONGEST_CALLING: Final = 4
_INTRODUCED_WITHIN: Final = 200  # tokens


def described(reading: Reading, phrase: Phrase) -> Reference | None:
    """Give the nearest actor before "the" and a noun that is named or titled with that noun.

    With a country's name between ("the Indian leader"), it is a person of that country.
    """
    words = reading.words
    noun = words[phrase.last]
    if words[phrase.first] != "the" or (noun not in _BODIES and noun not in _PERSONS):
        return None
    country = _country_between(reading, phrase)
    if country is None and phrase.last - phrase.first != 1:
        return None
    wanted = _LEADING if noun == "leader" else frozenset({noun})
    position = bisect_left(reading.reference_starts, reading.tokens[phrase.first].start) - 1
    for number in range(position, max(-1, position - _MOST_CANDIDATES), -1):
        reference = reading.references[number]
        actor = reading.actors.get(reference.actor)
        if actor is None or (country is not None and actor.country != country):
            continue
        if not wanted.isdisjoint(_words_for(actor)):
            return reference
    return None


def _country_between(reading: Reading, phrase: Phrase) -> str | None:
    """Give the code of the country that is named right before a phrase's noun."""
    reference = reading.to_token.get(phrase.last - 1)
    if reference is None or reading.first_of(reference) != phrase.first + 1:
        return None
    actor = reading.actors.get(reference.actor)
    return actor.country if actor is not None and actor.kind == "country" else None


def names_no_person(noun: str) -> bool:
    """Whether a noun is one body or document: "the museum", "a notification"."""
    return noun in _BODIES or noun in _DOCUMENTS


def is_epithet(reading: Reading, phrase: Phrase) -> bool:
    """Whether a phrase means somebody by age or origin: "the 22-year-old", "the Spaniard"."""
    words = reading.words[phrase.first : phrase.last + 1]
    if words[0] != "the" or len(words) < 2:
        return False
    if "-year-old" in "".join(words):
        return phrase.head is None
    if phrase.head is None or len(words) != 2:
        return False
    actor = reading.actors.get(phrase.head.actor)
    return actor is not None and actor.kind == "country" and words[1].endswith(_ONE_OF_A_PEOPLE)


def is_calling(reading: Reading, phrase: Phrase) -> bool:
    """Whether a phrase calls somebody named before by what they are: "the all-rounder", "the judge".

    Where the text has the noun before, it has somebody else: "a nurse …", "the nurse".
    """
    words = reading.words
    noun = words[phrase.last]
    length = phrase.last - phrase.first + 1
    if (
        words[phrase.first] != "the"
        or phrase.head is not None
        or not 2 <= length <= _LONGEST_CALLING
    ):
        return False
    known = role_nouns().get(noun)
    if known is not None and known.plural:
        return False
    if known is None and (not noun.endswith(_DOERS) or noun in _NO_PERSONS or noun in _BODIES):
        return False
    return noun not in words[max(0, phrase.first - _INTRODUCED_WITHIN) : phrase.first]


def may_be_called(actor: Actor, noun: str) -> bool:
    """Whether what an actor is said to be goes with a noun: no senator is "the surgeon"."""
    nouns = role_nouns()
    wanted = nouns.get(noun)
    said = (word for role in actor.roles for word in role.title.lower().split())
    kinds = {nouns[word].kind for word in said if word in nouns}
    return wanted is None or not kinds or wanted.kind in CALLINGS or wanted.kind in kinds


def _words_for(actor: Actor) -> Iterator[str]:
    """Give the words of an organisation's names, or of a person's titles, in lower case."""
    if actor.kind == "organisation":
        for name in (actor.name, *actor.aliases):
            yield from name.lower().split()
    elif actor.kind == "person":
        for role in actor.roles:
            yield from role.title.lower().split()
