"""Kafka alone: brokers that stop, die, hang or never were, and topics as they are declared."""

from __future__ import annotations

import gc
import os
import secrets
import signal
import socket
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from connectors.kafka_io.appending import InFlight
from connectors.kafka_io.clients import open_admin, within
from connectors.kafka_io.log import KafkaLog
from connectors.ports import LogRecord, Position
from pipelines.jobs.services import RunningServer, start_kafka
from schemas.errors import Fatal, Unreachable
from schemas.settings import LogSettings

# kafka-python does not close the sockets of connections that were refused.
pytestmark = pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")
SETTINGS = LogSettings(timeout_s=3.0, partitions=2)
RECORDS = [LogRecord(f"k{number % 7}".encode(), f"{number}".encode()) for number in range(50)]


@pytest.fixture(autouse=True)
def _collected() -> Iterator[None]:
    """Let go of those sockets while their warning is ignored, not in another test."""
    yield
    gc.collect()


@pytest.fixture
def topic() -> str:
    """A topic that no other test uses."""
    return f"t-{secrets.token_hex(6)}"


@pytest.fixture(scope="module")
def own_broker() -> Iterator[RunningServer]:
    """A broker that these tests may stop and kill."""
    with (
        tempfile.TemporaryDirectory(prefix="dateline-kafka-") as folder,
        start_kafka(Path(folder)) as server,
    ):
        yield server


@pytest.fixture
def broker(own_broker: RunningServer) -> RunningServer:
    """The broker of these tests, running."""
    own_broker.start()
    return own_broker


def until_answered(attempt: Callable[[], object]) -> object:
    """Try as the jobs do, for a minute at most."""
    deadline = time.monotonic() + 60
    while True:
        try:
            return attempt()
        except Unreachable:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)


def refused_within(attempt: Callable[[], object], seconds: float, address: str) -> None:
    """See that it ends in a clear error, in time (with room for a slow machine)."""
    started = time.monotonic()
    with pytest.raises(Unreachable) as told:
        attempt()
    assert time.monotonic() - started < seconds
    assert address in str(told.value)
    assert "DATELINE_LOG" in str(told.value)


@pytest.mark.servers
def test_nothing_is_lost_while_a_broker_restarts(broker: RunningServer, topic: str) -> None:
    """Appending and polling go on over a restart: every acknowledged record is there."""
    kept: set[bytes] = set()

    def append(log: KafkaLog) -> None:
        for number in range(60):
            record = LogRecord(f"k{number % 7}".encode(), f"{number}".encode())
            until_answered(partial(log.append, topic, [record]))
            kept.add(record.value)
            time.sleep(0.02)

    with closing(KafkaLog(broker.address, SETTINGS)) as log:
        until_answered(lambda: log.append(topic, RECORDS[:1]))
        thread = threading.Thread(target=append, args=(log,))
        with closing(log.reader(topic, "g")) as reader:
            assert reader.poll(10, 5.0)
            thread.start()
            time.sleep(0.3)
            broker.restart()
            thread.join()
            polled: set[bytes] = set()
            deadline = time.monotonic() + 60
            while polled < kept and time.monotonic() < deadline:
                received = until_answered(lambda: reader.poll(100, 0.5))
                assert isinstance(received, list)
                polled |= {each.value for each in received}
    assert len(kept) == 60
    assert kept <= polled


@pytest.mark.servers
def test_a_broker_that_is_gone_is_told(broker: RunningServer, topic: str) -> None:
    """Every call ends in time with an error that names address and remedy; later all go on."""
    address = broker.address
    with closing(KafkaLog(address, SETTINGS)) as log:
        log.append(topic, RECORDS)
        with closing(log.reader(topic, "g")) as reader:
            received = reader.poll(10, 10.0)
            broker.kill()
            refused_within(lambda: log.append(topic, RECORDS), 20, address)
            refused_within(lambda: log.append(topic, RECORDS), 20, address)
            refused_within(lambda: log.backlog(topic, "g"), 20, address)
            refused_within(lambda: list(log.scan(topic)), 20, address)
            refused_within(lambda: [reader.poll(9, 1.0) for _ in range(60)][-60:], 90, address)
            last = received[-1].position
            refused_within(lambda: reader.commit({last.partition: last.offset + 1}), 20, address)
            assert not log.describe().reachable
            broker.start()
            until_answered(lambda: log.append(topic, RECORDS))
            until_answered(lambda: reader.commit({last.partition: last.offset + 1}))
            assert log.backlog(topic, "g")[last.partition][0] == last.offset + 1


