"""What stands above and before a report: a line with the date, a byline, a dateline."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Final

from pipelines.extract.text.document import Dateline
from pipelines.normalise.date_names import MONTHS
from pipelines.normalise.dates import read_date

_LONGEST_DATE_LINE: Final = 60
_LONGEST_BYLINE: Final = 120
_LONGEST_DATELINE: Final = 120
_LOOKED_AT: Final = 4  # paragraphs

# A text may claim any date: whether it can be is decided elsewhere.
_ANY_TIME: Final = datetime(2200, 1, 1, tzinfo=UTC)
_LABEL: Final = re.compile(r"(?:Published|Posted|Updated|Date)(?:\s+on)?\s*:?\s+", re.IGNORECASE)
_PARTED: Final = re.compile(r"\d.*[-./\s,年].*\d|\d.*[年년]")
_CLOCK: Final = re.compile(r"[\sT,|-]+(?:at\s+)?\d{1,2}[:.]\d{2}.*$")

_BYLINE: Final = re.compile(r"(?:By|BY)\s+[A-Z][^.:;!?\d]{2,80}$")
_NAME: Final = r"[A-Z][\w.'’-]*"
_MONTH: Final = "[A-Z][a-z]{2,8}"
_WEEKDAY: Final = "(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_DATELINE: Final = re.compile(
    rf"(?P<place>{_NAME}(?:[ /]{_NAME}){{0,3}}(?:, {_NAME}(?: {_NAME}){{0,2}})?)"
    rf"(?:,? (?:{_WEEKDAY},? )?(?:(?P<month>{_MONTH})\.? (?P<day>\d{{1,2}})"
    rf"|(?P<day_first>\d{{1,2}}) (?P<month_last>{_MONTH}))"
    r"(?:,? (?P<year>\d{4}))?)?"
    r"(?: ?[(/](?P<agency>[A-Z][\w .&/-]{1,30})[)/])?"
    r"\s*(?P<mark>--?|–|—|:)\s+"
)


def read_header_date(line: str) -> date | None:
    """Give the date where a line is nothing but a date, with or without weekday and time."""
    stripped = _LABEL.sub("", line.strip(), count=1)
    if len(stripped) > _LONGEST_DATE_LINE or not _PARTED.search(stripped):
        return None
    # The day is the writer's, not that of Greenwich: the time is cut off.
    read = read_date(_CLOCK.sub("", stripped), observed_at=_ANY_TIME)
    return read.at.date() if read else None


def find_byline(text: str, paragraphs: Sequence[tuple[int, int]]) -> tuple[int, int] | None:
    """Give the paragraph that is a byline, among the first."""
    for start, end in paragraphs[:_LOOKED_AT]:
        if end - start <= _LONGEST_BYLINE and _BYLINE.match(text[start:end]):
            return start, end
    return None


def find_dateline(text: str, paragraphs: Sequence[tuple[int, int]]) -> Dateline | None:
    """Give the dateline that one of the first paragraphs begins with."""
    for start, end in paragraphs[:_LOOKED_AT]:
        match = _DATELINE.match(text, start, min(end, start + _LONGEST_DATELINE))
        if match and _is_dateline(match):
            return _dateline(match)
    return None


def _is_dateline(match: re.Match[str]) -> bool:
    """A capitalised word and a dash are not enough: an agency, a date or capitals must be there."""
    city = match["place"].partition(",")[0]
    shouted = city.isupper() and sum(map(str.isalpha, city)) > 2
    month = match["month"] or match["month_last"]
    if month and month.casefold() not in MONTHS:
        return False
    if match["mark"] == ":":
        return shouted and not month
    return shouted or bool(match["agency"]) or bool(month)


def _dateline(match: re.Match[str]) -> Dateline:
    month = match["month"] or match["month_last"]
    day = match["day"] or match["day_first"]
    return Dateline(
        start=match.start(),
        end=match.start() + len(match.group().rstrip()),
        place_start=match.start("place"),
        place_end=match.end("place"),
        agency=match["agency"],
        year=int(match["year"]) if match["year"] else None,
        month=MONTHS[month.casefold()] if month else None,
        day=int(day) if day else None,
    )
