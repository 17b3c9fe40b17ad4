"""What an article tells about the day it was written: offices, its dateline, weekdays, past years."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Final, Literal

from msgspec import Struct

from pipelines.extract.date_ages import stated_ages
from pipelines.extract.date_urls import url_days
from pipelines.extract.date_years import YearMention, year_mentions
from pipelines.extract.offices import Office, Tense, stated_offices, terms_text
from pipelines.extract.text import Document, WordList
from schemas.analysis import Actor

Interval = tuple[date, date]
# "strong" makes a claim wrong, "weak" doubtful; a "hint" does so only beside another piece.
Strength = Literal["strong", "weak", "hint"]

ALWAYS: Final[Interval] = (date(1900, 1, 1), date(2999, 12, 31))
_DATELINE_SLACK: Final = timedelta(days=3)
# Ages are often told by the year of birth alone.
_AGE_SLACK: Final = timedelta(days=370)
_URL_SLACK: Final = timedelta(days=400)
_WEEKDAY_SLACK: Final = timedelta(days=92)
_YEARS_AROUND: Final = 12
_MOST_WEEKDAYS: Final = 50
_TABLE_BEGINS: Final = 2015
_FROM_MEMORY_SLACK: Final = timedelta(days=31)
_ELECTED_SLACK: Final = timedelta(days=150)
# Reports look back at people in their old offices; who leads an article is in office as it is written.
_LEADS: Final = 0.1
_LEADING_MENTIONS: Final = 3
# One slip of a year makes a claim doubtful; three things that it has not seen yet make it wrong.
_PAST_MENTIONS: Final[tuple[tuple[int, Strength], ...]] = ((3, "strong"), (1, "weak"))
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
_WEEKDAY_LIST: Final = WordList(_WEEKDAYS)
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

    `allowed`: the days (both ends included) at which it can have been written. `strength` is what it
    is worth against a claim outside of them, `later` the same where the claim is after the first of
    these days. `supports`: whether it also speaks for a claim among them. A claim is allowed `slack`
    before them too. `person`: the actor's id where it is what the text calls a person.
    """

    allowed: tuple[Interval, ...]
    strength: Strength
    why: str
    later: Strength = "strong"
    supports: bool = True
    slack: timedelta = timedelta()
    person: str | None = None

    def allows(self, day: date) -> bool:
        """Whether the article can have been written on a day."""
        return any(first <= day + self.slack and day <= last for first, last in self.allowed)

    def speaks_for(self, day: date) -> bool:
        """Whether it is a reason to believe in a claimed day."""
        return self.supports and any(first <= day <= last for first, last in self.allowed)

    def against(self, day: date) -> Strength:
        """Give what it is worth against a claimed day that it does not allow."""
        is_later = day > min(first for first, _ in self.allowed)
        return self.later if is_later and self.strength == "strong" else self.strength


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
    places = _places(actors)
    for actor in actors:
        for role, tense, terms in stated_offices(actor, places):
            body = f" ({role.organisation})" if role.organisation else ""
            evidence = office_term_evidence(actor, f"{role.title}{body}", tense, terms)
            if evidence is not None:
                yield evidence


