"""Names of our tables that stand in a text: organisations, countries, peoples, capitals."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from pipelines.extract.actors.organisation_table import known_organisations
from pipelines.extract.actors.reading import Name, Reading
from pipelines.extract.actors.role_nouns import role_nouns
from pipelines.extract.gazetteer import countries
from pipelines.extract.text.tokens import read_tokens
from schemas.analysis import EntityType


@cache
def _table() -> dict[str, list[tuple[tuple[str, ...], EntityType]]]:
    """Give the names of our tables by their first word, the longest first."""
    listed: list[tuple[str, EntityType]] = []
    for _, names in known_organisations():
        listed += [(name, "ORG") for name, ambiguous in names.items() if not ambiguous]
    for country in countries().values():
        listed += [(name, "LOC") for name in (country.name, *country.other_names)]
        listed += [(name, "LOC") for name in (*country.capitals, *country.seats)]
        listed += [(name, "GROUP") for name in country.demonyms]
    found: dict[str, list[tuple[tuple[str, ...], EntityType]]] = {}
    for name, entity_type in listed:
        words = tuple(token.text for token in read_tokens(name, 0, len(name)))
        if words[0][0].isupper():
            found.setdefault(words[0], []).append((words, entity_type))
    for each in found.values():
        each.sort(key=lambda entry: -len(entry[0]))
    return found


def listed_names(reading: Reading) -> Iterator[Name]:
    """Give the names of our tables that the backend did not find, or of which it found but a part."""
    table = _table()
    dateline = reading.document.dateline
    after = 0
    for token in reading.places(table):
        if token < after:
            continue
        for words, entity_type in table[reading.words[token]]:
            end = token + len(words)
            if tuple(reading.words[token:end]) == words and _is_missed(reading, token, end):
                name = reading.name_between(
                    token, end, entity_type, 0.6 if end - token == 1 else 0.95
                )
                of_agency = dateline and name and dateline.place_end < name.start < dateline.end
                if name is not None and not of_agency:
                    after = end
                    yield name
                break


def _is_missed(reading: Reading, first: int, end: int) -> bool:
    """Whether some words are no name yet: the names among them are but parts."""
    inside = {name for token in range(first, end) if (name := reading.covering.get(token))}
    if not inside:
        return _stands_alone(reading, first, end)
    if any(name.first < first or name.end > end for name in inside):
        return False
    return end - first > 1 and not any(name.end - name.first == end - first for name in inside)


def _stands_alone(reading: Reading, first: int, end: int) -> bool:
    """Whether no capitalised word or name touches some words."""
    before, following = reading.words[first - 1 : first], reading.words[end : end + 1]
    starts = first == reading.sentence_range(first)[0]
    if before and not starts and before[0][0].isupper() and before[0] != "The":
        return False
    if not following or not following[0][0].isupper() or end in reading.covering:
        return True
    return following[0].lower() in role_nouns()
