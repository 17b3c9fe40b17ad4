"""The collector against a server that misbehaves, and a log that does not answer."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from connectors.feeds.collector import Collector
from connectors.feeds.state import FeedStore
from connectors.feeds.statistics import CollectStatistics
from schemas.articles import RawArticle
from schemas.errors import Unreachable
from schemas.settings import Collect
from tests.connectors.feeds.zoo import Zoo, open_zoo

SETTINGS = Collect(
    timeout_s=1.5, max_body_bytes=4 * 1024 * 1024, per_host_spacing_s=0.0, min_interval_s=60
)
NOW = datetime(2025, 6, 5, 12, 0, tzinfo=UTC)


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


class Harness:
    """A zoo, a store and what was emitted."""

    def __init__(self, zoo: Zoo, store: FeedStore) -> None:
        self.zoo = zoo
        self.store = store
        self.clock = Clock()
        self.emitted: list[RawArticle] = []
        self.statistics = CollectStatistics()

    async def collect(self, emit: Callable[[list[RawArticle]], None] | None = None) -> None:
        """Poll all that is due once."""
        collector = Collector(
            SETTINGS, self.store, emit or self.emitted.extend, clock=self.clock, random=lambda: 0.0
        )
        await asyncio.wait_for(collector.run(asyncio.Event(), once=True), 60)
        self.statistics = collector.statistics

    def add(self, *names: str) -> None:
        self.store.add([self.zoo.url(name) for name in names], now=self.clock())

    def titles(self) -> list[str | None]:
        return [entry.title for entry in self.emitted]


def with_harness(folder: Path, work: Callable[[Harness], object]) -> None:
    async def run() -> None:
        with FeedStore(folder / "feeds.sqlite") as store:
            async with open_zoo() as zoo:
                result = work(Harness(zoo, store))
                assert asyncio.iscoroutine(result)
                await result

    asyncio.run(run())


def test_every_animal_of_the_zoo_is_counted_once(tmp_path: Path) -> None:
    """Bad feeds end bounded and counted by reason, and the good ones come through beside them."""

    async def work(harness: Harness) -> None:
        bad = ["empty", "html", "huge", "bomb", "trickle", "hang", "throttled", "reset", "loop"]
        harness.add("feed", "charset", "many", "moved", *bad)
        await harness.collect()
        counts = harness.statistics
        assert dict(counts.failures) == {
            "unparseable": 2,
            "too_large": 2,
            "timeout": 2,
            "rate_limited": 1,
            "connection_lost": 1,
            "redirect_loop": 1,
        }
        assert (counts.polls, counts.parsed) == (13, 4)
        assert counts.entries_emitted == len(harness.emitted) == 2 + 1 + 10_000 + 2
        assert counts.complaints == 1
        assert "Café" in harness.titles()
        for state in harness.store.feeds():
            assert state.next_poll_at > NOW
            assert bool(state.failure_message) == (state.url.rsplit("/", 1)[1] in bad)

    with_harness(tmp_path, work)


def test_only_news_is_emitted_again(tmp_path: Path) -> None:
    """A second poll costs a 304, the same bytes cost no reading, and an added entry comes alone."""

    async def work(harness: Harness) -> None:
        harness.add("conditional", "feed")
        await harness.collect()
        harness.clock.now += timedelta(days=2)
        await harness.collect()
        assert (harness.statistics.not_modified, harness.statistics.unchanged) == (1, 1)
        assert len(harness.emitted) == 4
        harness.zoo.titles.append("three")
        harness.clock.now += timedelta(days=2)
        await harness.collect()
        assert harness.titles()[4:] == ["three", "three"]

    with_harness(tmp_path, work)


def test_what_the_log_did_not_take_comes_again(tmp_path: Path) -> None:
    """While the log is away no state moves; when it is back every entry comes."""

    async def work(harness: Harness) -> None:
        def refuse(entries: list[RawArticle]) -> None:
            raise Unreachable("the log is down", after_s=0.01)

        harness.add("conditional")
        await harness.collect(refuse)
        assert harness.statistics.emit_failures == 1
        (state,) = harness.store.feeds()
        assert (state.etag, state.total_polls) == (None, 0)
        await harness.collect()
        assert harness.titles() == ["one", "two"]

    with_harness(tmp_path, work)


def test_a_short_outage_of_the_log_costs_no_second_request(tmp_path: Path) -> None:
    """Entries are held while the log is away for a moment; the publisher is not asked again."""

    async def work(harness: Harness) -> None:
        outages = [Unreachable("down", after_s=0.01), Unreachable("down", after_s=0.01)]

        def emit(entries: list[RawArticle]) -> None:
            if outages:
                raise outages.pop()
            harness.emitted.extend(entries)

        harness.add("feed")
        await harness.collect(emit)
        assert harness.titles() == ["one", "two"]
        assert harness.zoo.asked["feed"] == 1

    with_harness(tmp_path, work)


def test_an_error_of_the_log_that_needs_a_person_ends_the_run(tmp_path: Path) -> None:
    """What can't be retried is not swallowed, and no state has moved."""

    async def work(harness: Harness) -> None:
        def fail(entries: list[RawArticle]) -> None:
            raise ZeroDivisionError

        harness.add("feed")
        with pytest.raises(ZeroDivisionError):
            await harness.collect(fail)
        assert harness.store.feeds()[0].total_polls == 0

    with_harness(tmp_path, work)


def test_a_stop_ends_hanging_fetches(tmp_path: Path) -> None:
    """A stop does not wait for servers that hang."""

    async def work(harness: Harness) -> None:
        harness.add("hang")
        patient = Collect(timeout_s=60.0)
        collector = Collector(patient, harness.store, harness.emitted.extend, clock=harness.clock)
        stop = asyncio.Event()
        running = asyncio.create_task(collector.run(stop))
        while not harness.zoo.asked["hang"]:
            await asyncio.sleep(0.01)
        stop.set()
        await asyncio.wait_for(running, 5)
        assert harness.store.feeds()[0].total_polls == 0

    with_harness(tmp_path, work)


def test_one_host_is_asked_one_request_at_a_time(tmp_path: Path) -> None:
    """The feeds of one host are asked one after the other, with the pause of the settings."""

    async def work(harness: Harness) -> None:
        began: list[float] = []

        def emit(entries: list[RawArticle]) -> None:
            began.append(time.monotonic())

        harness.add("a", "b", "c")
        polite = Collect(per_host_spacing_s=0.2)
        collector = Collector(polite, harness.store, emit, clock=harness.clock)
        await collector.run(asyncio.Event(), once=True)
        pauses = [later - earlier for earlier, later in itertools.pairwise(began)]
        assert len(pauses) == 2
        assert min(pauses) >= 0.19

    with_harness(tmp_path, work)


def test_a_running_collector_takes_up_new_feeds(tmp_path: Path) -> None:
    """A feed added by another process is collected without a restart."""

    async def work(harness: Harness) -> None:
        collector = Collector(SETTINGS, harness.store, harness.emitted.extend, clock=harness.clock)
        stop = asyncio.Event()
        running = asyncio.create_task(collector.run(stop))
        await asyncio.sleep(0.05)
        with FeedStore(tmp_path / "feeds.sqlite") as other:
            other.add([harness.zoo.url("feed")], now=NOW)
        while collector.statistics.polls == 0:
            await asyncio.sleep(0.02)
        stop.set()
        await running
        assert harness.titles() == ["one", "two"]

    with_harness(tmp_path, work)