def office_term_evidence(
    actor: Actor, title: str, tense: Tense, terms: tuple[Office, ...]
) -> Evidence | None:
    """Give what it tells that a person is called by an office of these terms; None for a coming holder."""
    if tense == "coming":
        return None
    said = f"{actor.name} is called {title}, an office held {terms_text(terms)}"
    if tense == "former":
        ends = [office.latest for office in terms if office.latest]
        if not ends:
            return None
        # Who held it before the table begins is a former holder too.
        return Evidence(
            allowed=((min(ends), ALWAYS[1]),),
            strength="hint",
            why=said,
            supports=False,
            person=actor.id,
        )
    leads = actor.salience >= _LEADS and len(actor.mentions) >= _LEADING_MENTIONS
    allowed = [(office.earliest, office.latest or ALWAYS[1]) for office in terms]
    allowed += [
        (office.known_until, ALWAYS[1]) for office in terms if office.known_until and office.latest
    ]
    # Nobody is called by an office not yet taken; but people return to offices, and are looked back at.
    later: Strength = "weak" if leads else "hint"
    # Who is elected to it is called by an office before taking it up, "the new president" above all.
    slack = timedelta() if all(office.source for office in terms) else _FROM_MEMORY_SLACK
    if tense == "new" or any(office.kind == "body" for office in terms):
        slack = _ELECTED_SLACK
    return Evidence(
        allowed=tuple(allowed),
        strength="strong",
        later=later,
        why=said,
        slack=slack,
        person=actor.id,
    )


def _places(actors: Sequence[Actor]) -> frozenset[str]:
    """Give the countries that a text speaks of, other than by persons."""
    return frozenset(actor.country for actor in actors if actor.kind != "person" and actor.country)


def age_evidence(actors: Sequence[Actor], body: Document) -> Iterator[Evidence]:
    """Give when persons had the ages that the text tells; nobody is told older than they are."""
    for age in dict.fromkeys(stated_ages(actors, body.text, _places(actors))):
        yield Evidence(
            allowed=((age.first, age.last),),
            strength="strong",
            later="hint",
            slack=_AGE_SLACK,
            why=f"{age.name} is said to be {age.years}, an age from {age.first} to {age.last}",
        )


def year_evidence(body: Document) -> Iterator[Evidence]:
    """Give the days since what the text tells as past, and until what it speaks of as to come."""
    mentions = list(year_mentions(body.text))
    told = dict.fromkeys(each for each in mentions if each.is_past)
    past = sorted(told, key=lambda one: one.written_from)
    for count, strength in _PAST_MENTIONS:
        if len(past) >= count:
            latest = past[-count]
            yield Evidence(
                allowed=((latest.written_from, ALWAYS[1]),),
                strength=strength,
                why=_told(past[-count:], "past"),
                supports=False,
            )
    coming = [each for each in mentions if not each.is_past]
    if coming:
        first = min(coming, key=lambda one: one.last)
        yield Evidence(
            allowed=((ALWAYS[0], first.last),),
            strength="hint",
            why=_told([first], "still to come"),
            supports=False,
        )


def _told(mentions: Sequence[YearMention], as_what: str) -> str:
    words = ", ".join(f"“{each.words}”" for each in mentions)
    return f"the text speaks of {words} as {as_what}"


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


def url_evidence(url: str | None) -> Iterator[Evidence]:
    """Give the days around the date in an article's address; pages are rewritten for about a year."""
    days = url_days(url) if url else None
    if days:
        yield Evidence(
            allowed=((days[0] - _DATELINE_SLACK, days[1] + _URL_SLACK),),
            strength="weak",
            why=f"the address of the article has the date {days[0]}"
            + (f" to {days[1]}" if days[1] > days[0] else ""),
        )


def weekday_evidence(body: Document, around: date) -> Iterator[Evidence]:
    """Give the years in which a weekday falls on the date it is named with: "Sunday, June 25"."""
    told: set[tuple[int, int, int, int | None]] = set()
    for token in body.words.low_places(_WEEKDAY_LIST):
        match = _WEEKDAY_DATE.match(body.text, body.tokens[token].start)
        if match is None:
            continue
        month = _MONTHS[(match["month"] or match["month_last"]).lower()]
        weekday = _WEEKDAYS.index(match["weekday"].lower())
        year = int(match["year"]) if match["year"] else None
        day_of_month = int(match["day"] or match["day_first"])
        if (weekday, month, day_of_month, year) in told or len(told) == _MOST_WEEKDAYS:
            continue
        told.add((weekday, month, day_of_month, year))
        named = _days(month, day_of_month, year, around)
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
