"""Acronyms in brackets: "the Coalition for Epidemic Preparedness Innovations (CEPI)".

What an acronym spells out is one name, however a model parts it (Schwartz and Hearst, A Simple
Algorithm for Identifying Abbreviation Definitions, PSB 2003, here on capitals only).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from pipelines.extract.mentions.found_name import FoundName
from pipelines.extract.text import WordList, Words
from schemas.analysis import EntityType

BY_ACRONYM: Final = "acronym"
_BRACKETS: Final = WordList("(")
_CONFIDENCE: Final = 0.6
_BETWEEN: Final = frozenset(
    "of for and the in on to de la le del da do du des et e y - & , ' ’".split()
)
_LONGEST: Final = 10  # characters of an acronym
_WORDS: Final = 16  # that are looked at before one


def with_acronyms(text: Words, names: list[FoundName]) -> list[FoundName]:
    """Give the names with acronyms and what they are short for as names of one type."""
    words = text.written
    types: dict[str, EntityType] = {}
    for bracket in text.places(_BRACKETS):
        if bracket + 2 < len(words) and words[bracket + 2] == ")":
            acronym = words[bracket + 1]
            if _is_acronym(acronym):
                names = _with_definition(words, names, bracket, types)
    if not types:
        return names
    return sorted(
        name._replace(entity_type=types[words[name.first]])
        if name.end - name.first == 1 and words[name.first] in types
        else name
        for name in names
    )


def _is_acronym(word: str) -> bool:
    return len(word) <= _LONGEST and word[0].isalpha() and sum(map(str.isupper, word)) > 1


def _with_definition(
    words: Sequence[str], names: list[FoundName], bracket: int, types: dict[str, EntityType]
) -> list[FoundName]:
    """Add the acronym that stands after this bracket, and what it is short for."""
    acronym = words[bracket + 1]
    first = _begin_of_long_form(words, bracket, acronym)
    known = next((name for name in names if name.end == bracket), None)
    if known and known.entity_type == "ORG":
        first = known.first if first is None else min(first, known.first)
    if first is None:
        return names
    kind: EntityType = "ORG"
    if known and known.first == first and known.entity_type != "PER":
        kind = known.entity_type
    types[acronym] = kind
    return [
        *(name for name in names if name.end <= first or name.first > bracket + 1),
        FoundName(first, bracket, kind, known.confidence if known else _CONFIDENCE, BY_ACRONYM),
        FoundName(bracket + 1, bracket + 2, kind, _CONFIDENCE, BY_ACRONYM),
    ]


def _begin_of_long_form(words: Sequence[str], end: int, acronym: str) -> int | None:
    """Give where the words before `end` begin whose initials the acronym is; None where they are not."""
    letters = [char for char in acronym if char.isupper()]
    for place in range(end - 1, max(-1, end - 1 - _WORDS), -1):
        word = words[place]
        if word[0].isupper():
            if word[0] != letters.pop():
                return None
            if not letters:
                return place
        elif word not in _BETWEEN:
            return None
    return None
