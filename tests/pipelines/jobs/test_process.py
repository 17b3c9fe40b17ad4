"""Processing: what it does when it is stopped, started again, shared, or its servers are away."""

from __future__ import annotations

import inspect
import logging
import sqlite3
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from apache_beam.runners.worker.statesampler import StateSampler
from msgspec.structs import replace

from connectors.embedded.index import EmbeddedIndex
from connectors.embedded.ledger import Ledger
from connectors.embedded.log import SqliteLog
from connectors.ports import RAW_TOPIC, Received, Upserted
from pipelines import transforms
from pipelines.jobs.process import BatchReport, process
from schemas.books import Books
from schemas.enriched import EnrichedArticle
from schemas.errors import Fatal, LeaseLost, Unreachable
from schemas.settings import Settings
from tests.pipelines.raws import append, raw, settings_in, titles


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_in(tmp_path, batch_records=10)


@pytest.fixture
def log(settings: Settings) -> Iterator[SqliteLog]:
    with closing(SqliteLog(settings.data_path / "log.sqlite", settings.log_settings)) as opened:
        yield opened


@pytest.fixture
def index(settings: Settings) -> Iterator[EmbeddedIndex]:
    with closing(EmbeddedIndex(settings.data_path / "index")) as opened:
        yield opened


def process_all(settings: Settings, log: Any, index: Any, **options: Any) -> Books:
    return process(settings, log, index, stop=threading.Event(), until_idle_s=0, **options)


def ledger_books(settings: Settings) -> Books:
    with Ledger(settings.data_path / "ledger.sqlite") as ledger:
        return ledger.totals()["dateline"]


def waiting(log: SqliteLog) -> int:
    return sum(end - done for done, end in log.backlog(RAW_TOPIC, "dateline").values())


def test_it_resumes_where_it_was(settings: Settings, log: SqliteLog, index: EmbeddedIndex) -> None:
    """A second run takes up what came since, and the books go on over both."""
    append(log, [raw(number) for number in range(25)])
    assert process_all(settings, log, index).received == 25
    append(log, [raw(number) for number in range(20, 30)])
    assert process_all(settings, log, index) == Books(received=10, indexed=5, duplicate=5)
    assert ledger_books(settings) == Books(received=35, indexed=30, duplicate=5)
    assert waiting(log) == 0


def test_a_stop_ends_it_after_the_batch_at_hand(
    settings: Settings, log: SqliteLog, index: EmbeddedIndex
) -> None:
    """Stopped in its work it finishes and commits one batch; the rest waits for the next run."""
    append(log, [raw(number) for number in range(100)])
    stop = threading.Event()

    def stop_after(report: BatchReport) -> None:
        stop.set()

    books = process(settings, log, index, stop=stop, on_batch=stop_after)
    assert books.received == 10
    assert waiting(log) == 90


def test_a_stop_set_before_does_nothing(
    settings: Settings, log: SqliteLog, index: EmbeddedIndex
) -> None:
    """A run that is stopped before it has begun leaves everything as it is."""
    append(log, [raw(1)])
    stop = threading.Event()
    stop.set()
    assert process(settings, log, index, stop=stop) == Books()
    assert waiting(log) == 1


class AwayAtFirst(EmbeddedIndex):
    """An index that is away for the first writes."""

    outages = 2

    def upsert(self, documents: Sequence[EnrichedArticle]) -> list[Upserted]:
        if self.outages:
            self.outages -= 1
            raise Unreachable("The index does not answer.", after_s=0.01)
        return super().upsert(documents)


def test_an_outage_of_the_index_is_waited_for(
    settings: Settings, log: SqliteLog, caplog: pytest.LogCaptureFixture
) -> None:
    """While the index is away nothing is lost or counted; each try is one line without a traceback."""
    append(log, [raw(1), raw(1), raw(2)])
    with caplog.at_level(logging.WARNING), closing(AwayAtFirst(settings.data_path / "i")) as index:
        assert process_all(settings, log, index) == Books(received=3, indexed=2, duplicate=1)
    lines = [line.getMessage() for line in caplog.records if line.name == "dateline"]
    assert len(lines) == 2
    assert all(line.startswith("The index does not answer. Trying again in") for line in lines)
    assert not any(line.exc_info for line in caplog.records if line.name == "dateline")


def test_a_stop_ends_the_waiting(settings: Settings, log: SqliteLog) -> None:
    """A run that waits for an index can be stopped, and its records stay uncommitted."""
    append(log, [raw(1)])
    stop = threading.Event()
    with closing(AwayAtFirst(settings.data_path / "i")) as index:
        index.outages = 10**6
        threading.Timer(1.0, stop.set).start()
        assert process(settings, log, index, stop=stop) == Books()
    assert waiting(log) == 1


