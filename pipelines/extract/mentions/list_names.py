"""Names that lists know: peoples are groups, and a country is one where a model sees no name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from pipelines.extract.gazetteer.word_lists import word_lists
from pipelines.extract.mentions.found_name import FoundName, covered
from pipelines.extract.mentions.word_features import phrase_marks
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
_CONFIDENCE: Final = 0.7


def with_list_names(words: Sequence[str], names: list[FoundName]) -> list[FoundName]:
    """Add names that lists know where none was found, and set right the type of those they know."""
    phrases = _phrases(words)
    listed = {(first, end): name for first, end, name in phrases}
    corrected = [_corrected(name, words, listed) for name in names]
    taken = covered(corrected)
    for first, end, list_name in phrases:
        if list_name in _TYPE_OF and taken.isdisjoint(range(first, end)):
            corrected.append(FoundName(first, end, _TYPE_OF[list_name], _CONFIDENCE, list_name))
            taken.update(range(first, end))
    kinds = word_lists().kinds
    for index, word in enumerate(words):
        known = kinds(word)
        if known in _ALONE and index not in taken:
            corrected.append(FoundName(index, index + 1, _TYPE_OF[known[0]], _CONFIDENCE, known[0]))
    return sorted(corrected)


def _corrected(
    name: FoundName, words: Sequence[str], listed: Mapping[tuple[int, int], str]
) -> FoundName:
    known: tuple[str, ...] = (listed.get((name.first, name.end), ""),)
    if name.end - name.first == 1:
        known = word_lists().kinds(words[name.first])
    several = name.end - name.first > 1 and known[0] in _TYPE_OF
    if not (several or known in _SURE) or name.entity_type == _TYPE_OF[known[0]]:
        return name
    return name._replace(entity_type=_TYPE_OF[known[0]], found_by=known[0])


def _phrases(words: Sequence[str]) -> list[tuple[int, int, str]]:
    """Give the names of several words that lists know: (first, end, list)."""
    found: list[tuple[int, int, str]] = []
    for place, mark in phrase_marks(words):
        position, _, list_name = mark.partition("-")
        if position == "B":
            found.append((place, place + 1, list_name))
        else:
            found[-1] = (found[-1][0], place + 1, list_name)
    return found
