"""Dates of the query language: `2023`, `2023-04`, `2023-04-12`, `2023-04-12T10:30Z`, and ranges."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Final

from schemas.query import Published

_DATE: Final = re.compile(
    r"(?P<year>\d{4})(?:-(?P<month>\d{1,2})(?:-(?P<day>\d{1,2})"
    r"(?:T(?P<hour>\d{2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.(?P<fraction>\d{1,6}))?)?Z?)?"
    r")?)?",
    re.ASCII | re.IGNORECASE,
)
_TICK: Final = timedelta(microseconds=1)
_HINT: Final = "Write 2023, 2023-04, 2023-04-12 or a range such as 2023-04..2023-06."


def read_published(value: str) -> Published:
    """Read the value of `published:`; both ends of a range are included. Raises ValueError."""
    since_text, dots, before_text = value.partition("..")
    if not dots:
        start, end = _read(value)
        return Published(since=start, before=end)
    if not since_text and not before_text:
        raise ValueError(f"A range needs at least one end. {_HINT}")
    since = _read(since_text)[0] if since_text else None
    before = _read(before_text)[1] if before_text else None
    if since is not None and before is not None and since >= before:
        raise ValueError(f"The range {value} ends before it begins.")
    return Published(since=since, before=before)


def read_since(value: str) -> Published:
    """Read the value of `since:`. Raises ValueError."""
    return Published(since=_read(value)[0])


def read_before(value: str) -> Published:
    """Read the value of `before:`: the day, month or year itself is not included. Raises ValueError."""
    return Published(before=_read(value)[0])


def write_published(published: Published) -> str:
    """Give the words of the language that read as this period."""
    since = "" if published.since is None else _write(published.since)
    if published.before is None:
        return f"published:{since}.."
    last = published.before.astimezone(UTC) - _TICK
    midnight = last + _TICK
    if (midnight.hour, midnight.minute, midnight.second, midnight.microsecond) == (0, 0, 0, 0):
        return f"published:{since}..{last.date().isoformat()}"
    return f"published:{since}..{_write_exactly(last)}"


def _write(at: datetime) -> str:
    at = at.astimezone(UTC)
    if (at.hour, at.minute, at.second, at.microsecond) == (0, 0, 0, 0):
        return at.date().isoformat()
    return _write_exactly(at)


def _write_exactly(at: datetime) -> str:
    return f"{at.replace(tzinfo=None).isoformat(timespec='microseconds')}Z"


def _read(text: str) -> tuple[datetime, datetime | None]:
    """Give the first instant of what was named, and the first after it (None: the end of time)."""
    match = _DATE.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is no date. {_HINT}")
    numbers = {name: int(digits) for name, digits in match.groupdict("0").items()}
    fraction = match["fraction"]
    try:
        start = datetime(
            numbers["year"],
            numbers["month"] if match["month"] else 1,
            numbers["day"] if match["day"] else 1,
            numbers["hour"],
            numbers["minute"],
            numbers["second"],
            int(fraction.ljust(6, "0")) if fraction else 0,
            tzinfo=UTC,
        )
    except ValueError as error:
        raise ValueError(f"{text!r} is no date: {error}. {_HINT}") from None
    return start, _end(start, match)


def _end(start: datetime, match: re.Match[str]) -> datetime | None:
    try:
        if match["fraction"]:
            return start + timedelta(microseconds=10 ** (6 - len(match["fraction"])))
        if match["second"]:
            return start + timedelta(seconds=1)
        if match["hour"]:
            return start + timedelta(minutes=1)
        if match["day"]:
            return start + timedelta(days=1)
        if match["month"] and start.month < 12:
            return start.replace(month=start.month + 1)
        return start.replace(year=start.year + 1, month=1)
    except (OverflowError, ValueError):
        return None
