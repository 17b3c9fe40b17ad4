"""The table of dated offices: heads of state and government, ministers, spokespeople, central bankers.

A date of a month (`2021-09`) is meant where the day is not certain; an end that is missing means in
office when the table was last looked through (November 2026). Who first acted in an office holds it
from then on. The column `source` tells what a row was held against:

- `wikidata`: start, and end as far as it had one, are those of Wikidata's position statements (CC0).
- `wikidata-2022`: taken from them as they stood in 2022, where the start follows a predecessor's end.
- `reign`: start and end of the REIGN data set's list of leaders (to March 2021).
- `ifg`: the Institute for Government's database of British ministers (to June 2026).
- `wikipedia`: the start is that of Wikipedia's article on the office.
- `reports`: the start is that of at least two public reports.
- nothing: written from memory; the date check gives such a start a month more.

Wikidata's ids and days of birth come from these sources too, never from memory.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Final, Literal, cast

from msgspec import Struct

from pipelines.extract.folding import fold
from schemas.analysis import Sector

COLUMNS: Final = (
    "person", "gender", "country", "organisation", "title", "kind", "start", "end", "aliases", "wikidata",
    "source", "born",
)  # fmt: skip
KINDS: Final = (
    "head_of_state", "head_of_government", "foreign", "defence", "finance", "spokesperson", "body",
    "central_bank", "legislature", "party", "deputy", "security", "other",
)  # fmt: skip
SOURCES: Final = ("wikidata", "wikidata-2022", "reign", "ifg", "wikipedia", "reports", "")
# After these days a source knows of no further terms.
_KNOWN_UNTIL: Final = {"wikidata-2022": date(2022, 6, 30)}


class Office(Struct, frozen=True, kw_only=True):
    """One term of one person in one office.

    `earliest` and `latest` are the first and the last day at which it may have been held, `certain_…`
    those at which it surely was; `end` is empty for a term not known to have ended.
    """

    person: str
    gender: Literal["m", "f"]
    country: str | None
    organisation: str | None
    title: str
    kind: str
    start: str
    end: str
    aliases: tuple[str, ...]
    wikidata: str | None
    source: str
    born: date | None = None

    @property
    def earliest(self) -> date:
        """Give the first day at which the office may have been held."""
        return date.fromisoformat(self.start if len(self.start) == 10 else f"{self.start}-01")

    @property
    def latest(self) -> date | None:
        """Give the last day at which the office may have been held; None for an open end."""
        if not self.end:
            return None
        if len(self.end) == 10:
            return date.fromisoformat(self.end)
        year, month = map(int, self.end.split("-"))
        return date(year, month, monthrange(year, month)[1])

    def held_on(self, day: date) -> bool:
        """Whether the office may have been held on a day."""
        return self.earliest <= day and (self.latest is None or day <= self.latest)

    @property
    def known_until(self) -> date | None:
        """Give the day after which the row's source can't tell that the person came back; None for now."""
        return _KNOWN_UNTIL.get(self.source)

    @property
    def sector(self) -> Sector:
        """Give the sector of the office."""
        if self.kind == "body" or (self.kind == "spokesperson" and not self.country):
            return "international_organisation"
        return cast("Sector", self.kind) if self.kind in ("legislature", "party") else "government"


@cache
def offices() -> tuple[Office, ...]:
    """Give the whole table in its order."""
    table = files("pipelines.extract.offices").joinpath("offices.tsv")
    return tuple(_row(line) for line in table.read_text(encoding="utf-8").splitlines()[1:] if line)


def _row(line: str) -> Office:
    values = dict(zip(COLUMNS, line.split("\t"), strict=True))
    return Office(
        person=values["person"],
        gender="f" if values["gender"] == "f" else "m",
        country=values["country"] or None,
        organisation=values["organisation"] or None,
        title=values["title"],
        kind=values["kind"],
        start=values["start"],
        end=values["end"],
        aliases=tuple(alias for alias in values["aliases"].split(";") if alias),
        wikidata=values["wikidata"] or None,
        source=values["source"],
        born=date.fromisoformat(values["born"]) if values["born"] else None,
    )


@cache
def _by_person() -> dict[str, tuple[Office, ...]]:
    found: dict[str, list[Office]] = {}
    for office in offices():
        for name in {fold(each) for each in (office.person, *office.aliases)}:
            found.setdefault(name, []).append(office)
    return {name: tuple(terms) for name, terms in found.items()}


@cache
def _heads_by_family() -> dict[str, list[Office]]:
    found: dict[str, list[Office]] = {}
    for office in offices():
        if office.kind in ("head_of_state", "head_of_government"):
            found.setdefault(fold(office.person).split()[-1], []).append(office)
    return found


def heads_called(family: str, day: date) -> set[tuple[str, str | None]]:
    """Give name and country of those of a family name who head a state or its government on a day."""
    heads = _heads_by_family().get(fold(family), ())
    return {(office.person, office.country) for office in heads if office.held_on(day)}


def offices_of(name: str) -> tuple[Office, ...]:
    """Give the offices that a person of this full name held; none for a name the table lacks."""
    return _by_person().get(fold(name), ())
