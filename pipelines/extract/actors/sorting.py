"""What each name is: a person, an organisation, a country, a place, a people or a house of government."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from typing import Final, Literal

from pipelines.extract.actors.countries import (
    country_named,
    country_of_capital,
    country_of_people,
    country_of_seat,
    is_country_or_capital,
    is_seat_of_union,
)
from pipelines.extract.actors.organisation_table import Around, known_organisation
from pipelines.extract.actors.organisations import sector_by_name
from pipelines.extract.actors.person_names import read_person_name
from pipelines.extract.actors.reading import Name, Reading
from pipelines.extract.actors.role_nouns import role_nouns
from pipelines.extract.actors.word_lists import PLACE_PREPOSITIONS

NameKind = Literal[
    "person", "organisation", "country", "capital", "place", "group", "union", "no_actor"
]

_PARTS_OF: Final = dict.fromkeys(("England", "Scotland", "Wales", "Northern Ireland"), "GB")
_OFFICES: Final = frozenset("minister secretary commissioner undersecretary ministers".split())
_PERSONS: Final = frozenset("AOC FDR JFK LBJ MBS MBZ RBG RFK SBF".split())  # by their initials
_LONGEST_ACRONYM: Final = 6
_PARTY_NAMES: Final = frozenset("Conservative Democratic Labour Republican".split())
_LANDS: Final = frozenset(
    "archipelago coast desert district island islands mountains peninsula plateau province region river"
    " strait valley".split()
)
_CONTINENTS: Final = frozenset("European African Asian Western Arab Eastern Nordic Pacific".split())
_OF_UNION: Final = frozenset("commissioner commissioners parliament commission union".split())
_ORGANISATION_NOUNS: Final = frozenset(
    "securities stores industries motors holdings capital partners foods technologies ministry"
    " university association party federation institute corporation commission committee"
    " airlines foundation employers council authority agency union".split()
)
_PARTY_ADJECTIVES: Final = frozenset(
    "governing ruling opposition centre-left left right left-wing right-wing far-right centrist".split()
)
SUBJECTS_OF_OFFICES: Final = frozenset(
    "foreign trade finance interior health commerce defence defense justice education energy"
    " economy economic"
    " agriculture transport labour labor environment home affairs prime external internal security culture"
    " treasury industry information technology development cooperation tourism sports science"
    " planning water"
    " parliamentary petroleum railways railway power mines mining textiles rural urban women youth"
    " fisheries irrigation housing migration immigration state chief deputy cabinet climate budget".split()
)


def named_countries(readings: Sequence[Reading]) -> Counter[str]:
    """Give the codes of the countries that an article names, or whose people, and how often."""
    codes = (
        country_named(name.text) or country_of_people(name.text) or _PARTS_OF.get(name.text)
        for reading in readings
        for name in reading.names
        if name.entity_type != "PER"
    )
    return Counter(code for code in codes if code)


def sort_names(readings: Sequence[Reading], around: Around) -> list[tuple[Reading, Name, NameKind]]:
    """Say of every name what it is, in the order of the text."""
    families = {
        read_person_name(name.text).family
        for reading in readings
        for name in reading.names
        if name.entity_type == "PER" and " " in name.text
    }
    outlets = {
        name.text
        for reading in readings
        for name in reading.names
        if reading.word(name.first - 1) == "told" and " " in name.text
    }
    kinds = [
        (reading, name, _kind(reading, name, around, families))
        for reading in readings
        for name in reading.names
    ]
    # “Told Middle East Eye that”: places are told nothing.
    return [
        (reading, name, "organisation" if kind == "place" and name.text in outlets else kind)
        for reading, name, kind in kinds
    ]


def _kind(reading: Reading, name: Name, around: Around, families: set[str]) -> NameKind:
    text = name.text
    if name.entity_type == "PER" or text in _PERSONS or _speaks_as_person(reading, name):
        return _kind_of_person(reading, name, families)
    if text in _CONTINENTS and name.entity_type == "ORG":
        return _kind_of_group(reading, name)
    if _is_party_adjective(reading, name):
        return "no_actor"
    if _is_subject_of_office(reading, name):
        return "no_actor"
    if is_called_party(reading, name):
        return "organisation"
    if country_named(text) or (country_of_people(text) and name.entity_type != "LOC"):
        return "country"
    if text.lower() in families and _is_used_as_person(reading, name):
        return "person"
    capital = country_of_seat(text) or country_of_capital(text) or is_seat_of_union(text)
    if capital and (name.entity_type == "LOC" or not known_organisation(text, around)):
        return "capital"
    if known_organisation(text, around) or name.entity_type == "ORG":
        return "organisation"
    if country_of_people(text):
        return "country"
    if name.entity_type == "GROUP":
        return _kind_of_group(reading, name)
    return "organisation" if ends_as_organisation(text) else "place"


def _kind_of_group(reading: Reading, name: Name) -> NameKind:
    """An adjective of a continent is no actor; "European commissioner" is the Union's."""
    if name.text not in _CONTINENTS:
        return "group"
    ahead = {reading.word(name.end + step) for step in range(4)}
    return "union" if name.text == "European" and ahead & _OF_UNION else "no_actor"


