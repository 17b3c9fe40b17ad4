"""What an acronym in brackets spells out is one name, however a model parts it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from pipelines.extract.mentions.found_name import FoundName, covered
from pipelines.extract.text import Words
from pipelines.extract.text.acronyms import acronyms_in_brackets, has_capitals, long_form_start
from schemas.analysis import EntityType

BY_ACRONYM: Final = "acronym"
_CONFIDENCE: Final = 0.6


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
    for place in acronyms_in_brackets(text):
        bracket = place - 1
        first = long_form_start(words, place)
        known = by_end.get(bracket)
        if known and known.entity_type == "ORG" and has_capitals(words[place]):
            first = known.first if first is None else min(first, known.first)
        if first is not None:
            same = known and known.first == first and known.entity_type != "PER"
            kind: EntityType = known.entity_type if known and same else "ORG"
            certainty = known.confidence if known else _CONFIDENCE
            yield FoundName(first, bracket, kind, certainty, BY_ACRONYM)
            yield FoundName(place, place + 1, kind, _CONFIDENCE, BY_ACRONYM)
