"""What a backend's names become before actors are made of them.

Backends cut names too long or too short, give them the wrong type, or miss them. What the text itself
or our tables tell is put right here: acronyms the text defines, titles in front of persons, "al-" and
"el-", a town's "'s" in front of a building, agencies in datelines, names of the tables.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set

from pipelines.extract.actors.cut_names import titled_names
from pipelines.extract.actors.listed_names import listed_names
from pipelines.extract.actors.missed_persons import missed_in_title, missed_persons
from pipelines.extract.actors.name_parts import names_and_parts
from pipelines.extract.actors.reading import Name, Reading
from pipelines.extract.actors.short_names import (
    as_organisation,
    long_forms,
    missed_short_names,
    short_names,
)
from pipelines.extract.actors.split_names import foreign_bodies, split_bodies
from pipelines.extract.actors.told_bodies import told_bodies


def tidy_names(readings: Sequence[Reading]) -> None:
    """Put the names of an article's texts right."""
    acronyms: set[str] = set()
    families = {
        word
        for reading in readings
        for name in reading.names
        if name.entity_type == "PER" and name.end - name.first > 1
        for word in name.text.split()
    }
    for reading in readings:
        defined = list(long_forms(reading))
        acronyms.update(acronym for _, acronym in defined)
        names = names_and_parts(reading, families)
        names = _overlaid(names, list(foreign_bodies(reading)))
        reading.rename(_overlaid(names, [name for name, _ in defined]))
    _put_all(readings, told_bodies(readings))
    short = acronyms | short_names(readings)
    for reading in readings:
        _add_unfound(reading, short)
    _put_all(readings, split_bodies(readings))
    _put_all(readings, missed_persons(readings))
    title, body = readings
    _put(title, missed_in_title(title, body))


def _add_unfound(reading: Reading, short: Set[str]) -> None:
    """Add the names that the backend did not find; `short` are those of bodies, of one word."""
    _put(reading, list(titled_names(reading)))
    names = _overlaid(reading.names, list(listed_names(reading)))
    reading.rename([as_organisation(name, short) for name in names])
    _put(reading, list(missed_short_names(reading, short)))


def _put_all(readings: Sequence[Reading], better: Mapping[bool, Sequence[Name]]) -> None:
    """Put names over those of the texts; they are given by whether they are the title's."""
    for reading in readings:
        _put(reading, better[reading.in_title])


def _put(reading: Reading, better: Sequence[Name]) -> None:
    if better:
        reading.rename(_overlaid(reading.names, better))


def _overlaid(names: list[Name], better: Sequence[Name]) -> list[Name]:
    """Give the better names, and the others that none of them overlaps, in order."""
    if not better:
        return names
    taken = {token for name in better for token in range(name.first, name.end)}
    kept = [name for name in names if taken.isdisjoint(range(name.first, name.end))]
    return sorted([*kept, *better], key=lambda name: name.first)
