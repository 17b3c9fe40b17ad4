"""What a backend's names become before actors are made of them.

Backends cut names too long or too short, give them the wrong type, or miss them. What the text itself
or our tables tell is put right here: acronyms the text defines, titles in front of persons, "al-" and
"el-", a town's "'s" in front of a building, agencies in datelines, names of the tables.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from typing import Final

from msgspec.structs import replace

from pipelines.extract.actors.countries import country_named, country_of_capital
from pipelines.extract.actors.listed_names import listed_names
from pipelines.extract.actors.reading import Name, Reading
from pipelines.extract.actors.role_nouns import role_nouns
from pipelines.extract.actors.word_lists import CLITICS
from pipelines.extract.folding import slug
from schemas.analysis import EntityType

_ARTICLES: Final = frozenset({"al", "el"})
_SMALL: Final = frozenset("of the and for in on at de la du des del e y et to".split())
_OF_TITLES: Final = frozenset("head minister officer judge legislator official envoy".split())
# Titles that are part of how their bearers are called.
_IN_NAMES: Final = frozenset("prince princess king queen pope emperor emir sultan".split())
_JOINING: Final = frozenset("da de do dos das del della di van von der den bin ibn".split())
_PARTICLES: Final = frozenset("van von der den bin ibn bint".split())
# "Blinken-led", "Washington-based" are no names.
_SMALL_PARTS: Final = frozenset("led based backed born elect style era appointed".split())
_LEGAL_FORMS: Final = frozenset("inc corp co ltd llc plc nv ag sa se spa gmbh ab oyj bhd".split())
_SHORTEST_ACRONYM: Final = 2
_LONGEST_ACRONYM: Final = 10


def tidy_names(readings: Sequence[Reading]) -> None:
    """Put the names of an article's texts right."""
    acronyms: set[str] = set()
    families = {
        word
        for reading in readings
        for name in reading.names
        if name.entity_type == "PER"
        for word in name.text.split()
    }
    for reading in readings:
        spoken = _joined([name for name in reading.names if slug(name.text)], reading)
        names = [part for name in spoken for part in _parts(reading, name, families)]
        defined = list(_defined(reading))
        acronyms.update(acronym for _, acronym in defined)
        reading.rename(_overlaid(names, [name for name, _ in defined]))
    companies = {
        name.text.split()[0]
        for reading in readings
        for name in reading.names
        if name.text.split()[-1].strip(".").lower() in _LEGAL_FORMS and " " in name.text
    }
    for reading in readings:
        listed = list(listed_names(reading))
        names = _overlaid(reading.names, listed)
        names = [_as_organisation(name, {*acronyms, *companies}) for name in names]
        reading.rename(names)
        names += _missed_short_names(reading, {*acronyms, *companies})
        reading.rename(sorted(names, key=lambda name: name.first))


def _joined(names: Sequence[Name], reading: Reading) -> list[Name]:
    """Join a person's name that was cut before a particle: "Luiz Inácio Lula" "da" "Silva"."""
    joined: list[Name] = []
    for name in names:
        before = joined[-1] if joined else None
        if before is not None and {before.entity_type, name.entity_type} == {"PER"}:
            between = reading.words[before.end : name.first]
            if between and set(between) <= _JOINING:
                joined[-1] = _cut(reading, before, before.first, name.end, "PER")
                continue
        joined.append(name)
    return joined


def _parts(reading: Reading, name: Name, families: Container[str]) -> Iterator[Name]:
    dateline = reading.document.dateline
    if dateline is not None and dateline.start <= name.start < dateline.end:
        if name.start < dateline.place_end:
            yield replace(name, entity_type="LOC")
        return
    for token in range(name.first + 1, name.end - 1):
        owner = reading.text_of(name.first, token)
        if reading.low[token] in CLITICS and (_is_place(owner) or owner in families):
            owner_type: EntityType = "LOC" if _is_place(owner) else "PER"
            yield _cut(reading, name, name.first, token, owner_type)
            name = _cut(reading, name, token + 1, name.end, name.entity_type)
            break
    title = _title_within(reading, name)
    if title is not None:
        yield _cut(reading, name, name.first, title, "ORG")
        name = _cut(reading, name, title + 1, name.end, "PER")
    yield _person(reading, name) if name.entity_type == "PER" else name