@pytest.mark.servers
def test_a_broker_that_hangs_is_told(broker: RunningServer, topic: str) -> None:
    """A broker that holds connections and answers nothing ends in the same error, in time."""
    with closing(KafkaLog(broker.address, SETTINGS)) as log:
        log.append(topic, RECORDS)
        os.kill(broker.pid, signal.SIGSTOP)
        try:
            refused_within(lambda: log.append(topic, RECORDS), 30, broker.address)
        finally:
            os.kill(broker.pid, signal.SIGCONT)
        until_answered(lambda: log.append(topic, RECORDS))
        assert {each.value for each in log.scan(topic)} == {each.value for each in RECORDS}


@pytest.mark.servers
def test_a_topic_is_as_declared(broker: RunningServer, topic: str) -> None:
    """Partitions, retention, compression and size of a topic are those of the settings."""
    # Not at the top: connectors.kafka_io must be the first to import kafka, which warns.
    from kafka.admin import ConfigResource, ConfigResourceType

    settings = LogSettings(
        timeout_s=5.0, partitions=3, retention_days=2.0, compression="gzip", max_record_bytes=9**7
    )
    with closing(KafkaLog(broker.address, settings)) as log:
        log.append(topic, RECORDS)
    with closing(open_admin(broker.address, settings)) as admin:
        [described] = admin.describe_topics([topic])
        resource = ConfigResource(ConfigResourceType.TOPIC, topic)
        found = admin.describe_configs([resource], config_filter="all")
    assert len(described["partitions"]) == 3
    text = str(found)
    for part in (str(2 * 86_400_000), "gzip", "LogAppendTime", str(9**7 + 65_536)):
        assert part in text


@pytest.mark.servers
def test_more_copies_than_brokers_are_told(broker: RunningServer, topic: str) -> None:
    """A replication that the cluster can't have names the setting to change."""
    settings = LogSettings(timeout_s=5.0, replication=3)
    with (
        closing(KafkaLog(broker.address, settings)) as log,
        pytest.raises(Fatal, match=r"replication 3.*log_settings"),
    ):
        log.append(topic, RECORDS)


@pytest.mark.servers
def test_more_than_fits_in_flight_is_appended_all_the_same(
    broker: RunningServer, topic: str
) -> None:
    """One call with more bytes than may be in flight waits for room and keeps everything."""
    large = [LogRecord(f"{number}".encode(), os.urandom(2_000_000)) for number in range(25)]
    settings = LogSettings(timeout_s=30.0, compression="none")
    with closing(KafkaLog(broker.address, settings)) as log:
        assert all(isinstance(each, Position) for each in log.append(topic, large))
        assert {each.key: each.value for each in log.scan(topic)} == {
            each.key: each.value for each in large
        }


def test_an_address_where_nothing_listens_is_told_at_once() -> None:
    """No broker at all is an error with address and remedy, not a long wait."""
    with socket.socket() as reserved:
        reserved.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{reserved.getsockname()[1]}"
        refused_within(lambda: KafkaLog(address, LogSettings(timeout_s=30.0)), 10, address)


def test_an_address_that_never_answers_is_told_in_time() -> None:
    """Something that accepts connections and says nothing is given up after `timeout_s`."""
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen(50)
        address = f"127.0.0.1:{silent.getsockname()[1]}"
        before = set(threading.enumerate())
        refused_within(lambda: KafkaLog(address, LogSettings(timeout_s=1.0)), 15, address)
        assert set(threading.enumerate()) <= before


def test_a_call_without_end_is_left_behind() -> None:
    """What the client would wait for without a bound ends in its time-out error."""
    with pytest.raises(Exception, match=r"no answer for 0\.1 s"):
        within(0.1, lambda: time.sleep(1.0))


def test_the_bound_in_flight_holds() -> None:
    """No more bytes than the bound are in flight, except for one record that is larger alone."""
    in_flight = InFlight(10)
    assert in_flight.take(100, 0)
    assert not in_flight.take(1, 0.01)
    in_flight.give_back(100)
    assert in_flight.take(6, 0)
    assert in_flight.take(4, 0)
    assert not in_flight.take(1, 0.01)
    threading.Timer(0.05, in_flight.give_back, [6]).start()
    assert in_flight.take(5, 5.0)
