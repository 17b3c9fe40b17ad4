"""Names that lists know: peoples are groups, and a country is one where a model sees no name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Final

from pipelines.extract.gazetteer import countries_by_capital
from pipelines.extract.gazetteer.word_lists import list_lines, word_lists
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
_OWNERS: Final = {("countries",), ("places",)}
_BETWEEN_PLACES: Final = (["-"], ["–"], ["and"])
_JOINING_PERSONS: Final = frozenset({"of", "and"})
_POSSESSIVES: Final = frozenset({"'s", "’s"})
_OF_PERSONS: Final = frozenset({"first_names", "surnames"})
_BEFORE_SENTENCES: Final = frozenset(". ? ! : ; ( [ - – — \" “ ‘ ' ``".split())
_CONFIDENCE: Final = 0.7


def with_list_names(text: Words, names: list[FoundName]) -> list[FoundName]:
    """Add names that lists know where none was found, and set right the type of those they know."""
    words, phrases = text.written, _phrases(text)
    listed = {(first, end): name for first, end, name in phrases}
    parted = [
        _without_what_stands_before(part, words, listed)
        for name in names
        for part in ([name] if (name.first, name.end) in listed else _parted(name, words))
    ]
    corrected = [_corrected(name, words, listed) for name in _widened(parted, phrases)]
    taken = covered(corrected)
    for first, end, list_name in phrases:
        if list_name in _TYPE_OF and taken.isdisjoint(range(first, end)):
            corrected.append(FoundName(first, end, _TYPE_OF[list_name], _CONFIDENCE, list_name))
            taken.update(range(first, end))
    alone = _names_alone()
    for index in text.places(_alone_list()):
        known = alone[words[index]]
        if index not in taken and not (known == "organisations" and _is_shouted(words, index)):
            corrected.append(FoundName(index, index + 1, _TYPE_OF[known], _CONFIDENCE, known))
    return sorted(corrected)


@cache
def _names_alone() -> dict[str, str]:
    """Give the words that are a name wherever they stand, with the list that says so."""
    capitals = countries_by_capital()
    groups = {*list_lines("organisations")["armed groups"]}
    lists = word_lists()

    def is_name(word: str, known: tuple[str, ...]) -> bool:
        if known == ("organisations",):
            acronym = word.isupper() and len(word) > 1
            return (acronym or word in groups) and not lists.wide_kinds(word)
        return known in _ALONE or (known == ("places",) and word in capitals)

    return {word: known[0] for word, known in lists.by_word.items() if is_name(word, known)}


def _is_shouted(words: Sequence[str], index: int) -> bool:
    """Whether a neighbour is written in capitals too, so that "WHO" may be no organisation."""
    beside = (*words[max(0, index - 1) : index], *words[index + 1 : index + 2])
    return any(word.isupper() and word.isalpha() for word in beside)


@cache
def _alone_list() -> WordList:
    return WordList(_names_alone())


@cache
def _phrase_beginnings() -> WordList:
    return WordList(word_lists().phrases)


def _parted(name: FoundName, words: Sequence[str]) -> list[FoundName]:
    """Part what a model takes for one name and is two.

    "Beijing’s Great Hall of the People", where a list knows the first as a place; "U.S.-China",
    "Paris and Oslo"; persons joined to others or to what they belong to.
    """
    first, last = name.first, name.end - 1
    if words[first + 1 : last] in _BETWEEN_PLACES and _are_places(words[first], words[last]):
        return [
            name._replace(end=first + 1, entity_type="LOC"),
            name._replace(first=last, entity_type="LOC"),
        ]
    if name.entity_type == "PER":
        return _persons_parted(name, words)
    known = word_lists().kinds(words[first])
    mark = first + 1
    if mark >= last or words[mark] not in _POSSESSIVES or known[:1] not in _OWNERS:
        return [name]
    owner = FoundName(first, mark, "LOC", name.confidence, known[0])
    return [owner, name._replace(first=mark + 1)]


def _persons_parted(name: FoundName, words: Sequence[str]) -> list[FoundName]:
    """ "Ada Ek and Bo Ny", "Ada Ek of Acme"; but "Ek & Ny" is a firm."""
    if "&" in words[name.first : name.end]:
        return [name._replace(entity_type="ORG")]
    for index in range(name.first + 1, name.end - 1):
        if words[index] in _JOINING_PERSONS:
            second: EntityType = "ORG" if words[index] == "of" else "PER"
            return [
                name._replace(end=index),
                name._replace(first=index + 1, entity_type=second),
            ]
    return [name]


def _are_places(*words: str) -> bool:
    return all(word_lists().kinds(word)[:1] in _OWNERS for word in words)


def _without_what_stands_before(
    name: FoundName, words: Sequence[str], listed: Mapping[tuple[int, int], str]
) -> FoundName:
    """ "Kenyan Politician Musyoka" is named Musyoka; an article is part of a name that a list knows."""
    first = name.first
    if name.entity_type == "PER":
        while first < name.end - 1 and _describes(words[first]) and words[first + 1] != "-":
            first += 1
    elif name.end - first > 1 and (first, name.end) not in listed:
        begins = first == 0 or words[first - 1] in _BEFORE_SENTENCES
        first += words[first] == "the" or (words[first] == "The" and begins)
    return name._replace(first=first) if first != name.first else name


def _describes(word: str) -> bool:
    lists = word_lists()
    kinds = lists.kinds(word)
    if kinds == ("peoples",):
        return True
    is_role = "role" in lists.context.get(word.lower(), ())
    return is_role and not lists.wide_kinds(word) and not _OF_PERSONS & {*kinds}


def _widened(names: list[FoundName], phrases: Sequence[tuple[int, int, str]]) -> list[FoundName]:
    """ "Zealand" in "New Zealand" is the whole that a list knows."""
    whole = {
        index: (first, end)
        for first, end, list_name in phrases
        if list_name in {"countries", "places"}
        for index in range(first, end)
    }
    if not whole:
        return names
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
    wide: tuple[str, ...] = ()
    if name.end - name.first == 1:
        known = word_lists().kinds(words[name.first])
        wide = word_lists().wide_kinds(words[name.first])
    several = name.end - name.first > 1 and known[0] in _TYPE_OF
    city = name.entity_type == "PER" and _is_city(words[name.first], known)
    if city:
        return name._replace(entity_type="LOC", found_by="places")
    sure = several or known in _ALONE or (known == ("organisations",) and not wide)
    if not sure or name.entity_type == _TYPE_OF[known[0]]:
        return name
    return name._replace(entity_type=_TYPE_OF[known[0]], found_by=known[0])


def _is_city(word: str, known: tuple[str, ...]) -> bool:
    """Whether a word alone is a city rather than a person: "Washington", unless named in full."""
    is_capital = word in countries_by_capital() and {*known} == {"places", "surnames"}
    return is_capital or (known == ("places",) and not _may_be_person(word))


def _may_be_person(word: str) -> bool:
    return any(kind != "towns" for kind in word_lists().wide_kinds(word))


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
