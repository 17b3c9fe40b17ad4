"""Which country a name, a people, a capital or a house of government means."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final

from pipelines.extract.folding import fold
from pipelines.extract.gazetteer import (
    Country,
    countries,
    countries_by_capital,
    countries_by_demonym,
    countries_by_name,
    countries_by_seat,
)
from pipelines.extract.gazetteer.towns import countries_of_towns

EUROPEAN_UNION: Final = "org:european-union"
_UNION_SEATS: Final = frozenset({"brussels", "berlaymont"})


@cache
def _folded(source: Callable[[], Mapping[str, Country]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, country in source().items():
        found.setdefault(_plain(name), country.code)
    return found


@lru_cache(maxsize=8192)
def _plain(name: str) -> str:
    folded = fold(name).replace(".", "")
    return folded.removeprefix("the ") if folded != "the hague" else folded


@lru_cache(maxsize=4096)
def country_named(name: str) -> str | None:
    """Give the code of the country with this name: "U.S.", "the Netherlands", "DR Congo"."""
    return _folded(countries_by_name).get(_plain(name))


@lru_cache(maxsize=4096)
def country_of_people(name: str) -> str | None:
    """Give the code of the country of an adjective or a people: "Chinese", "Dutch", "Sudanese"."""
    return _folded(countries_by_demonym).get(_plain(name))


@lru_cache(maxsize=4096)
def country_of_capital(name: str) -> str | None:
    """Give the code of the country that a capital's name may stand for."""
    return _folded(countries_by_capital).get(_plain(name))


def is_country_or_capital(name: str) -> bool:
    """Whether a name is a country's or a capital's."""
    return bool(country_named(name) or country_of_capital(name))


def country_of_town(name: str, named: Container[str]) -> str | None:
    """Give the code of the one country with a town of this name, or the one of them an article names.

    `named`: codes of the countries the article names.
    """
    known = countries_of_towns().get(name.title() if name.isupper() else name, ())
    if len(known) == 1:
        return known[0]
    spoken_of = [code for code in known if code in named]
    return spoken_of[0] if len(spoken_of) == 1 else None


@lru_cache(maxsize=4096)
def country_of_seat(name: str) -> str | None:
    """Give the code of the country that a house of government stands for: "Kremlin"."""
    return _folded(countries_by_seat).get(_plain(name))


def is_seat_of_union(name: str) -> bool:
    """Whether a name may stand for the European Union."""
    return _plain(name) in _UNION_SEATS


def country_name(code: str) -> str:
    """Give a country's usual name; its code where the table does not know it."""
    country = countries().get(code)
    return country.name if country else code


@cache
def _wikidata_ids() -> dict[str, str]:
    table = files("pipelines.extract.actors").joinpath("country_ids.tsv")
    rows = table.read_text(encoding="utf-8").splitlines()[1:]
    return {row[:2]: row[3:] for row in rows}


def country_wikidata(code: str) -> str | None:
    """Give a country's Wikidata id; None where the table has none."""
    return _wikidata_ids().get(code)
