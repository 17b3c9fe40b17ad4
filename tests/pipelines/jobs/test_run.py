"""Collecting and processing side by side: what ends one ends both, and what is away is waited for."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace

from connectors.embedded.index import EmbeddedIndex
from pipelines.jobs.collect import lock_feeds, open_feed_store
from pipelines.jobs.process import BatchReport
from pipelines.jobs.run import collect_until_stopped, process_until_stopped, run
from pipelines.jobs.services_process import free_ports
from schemas.books import Books
from schemas.errors import Fatal
from schemas.settings import Collect, LogSettings, Settings
from tests.pipelines.jobs.test_collect import serving
from tests.pipelines.raws import settings_in


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_in(tmp_path, collect=Collect(per_host_spacing_s=0, timeout_s=2))


def add_feeds(settings: Settings, *urls: str) -> None:
    with open_feed_store(settings) as store:
        store.add(urls, now=datetime.now(UTC))


def stop_once_said(words: str, caplog: pytest.LogCaptureFixture, stop: threading.Event) -> None:
    """Let a run go on until some words are in its log, however long it takes to start."""

    def wait() -> None:
        deadline = time.monotonic() + 60
        while words not in caplog.text and time.monotonic() < deadline:
            time.sleep(0.05)
        stop.set()

    threading.Thread(target=wait).start()


def test_feeds_become_documents(settings: Settings) -> None:
    """One command takes feeds from HTTP to the index, the good ones beside all kinds of bad ones."""
    bad = ["empty", "html", "huge", "bomb", "trickle", "reset", "throttled", "missing", "cut_gzip"]
    expected = 2 + 1 + 10_000
    stop = threading.Event()
    timer = threading.Timer(100, stop.set)
    seen = 0

    def on_batch(report: BatchReport) -> None:
        nonlocal seen
        seen += report.books.received
        if seen >= expected:
            stop.set()

    with serving() as zoo:
        add_feeds(settings, *(zoo.url(name) for name in ("feed", "charset", "many", *bad)))
        timer.start()
        books = run(settings, stop=stop, on_batch=on_batch)
        timer.cancel()
    assert books == Books(received=expected, indexed=expected)
    with closing(EmbeddedIndex(settings.data_path / "index")) as index:
        assert index.count() == expected
        assert "Café" in {document.article.title for document in index.scan()}


def test_a_collector_that_fails_ends_the_run(settings: Settings) -> None:
    """Where the list of feeds can't be read, the whole run ends with that sentence."""
    settings.data_path.mkdir(exist_ok=True)
    (settings.data_path / "feeds.sqlite").write_bytes(b"no database" * 1000)
    stop = threading.Event()
    with pytest.raises(Fatal, match=r"feeds\.sqlite"):
        run(settings, stop=stop)
    assert stop.is_set()


def test_two_runs_ask_a_publisher_once(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    """Of two runs on one folder one collects; the other says so, and takes over when that has ended."""
    settings.data_path.mkdir(exist_ok=True)
    stop = threading.Event()
    with serving() as zoo:
        add_feeds(settings, zoo.url("feed"))
        with closing(lock_feeds(settings)):
            stop_once_said("Another process collects the feeds", caplog, stop)
            assert run(settings, stop=stop) == Books()
            assert "Another process collects the feeds" in caplog.text
        stop.clear()
        timer = threading.Timer(60, stop.set)
        timer.start()
        assert run(settings, stop=stop, on_batch=lambda _: stop.set()).received > 0
        timer.cancel()


def test_no_feeds_yet_is_said(settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    """A run without feeds says what to do, and takes up feeds that are added later."""
    stop = threading.Event()
    timer = threading.Timer(60, stop.set)
    with caplog.at_level(logging.WARNING), serving() as zoo:
        threading.Timer(0.5, add_feeds, [settings, zoo.url("feed")]).start()
        timer.start()
        books = run(settings, stop=stop, on_batch=lambda _: stop.set())
        timer.cancel()
    assert books.indexed == 2
    assert "dateline feeds add" in caplog.text


@pytest.mark.parametrize(
    ("job", "changes"),
    [
        (process_until_stopped, {"log": "kafka://127.0.0.1:{port}"}),
        (process_until_stopped, {"index": "http://127.0.0.1:{port}"}),
        (collect_until_stopped, {"log": "kafka://127.0.0.1:{port}"}),
    ],
    ids=["process-log", "process-index", "collect-log"],
)
def test_a_server_that_is_not_there_is_waited_for(
    settings: Settings,
    caplog: pytest.LogCaptureFixture,
    job: Callable[..., object],
    changes: dict[str, str],
) -> None:
    """Started before its servers a job waits, says so with address and remedy, and can be stopped."""
    (port,) = free_ports(1)
    given = {name: address.format(port=port) for name, address in changes.items()}
    away = replace(settings, **given, log_settings=LogSettings(timeout_s=1))
    stop = threading.Event()
    timer = threading.Timer(3, stop.set)
    timer.start()
    with caplog.at_level(logging.WARNING):
        job(away, stop=stop)
    timer.cancel()
    assert stop.is_set()
    assert f"127.0.0.1:{port} does not answer" in caplog.text
    assert "Trying again in" in caplog.text
