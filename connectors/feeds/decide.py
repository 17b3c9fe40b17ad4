"""What follows from an answer: which entries are new, what to remember, when to ask again. Pure.

The design, decisions as values that a loop carries out, follows the updater of lemon24/reader.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from msgspec import Struct, field
from msgspec.structs import replace

from connectors.feeds.answers import Answer, Failure
from connectors.feeds.feed_state import FeedState
from connectors.feeds.moves import follow_moves
from connectors.feeds.parsed import ParsedFeed
from connectors.feeds.timing import next_after_failure, next_after_success
from schemas.articles import RawArticle
from schemas.settings import Collect

# After so many failures in a row an address that was learnt from a redirect is given up.
_DISTRUST_MOVE_AFTER: Final = 3


class Decision(Struct, frozen=True, kw_only=True):
    """What to do: emit `entries` first, and only then remember `state` and `seen`.

    `seen`: entry key → content hash, for all entries of the document.
    """

    state: FeedState
    entries: tuple[RawArticle, ...] = ()
    seen: Mapping[bytes, bytes] = field(default_factory=dict)


def decide_failure(
    state: FeedState, failure: Failure, *, now: datetime, settings: Collect, jitter: float
) -> Decision:
    """Back off; validators and what was seen stay. `jitter` in [0, 1) spreads the polls.

    410 (RFC 9110, 15.5.11: likely to be permanent) ends the polling.
    """
    failures = state.failures + 1
    stopped = failure.message if failure.reason == "gone" else None
    return Decision(
        state=replace(
            state,
            failures=failures,
            failure_reason=failure.reason,
            failure_message=failure.message,
            stopped=stopped,
            fetch_url=None if failures >= _DISTRUST_MOVE_AFTER else state.fetch_url,
            last_poll_at=now,
            total_polls=state.total_polls + 1,
            next_poll_at=next_after_failure(failure, failures, now, settings, jitter),
        )
    )


def decide_unchanged(
    state: FeedState, answer: Answer, *, now: datetime, settings: Collect, jitter: float
) -> Decision:
    """A 304, or the very bytes of last time: nothing to emit, and a longer pause."""
    state = _answered(state, answer, now)
    return Decision(state=_scheduled(state, answer, 0, now, settings, jitter))


def decide_parsed(
    state: FeedState,
    answer: Answer,
    parsed: ParsedFeed,
    seen: Mapping[bytes, bytes],
    *,
    now: datetime,
    settings: Collect,
    jitter: float,
) -> Decision:
    """Emit what is new or changed against `seen` (entry key → content hash)."""
    hashes = entry_hashes(parsed.entries)
    fresh = tuple(
        _with_validators(entry, answer)
        for key, entry in _last_by_key(parsed.entries).items()
        if seen.get(key) != hashes[key]
    )
    state = replace(
        _answered(state, answer, now),
        body_hash=body_hash(answer.body),
        title=parsed.meta.title,
        format=parsed.meta.format,
        ttl_s=parsed.meta.ttl_s or parsed.meta.update_period_s,
        skip_hours=parsed.meta.skip_hours,
        total_entries=state.total_entries + len(fresh),
    )
    return Decision(
        state=_scheduled(state, answer, len(fresh), now, settings, jitter),
        entries=fresh,
        seen=hashes,
    )


def entry_key(entry: RawArticle) -> bytes:
    """Give what an entry is known by in its feed: 16 bytes of its id, else link, else title."""
    if entry.entry_id:
        return _digest("id", entry.entry_id)
    if entry.link:
        return _digest("link", entry.link)
    return _digest("title", entry.title or "", "" if entry.title else entry.summary or "")


def entry_hashes(entries: Sequence[RawArticle]) -> dict[bytes, bytes]:
    """Give the content hash of each entry key; the last entry of a key counts.

    Dates are left out of the hash: many feeds state the time of their rendering as `updated`.
    """
    return {key: _content_hash(entry) for key, entry in _last_by_key(entries).items()}


def body_hash(body: bytes) -> str:
    """Give the hash by which the very same bytes are known again."""
    return hashlib.blake2b(body, digest_size=16).hexdigest()


def _last_by_key(entries: Sequence[RawArticle]) -> dict[bytes, RawArticle]:
    return {entry_key(entry): entry for entry in entries}


def _content_hash(entry: RawArticle) -> bytes:
    return _digest(
        entry.title or "",
        entry.link or "",
        entry.summary or "",
        entry.content or "",
        *entry.authors,
    )


def _digest(*parts: str) -> bytes:
    text = "\x1f".join(parts).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(text, digest_size=16).digest()


def _with_validators(entry: RawArticle, answer: Answer) -> RawArticle:
    return replace(
        entry,
        etag=answer.headers.get("etag"),
        last_modified=answer.headers.get("last-modified"),
    )


def _answered(state: FeedState, answer: Answer, now: datetime) -> FeedState:
    """Remember a good answer: validators, redirects, no failure any more."""
    fetch_url, moving = follow_moves(state, answer, now)
    kept = (state.etag, state.last_modified) if answer.status == 304 else (None, None)
    return replace(
        state,
        etag=answer.headers.get("etag") or kept[0],
        last_modified=answer.headers.get("last-modified") or kept[1],
        fetch_url=fetch_url,
        moving=moving,
        failures=0,
        failure_reason=None,
        failure_message=None,
        stopped=None,
        last_poll_at=now,
        last_success_at=now,
        total_polls=state.total_polls + 1,
    )


def _scheduled(
    state: FeedState, answer: Answer, fresh: int, now: datetime, settings: Collect, jitter: float
) -> FeedState:
    interval_s, at = next_after_success(state, answer, fresh, now, settings, jitter)
    return replace(state, interval_s=interval_s, next_poll_at=at)