class Losing:
    """A log whose readers lose their partitions, or their broker, at the first commits."""

    def __init__(self, log: SqliteLog, *errors: Exception) -> None:
        self._log = log
        self.errors = list(errors)
        self.joined = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._log, name)

    def reader(self, topic: str, group: str) -> Any:
        self.joined += 1
        reader = self._log.reader(topic, group)
        commit = reader.commit

        def lose(next_offsets: Any) -> None:
            if self.errors:
                raise self.errors.pop()
            commit(next_offsets)

        reader.commit = lose  # type: ignore[method-assign]  # a fault that real servers show rarely
        return reader


def test_a_lost_partition_is_joined_anew(
    settings: Settings, log: SqliteLog, index: EmbeddedIndex
) -> None:
    """Where a commit fails, the records are given again and end as they would have, counted once."""
    append(log, [*(raw(number) for number in range(30)), raw(3), raw(4, version=1)])
    losing = Losing(log, LeaseLost("moved", after_s=0), Unreachable("no broker", after_s=0))
    assert process_all(settings, losing, index) == Books(received=32, indexed=31, duplicate=1)
    assert losing.joined == 3
    assert ledger_books(settings) == Books(received=32, indexed=31, duplicate=1)
    assert index.count() == 30


def test_two_processes_share_the_work(
    settings: Settings, log: SqliteLog, index: EmbeddedIndex
) -> None:
    """Two members of one group process every record exactly once between them."""
    append(log, [raw(number) for number in range(200)])
    stop = threading.Event()
    shares: list[Books] = []

    def work() -> None:
        with (
            closing(SqliteLog(settings.data_path / "log.sqlite", settings.log_settings)) as own_log,
            closing(EmbeddedIndex(settings.data_path / "index")) as own_index,
        ):
            shares.append(process(settings, own_log, own_index, stop=stop))

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    deadline = time.monotonic() + 60
    while waiting(log) and time.monotonic() < deadline:
        time.sleep(0.05)
    stop.set()
    for thread in threads:
        thread.join()
    assert sum(share.received for share in shares) == 200
    assert ledger_books(settings) == Books(received=200, indexed=200)
    assert index.count() == 200


def test_books_that_do_not_balance_stop_it(
    settings: Settings, log: SqliteLog, index: EmbeddedIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where a record would get lost inside, the run ends, says so, and commits nothing."""
    append(log, [raw(1), raw(2)])

    def drop_one(batch: Any) -> list[Received]:
        return list(batch._batch())[1:]

    with monkeypatch.context() as patched:
        patched.setattr(transforms._BatchSource, "read", lambda self, _: drop_one(self))
        with pytest.raises(Fatal, match="do not balance: 2 records came in"):
            process_all(settings, log, index)
    assert waiting(log) == 2
    assert process_all(settings, log, index).received == 2


def test_state_that_stays_locked_is_waited_for(
    settings: Settings, log: SqliteLog, index: EmbeddedIndex, caplog: pytest.LogCaptureFixture
) -> None:
    """Another program that holds the state's file delays the run, and does not end it."""
    append(log, [raw(1)])
    process_all(settings, log, index)
    append(log, [raw(2)])
    other = sqlite3.connect(
        settings.data_path / "ledger.sqlite", isolation_level=None, check_same_thread=False
    )
    other.execute("BEGIN IMMEDIATE")
    threading.Timer(1.0, other.execute, ["ROLLBACK"]).start()
    assert process_all(settings, log, index).indexed == 1
    other.close()


@pytest.mark.parametrize("name", ["dedupe.sqlite", "ledger.sqlite"])
def test_a_damaged_state_is_said_in_words(
    settings: Settings, log: SqliteLog, index: EmbeddedIndex, name: str
) -> None:
    """A state file that is none is named, with what to do."""
    (settings.data_path / name).write_bytes(b"no database" * 1000)
    with pytest.raises(Fatal, match=rf"{name}.*move it away"):
        process_all(settings, log, index)


def test_a_group_of_its_own_processes_everything_again(
    settings: Settings, log: SqliteLog, index: EmbeddedIndex
) -> None:
    """Another group reads the log from its beginning and changes nothing in the index."""
    append(log, [raw(1), raw(2)])
    process_all(settings, log, index)
    other = replace(settings, process=replace(settings.process, group="again"))
    assert process_all(other, log, index).received == 2
    assert titles(index) == ["Harbour report 1", "Harbour report 2"]


def test_no_batch_waits_for_a_sampler() -> None:
    """What Beam counts times with wakes every 10 ms: at the end of each batch that is waited for."""
    period = inspect.signature(StateSampler.__init__).parameters["sampling_period_ms"]
    assert period.default == 10
