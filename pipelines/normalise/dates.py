"""Dates as feeds write them → instants that admit doubt; never a silent guess, never now.

RFC 5322 (e-mail dates, as RSS wants them), RFC 3339 and ISO 8601 (as Atom wants them), and what is
found instead: localised month names, zone names with several meanings, dots and slashes, epochs.
"""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Final, Literal
from zoneinfo import ZoneInfo

from pipelines.normalise.date_names import AMBIGUOUS_ZONES, MONTHS, ZONES_MINUTES
from schemas.articles import Instant

ZoneSource = Literal["offset", "zone_name", "source", "assumed_utc"]

_LONGEST: Final = 120
_FUTURE_ALLOWED: Final = timedelta(days=1)
_EARLIEST: Final = datetime(1990, 1, 1, tzinfo=UTC)  # before the web, a date is a program's default

_CLOCK: Final = (
    r"(?P<hour>\d{1,2})(?:(?:[:.h]|[時时시点]\s*)(?P<minute>\d{2})"
    r"(?:(?:[:.]|[分분]\s*)(?P<second>\d{2})(?:[.,]\d{1,9})?[秒초]?|[分분])?|h(?!\w))"
    r"(?:\s*(?P<half>[ap])\.?m\b\.?|\s*Uhr\b)?"
)
_ISO: Final = re.compile(
    r"(?P<year>\d{4})-?(?P<month>\d{2})-?(?P<day>\d{2})"
    r"(?:(?:[T _]|\s*[,|-]?\s+)" + _CLOCK + r")?",
    re.IGNORECASE,
)
_ISO_COMPACT: Final = re.compile(
    r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})T(?P<hour>\d{2})(?P<minute>\d{2})(?P<second>\d{2})"
)
_YEAR_FIRST: Final = re.compile(
    r"(?P<year>\d{4})[-/.]\s?(?P<month>\d{1,2})[-/.]\s?(?P<day>\d{1,2})\.?(?:[T ,]+"
    + _CLOCK
    + r")?",
    re.IGNORECASE,
)
_CJK: Final = re.compile(
    r"(?P<year>\d{4})[年년]\s*(?P<month>\d{1,2})[月월]\s*(?P<day>\d{1,2})[日일]?(?:\s*"
    + _CLOCK
    + r")?"
)
_NUMERIC: Final = re.compile(
    r"(?P<first>\d{1,2})(?P<mark>[./-])(?P<second_number>\d{1,2})(?P=mark)(?P<year>\d{4}|\d{2})"
    r"(?:[T ,]+" + _CLOCK + r")?",
    re.IGNORECASE,
)
_DAY_MONTH: Final = re.compile(
    r"(?P<day>\d{1,2})(?:st|nd|rd|th|er|º|ª)?[\s.,/-]*(?:de\s+|of\s+|d[’'])?(?P<name>[^\W\d_]+)[\s.,/-]*(?:de\s+|del\s+)?"
    r"(?P<year>\d{4}|\d{2})(?!\d)(?:\s*г(?:\.|ода\b)?)?"
    r"(?:[\s,T|:-]*(?:(?:at|um|à|às|a\s+las|alle(?:\s+ore)?|om|o|kl\.?|в)\s+)?" + _CLOCK + r")?",
    re.IGNORECASE,
)
_MONTH_DAY: Final = re.compile(
    r"(?P<name>[^\W\d_]+)\.?\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?,?\s+"
    r"(?:" + _CLOCK + r"\s+(?P<zone>[A-Z]{2,4}\s+)?)?(?P<year>\d{4})(?!\d)"
    r"(?:[\s,T|-]*(?:at\s+)?" + _CLOCK.replace("?P<", "?P<late_") + r")?",
    re.IGNORECASE,
)
_EPOCH: Final = re.compile(r"\d{9,10}(?:\.\d+)?|\d{13}")
_OFFSET: Final = re.compile(
    r"\s*(?:(?P<utc>Z|UTC?|GMT)?\s*(?P<sign>[+\-−])(?P<hours>\d{1,2}):?(?P<minutes>\d{2})?"
    r"|(?P<region>[A-Z][A-Za-z]+/[A-Za-z_/]+)|(?P<name>[A-Za-z]{1,5})\b)?\s*(?:\([^)]*\)|Z)?\s*"
)
_WEEKDAY: Final = re.compile(
    r"^[^\W\d_]{2,12}(?:-feira)?(?:\.?,?\s+|,)(?=\S*\d|[^\W\d_]+\.?\s+\d)", re.IGNORECASE
)


def read_date(raw: str, *, observed_at: datetime) -> Instant | None:
    """Read a date string; None where it can't be read.

    `observed_at` bounds it: a date more than a day later keeps its value but little confidence. The
    confidence also falls with an assumed zone, a missing time of day, and an order of day and month
    that could be the other way round.
    """
    text = re.sub(r"\s+", " ", html.unescape(raw[: _LONGEST + 1])).strip()
    if not text or len(text) > _LONGEST:
        return None
    try:
        read = _read_epoch(text) or _read_calendar(text)
    except (ValueError, OverflowError, LookupError):  # no such day, hour, offset or zone
        return None
    if read is None:
        return None
    at, zone_source, confidence = read
    if at < _EARLIEST:
        return None
    if at > observed_at + _FUTURE_ALLOWED:
        confidence = min(confidence, 0.2)
    return Instant(at=at, raw=raw, zone_source=zone_source, confidence=round(confidence, 2))


