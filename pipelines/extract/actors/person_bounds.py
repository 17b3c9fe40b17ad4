"""Where a person's name begins and ends: titles are no part of it; "al-", "van" and both of "X-Y" are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from pipelines.extract.actors.companies import is_called_body, is_club, is_company
from pipelines.extract.actors.cut_names import place_before
from pipelines.extract.actors.reading import Name, Reading
from pipelines.extract.actors.role_nouns import is_title_noun

_ARTICLES: Final = frozenset({"al", "el"})
# Titles that are part of how their bearers are called.
_IN_NAMES: Final = frozenset("prince princess king queen pope emperor emir sultan".split())
_PARTICLES: Final = frozenset("van von der den bin ibn bint".split())
# "Blinken-led", "Washington-based" are no names.
_SMALL_PARTS: Final = frozenset("led based backed born elect style era appointed".split())
_PREFIXES: Final = frozenset("anti ex mid non post pre pro then".split())
_POST_NOMINALS: Final = frozenset("KC QC SC CBE OBE MBE".split())


def place_and_person(reading: Reading, name: Name) -> Iterator[Name]:
    """Give a person, and before it the place that was taken for a part of the name."""
    start = name.first + place_before(reading, name)
    if start > name.first:
        yield reading.recut(name, name.first, start, "LOC")
        name = reading.recut(name, start, name.end, "PER")
    yield _person(reading, name)


def _person(reading: Reading, name: Name) -> Name:
    """Give a person's name with its right bounds, or a body's that was taken for a person's."""
    first = _first_of(reading, name)
    end = _end_of(reading, name)
    if "&" in reading.words[first:end]:
        return reading.recut(name, first, end, "ORG")
    while end - first > 2 and reading.words[end - 1] in _POST_NOMINALS:
        end -= 1
    words = reading.words[first:end]
    if is_called_body(reading, first, end) or is_club(words) or is_company(reading, first, end):
        return reading.recut(name, first, end, "ORG")
    unchanged = first == name.first and end == name.end
    return name if unchanged else reading.recut(name, first, end, "PER")


def _first_of(reading: Reading, name: Name) -> int:
    """Give the first token of a person's name, behind its titles, "al-" or "van" included."""
    first = name.first
    while name.end - first > 1 and is_title_noun(reading.low[first]):
        if reading.low[first] in _IN_NAMES:
            break
        first += 1
    if (
        reading.word(first - 1) == "-"
        and reading.word(first - 2) in _ARTICLES
        and reading.is_free(first - 2)
    ):
        first -= 2
    if _is_double_name(reading, first - 1):
        first -= 2
    while reading.word(first - 1) in _PARTICLES and reading.is_free(first - 1):
        first -= 1
    return first


def _end_of(reading: Reading, name: Name) -> int:
    """Give the end of a person's name, a part with a small letter included: "Wei-ling"."""
    end = name.end
    goes_on = (
        reading.word(end) == "-"
        and reading.is_free(end + 1)
        and reading.word(end + 1).isalpha()
        and _touches(reading, end)
    )
    return end + 2 if goes_on else end


def _is_double_name(reading: Reading, token: int) -> bool:
    """Whether a mark joins a name to a free word with a capital: "Brice-Olivier"."""
    if reading.word(token) != "-" or not reading.is_free(token - 1):
        return False
    before = reading.words[token - 1]
    is_name = before.istitle() and before.lower() not in _PREFIXES
    return is_name and before.isalpha() and _is_tight(reading, token)


def _touches(reading: Reading, token: int) -> bool:
    """Whether no space stands on either side of a mark, and a small letter follows: "Wei-ling"."""
    after = reading.words[token + 1]
    return _is_tight(reading, token) and after[0].islower() and after not in _SMALL_PARTS


def _is_tight(reading: Reading, token: int) -> bool:
    tokens = reading.document.tokens
    return (
        tokens[token - 1].end == tokens[token].start
        and tokens[token].end == tokens[token + 1].start
    )
