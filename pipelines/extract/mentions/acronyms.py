"""Acronyms in brackets: "the Coalition for Epidemic Preparedness Innovations (CEPI)".

What an acronym spells out is one name, however a model parts it (Schwartz and Hearst, A Simple
Algorithm for Identifying Abbreviation Definitions, PSB 2003, here on capitals only).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from pipelines.extract.mentions.found_name import FoundName, covered
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
    defined = list(_definitions(text, {name.end: name for name in names}))
    if not defined:
        return names
    taken = covered(defined)
    words = text.written
    types = {words[name.first]: name.entity_type for name in defined[1::2]}
    apart = [name for name in names if taken.isdisjoint(range(name.first, name.end))]
    return sorted(
        name._replace(entity_type=types[words[name.first]])
        if name.end - name.first == 1 and words[name.first] in types
        else name
        for name in apart + defined
    )


def _definitions(text: Words, by_end: Mapping[int, FoundName]) -> Iterator[FoundName]:
    """Give what each acronym in brackets is short for, and then the acronym."""
    words = text.written
    for bracket in text.places(_BRACKETS):
        closed = bracket + 2 < len(words) and words[bracket + 2] == ")"
        if not closed or not _is_acronym(words[bracket + 1]):
            continue
        first = _begin_of_long_form(words, bracket, words[bracket + 1])
        known = by_end.get(bracket)
        if known and known.entity_type == "ORG":
            first = known.first if first is None else min(first, known.first)
        if first is not None:
            same = known and known.first == first and known.entity_type != "PER"
            kind: EntityType = known.entity_type if known and same else "ORG"
            certainty = known.confidence if known else _CONFIDENCE
            yield FoundName(first, bracket, kind, certainty, BY_ACRONYM)
            yield FoundName(bracket + 1, bracket + 2, kind, _CONFIDENCE, BY_ACRONYM)


def _is_acronym(word: str) -> bool:
    return len(word) <= _LONGEST and word[0].isalpha() and sum(map(str.isupper, word)) > 1


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
