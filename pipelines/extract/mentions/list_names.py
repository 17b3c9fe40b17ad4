"""Names that lists know: peoples are groups, and a country is one where a model sees no name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Final

from pipelines.extract.gazetteer import countries_by_capital
from pipelines.extract.gazetteer.word_lists import word_lists
from pipelines.extract.mentions.found_name import FoundName, covered
from pipelines.extract.mentions.word_features import phrase_marks
from pipelines.extract.text import WordList, Words
from schemas.analysis import EntityType

_TYPE_OF: Final[dict[str, EntityType]] = {
    "countries": "LOC",
    "places": "LOC",
    "organisations": "ORG",
    "peoples": "GROUP",
}
# A single word is trusted to be what its list says only where no other list has it.
_ALONE: Final = {("countries",), ("peoples",), ("countries", "places")}
_SURE: Final = {*_ALONE, ("organisations",)}
_OWNERS: Final = {("countries",), ("places",)}
_JOINING_PERSONS: Final = frozenset({"of", "and", "&"})
_POSSESSIVES: Final = frozenset({"'s", "’s"})
_CONFIDENCE: Final = 0.7


def with_list_names(text: Words, names: list[FoundName]) -> list[FoundName]:
    """Add names that lists know where none was found, and set right the type of those they know."""
    words, phrases = text.written, _phrases(text)
    listed = {(first, end): name for first, end, name in phrases}
    parted = [part for name in names for part in _parted(name, words)]
    corrected = [_corrected(name, words, listed) for name in _widened(parted, phrases)]
    taken = covered(corrected)
    for first, end, list_name in phrases:
        if list_name in _TYPE_OF and taken.isdisjoint(range(first, end)):
            corrected.append(FoundName(first, end, _TYPE_OF[list_name], _CONFIDENCE, list_name))
            taken.update(range(first, end))
    alone = _names_alone()
    for index in text.places(_alone_list()):
        if index not in taken:
            known = alone[words[index]]
            corrected.append(FoundName(index, index + 1, _TYPE_OF[known], _CONFIDENCE, known))
    return sorted(corrected)


@cache
def _names_alone() -> dict[str, str]:
    """Give the words that are a name wherever they stand, with the list that says so."""
    capitals = countries_by_capital()
    return {
        word: known[0]
        for word, known in word_lists().by_word.items()
        if known in _ALONE or (known == ("places",) and word in capitals)
    }


@cache
def _alone_list() -> WordList:
    return WordList(_names_alone())


@cache
def _phrase_beginnings() -> WordList:
    return WordList(word_lists().phrases)


def _parted(name: FoundName, words: Sequence[str]) -> list[FoundName]:
    """Part what a model takes for one name and is two.

    "Beijing’s Great Hall of the People", where a list knows the first as a place; persons joined to
    others or to what they belong to by "and" or "of".
    """
    if name.entity_type == "PER":
        for index in range(name.first + 1, name.end - 1):
            if words[index] in _JOINING_PERSONS:
                second: EntityType = "ORG" if words[index] == "of" else "PER"
                return [
                    name._replace(end=index),
                    name._replace(first=index + 1, entity_type=second),
                ]
    mark = name.first + 1
    known = word_lists().kinds(words[name.first])
    if mark >= name.end - 1 or words[mark] not in _POSSESSIVES or known[:1] not in _OWNERS:
        return [name]
    owner = FoundName(name.first, mark, "LOC", name.confidence, known[0])
    return [owner, name._replace(first=mark + 1)]


def _widened(names: list[FoundName], phrases: Sequence[tuple[int, int, str]]) -> list[FoundName]:
    """ "Zealand" in "New Zealand" is the whole that a list knows."""
    whole = {
        index: (first, end)
        for first, end, list_name in phrases
        if list_name in {"countries", "places"}
        for index in range(first, end)
    }
    taken = covered(names)
    widened: list[FoundName] = []
    for name in names:
        if name.first in whole:
            first, end = whole[name.first]
            around = {*range(first, name.first), *range(name.end, end)}
            if name.end <= end and taken.isdisjoint(around):
                taken.update(around)
                name = name._replace(first=first, end=end)
        widened.append(name)
    return widened


def _corrected(
    name: FoundName, words: Sequence[str], listed: Mapping[tuple[int, int], str]
) -> FoundName:
    if name.entity_type == "PER" and _has_organisation_word(name, words):
        return name._replace(entity_type="ORG", found_by="organisation_words")
    known: tuple[str, ...] = (listed.get((name.first, name.end), ""),)
    if name.end - name.first == 1:
        known = word_lists().kinds(words[name.first])
    several = name.end - name.first > 1 and known[0] in _TYPE_OF
    city = name.entity_type == "PER" and _is_city(words[name.first], known)
    if city:
        return name._replace(entity_type="LOC", found_by="places")
    if not (several or known in _SURE) or name.entity_type == _TYPE_OF[known[0]]:
        return name
    return name._replace(entity_type=_TYPE_OF[known[0]], found_by=known[0])


def _is_city(word: str, known: tuple[str, ...]) -> bool:
    """Whether a word alone is a city rather than a person: "Washington", unless named in full."""
    is_capital = word in countries_by_capital() and {*known} == {"places", "surnames"}
    return known == ("places",) or is_capital


def _has_organisation_word(name: FoundName, words: Sequence[str]) -> bool:
    kinds = word_lists().kinds
    return name.end - name.first > 1 and any(
        kinds(word) == ("organisation_words",) for word in words[name.first : name.end]
    )


def _phrases(text: Words) -> list[tuple[int, int, str]]:
    """Give the names of several words that lists know: (first, end, list)."""
    found: list[tuple[int, int, str]] = []
    firsts = text.places(_phrase_beginnings())
    for place, mark in phrase_marks(text.written, firsts):
        position, _, list_name = mark.partition("-")
        if position == "B":
            found.append((place, place + 1, list_name))
        else:
            found[-1] = (found[-1][0], place + 1, list_name)
    return found
