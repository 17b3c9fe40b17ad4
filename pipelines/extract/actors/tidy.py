"""What a backend's names become before actors are made of them.

Backends cut names too long or too short, give them the wrong type, or miss them. What the text itself
or our tables tell is put right here: acronyms the text defines, titles in front of persons, "al-" and
"el-", a town's "'s" in front of a building, agencies in datelines, names of the tables.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from functools import cache
from typing import Final

from msgspec.structs import replace

from pipelines.extract.actors.countries import country_named, country_of_capital
from pipelines.extract.actors.organisation_table import known_organisations
from pipelines.extract.actors.reading import Name, Reading
from pipelines.extract.actors.role_nouns import role_nouns
from pipelines.extract.actors.word_lists import CLITICS
from pipelines.extract.folding import slug
from pipelines.extract.gazetteer import countries
from pipelines.extract.text.tokens import read_tokens
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
    acronyms: dict[str, str] = {}
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
        for name, acronym in defined:
            acronyms[acronym] = name.text
        reading.rename(_overlaid(names, [name for name, _ in defined]))
    companies = {
        name.text.split()[0]
        for reading in readings
        for name in reading.names
        if name.text.split()[-1].strip(".").lower() in _LEGAL_FORMS and " " in name.text
    }
    for reading in readings:
        listed = list(_listed(reading))
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


def _listed(reading: Reading) -> Iterator[Name]:
    """Give the names of our tables that the backend did not find, or of which it found but a part."""
    table = _table()
    dateline = reading.document.dateline
    after = 0
    for token, word in enumerate(reading.words):
        if token < after or word not in table:
            continue
        for words, entity_type in table[word]:
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
