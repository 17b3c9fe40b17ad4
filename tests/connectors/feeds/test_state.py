"""The memory of feeds: shared, ordered by need, all or nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from msgspec.structs import replace

from connectors.feeds.decide import Decision
from connectors.feeds.feed_state import FeedState
from connectors.feeds.state import FORGET_AFTER, FeedStore

NOW = datetime(2025, 6, 5, 12, 0, tzinfo=UTC)


def due(store: FeedStore, *, busy: tuple[str, ...] = (), now: datetime = NOW) -> list[str]:
    return [state.url for state in store.due(now, busy_hosts=busy, without=(), limit=10)]


def test_feeds_come_one_a_host_the_longest_due_first(tmp_path: Path) -> None:
    """No host keeps the others waiting, however many feeds it has."""
    with FeedStore(tmp_path / "f.sqlite") as store:
        store.add(["https://a.example/1", "https://a.example/2"], now=NOW)
        store.add(["https://b.example/1"], now=NOW - timedelta(hours=1))
        store.add(["https://c.example/later"], now=NOW + timedelta(hours=1))
        first, second = due(store)
        assert first == "https://b.example/1"
        assert second.startswith("https://a.example/")
        assert due(store, busy=("a.example",)) == ["https://b.example/1"]


def test_state_survives_and_is_shared(tmp_path: Path) -> None:
    """What one process settles another one reads, and adding a feed again changes nothing."""
    path = tmp_path / "f.sqlite"
    url = "https://a.example/1"
    with FeedStore(path) as store, FeedStore(path) as other:
        assert store.add([url, url], now=NOW) == [url]
        state = FeedState(url=url, next_poll_at=NOW + timedelta(hours=2), etag="e", title="T")
        store.settle(Decision(state=state, seen={b"k": b"h"}), now=NOW)
        assert other.add([url], now=NOW) == []
        assert other.get(url) == state
        assert other.seen(url, [b"k", b"x"]) == {b"k": b"h"}
        assert due(other) == []


def test_a_stopped_feed_is_not_due(tmp_path: Path) -> None:
    """A feed that is gone stays in the list and is asked no more."""
    with FeedStore(tmp_path / "f.sqlite") as store:
        store.add(["https://a.example/1"], now=NOW)
        (state,) = store.feeds()
        store.settle(Decision(state=replace(state, stopped="410")), now=NOW)
        assert due(store) == []
        assert len(store.feeds()) == 1


def test_a_feed_removed_during_its_poll_stays_removed(tmp_path: Path) -> None:
    """Settling a poll does not bring a removed feed back."""
    with FeedStore(tmp_path / "f.sqlite") as store:
        store.add(["https://a.example/1"], now=NOW)
        (state,) = store.feeds()
        assert store.remove(state.url)
        assert not store.remove(state.url)
        store.settle(Decision(state=state, seen={b"k": b"h"}), now=NOW)
        assert store.feeds() == []
        assert store.seen(state.url, [b"k"]) == {}


def test_entries_long_out_of_the_feed_are_forgotten(tmp_path: Path) -> None:
    """The memory of entries does not grow for ever."""
    with FeedStore(tmp_path / "f.sqlite") as store:
        store.add(["https://a.example/1"], now=NOW)
        (state,) = store.feeds()
        store.settle(Decision(state=state, seen={b"old": b"1", b"kept": b"1"}), now=NOW)
        later = NOW + FORGET_AFTER + timedelta(days=1)
        store.settle(Decision(state=state, seen={b"kept": b"1"}), now=later)
        assert set(store.seen(state.url, [b"old", b"kept"])) == {b"kept"}
