"""What is remembered of a feed between polls."""

from __future__ import annotations

from msgspec import Struct

from schemas.articles import UtcDatetime


class Moving(Struct, frozen=True, kw_only=True):
    """A permanent redirect that has been seen, but is not believed yet."""

    target: str
    first_seen: UtcDatetime
    polls: int = 1


class FeedState(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A feed's memory: `url` is its identity for ever, `fetch_url` where it is asked for now.

    `failures` counts those in a row; `stopped` says why it is asked no more. `interval_s` is the
    pause that has proved right so far (None before the first answer). The totals count all polls.
    """

    url: str
    next_poll_at: UtcDatetime
    fetch_url: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    interval_s: float | None = None
    moving: Moving | None = None
    failures: int = 0
    failure_reason: str | None = None
    failure_message: str | None = None
    stopped: str | None = None
    title: str | None = None
    format: str | None = None
    ttl_s: float | None = None
    skip_hours: tuple[int, ...] = ()
    last_poll_at: UtcDatetime | None = None
    last_success_at: UtcDatetime | None = None
    total_polls: int = 0
    total_entries: int = 0

    @property
    def address(self) -> str:
        """The URL to ask."""
        return self.fetch_url or self.url