def _title_within(reading: Reading, name: Name) -> int | None:
    """Give where a title stands in what was taken for one body: "Supreme Court Justice Ann Lee"."""
    if name.entity_type != "ORG":
        return None
    for token in range(name.first + 1, name.end - 2):
        noun = role_nouns().get(reading.low[token])
        if noun is not None and noun.kind in _OF_TITLES and reading.words[token + 1] not in _SMALL:
            return token
    return None


def _is_place(text: str) -> bool:
    return bool(country_named(text) or country_of_capital(text))


def _person(reading: Reading, name: Name) -> Name:
    """Cut titles off a person's name, and put "al-" or "el-" before it."""
    first, end = name.first, name.end
    nouns = role_nouns()
    while end - first > 1:
        noun = nouns.get(reading.low[first])
        if noun is None or noun.kind not in _OF_TITLES or reading.low[first] in _IN_NAMES:
            break
        first += 1
    if (
        reading.word(first - 1) == "-"
        and reading.word(first - 2) in _ARTICLES
        and reading.is_free(first - 2)
    ):
        first -= 2
    while reading.word(first - 1) in _PARTICLES and reading.is_free(first - 1):
        first -= 1
    if (
        reading.word(end) == "-"
        and reading.is_free(end + 1)
        and reading.word(end + 1).isalpha()
        and _touches(reading, end)
    ):
        end += 2
    if "&" in reading.words[first:end]:
        return _cut(reading, name, first, end, "ORG")
    unchanged = first == name.first and end == name.end
    return name if unchanged else _cut(reading, name, first, end, "PER")


def _touches(reading: Reading, token: int) -> bool:
    """Whether no space stands on either side of a mark, and a small letter follows: "Wei-ling"."""
    tokens = reading.document.tokens
    joined = (
        tokens[token - 1].end == tokens[token].start
        and tokens[token].end == tokens[token + 1].start
    )
    return (
        joined
        and tokens[token + 1].text[0].islower()
        and tokens[token + 1].text not in _SMALL_PARTS
    )


def _cut(reading: Reading, name: Name, first: int, end: int, entity_type: EntityType) -> Name:
    return reading.name_between(first, end, entity_type, name.confidence) or name


def _defined(reading: Reading) -> Iterator[tuple[Name, str]]:
    """Give the long forms of acronyms: "Ethics and Anti-Corruption Commission (EACC)".

    After Schwartz and Hearst (2003), with initials of words alone.
    """
    for token, word in enumerate(reading.words):
        if word != "(" or reading.word(token + 2) != ")":
            continue
        acronym = reading.words[token + 1]
        letters = [letter for letter in acronym if letter.isupper()]
        if not _SHORTEST_ACRONYM <= len(letters) <= _LONGEST_ACRONYM or not acronym.isalnum():
            continue
        first = _long_form_start(reading, token, letters)
        existing = reading.ending.get(token)
        if first is None or (existing is not None and existing.first < first):
            continue
        name = reading.name_between(first, token, "ORG", 0.97)
        if name is not None and not country_named(name.text):
            yield name, acronym


def _long_form_start(reading: Reading, end: int, letters: list[str]) -> int | None:
    """Go left over words whose initials are an acronym's letters, the last first."""
    left = list(letters)
    limit = max(reading.sentence_range(end)[0], end - 3 * len(letters) - 2)
    for token in range(end - 1, limit - 1, -1):
        word = reading.words[token]
        if left and word[0] == left[-1]:
            left.pop()
            if not left:
                return token
        elif word[0].isalnum() and word not in _SMALL:
            return None
    return None


def _overlaid(names: Iterable[Name], better: Sequence[Name]) -> list[Name]:
    """Give the better names, and the others that none of them overlaps."""
    taken = {token for name in better for token in range(name.first, name.end)}
    kept = [name for name in names if taken.isdisjoint(range(name.first, name.end))]
    return sorted([*kept, *better], key=lambda name: name.first)


def _as_organisation(name: Name, short: Container[str]) -> Name:
    defined = name.text in short and name.entity_type != "ORG"
    return replace(name, entity_type="ORG") if defined else name


def _missed_short_names(reading: Reading, short: Container[str]) -> Iterator[Name]:
    """Give the places of acronyms and companies' first words that the backend did not find."""
    for token, word in enumerate(reading.words):
        if word in short and token not in reading.covering:
            name = reading.name_between(token, token + 1, "ORG", 0.95)
            if name is not None:
                yield name
