"""Bodies that a backend did not find, or took for persons, told by the words around their names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from pipelines.extract.actors.cut_names import TIMES
from pipelines.extract.actors.organisations import is_body_noun
from pipelines.extract.actors.reading import Name, Reading
from pipelines.extract.actors.role_nouns import role_nouns
from pipelines.extract.actors.word_lists import BOUNDS
from pipelines.extract.text import WordList

_TOLD: Final = WordList({"told"})
_CALLED: Final = WordList(
    "airline broadcaster brewer carmaker chipmaker company giant insurer lender magazine manufacturer"
    " newspaper operator outlet pollster publication publisher retailer startup steelmaker supplier"
    " website".split()
)
# Persons stand behind the others as well: "the operator Ann Lee", "a company Ann Lee left".
_NEVER_PERSONS: Final = frozenset(
    "airline broadcaster carmaker chipmaker magazine newspaper outlet pollster publication retailer"
    " website".split()
)
_NO_NAMES_BEHIND: Final = frozenset("company outlet publication website".split())
# Who has one of these has it of a body: "Salesforce CEO".
_TITLES: Final = WordList("CEO CFO COO CTO spokesman spokesperson spokeswoman".split())
_GROUPS: Final = WordList(
    "association charity coalition group network ngo organisation organization watchdog".split()
)
_NO_EMPLOYERS: Final = frozenset(
    "acting campaign chief club company deputy ex former hospital interim longtime new tech then"
    " union".split()
)
_LONGEST_NAME: Final = 3
_MOST_ALIKE: Final = 20  # names with one first word: keeps the time linear


def told_bodies(readings: Sequence[Reading]) -> dict[bool, list[Name]]:
    """Give, by whether in the title, the bodies that their surroundings tell, wherever they stand."""
    found = {
        reading.in_title: [
            *_told_outlets(reading),
            *_called_bodies(reading),
            *_employers(reading),
            *_explained(reading),
        ]
        for reading in readings
    }
    forms: dict[str, list[tuple[str, ...]]] = {}
    for form in dict.fromkeys(
        tuple(name.text.split()) for names in found.values() for name in names
    ):
        alike = forms.setdefault(form[0], []) if len(form) > 1 else None
        if alike is not None and len(alike) < _MOST_ALIKE:
            alike.append(form)
    for reading in readings if forms else ():
        taken = {token for name in found[reading.in_title] for token in range(name.first, name.end)}
        for token in reading.places(forms):
            if token not in taken:
                found[reading.in_title] += _standing_at(reading, token, forms[reading.words[token]])
    return found


def _standing_at(reading: Reading, token: int, forms: Sequence[tuple[str, ...]]) -> Iterator[Name]:
    for form in sorted(forms, key=len, reverse=True):
        if tuple(reading.words[token : token + len(form)]) == form:
            name = reading.name_between(token, token + len(form), "ORG", 0.7)
            if name is not None:
                yield name
                return


def _told_outlets(reading: Reading) -> Iterator[Name]:
    """Give organisations, unfound, that something is told: "told News24 that", "told 404 Media"."""
    for token in reading.low_places(_TOLD):
        first = end = token + 1
        if reading.word(first).isdigit() and _is_part(reading, first + 1):
            end += 1
        numbered = end > first
        while _is_part(reading, end, with_digits=True) and end - token <= _LONGEST_NAME:
            end += 1
        last = reading.words[end - 1]
        is_named = end - token > 2 or any(sign.isdigit() for sign in last)
        is_short = end - token == 2 and last.isupper() and len(last) > 2
        if is_short or numbered or (is_named and reading.word(end) == "that"):
            found = reading.name_between(first, end, "ORG", 0.7)
            if found is not None:
                yield found


def _called_bodies(reading: Reading) -> Iterator[Name]:
    """Give organisations behind what they are called: "the broadcaster NRK", "the publication Ars X"."""
    for token in reading.low_places(_CALLED):
        called = reading.words[token]
        known = reading.starting.get(token + 1)
        if known is not None and known.entity_type == "PER" and called in _NEVER_PERSONS:
            end = known.end
        else:
            end = token + 1
            while _is_part(reading, end) and end - token <= _LONGEST_NAME:
                end += 1
            if end in reading.covering or called in _NO_NAMES_BEHIND:
                continue
        if end > token + 1 and reading.low[token + 1] not in TIMES and called.islower():
            found = reading.name_between(token + 1, end, "ORG", 0.7)
            if found is not None:
                yield found


def _explained(reading: Reading) -> Iterator[Name]:
    """Give organisations, unfound, that are explained behind: "the Emergency Lawyers, a group …"."""
    for noun in reading.low_places(_GROUPS):
        comma = noun - 2
        if reading.word(noun - 1) not in ("a", "an") or reading.word(comma) != ",":
            continue
        first = comma
        while comma - first < _LONGEST_NAME and first > 0 and _is_part(reading, first - 1):
            first -= 1
        if comma - first > 1 and reading.word(first - 1) == "the":
            found = reading.name_between(first, comma, "ORG", 0.7)
            if found is not None:
                yield found


def _employers(reading: Reading) -> Iterator[Name]:
    """Give organisations, unfound, before the title of who heads or speaks for them: "Salesforce CEO"."""
    if reading.in_title:
        return
    for token in reading.places(_TITLES):
        first = token
        while token - first < _LONGEST_NAME and _is_employer(reading, first - 1):
            first -= 1
        if first == token or is_body_noun(reading.low[token - 1]):
            continue
        opens = first == reading.sentence_range(first)[0]
        if opens and reading.words[first] not in reading.capitals_within:
            continue
        found = reading.name_between(first, token, "ORG", 0.7)
        if found is not None:
            yield found


def _is_employer(reading: Reading, token: int) -> bool:
    if token < 0 or not _is_part(reading, token):
        return False
    low = reading.low[token]
    return not (low in BOUNDS or low in role_nouns() or low in _NO_EMPLOYERS)


def _is_part(reading: Reading, token: int, *, with_digits: bool = False) -> bool:
    if token >= len(reading.words) or token in reading.covering:
        return False
    word = reading.words[token]
    return word[0].isupper() and (word.isalnum() if with_digits else word.isalpha())
