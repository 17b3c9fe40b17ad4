"""Organisations that dateline knows: their names, sector, country, Wikidata id."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Final, NamedTuple, cast

from msgspec import Struct

from pipelines.extract.actors.reading import Reading
from pipelines.extract.folding import fold, slug
from pipelines.extract.text import WordList
from schemas.analysis import Sector

_OF_COUNTRY: Final = "~"
_OF_SUBJECT: Final = "@"
# What is written about, told by words that are seldom used of anything else.
_SUBJECTS: Final = {
    "cricket": WordList(
        "cricket cricketer cricketers wicket wickets batter batters batsman batsmen bowler bowlers"
        " t20 t20i odi odis innings".split()
    ),
    "united nations": WordList("un u.n. unga nations".split()),
}


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


class Around(NamedTuple):
    """What tells which of several bodies a name means: how often countries are named, and the text."""

    countries: Mapping[str, int]
    readings: Sequence[Reading] = ()

    def is_about(self, subject: str) -> bool:
        """Whether words of a subject stand in the text."""
        return any(reading.low_places(_SUBJECTS[subject]) for reading in self.readings)


class ListedName(NamedTuple):
    """One name of an organisation; it is only meant where its country or its subject is there, if any."""

    text: str
    of_country: bool
    subject: str

    @property
    def is_sure(self) -> bool:
        """Whether the name means this organisation everywhere."""
        return not self.of_country and not self.subject

    def is_meant(self, organisation: KnownOrganisation, around: Around) -> bool:
        """Whether this organisation may be meant in an article."""
        if self.of_country and organisation.country not in around.countries:
            return False
        return not self.subject or around.is_about(self.subject)


@cache
def known_organisations() -> list[tuple[KnownOrganisation, list[ListedName]]]:
    """Give each organisation of the table with its names.

    "~Congress" is that of the United States only in an article that names the United States,
    "ICC@cricket" the Cricket Council only in one about cricket.
    """
    table = files("pipelines.extract.actors").joinpath("organisations.tsv")
    return [_row(line) for line in table.read_text(encoding="utf-8").splitlines()[1:]]


def _row(line: str) -> tuple[KnownOrganisation, list[ListedName]]:
    name, aliases, sector, country, wikidata = line.split("\t")
    organisation = KnownOrganisation(
        name=name.removeprefix(_OF_COUNTRY),
        sector=cast("Sector", sector),
        country=country or None,
        wikidata=wikidata or None,
    )
    return organisation, [_listed(each) for each in (name, *aliases.split(";")) if each]


def _listed(entry: str) -> ListedName:
    text, _, subject = entry.removeprefix(_OF_COUNTRY).partition(_OF_SUBJECT)
    return ListedName(text, entry.startswith(_OF_COUNTRY), subject)


@cache
def _by_name() -> dict[str, list[tuple[KnownOrganisation, ListedName]]]:
    """Give the organisations of each name, those first that are only meant under a condition."""
    found: dict[str, list[tuple[KnownOrganisation, ListedName]]] = {}
    for organisation, names in known_organisations():
        for name in names:
            found.setdefault(_key(name.text), []).append((organisation, name))
    for meant in found.values():
        meant.sort(key=lambda each: each[1].is_sure)
    return found


def _key(name: str) -> str:
    return fold(name).removeprefix("the ").replace(".", "")


def known_organisation(name: str, around: Around) -> KnownOrganisation | None:
    """Give the organisation that a name means in an article; of several that of the country named most."""
    meant = [each for each in _by_name().get(_key(name), ()) if each[1].is_meant(each[0], around)]
    if not meant or not meant[0][1].of_country:
        return meant[0][0] if meant else None
    of_country = [organisation for organisation, listed in meant if listed.of_country]
    return max(of_country, key=lambda each: around.countries.get(each.country or "", 0))


def is_shared_name(name: str) -> bool:
    """Whether a name of the table means its body only where its country is named."""
    return any(listed.of_country for _, listed in _by_name().get(_key(name), ()))
