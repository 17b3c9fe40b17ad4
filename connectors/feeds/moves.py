"""Whether a redirect is believed: a day of maintenance must not move a feed for ever. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from msgspec.structs import replace

from connectors.feeds.answers import Answer
from connectors.feeds.feed_state import FeedState, Moving
from connectors.feeds.parse_text import host_of

_PERMANENT: Final = (301, 308)
BELIEVED_POLLS: Final = 3
BELIEVED_AFTER: Final = timedelta(days=3)


def follow_moves(
    state: FeedState, answer: Answer, now: datetime
) -> tuple[str | None, Moving | None]:
    """Give the address to ask from now on, and the redirect that is still under observation.

    Only 301 and 308 (RFC 9110, 15.4) can move a feed: at once on the same host, else when seen on
    at least `BELIEVED_POLLS` polls over at least `BELIEVED_AFTER`.
    """
    target = _permanent_target(answer)
    if target is None:
        return state.fetch_url, None
    if host_of(target) == host_of(state.address):
        return target, None
    if state.moving is None or state.moving.target != target:
        return state.fetch_url, Moving(target=target, first_seen=now)
    moving = replace(state.moving, polls=state.moving.polls + 1)
    if moving.polls >= BELIEVED_POLLS and now - moving.first_seen >= BELIEVED_AFTER:
        return target, None
    return state.fetch_url, moving


def _permanent_target(answer: Answer) -> str | None:
    """Give where the leading permanent redirects lead; a temporary one ends the chain."""
    target = None
    for hop in answer.hops:
        if hop.status not in _PERMANENT:
            break
        target = hop.target
    return target
