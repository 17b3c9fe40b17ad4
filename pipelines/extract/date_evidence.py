"""What an article tells about the day it was written: offices, its dateline, weekdays with dates."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Final, Literal

from msgspec import Struct

from pipelines.extract.offices import Office, Tense, stated_offices, terms_text
from pipelines.extract.text import Document
from schemas.analysis import Actor

Interval = tuple[date, date]

ALWAYS: Final[Interval] = (date(1900, 1, 1), date(2999, 12, 31))
_DATELINE_SLACK: Final = timedelta(days=3)
_WEEKDAY_SLACK: Final = timedelta(days=92)
_YEARS_AROUND: Final = 12
_TABLE_BEGINS: Final = 2015
# Reports look back at people in their old offices; who leads an article is in office as it is written.
_LEADS: Final = 0.05
_MONTHS: Final = {
    name: number
    for number, names in enumerate(
        "january jan|february feb|march mar|april apr|may|june jun|july jul|august aug|september sept sep"
        "|october oct|november nov|december dec".split("|"),
        1,
    )
    for name in names.split()
}
_WEEKDAYS: Final = tuple("monday tuesday wednesday thursday friday saturday sunday".split())
_WEEKDAY: Final = "|".join(_WEEKDAYS)
_MONTH: Final = "|".join(_MONTHS)
_WEEKDAY_DATE: Final = re.compile(
    rf"\b(?P<weekday>{_WEEKDAY}),? (?:\()?(?:(?P<month>{_MONTH})\.? (?P<day>\d{{1,2}})"
    rf"|(?:the )?(?P<day_first>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? (?P<month_last>{_MONTH}))\b"
    r"(?:,? (?P<year>\d{4}))?",
    re.IGNORECASE,
)


class Evidence(Struct, frozen=True, kw_only=True):
    """One thing that dates an article.

    `allowed`: the days (both ends included) at which it can have been written. `strength` is how
    much it is worth against a claim outside of them: "strong" makes it wrong, "weak" doubtful;
    `later` the same where the claim is after the first of these days.
    """

    allowed: tuple[Interval, ...]
    strength: Literal["strong", "weak"]
    why: str
    later: Literal["strong", "weak"] = "strong"

    def allows(self, day: date) -> bool:
        """Whether the article can have been written on a day."""
        return any(first <= day <= last for first, last in self.allowed)

    def refutes(self, day: date) -> bool:
        """Whether it makes a claimed day that it does not allow wrong, not only doubtful."""
        is_later = day > min(first for first, _ in self.allowed)
        return self.strength == "strong" and not (is_later and self.later == "weak")


def first_seen_evidence(first_seen: date) -> Evidence:
    """Nothing is written after it was seen; a day more for the zones of the world."""
    last = first_seen + timedelta(days=1)
    return Evidence(
        allowed=((ALWAYS[0], last),),
        strength="strong",
        why=f"the article was first seen on {first_seen}",
    )


def office_evidence(actors: Sequence[Actor], claimed: date | None) -> Iterator[Evidence]:
    """Give when persons held the offices that the text states of them; the table begins in 2015."""
    if claimed is not None and claimed.year < _TABLE_BEGINS:
        return
    for actor in actors:
        for role, tense, terms in stated_offices(actor):
            evidence = _of_office(actor, role.title, tense, terms)
            if evidence is not None:
                yield evidence


def _of_office(
    actor: Actor, title: str, tense: Tense, terms: tuple[Office, ...]
) -> Evidence | None:
    if tense == "coming":
        return None
    said = f"{actor.name} is called {title}, an office held {terms_text(terms)}"
    if tense == "former":
        ends = [office.latest for office in terms if office.latest]
        if not ends:
            return None
        return Evidence(allowed=((min(ends), ALWAYS[1]),), strength="weak", why=said)
    leads = actor.salience >= _LEADS or len(actor.mentions) > 1
    allowed = tuple(
        (office.earliest, office.latest if office.latest and leads else ALWAYS[1])
        for office in terms
    )
    # Nobody is called by an office not yet taken; but people return to offices, and are looked back at.
    return Evidence(allowed=allowed, strength="strong", later="weak", why=said)


def dateline_evidence(body: Document, around: date) -> Iterator[Evidence]:
    """Give the day that a dateline names; without its year it is meant in one of the years around."""
    line = body.dateline
    if line is None or line.month is None or line.day is None:
        return
    days = _days(line.month, line.day, line.year, around)
    if days:
        allowed = tuple((day - _DATELINE_SLACK, day + _DATELINE_SLACK) for day in days)
        shown = body.text[line.start : line.end].rstrip(" -–—")
        yield Evidence(allowed=allowed, strength="strong", why=f"the dateline says “{shown}”")


def weekday_evidence(body: Document, around: date) -> Iterator[Evidence]:
    """Give the years in which a weekday falls on the date it is named with: "Sunday, June 25"."""
    for match in _WEEKDAY_DATE.finditer(body.text):
        month = _MONTHS[(match["month"] or match["month_last"]).lower()]
        weekday = _WEEKDAYS.index(match["weekday"].lower())
        year = int(match["year"]) if match["year"] else None
        named = _days(month, int(match["day"] or match["day_first"]), year, around)
        days = [day for day in named if day.weekday() == weekday]
        if days:
            yield Evidence(
                allowed=tuple((day - _WEEKDAY_SLACK, day + _WEEKDAY_SLACK) for day in days),
                strength="weak",
                why=f"“{match.group()}” is a {match['weekday'].capitalize()} in "
                + ", ".join(str(day.year) for day in days),
            )


def _days(month: int, day: int, year: int | None, around: date) -> list[date]:
    """Give a date of the calendar in its year, or in the years around; none for a 31st of June."""
    years = range(around.year - _YEARS_AROUND, around.year + _YEARS_AROUND + 1)
    found = []
    for each in (year,) if year else years:
        try:
            found.append(date(each, month, day))
        except ValueError:
            continue
    return found
