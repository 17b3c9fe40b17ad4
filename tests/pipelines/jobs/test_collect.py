"""Collecting into a real log: every entry is a record or a dead letter."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec

from connectors.embedded.log import SqliteLog
from connectors.feeds.statistics import CollectStatistics
from connectors.ports import RAW_TOPIC
from pipelines.dead_letters import read_dead_letters, rejected_record
from pipelines.jobs.collect import collect, open_feed_store
from pipelines.normalise import article_key
from schemas import wire
from schemas.articles import RawArticle
from schemas.settings import Collect, LogSettings, Settings
from tests.connectors.feeds.zoo import Zoo, open_zoo


def settings_in(folder: Path, **log: int) -> Settings:
    return Settings(
        data_dir=str(folder),
        collect=Collect(per_host_spacing_s=0, timeout_s=5),
        log_settings=msgspec.convert(log, LogSettings),
    )


@contextmanager
def serving() -> Iterator[Zoo]:
    """Serve the zoo from a thread, as the job runs a loop of its own."""
    ready, done = threading.Event(), threading.Event()
    zoos: list[Zoo] = []

    async def serve() -> None:
        async with open_zoo() as zoo:
            zoos.append(zoo)
            ready.set()
            while not done.is_set():
                await asyncio.sleep(0.01)

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    try:
        assert ready.wait(10)
        yield zoos[0]
    finally:
        done.set()
        thread.join()


def collect_once(settings: Settings, log: SqliteLog, *urls: str) -> CollectStatistics:
    with open_feed_store(settings) as store:
        store.add(urls, now=datetime.now(UTC))
    return collect(settings, log, stop=threading.Event(), once=True)


def open_log(settings: Settings) -> SqliteLog:
    return SqliteLog(settings.data_path / "log.sqlite", settings.log_settings)


def test_a_clock_set_back_keeps_no_feed_waiting(tmp_path: Path) -> None:
    """Feeds that were asked by a clock two days ahead are asked at once when it is right again."""
    settings = settings_in(tmp_path)
    ahead = datetime.now(UTC) + timedelta(days=2)
    with serving() as zoo, closing(open_log(settings)) as log:
        with open_feed_store(settings) as store:
            store.add([zoo.url("feed")], now=datetime.now(UTC))
        stop = threading.Event()
        assert collect(settings, log, stop=stop, once=True, clock=lambda: ahead).polls == 1
        assert collect(settings, log, stop=stop, once=True).polls == 1
        assert collect(settings, log, stop=stop, once=True).polls == 0


def test_entries_become_records_under_their_articles_key(tmp_path: Path) -> None:
    """What a feed holds stands in the log, keyed so that versions of an article keep their order."""
    settings = settings_in(tmp_path)
    with serving() as zoo, closing(open_log(settings)) as log:
        counts = collect_once(settings, log, zoo.url("feed"))
        records = list(log.scan(RAW_TOPIC))
    articles = [wire.decode(record.value, RawArticle) for record in records]
    assert counts.entries_emitted == len(articles) == 2
    for record, article in zip(records, articles, strict=True):
        assert isinstance(article, RawArticle)
        assert record.key == article_key(article)
        assert article.feed_url == zoo.url("feed")


def test_an_entry_too_large_for_the_log_becomes_a_dead_letter(tmp_path: Path) -> None:
    """An oversize entry is counted and kept without its text; the others go on."""
    settings = settings_in(tmp_path, max_record_bytes=20_000)
    with serving() as zoo, closing(open_log(settings)) as log:
        zoo.titles = ["small", "large"]
        zoo.summaries = {"large": "x" * 30_000}
        counts = collect_once(settings, log, zoo.url("feed"))
        (letter,) = read_dead_letters(log)
        record = rejected_record(log, letter)
        raw = list(log.scan(RAW_TOPIC))
    assert (counts.entries_emitted, counts.too_large, len(raw)) == (1, 1, 1)
    assert (letter.reason, letter.stage) == ("too_large", "decode")
    assert record is not None
    short = wire.decode(record.value, RawArticle)
    assert isinstance(short, RawArticle)
    assert short.title == "large"
    assert len(short.summary or "") == 2_000


def test_a_stop_from_another_thread_ends_the_job(tmp_path: Path) -> None:
    """The job ends soon after it is asked to, and says what it has done."""
    settings = settings_in(tmp_path)
    stop = threading.Event()
    with closing(open_log(settings)) as log:
        threading.Timer(0.3, stop.set).start()
        assert collect(settings, log, stop=stop) == CollectStatistics()
