"""What a backend's names are made of: those that were cut are joined, those that were joined are cut."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from typing import Final

from msgspec.structs import replace

from pipelines.extract.actors.body_bounds import (
    is_of_law,
    is_of_prize,
    joint_within,
    title_within,
    with_all_subjects,
    with_first_part,
    without_title,
)
from pipelines.extract.actors.companies import employs_analysts
from pipelines.extract.actors.countries import (
    country_named,
    country_of_people,
    is_country_or_capital,
)
from pipelines.extract.actors.cut_names import is_only_title
from pipelines.extract.actors.person_bounds import place_and_person
from pipelines.extract.actors.reading import Name, Reading
from pipelines.extract.folding import slug
from pipelines.extract.function_words import POSSESSIVE_MARKS

_JOINING: Final = frozenset("da de do dos das del della di van von der den bin ibn".split())
_OPENINGS: Final = frozenset(
    "across after amid as at before despite during from in inside near outside since".split()
)
_SHORTEST_OPENED: Final = 2
_WITH_ARTICLE: Final = 3
_PAIR: Final = 3
# "Sen. X, D-N.M.,": party and state of a member of Congress.
_MEMBER_FOR: Final = re.compile(r"[DRI]-[A-Z][A-Za-z.]{1,6}")


def names_and_parts(reading: Reading, families: Container[str]) -> list[Name]:
    """Give the names of a text, cut and joined anew; `families` are words of persons' names."""
    names = [
        _without_article(reading, name)
        for name in reading.names
        if slug(name.text)
        and not is_only_title(reading, name, families)
        and not _is_plain(reading, name, families)
    ]
    joined = _joined(names, reading)
    return _apart([part for name in joined for part in _parts(reading, name, families)])


def _joined(names: Sequence[Name], reading: Reading) -> list[Name]:
    """Join names that were cut: "Luiz Inácio Lula" "da" "Silva"; "Smith" "&" "Sons"."""
    joined: list[Name] = []
    for name in names:
        before = joined[-1] if joined else None
        if before is not None and {before.entity_type, name.entity_type} == {"PER"}:
            between = reading.words[before.end : name.first]
            if set(between) <= _JOINING and (between or reading.continues_line(name.first)):
                joined[-1] = reading.recut(before, before.first, name.end, "PER")
                continue
        if before is not None and reading.words[before.end : name.first] == ["&"]:
            joined[-1] = reading.recut(before, before.first, name.end, "ORG")
            continue
        joined.append(name)
    return joined


def _parts(reading: Reading, name: Name, families: Container[str]) -> Iterator[Name]:
    """Give what a name turns out to be: itself, other bounds of it, several names, or none."""
    dateline = reading.document.dateline
    if dateline is not None and dateline.start <= name.start < dateline.end:
        if name.start < dateline.place_end:
            yield _within_place(reading, name, dateline.place_end)
        return
    if reading.word(name.end) == "$" and name.text in ("US", "A", "C"):
        return  # “US$ 12”
    if is_of_law(reading, name) or is_of_prize(reading, name) or _MEMBER_FOR.fullmatch(name.text):
        return
    if _is_pair(reading, name):
        yield reading.recut(name, name.first, name.first + 1, "LOC")
        yield reading.recut(name, name.end - 1, name.end, "LOC")
        return
    name = with_all_subjects(reading, _without_opening(reading, name))
    joint = joint_within(reading, name)
    if joint is not None:
        yield reading.recut(name, name.first, joint, "ORG")
        name = reading.recut(name, joint + 2, name.end, "ORG")
    elif name.entity_type == "ORG":
        name = without_title(reading, with_first_part(reading, name))
    owner = _owner_within(reading, name, families)
    if owner is not None:
        yield owner
        name = reading.recut(name, owner.end + 1, name.end, name.entity_type)
    title = title_within(reading, name)
    if title is not None:
        yield reading.recut(name, name.first, title, "ORG")
        name = reading.recut(name, title + 1, name.end, "PER")
    if name.entity_type == "PER":
        yield from place_and_person(reading, name)
    elif name.entity_type == "LOC" and employs_analysts(reading, name):
        yield replace(name, entity_type="ORG")
    else:
        yield name


def _is_plain(reading: Reading, name: Name, families: Container[str]) -> bool:
    """Whether what was taken for a person but opens a line: "Undermine peace" where others undermine."""
    if name.entity_type != "PER" or name.end - name.first > 1 or name.text in families:
        return False
    opens = (
        name.first == reading.sentence_range(name.first)[0]
        or not reading.word(name.first - 1).isalnum()
    )
    return opens and reading.low[name.first] in reading.distinct


def _is_pair(reading: Reading, name: Name) -> bool:
    """Whether a name is of two countries or peoples: "Israeli-US" strikes."""
    if name.end - name.first != _PAIR or reading.words[name.first + 1] not in ("-", "–"):
        return False
    return all(
        country_named(word) or country_of_people(word)
        for word in (reading.words[name.first], reading.words[name.end - 1])
    )


def _within_place(reading: Reading, name: Name, place_end: int) -> Name:
    """Give the part of a name that stands in a dateline's place, which ends at a code point."""
    end = name.end
    while reading.span(end - 1, end)[0] >= place_end:
        end -= 1
    return reading.recut(name, name.first, end, "LOC")


def _owner_within(reading: Reading, name: Name, families: Container[str]) -> Name | None:
    """Give the place or person whose "'s" stands within a name: "London's Royal Exchange"."""
    for token in range(name.first + 1, name.end - 1):
        if reading.low[token] not in POSSESSIVE_MARKS:
            continue
        owner = reading.text_of(name.first, token)
        if is_country_or_capital(owner):
            return reading.recut(name, name.first, token, "LOC")
        if owner in families:
            return reading.recut(name, name.first, token, "PER")
    return None


def _without_article(reading: Reading, name: Name) -> Name:
    """Cut off the article that opens a sentence: "The Union of Teachers"."""
    if name.end - name.first < _WITH_ARTICLE or reading.words[name.first] != "The":
        return name
    opens = reading.sentence_range(name.first)[0] == name.first
    if not opens and reading.word(name.first - 1) not in ("-", "–", "—", ":"):
        return name
    return reading.recut(name, name.first + 1, name.end, name.entity_type)


def _without_opening(reading: Reading, name: Name) -> Name:
    """Cut off the preposition that begins a sentence: "Outside Congress, …"."""
    opens = name.first == reading.sentence_range(name.first)[0]
    if (
        not opens
        or name.end - name.first < _SHORTEST_OPENED
        or reading.low[name.first] not in _OPENINGS
    ):
        return name
    return reading.recut(name, name.first + 1, name.end, name.entity_type)


def _apart(names: Sequence[Name]) -> list[Name]:
    """Leave out what lies within a name that has grown."""
    kept: list[Name] = []
    for name in names:
        if not kept or name.first >= kept[-1].end:
            kept.append(name)
    return kept