@lru_cache(maxsize=4096)
def ends_as_organisation(text: str) -> bool:
    """Whether the last word of a name says that it is an organisation's: "X Securities"."""
    words = text.split()
    return len(words) > 1 and words[-1].lower() in _ORGANISATION_NOUNS


def _kind_of_person(reading: Reading, name: Name, families: set[str]) -> NameKind:
    """A single word taken for a person may be a country, a capital, or short for an organisation."""
    text = name.text
    if text.isupper() and _opens_line(reading, name):
        return "place"
    if " " in text or text.lower() in families:
        return "organisation" if ends_as_organisation(text) else "person"
    if country_named(text):
        return "country"
    if country_of_seat(text) or country_of_capital(text):
        return "capital"
    if _is_land(reading, name.end):
        return "place"
    if _is_acronym(reading, name):
        return "organisation" if text.isupper() else "no_actor"
    before = reading.word(name.first - 1)
    return "place" if before in ("in", "near", "outside", "from") else "person"


def _speaks_as_person(reading: Reading, name: Name) -> bool:
    """“…, said Amba Kak, director of”: no place of several words speaks so."""
    if name.entity_type != "LOC" or reading.word(name.first - 1) not in ("said", "says"):
        return False
    is_place = is_country_or_capital(name.text) or country_of_seat(name.text)
    return " " in name.text and not is_place and reading.word(name.end) in (",", "of")


def _is_party_adjective(reading: Reading, name: Name) -> bool:
    """“Florida Republican Congressman”, “Republican and Democratic leaders” name no body."""
    before, _, last = name.text.rpartition(" ")
    return before != "" and last in _PARTY_NAMES and reading.word(name.end) in role_nouns()


def _is_land(reading: Reading, end: int) -> bool:
    """Whether a word that ends before a token is called land: "the Andaman and Nicobar islands"."""
    following = reading.starting.get(end + 1) if reading.word(end) == "and" else None
    return reading.word(following.end if following else end) in _LANDS


def _is_acronym(reading: Reading, name: Name) -> bool:
    """Whether a word is a body's initials, or a plural of some ("IDs"), and not a person's."""
    letters = name.text.removesuffix("s")
    if not (2 < len(letters) <= _LONGEST_ACRONYM or letters != name.text):
        return False
    beside = reading.words[max(0, name.first - 1) : name.end + 1]
    is_shouted = sum(word.isupper() and len(word) > 1 for word in beside) > 1
    return letters.isupper() and letters.isalpha() and not is_shouted and letters not in _PERSONS


def _opens_line(reading: Reading, name: Name) -> bool:
    """Whether a name stands where a dateline would: "DARMSTADT. The last word …"."""
    starts = any(start == name.start for start, _ in reading.document.paragraphs[:2])
    return starts and reading.word(name.end) in (".", ",", ":")


def is_called_party(reading: Reading, name: Name) -> bool:
    """Whether a name is called a party: "the governing Georgian Unity party", "the opposition Tisza"."""
    if country_of_people(name.text) or country_named(name.text):
        return False
    if reading.word(name.end) in ("party", "coalition", "alliance"):
        return True
    return reading.word(name.first - 1) in _PARTY_ADJECTIVES


def _is_used_as_person(reading: Reading, name: Name) -> bool:
    return reading.word(name.first - 1) not in PLACE_PREPOSITIONS


def _is_subject_of_office(reading: Reading, name: Name) -> bool:
    """Whether a name is but the subject of an office: "Foreign Trade" before "Minister"."""
    if reading.word(name.end) not in _OFFICES:
        return False
    words = {word.lower() for word in name.text.replace("-", " ").split()} - {"and", "of", "&"}
    return words <= SUBJECTS_OF_OFFICES and sector_by_name(name.text) is None
