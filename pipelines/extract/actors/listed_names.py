"""Names of our tables that stand in a text: organisations, countries, peoples, capitals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Final

from pipelines.extract.actors.organisation_table import known_organisations
from pipelines.extract.actors.reading import Name, Reading
from pipelines.extract.actors.role_nouns import role_nouns
from pipelines.extract.gazetteer import countries
from pipelines.extract.text import WordList
from pipelines.extract.text.tokens import read_tokens
from schemas.analysis import EntityType

_SURE_SPACES: Final = 2  # "Department of Homeland Security" is a body's name in any country
# Names as words, by their first word and their second.
_Table = dict[str, dict[str, list[tuple[tuple[str, ...], EntityType]]]]


@cache
def _table() -> _Table:
    """Give the names of our tables by their first word and their second, the longest first.

    Names of one word have an empty second.
    """
    listed: list[tuple[tuple[str, ...], EntityType]] = []
    for _, names in known_organisations():
        listed += [
            (_words(name.text), "ORG")
            for name in names
            if name.is_sure or name.text.count(" ") >= _SURE_SPACES
        ]
    for country in countries().values():
        listed += [(_words(name), "LOC") for name in (country.name, *country.other_names)]
        listed += [(_words(name), "LOC") for name in (*country.capitals, *country.seats)]
        listed += [(_words(name), "GROUP") for name in country.demonyms]
    listed.sort(key=lambda entry: -len(entry[0]))
    found: _Table = {}
    for words, entity_type in listed:
        if words[0][0].isupper():
            of_first = found.setdefault(words[0], {})
            of_first.setdefault(_second(words, 0), []).append((words, entity_type))
    return found


@cache
def _first_words() -> WordList:
    return WordList(_table())


def _words(name: str) -> tuple[str, ...]:
    return tuple(token.text for token in read_tokens(name, 0, len(name)))


def _second(words: Sequence[str], first: int) -> str:
    """Give the word after another; an empty one at the end."""
    return words[first + 1] if first + 1 < len(words) else ""


def listed_names(reading: Reading) -> Iterator[Name]:
    """Give the names of our tables that the backend did not find, or of which it found but a part."""
    table = _table()
    dateline = reading.document.dateline
    after = 0
    for token in reading.places(_first_words()):
        if token < after:
            continue
        of_first = table[reading.words[token]]
        two = of_first.get(_second(reading.words, token), ())
        for words, entity_type in (*two, *of_first.get("", ())):
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
    if following == ["$"]:
        return False  # “US$ 12”
    if not following or not following[0][0].isupper() or end in reading.covering:
        return True
    return following[0].lower() in role_nouns()
