"""What bodies are called for short: by their initials, a company by its first word, a club by its town."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence, Set
from typing import Final

from msgspec.structs import replace

from pipelines.extract.actors.companies import (
    CALLED_BODIES,
    is_called_body,
    is_club,
    is_company,
)
from pipelines.extract.actors.countries import country_named, is_country_or_capital
from pipelines.extract.actors.explained import apposition
from pipelines.extract.actors.organisations import CLUBS_BEGIN, initials_of, named_before
from pipelines.extract.actors.reading import Name, Reading
from pipelines.extract.text import WordList
from pipelines.extract.text.acronyms import acronyms_in_brackets, long_form_start

_LEGAL_FORMS: Final = frozenset(
    "inc corp co ltd llc plc nv ag sa se spa gmbh ab oyj bhd holdings group".split()
)
_BODIES: Final = frozenset(
    "association charity coalition group network ngo nonprofit organisation organization watchdog".split()
)
_DEFINED: Final = 0.97
_CALLED: Final = WordList(CALLED_BODIES)


def short_names(readings: Sequence[Reading]) -> set[str]:
    """Give the words by which an article calls its bodies for short."""
    initials = {
        letters
        for reading in readings
        for name in reading.names
        if name.entity_type == "ORG" and (letters := initials_of(name.text))
    }
    companies = {
        short
        for reading in readings
        for name in reading.names
        for short in _short_names_of(reading, name)
    }
    return initials | companies | _overlooked(readings)


def long_forms(reading: Reading) -> Iterator[tuple[Name, str]]:
    """Give what acronyms in brackets are short for: "Ethics and Anti-Corruption Commission (EACC)"."""
    for place in acronyms_in_brackets(reading.document.words):
        first = long_form_start(reading.words, place)
        known = reading.ending.get(place - 1)
        if first is None or (known is not None and known.first < first):
            continue
        name = reading.name_between(first, place - 1, "ORG", _DEFINED)
        if name is not None and not country_named(name.text):
            yield name, reading.words[place]


def as_organisation(name: Name, short: Container[str]) -> Name:
    """Give a name as a body's where it is one of the short ones, whatever the backend took it for."""
    defined = name.text in short and name.entity_type != "ORG"
    return replace(name, entity_type="ORG") if defined else name


def missed_short_names(reading: Reading, short: Set[str]) -> Iterator[Name]:
    """Give the places of acronyms and companies' first words that the backend did not find."""
    for token in reading.places(short):
        if token not in reading.covering:
            name = reading.name_between(token, token + 1, "ORG", 0.95)
            if name is not None:
                yield name


def _short_names_of(reading: Reading, name: Name) -> Iterator[str]:
    """Give the word that a company or a club is called by later on."""
    words = name.text.split()
    if len(words) > 1 and words[-1].strip(".").lower() in _LEGAL_FORMS:
        yield words[0]
    if len(words) == 1 and _is_explained_body(reading, name):
        yield name.text
    if name.entity_type != "ORG":
        return
    explained = named_before(reading, name)
    if explained is not None:
        yield explained
    if len(words) == 2 and is_club(words):
        yield words[1] if words[0].lower() in CLUBS_BEGIN else words[0]
    if is_called_body(reading, name.first, name.end) or is_company(reading, name.first, name.end):
        yield name.text


def _is_explained_body(reading: Reading, name: Name) -> bool:
    """Whether a name that was taken for another is explained as a body's: "PICUM, an organisation"."""
    if name.entity_type == "ORG" or _BODIES.isdisjoint(apposition(reading, name.end)):
        return False
    return not is_country_or_capital(name.text)


def _overlooked(readings: Sequence[Reading]) -> set[str]:
    """Give names of one word that are called a company where the backend overlooked them."""
    full = {
        word
        for reading in readings
        for name in reading.names
        if name.end - name.first > 1
        for word in name.text.split()
    }
    single = {name.text for reading in readings for name in reading.names} - full
    return {
        following
        for reading in readings
        for token in reading.places(_CALLED)
        for following in reading.words[token + 1 : token + 2]
        if following in single and not is_country_or_capital(following)
    }
