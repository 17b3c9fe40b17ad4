"""Real servers for tests marked `servers`, started once a run when a test first asks for them."""

from __future__ import annotations

import logging
import os
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines.jobs.services import (
    RunningServer,
    missing_for_servers,
    start_elasticsearch,
    start_kafka,
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what needs servers where they can't run; where CI says so, run and fail instead."""
    wanting = [item for item in items if item.get_closest_marker("servers")]
    if not wanting or os.environ.get("CI") == "true":
        return
    missing = missing_for_servers()
    if missing is not None:
        for item in wanting:
            item.add_marker(pytest.mark.skip(reason=f"no real servers here: {missing}"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many tests did not run, and why: green must not mean half of it was left out."""
    reasons: Counter[str] = Counter()
    for report in terminalreporter.stats.get("skipped", []):
        text = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        reasons[text.removeprefix("Skipped: ")] += 1
    for reason, count in reasons.most_common():
        terminalreporter.write_line(f"{count} tests did not run: {reason}", yellow=True)
    left_out = len(terminalreporter.stats.get("deselected", []))
    if left_out:
        terminalreporter.write_line(f"{left_out} tests did not run: left out on request (-m, -k)")


@pytest.fixture(autouse=True)
def logging_as_it_was() -> Iterator[None]:
    """Take back what a command run in this process sets for all: each is made to own its process."""
    disabled, level = logging.root.manager.disable, logging.root.level
    handlers = list(logging.root.handlers)
    yield
    logging.disable(disabled)
    logging.root.setLevel(level)
    for handler in [each for each in logging.root.handlers if each not in handlers]:
        logging.root.removeHandler(handler)


@pytest.fixture(scope="session")
def kafka_server() -> Iterator[RunningServer]:
    """A Kafka broker of this test run."""
    with (
        tempfile.TemporaryDirectory(prefix="dateline-kafka-") as folder,
        start_kafka(Path(folder)) as server,
    ):
        yield server


@pytest.fixture(scope="session")
def kafka_address(kafka_server: RunningServer) -> str:
    """Where the broker of this test run listens: host:port."""
    return kafka_server.address


@pytest.fixture
def empty_kafka(kafka_address: str) -> str:
    """Where the broker listens; no other test's records are in it."""
    from kafka import KafkaAdminClient

    with KafkaAdminClient(bootstrap_servers=kafka_address) as admin:
        topics = [name for name in admin.list_topics() if not name.startswith("__")]
        if topics:
            admin.delete_topics(topics)
        deadline = time.monotonic() + 30
        while set(topics) & set(admin.list_topics()):
            assert time.monotonic() < deadline
            time.sleep(0.05)
    return kafka_address


@pytest.fixture(scope="session")
def elastic_server() -> Iterator[RunningServer]:
    """An Elasticsearch node of this test run."""
    with (
        tempfile.TemporaryDirectory(prefix="dateline-elastic-") as folder,
        start_elasticsearch(Path(folder)) as server,
    ):
        yield server


@pytest.fixture(scope="session")
def elastic_url(elastic_server: RunningServer) -> str:
    """Where the node of this test run answers: http://host:port."""
    return elastic_server.address
