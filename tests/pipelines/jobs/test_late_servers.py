"""A run that is started before its servers: it waits, and goes on when they come."""

from __future__ import annotations

import logging
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipelines.jobs.collect import open_feed_store
from pipelines.jobs.process import BatchReport
from pipelines.jobs.run import run
from pipelines.jobs.services import start_elasticsearch, start_kafka
from schemas.books import Books
from schemas.settings import Collect, IndexSettings, LogSettings, Settings
from tests.pipelines.jobs.test_collect import serving


@pytest.mark.servers
@pytest.mark.slow
def test_servers_that_come_later(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Kafka and Elasticsearch may come up after dateline: nothing is lost, nothing has to be done."""
    with (
        start_kafka(tmp_path / "kafka") as kafka,
        start_elasticsearch(tmp_path / "elasticsearch") as elasticsearch,
        serving() as zoo,
    ):
        settings = Settings(
            data_dir=str(tmp_path / "data"),
            log=f"kafka://{kafka.address}",
            index=elasticsearch.address,
            collect=Collect(per_host_spacing_s=0),
            log_settings=LogSettings(timeout_s=5),
            index_settings=IndexSettings(timeout_s=5),
        )
        with open_feed_store(settings) as store:
            store.add([zoo.url("feed")], now=datetime.now(UTC))
        kafka.stop()
        elasticsearch.stop()
        stop = threading.Event()
        timer = threading.Timer(150, stop.set)
        timer.start()

        def come_later() -> None:
            time.sleep(3)
            kafka.start()
            time.sleep(3)
            elasticsearch.start()

        coming = threading.Thread(target=come_later)
        coming.start()

        def on_batch(report: BatchReport) -> None:
            stop.set()

        with caplog.at_level(logging.WARNING):
            books = run(settings, stop=stop, on_batch=on_batch)
        timer.cancel()
        coming.join()
    assert books == Books(received=2, indexed=2)
    assert f"Kafka at {kafka.address} does not answer" in caplog.text
    assert f"Elasticsearch at {elasticsearch.address} does not answer" in caplog.text
