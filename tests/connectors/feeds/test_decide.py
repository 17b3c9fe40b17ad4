"""Decisions: what is emitted, what is remembered, where and when a feed is asked again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from connectors.feeds.answers import Answer, Failure, Hop
from connectors.feeds.decide import (
    Decision,
    decide_failure,
    decide_parsed,
    decide_unchanged,
    entry_key,
)
from connectors.feeds.feed_state import FeedState
from connectors.feeds.parsed import FeedMeta, ParsedFeed
from connectors.feeds.timing import max_age_s, retry_after_s
from schemas.articles import RawArticle, Source
from schemas.settings import Collect

NOW = datetime(2025, 6, 5, 12, 0, tzinfo=UTC)
URL = "https://a.example/feed"
SETTINGS = Collect(min_interval_s=600, max_interval_s=86_400)
STATE = FeedState(url=URL, next_poll_at=NOW)


def article(**fields: str) -> RawArticle:
    return RawArticle(feed_url=URL, fetched_at=NOW, source=Source(host="a.example"), **fields)  # type: ignore[arg-type]  # all strings


def answer(status: int = 200, **headers: str) -> Answer:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(status=status, url=URL, headers=named, body=b"x")


def parsed_decision(
    state: FeedState, *entries: RawArticle, seen: dict[bytes, bytes] | None = None, **headers: str
) -> Decision:
    feed = ParsedFeed(meta=FeedMeta(format="rss20"), entries=entries)
    return decide_parsed(
        state, answer(200, **headers), feed, seen or {}, now=NOW, settings=SETTINGS, jitter=0.0
    )


def unchanged(state: FeedState, given: Answer, now: datetime = NOW) -> FeedState:
    return decide_unchanged(state, given, now=now, settings=SETTINGS, jitter=0.0).state


def failed(state: FeedState, failure: Failure, jitter: float = 0.0) -> FeedState:
    return decide_failure(state, failure, now=NOW, settings=SETTINGS, jitter=jitter).state


def test_only_new_and_changed_entries_are_emitted() -> None:
    """An entry comes once, and again when its words change; a new date alone is no change."""
    first = parsed_decision(
        STATE, article(entry_id="1", title="a"), article(entry_id="2", title="b")
    )
    assert [entry.title for entry in first.entries] == ["a", "b"]
    second = parsed_decision(
        first.state,
        article(entry_id="1", title="a", updated="later"),
        article(entry_id="2", title="B!"),
        article(entry_id="3", title="c"),
        seen=dict(first.seen),
    )
    assert [entry.title for entry in second.entries] == ["B!", "c"]


def test_an_entry_is_known_by_id_then_link_then_title() -> None:
    """Feeds without ids or links still tell their entries apart."""
    keys = [
        entry_key(article(entry_id="x", link="l", title="t")),
        entry_key(article(link="l", title="t")),
        entry_key(article(title="t")),
        entry_key(article(summary="t")),
    ]
    assert len(set(keys)) == 4
    assert keys[0] == entry_key(article(entry_id="x", title="other"))


def test_validators_are_remembered_and_given_to_entries() -> None:
    """The next request is conditional; a 304 without validators keeps the old ones."""
    decision = parsed_decision(STATE, article(title="a"), etag='"1"', last_modified="Mon")
    assert decision.entries[0].etag == '"1"'
    after = unchanged(decision.state, answer(304))
    assert (after.etag, after.last_modified) == ('"1"', "Mon")
    assert unchanged(after, answer(200)).etag is None


@pytest.mark.parametrize(
    ("failures_before", "jitter", "retry_after", "expected_s"),
    [
        (0, 0.0, None, 600),
        (1, 0.0, None, 1_200),
        (3, 0.0, None, 4_800),
        (0, 0.5, None, 675),
        (10_000, 0.9, None, 86_400),
        (0, 0.0, "1800", 1_800),
        (0, 0.0, "5", 600),
        (0, 0.0, "99999999", 86_400),
        (0, 0.0, "Thu, 05 Jun 2025 13:00:00 GMT", 3_600),
        (0, 0.0, "Thu, 05 Jun 2020 13:00:00 GMT", 600),
        (0, 0.0, "soon", 600),
    ],
)
def test_failures_back_off(
    failures_before: int, jitter: float, retry_after: str | None, expected_s: float
) -> None:
    """A failing feed is asked ever more rarely, and never before the server wants it."""
    failure = Failure(reason="rate_limited", message="m", status=429, retry_after=retry_after)
    after = failed(replace(STATE, failures=failures_before), failure, jitter)
    assert after.next_poll_at - NOW == timedelta(seconds=expected_s)
    assert after.failures == failures_before + 1


def test_gone_stops_the_polling_with_a_reason() -> None:
    """A feed that is gone for good is not asked again, and the list says why."""
    assert failed(STATE, Failure(reason="gone", message="410")).stopped == "410"
    assert failed(STATE, Failure(reason="http_status", message="404")).stopped is None


def test_a_success_forgets_failures() -> None:
    """One good answer ends the back-off."""
    after = unchanged(failed(STATE, Failure(reason="dns", message="m")), answer(304))
    assert (after.failures, after.failure_reason) == (0, None)


def test_the_interval_follows_the_feed() -> None:
    """A quiet feed is asked ever more rarely, a busy one more often, within the settings."""
    state = STATE
    for _ in range(40):
        state = unchanged(state, answer(304))
    assert state.interval_s == SETTINGS.max_interval_s
    for number in range(40):
        state = parsed_decision(state, article(title=str(number))).state
    assert state.interval_s == SETTINGS.min_interval_s


@pytest.mark.parametrize(
    ("headers", "ttl_s", "expected_s"),
    [
        ({"cache_control": "public, max-age=3600"}, None, 3_600),
        ({"cache_control": "no-cache, max-age=3600"}, None, 600),
        ({"cache_control": "max-age=99999999"}, None, 86_400),
        ({"retry_after": "7200"}, None, 7_200),
        ({}, 2_700.0, 2_700),
        ({}, None, 600),
    ],
)
def test_what_server_and_feed_ask_for_is_respected(
    headers: dict[str, str], ttl_s: float | None, expected_s: float
) -> None:
    """max-age, Retry-After and ttl delay the next poll, within the settings."""
    after = unchanged(replace(STATE, ttl_s=ttl_s), answer(304, **headers))
    assert after.next_poll_at - NOW == timedelta(seconds=expected_s)


def test_skipped_hours_are_left_out() -> None:
    """A feed that sleeps from 12 to 14 is asked at 14; one that skips every hour is asked still."""
    asleep = unchanged(replace(STATE, skip_hours=(12, 13)), answer(304))
    assert asleep.next_poll_at == datetime(2025, 6, 5, 14, 0, tzinfo=UTC)
    always = unchanged(replace(STATE, skip_hours=tuple(range(24))), answer(304))
    assert always.next_poll_at == NOW + timedelta(seconds=600)


def moved_to(target: str, status: int = 301) -> Answer:
    return replace(answer(304), hops=(Hop(status, target),))


def test_a_move_to_another_host_is_believed_after_days() -> None:
    """A day of maintenance does not move a feed; three polls over three days do."""
    state = STATE
    target = "https://b.example/feed"
    for hours in (0, 1, 2, 24):
        state = unchanged(state, moved_to(target), NOW + timedelta(hours=hours))
        assert state.address == URL
    state = unchanged(state, moved_to(target), NOW + timedelta(days=3))
    assert (state.address, state.url) == (target, URL)


def test_a_move_is_forgotten_when_it_ends() -> None:
    """A redirect that goes away has to begin from the start."""
    state = unchanged(STATE, moved_to("https://b.example/feed"))
    assert state.moving is not None
    assert unchanged(state, answer(304)).moving is None


def test_a_move_within_the_host_is_believed_at_once_a_temporary_one_never() -> None:
    """The same host may move its feed; 302 and 307 move nothing."""
    target = "https://a.example/new"
    assert unchanged(STATE, moved_to(target)).address == target
    for status in (302, 303, 307):
        assert unchanged(STATE, moved_to(target, status)).address == URL


def test_a_moved_feed_that_fails_goes_back() -> None:
    """A learnt address that stops working is given up for the one the feed was added with."""
    state = unchanged(STATE, moved_to("https://a.example/new"))
    for _ in range(3):
        state = failed(state, Failure(reason="http_status", message="404"))
    assert state.address == URL


@pytest.mark.parametrize(
    "value",
    ["", "x", "-5", "1e5", "９", "Mon, 99 Foo 2025", "Thu, 05 Jun 99999 13:00:00 GMT", None],
)
def test_nonsense_in_headers_is_no_wish(value: str | None) -> None:
    """Headers that make no sense are passed over."""
    assert retry_after_s(value, NOW) is None
    assert max_age_s(value) is None
