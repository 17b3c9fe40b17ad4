"""Organisations that dateline knows: their names, sector, country, Wikidata id."""

from __future__ import annotations

from collections.abc import Container
from functools import cache
from importlib.resources import files
from typing import Final, cast

from msgspec import Struct

from pipelines.extract.folding import fold, slug
from schemas.analysis import Sector

_AMBIGUOUS: Final = "~"


class KnownOrganisation(Struct, frozen=True, kw_only=True):
    """One organisation of the table; `country` is empty for those of many countries."""

    name: str
    sector: Sector
    country: str | None
    wikidata: str | None

    @property
    def id(self) -> str:
        """Give the actor id."""
        return f"org:{slug(self.name)}"


@cache
def known_organisations() -> list[tuple[KnownOrganisation, dict[str, bool]]]:
    """Give each organisation with its names; a name is true where it needs its country nearby.

    In the table such names are marked with a tilde: "~Congress" is that of the United States only in
    an article that names the United States.
    """
    table = files("pipelines.extract.actors").joinpath("organisations.tsv")
    return [_row(line) for line in table.read_text(encoding="utf-8").splitlines()[1:]]


def _row(line: str) -> tuple[KnownOrganisation, dict[str, bool]]:
    name, aliases, sector, country, wikidata = line.split("\t")
    listed = [name, *(alias for alias in aliases.split(";") if alias)]
    organisation = KnownOrganisation(
        name=name.removeprefix(_AMBIGUOUS),
        sector=cast("Sector", sector),
        country=country or None,
        wikidata=wikidata or None,
    )
    names = {each.removeprefix(_AMBIGUOUS): each.startswith(_AMBIGUOUS) for each in listed}
    return organisation, names


@cache
def _by_name() -> dict[str, tuple[KnownOrganisation, bool]]:
    found: dict[str, tuple[KnownOrganisation, bool]] = {}
    for organisation, names in known_organisations():
        for name, ambiguous in names.items():
            found.setdefault(_key(name), (organisation, ambiguous))
    return found


def _key(name: str) -> str:
    return fold(name).removeprefix("the ").replace(".", "")


def known_organisation(name: str, countries: Container[str]) -> KnownOrganisation | None:
    """Give the organisation of a name; `countries` are those the article names."""
    found = _by_name().get(_key(name))
    if found is None:
        return None
    organisation, ambiguous = found
    if ambiguous and organisation.country not in countries:
        return None
    return organisation