def _read_epoch(text: str) -> tuple[datetime, ZoneSource, float] | None:
    """Read seconds or milliseconds since 1970, as some programs write them."""
    if not _EPOCH.fullmatch(text):
        return None
    number = float(text)
    seconds = number / 1000 if number >= 1e12 else number
    return datetime.fromtimestamp(seconds, UTC), "offset", 0.8


def _read_calendar(text: str) -> tuple[datetime, ZoneSource, float] | None:
    without_weekday = _WEEKDAY.sub("", text, count=1)
    for candidate in (text, without_weekday):
        for pattern in (_ISO_COMPACT, _ISO, _YEAR_FIRST, _CJK, _NUMERIC, _DAY_MONTH, _MONTH_DAY):
            match = pattern.match(candidate)
            if match is None:
                continue
            date = _date_parts(match)
            if date is None:
                continue
            return _in_zone(match, date, candidate[match.end() :])
    return None


def _date_parts(match: re.Match[str]) -> tuple[int, int, int, float] | None:
    """Give year, month, day and how sure their order is."""
    groups = match.groupdict()
    year = _full_year(groups["year"])
    if groups.get("name"):
        month = MONTHS.get(groups["name"].casefold().rstrip("."))
        return None if month is None else (year, month, int(groups["day"]), 1.0)
    if groups.get("first"):
        return _day_or_month_first(int(groups["first"]), int(groups["second_number"]), year, match)
    return year, int(groups["month"]), int(groups["day"]), 1.0


def _day_or_month_first(
    first: int, second: int, year: int, match: re.Match[str]
) -> tuple[int, int, int, float]:
    """With dots the day is first; with slashes it may be either: most of the world says the day."""
    if match["mark"] == "." or first > 12:
        return year, second, first, 1.0
    if second > 12:
        return year, first, second, 1.0
    return year, second, first, 1.0 if first == second else 0.5


def _full_year(text: str) -> int:
    """RFC 5322, section 4.3: two digits below 50 are of this century."""
    year = int(text)
    if len(text) > 2:
        return year
    return year + (2000 if year < 50 else 1900)


def _in_zone(
    match: re.Match[str], date: tuple[int, int, int, float], rest: str
) -> tuple[datetime, ZoneSource, float] | None:
    year, month, day, confidence = date
    clock = _clock(match.groupdict())
    zone_text = match.groupdict().get("zone")
    zone = _OFFSET.fullmatch(f" {zone_text.strip()}" if zone_text else rest)
    if zone is None:
        return None
    zone_info, zone_source, zone_confidence = _zone(zone)
    confidence = min(confidence, zone_confidence)
    if clock is None:
        clock, confidence = (0, 0, 0), min(confidence, 0.5)
    hour, minute, second = clock
    # ISO 8601 writes the end of a day as 24:00.
    next_day = timedelta(days=1) if clock == (24, 0, 0) else timedelta(0)
    local = datetime(
        year, month, day, hour % 24 if next_day else hour, minute, second, tzinfo=zone_info
    )
    return (local + next_day).astimezone(UTC), zone_source, confidence


def _clock(groups: dict[str, str | None]) -> tuple[int, int, int] | None:
    prefix = "late_" if groups.get("late_hour") else ""
    hour = groups.get(f"{prefix}hour")
    if hour is None:
        return None
    minute = groups.get(f"{prefix}minute") or "0"
    # In numeric dates `second` is always the clock's; a leap second is read as the one before.
    second = min(int(groups.get(f"{prefix}second") or 0), 59)
    half = (groups.get(f"{prefix}half") or "").lower()
    number = int(hour)
    if half:
        number = number % 12 + (12 if half == "p" else 0)
    return number, int(minute), second


def _zone(match: re.Match[str]) -> tuple[tzinfo, ZoneSource, float]:
    """Give the zone, how it is known, and how surely."""
    if match["sign"]:
        minutes = int(match["hours"]) * 60 + int(match["minutes"] or 0)
        return _east(minutes if match["sign"] == "+" else -minutes), "offset", 1.0
    if match["region"]:
        return ZoneInfo(match["region"]), "zone_name", 0.9
    name = (match["name"] or "").upper()
    if name in {"Z", "UT", "UTC", "GMT"}:
        return UTC, "offset", 1.0
    if name in AMBIGUOUS_ZONES:
        return _east(AMBIGUOUS_ZONES[name]), "zone_name", 0.5
    if name in ZONES_MINUTES:
        return _east(ZONES_MINUTES[name]), "zone_name", 0.9
    # RFC 5322, section 4.3: an unknown zone name says nothing.
    return UTC, "assumed_utc", 0.6 if not name else 0.4


def _east(minutes: int) -> timezone:
    return timezone(timedelta(minutes=minutes))
