"""Real feeds, where the shared data is at hand, through the whole chain on both sets of engines."""

from __future__ import annotations

import functools
import http.server
import json
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import msgspec
import pytest
from msgspec.structs import replace

from connectors.ports import Log
from pipelines.dead_letters import read_dead_letters
from pipelines.jobs.collect import collect, open_feed_store
from pipelines.jobs.ports import open_index, open_log
from pipelines.jobs.process import BatchReport, process
from schemas.books import Books
from schemas.settings import Collect, Settings
from tests.pipelines.jobs.engines import ENGINES, engine_settings

DATA: Final = Path(__file__).parents[4] / "shared" / "data"
GOLDEN: Final = Path(__file__).parents[2] / "golden" / "real_feeds.json"
FETCHED_AT: Final = datetime(2025, 6, 5, 12, tzinfo=UTC)
LONGEST_FEED_S: Final = 60.0

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not DATA.is_dir(), reason="the shared data is not here"),
]


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    """Serves files and says nothing."""

    def log_message(self, format: str, *args: Any) -> None:
        pass


@contextmanager
def serving_files() -> Iterator[str]:
    """Serve the data over HTTP on loopback; gives the address."""
    handler = functools.partial(QuietHandler, directory=str(DATA))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


class Processing:
    """A pipeline that works beside the test, and its books so far."""

    def __init__(self, settings: Settings, log: Log, index: Any) -> None:
        self.books = Books()
        self._stop = threading.Event()
        self._thread = threading.Thread(
            target=process,
            args=(settings, log, index),
            kwargs={"stop": self._stop, "on_batch": self._add},
        )

    def _add(self, report: BatchReport) -> None:
        self.books += report.books

    def wait_for(self, received: int) -> Books:
        """Wait until so many records are accounted for."""
        deadline = time.monotonic() + LONGEST_FEED_S
        while self.books.received < received and time.monotonic() < deadline:
            time.sleep(0.01)
        return self.books

    def __enter__(self) -> Processing:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()


def collect_file(settings: Settings, log: Log, url: str, fetched_at: datetime) -> int:
    """Add a feed and collect it once; gives how many entries it had."""
    with open_feed_store(settings) as store:
        store.add([url], now=fetched_at)
    counts = collect(settings, log, stop=threading.Event(), once=True, clock=lambda: fetched_at)
    assert counts.failures == {}
    return counts.entries_emitted


def grown(before: Books, after: Books) -> dict[str, Any]:
    """Give what was added to the books."""
    rejected = {
        reason: count - before.rejected_by_reason.get(reason, 0)
        for reason, count in sorted(after.rejected_by_reason.items())
        if count > before.rejected_by_reason.get(reason, 0)
    }
    return {
        "indexed": after.indexed - before.indexed,
        "duplicate": after.duplicate - before.duplicate,
        "stale": after.stale - before.stale,
        "rejected": rejected,
    }


@pytest.mark.parametrize("engine", ENGINES)
def test_real_feeds_end_as_they_should(
    engine: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    """Each feed of 68 real outlets: how many of its entries are indexed, duplicates or rejected."""
    settings = replace(
        engine_settings(engine, request, tmp_path), collect=Collect(per_host_spacing_s=0)
    )
    files = [json.loads(line)["file"] for line in (DATA / "feeds.jsonl").read_text().splitlines()]
    rows: dict[str, Any] = {}
    with (
        serving_files() as address,
        closing(open_log(settings)) as log,
        closing(open_index(settings)) as index,
    ):
        with Processing(settings, log, index) as processing:
            for number, file in enumerate(files):
                before = processing.books
                fetched_at = FETCHED_AT + timedelta(seconds=number)
                entries = collect_file(settings, log, f"{address}/{file}", fetched_at)
                after = processing.wait_for(before.received + entries)
                rows[file] = {"entries": entries} | grown(before, after)
        books = processing.books
        index.refresh()
        stored, letters = index.count(), len(list(read_dead_letters(log)))
    assert books.balanced
    assert letters == books.rejected
    assert stored <= books.indexed
    assert rows == json.loads(GOLDEN.read_text()), msgspec.json.encode(rows).decode()
