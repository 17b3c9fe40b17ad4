"""When to ask a feed again: its own rhythm, its headers and wishes, and patience after failures. Pure."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final

from connectors.feeds.answers import Answer, Failure
from connectors.feeds.feed_state import FeedState
from schemas.settings import Collect

_FASTER: Final = 0.6
_SLOWER: Final = 1.4
# Doubling beyond this is past any cap, and 2.0**1024 overflows.
_MOST_DOUBLINGS: Final = 30
_MAX_AGE: Final = re.compile(r"(?:^|[\s,])max-age\s*=\s*\"?(\d{1,10})", re.IGNORECASE)


def next_after_success(
    state: FeedState, answer: Answer, fresh: int, now: datetime, settings: Collect, jitter: float
) -> tuple[float, datetime]:
    """Give the feed's new interval in seconds and the time of the next poll.

    News shortens the interval, none lengthens it; the next poll waits as well for `max-age`
    (RFC 9111, 5.2.2.1), the feed's ttl and Retry-After, never longer than `max_interval_s`, and
    leaves out the hours the feed says are without news. `jitter` in [0, 1) adds up to a tenth.
    """
    factor = _FASTER if fresh else _SLOWER
    grown_s = settings.min_interval_s if state.interval_s is None else state.interval_s * factor
    interval_s = _clamp(grown_s, settings)
    wishes = (
        interval_s * (1 + jitter / 10),
        max_age_s(answer.headers.get("cache-control")) or 0.0,
        state.ttl_s or 0.0,
        retry_after_s(answer.headers.get("retry-after"), now) or 0.0,
    )
    wait_s = min(max(wishes), settings.max_interval_s)
    return interval_s, _outside_skipped_hours(now + timedelta(seconds=wait_s), state.skip_hours)


def next_after_failure(
    failure: Failure, failures: int, now: datetime, settings: Collect, jitter: float
) -> datetime:
    """Give when to try again: the smallest interval, doubled with each failure in a row.

    `jitter` in [0, 1) adds up to a quarter. Retry-After (RFC 9110, 10.2.3) makes it later, never
    sooner. All of it is capped by `max_interval_s`.
    """
    doublings = min(failures - 1, _MOST_DOUBLINGS)
    backoff_s = settings.min_interval_s * 2.0**doublings * (1 + jitter / 4)
    wait_s = max(backoff_s, retry_after_s(failure.retry_after, now) or 0.0)
    return now + timedelta(seconds=min(wait_s, settings.max_interval_s))


def retry_after_s(value: str | None, now: datetime) -> float | None:
    """Read Retry-After, seconds or HTTP-date; None where it is neither or lies in the past."""
    text = (value or "").strip()
    if re.fullmatch(r"\d{1,10}", text, re.ASCII):
        return float(text)
    try:
        at = parsedate_to_datetime(text)
        seconds = (at.replace(tzinfo=at.tzinfo or UTC) - now).total_seconds()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return seconds if seconds > 0 else None


def max_age_s(cache_control: str | None) -> float | None:
    """Read max-age from Cache-Control; None where it is not there, or no-cache, no-store stand beside."""
    text = cache_control or ""
    if "no-cache" in text.lower() or "no-store" in text.lower():
        return None
    found = _MAX_AGE.search(text)
    return float(found.group(1)) if found else None


def _clamp(interval_s: float, settings: Collect) -> float:
    # Settings may set a minimum above the maximum: the minimum, the polite one, wins.
    return max(min(interval_s, settings.max_interval_s), settings.min_interval_s)


def _outside_skipped_hours(at: datetime, skip_hours: tuple[int, ...]) -> datetime:
    """Move a time to the next hour that is not skipped; a feed that skips all hours skips none."""
    if len(set(skip_hours)) >= 24:
        return at
    moved = at.astimezone(UTC)
    while moved.hour in skip_hours:
        moved = moved.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return moved
