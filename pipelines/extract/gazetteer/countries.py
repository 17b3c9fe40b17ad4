"""Countries and territories: their names, peoples, capitals and houses of government."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from msgspec import Struct


class Country(Struct, frozen=True, kw_only=True):
    """One country or territory; `code` is ISO 3166-1 alpha-2 (XK for Kosovo, as in CLDR).

    `demonyms` are adjectives and words for its people. `capitals` begins with the capital; further
    spellings and other seats of government follow. `seats` are houses and offices whose name stands
    for the government ("Kremlin"). Names with "the" stand beside those without.
    """

    code: str
    name: str
    other_names: tuple[str, ...]
    demonyms: tuple[str, ...]
    capitals: tuple[str, ...]
    seats: tuple[str, ...]


@cache
def countries() -> dict[str, Country]:
    """Give all countries by their code, states first."""
    table = files("pipelines.extract.gazetteer").joinpath("countries.tsv").read_text("utf-8")
    rows = [_country(line) for line in table.splitlines() if line and not line.startswith("#")]
    return {country.code: country for country in rows}


@cache
def countries_by_name() -> dict[str, Country]:
    """Give countries by each of their names; where two share one, the first of the table has it."""
    return _first_wins([(each, (each.name, *each.other_names)) for each in countries().values()])


@cache
def countries_by_demonym() -> dict[str, Country]:
    """Give countries by adjective or people; where two share one ("Congolese"), the first has it."""
    return _first_wins([(each, each.demonyms) for each in countries().values()])


@cache
def countries_by_capital() -> dict[str, Country]:
    """Give countries by their capital, in every spelling, and by other seats of government."""
    return _first_wins([(each, each.capitals) for each in countries().values()])


@cache
def countries_by_seat() -> dict[str, Country]:
    """Give countries by the houses and offices that stand for their government."""
    return _first_wins([(each, each.seats) for each in countries().values()])


def _country(line: str) -> Country:
    code, name, other_names, demonyms, capital, more_capitals, seats = line.split("|")
    return Country(
        code=code,
        name=name,
        other_names=_listed(other_names),
        demonyms=_listed(demonyms),
        capitals=_listed(capital) + _listed(more_capitals),
        seats=_listed(seats),
    )


def _listed(cell: str) -> tuple[str, ...]:
    return tuple(word for word in cell.split(";") if word)


def _first_wins(entries: list[tuple[Country, tuple[str, ...]]]) -> dict[str, Country]:
    found: dict[str, Country] = {}
    for country, names in entries:
        for name in names:
            found.setdefault(name, country)
    return found
