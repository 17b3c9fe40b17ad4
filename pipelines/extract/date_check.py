"""Whether an article can have been written on the day it claims."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Final

from pipelines.extract.actors import Cast
from pipelines.extract.date_evidence import (
    ALWAYS,
    Evidence,
    Interval,
    age_evidence,
    dateline_evidence,
    first_seen_evidence,
    office_evidence,
    url_evidence,
    weekday_evidence,
    year_evidence,
)
from pipelines.extract.text import Document
from schemas.analysis import DateCheck

_NUMBERS: Final = re.compile(r"\s*(\d{1,2})[./-](\d{1,2})[./-](\d{4})\s*")
_SOON_DAYS: Final = 7
_MOST_TERMS: Final = 3
_LONGEST_FIRST_LINE: Final = 60


def stated_date(body: Document) -> date | None:
    """Give the day that a text says it is of: in its first line, or in full in its dateline."""
    line = body.dateline
    if body.header_date is not None or line is None:
        return body.header_date
    if line.year is None or line.month is None or line.day is None:
        return None
    try:
        return date(line.year, line.month, line.day)
    except ValueError:
        return None


def check_date(
    body: Document, cast: Cast, *, claimed: date | None, first_seen: date, url: str | None = None
) -> DateCheck:
    """Hold the claimed date against all that dates the text, its address and when it was first seen."""
    seen = first_seen_evidence(first_seen)
    around = claimed or first_seen
    evidence = [
        *office_evidence(cast.actors, claimed),
        *age_evidence(cast.actors, body),
        *dateline_evidence(body, around),
        *weekday_evidence(body, around),
        *year_evidence(body),
        *url_evidence(url),
    ]
    if claimed is None:
        return _without_claim(evidence, seen)
    against = [each for each in (*evidence, seen) if not each.allows(claimed)]
    if not against or _may_look_back(against, evidence, claimed):
        return _agreed(evidence, claimed, first_seen)
    likely = _likely([*evidence, seen], claimed)
    why = [f"{_sentence(each)}; the claimed date is {claimed}." for each in against]
    other = _other_reading(body, claimed)
    if other and all(each.allows(other) for each in (*evidence, seen)):
        why.append(f"Read with day and month the other way round the date is {other}, which fits.")
        likely = (other, other)
    wrong = any(each.against(claimed) == "strong" for each in against)
    return DateCheck(
        verdict="wrong" if wrong else "doubtful",
        claimed=claimed.isoformat(),
        likely_from=_shown(likely, 0),
        likely_to=_shown(likely, 1),
        why=tuple(why),
        confidence=0.9 if wrong and len(against) > 1 else 0.8 if wrong else 0.6,
    )


def _may_look_back(
    against: Sequence[Evidence], evidence: Sequence[Evidence], claimed: date
) -> bool:
    """Whether a text of the claimed day may well say all that speaks against it.

    One hint alone is such, and what is said of old offices beside people who hold theirs only since.
    """
    worth = {each.against(claimed) for each in against}
    if worth == {"hint"} and len({each.person for each in against}) == 1:
        return True
    if "strong" in worth or any(each.person is None for each in against):
        return False
    of_the_day = [each for each in evidence if each.speaks_for(claimed)]
    return not _agree([*against, *of_the_day])


def _agree(evidence: Sequence[Evidence]) -> bool:
    """Whether there is a day that all evidence allows."""
    ranges: list[Interval] = [ALWAYS]
    for each in evidence:
        ranges = _intersect(ranges, each.allowed)
    return bool(ranges)


def _without_claim(evidence: Sequence[Evidence], seen: Evidence) -> DateCheck:
    """Tell all the days that are possible; a day and month of any year say nothing about them."""
    telling = [each for each in evidence if len(each.allowed) <= _MOST_TERMS]
    ranges = _possible([*telling, seen]) if telling else []
    likely = (
        (min(first for first, _ in ranges), max(last for _, last in ranges)) if ranges else None
    )
    return DateCheck(
        verdict="unknown",
        likely_from=_shown(likely, 0),
        likely_to=_shown(likely, 1),
        why=tuple(f"{_sentence(each)}." for each in evidence),
        confidence=0.5,
    )


def _agreed(evidence: Sequence[Evidence], claimed: date, first_seen: date) -> DateCheck:
    """Nothing speaks against the claim: it is ok where something speaks for it."""
    why = [f"{_sentence(each)}." for each in evidence if each.speaks_for(claimed)]
    if 0 <= (first_seen - claimed).days <= _SOON_DAYS:
        why.append(f"It was first seen on {first_seen}, within a week of the claimed {claimed}.")
    return DateCheck(
        verdict="ok" if why else "unknown",
        claimed=claimed.isoformat(),
        why=tuple(why),
        confidence=min(0.95, 0.6 + 0.1 * len(why)) if why else 0.5,
    )


def _likely(evidence: Sequence[Evidence], near: date) -> Interval:
    """Give the stretch of days that most evidence allows, the nearest to a day."""
    return min(_possible(evidence), key=lambda one: _distance_days(one, near))


def _possible(evidence: Sequence[Evidence]) -> list[Interval]:
    """Give the days that most evidence allows, strong evidence first; never none."""
    ranges: list[Interval] = [ALWAYS]
    for each in sorted(evidence, key=lambda one: one.strength != "strong"):
        ranges = _intersect(ranges, each.allowed) or ranges
    return ranges


def _intersect(ranges: Sequence[Interval], allowed: Sequence[Interval]) -> list[Interval]:
    found = [
        (max(first, start), min(last, end)) for first, last in ranges for start, end in allowed
    ]
    return [(first, last) for first, last in found if first <= last]


def _distance_days(interval: Interval, day: date) -> int:
    first, last = interval
    return max((first - day).days, (day - last).days, 0)


def _shown(interval: Interval | None, end: int) -> str | None:
    if interval is None or interval[end] == ALWAYS[end]:
        return None
    return interval[end].isoformat()


def _sentence(evidence: Evidence) -> str:
    return evidence.why[0].upper() + evidence.why[1:]


def _other_reading(body: Document, claimed: date) -> date | None:
    """Give the date of a first line of numbers with day and month exchanged, where it can be so read."""
    if body.header_date != claimed:
        return None
    match = _NUMBERS.fullmatch(body.text.lstrip()[:_LONGEST_FIRST_LINE].partition("\n")[0])
    if match is None:
        return None
    numbers = {int(match[1]), int(match[2])}
    if numbers != {claimed.day, claimed.month} or max(numbers) > 12 or len(numbers) == 1:
        return None
    return claimed.replace(day=claimed.month, month=claimed.day)
