"""What every log must do: the same tests on SQLite and on Kafka."""

from __future__ import annotations

import secrets
import signal
import subprocess
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from connectors.ports import Log, LogReader, LogRecord, Position, Received, Refused
from schemas.errors import LeaseLost
from tests.contracts.log_member import SETTINGS, open_log

KINDS = ["embedded", pytest.param("kafka", marks=pytest.mark.servers)]
WITHIN_S = 40.0
LEASE_S = 3.0
CALM_LEASE_S = 20.0  # however busy the machine is, whoever is alive shows it in that time
Opener = Callable[[], Log]


@pytest.fixture(params=KINDS)
def where(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A log of this test's own (embedded) or the broker of this run."""
    if request.param == "embedded":
        return str(tmp_path / "log.sqlite")
    return f"kafka://{request.getfixturevalue('kafka_address')}"


@pytest.fixture
def topic() -> str:
    """A topic that no other test uses."""
    return f"t-{secrets.token_hex(6)}"


@pytest.fixture
def log(where: str) -> Iterator[Log]:
    """An open log whose members keep their partitions as long as they are there."""
    with closing(open_log(where, CALM_LEASE_S)) as opened:
        yield opened


def records(count: int, *, keys: int = 20, start: int = 0) -> list[LogRecord]:
    """Give records that say of themselves which of their key they are."""
    return [
        LogRecord(f"k{number % keys}".encode(), f"{number}".encode())
        for number in range(start, start + count)
    ]


def poll_all(reader: LogReader, count: int, most: int = 1000) -> list[Received]:
    """Poll until so many have come."""
    received: list[Received] = []
    deadline = time.monotonic() + WITHIN_S
    while len(received) < count and time.monotonic() < deadline:
        received += reader.poll(most, 0.5)
    return received


def ends_of(received: Sequence[Received]) -> dict[int, int]:
    """Give what is committed when all of these are done."""
    return {
        each.position.partition: each.position.offset + 1
        for each in sorted(received, key=lambda each: each.position)
    }


def poll_at_once(*readers: LogReader) -> list[list[Received]]:
    """Let each reader poll once, all at the same time, as members in processes of their own do.

    One after the other they may never get to share: kafka-python 3.0.12 forgets what it was given between
    two polls, and asks anew.
    """
    with ThreadPoolExecutor(len(readers)) as threads:
        return list(threads.map(lambda reader: reader.poll(1000, 0.5), readers))


def share(*readers: LogReader) -> list[list[Received]]:
    """Let readers poll until they divide all partitions among them; gives what they polled."""
    polled: list[list[Received]] = [[] for _ in readers]
    deadline = time.monotonic() + WITHIN_S
    while time.monotonic() < deadline:
        for received, more in zip(polled, poll_at_once(*readers), strict=True):
            received += more
        held = [reader.assigned() for reader in readers]
        if all(held) and sum(len(each) for each in held) == SETTINGS.partitions == len(
            frozenset().union(*held)
        ):
            return polled
    raise AssertionError(f"they do not share: {[reader.assigned() for reader in readers]}")


def values(received: Sequence[Received]) -> list[int]:
    """Give the numbers of records, sorted."""
    return sorted(int(each.value) for each in received)


@contextmanager
def member(where: str, topic: str, group: str) -> Iterator[subprocess.Popen[str]]:
    """A member in a process of its own that has polled and not committed."""
    command = [sys.executable, "-m", "tests.contracts.log_member", where, topic, group]
    with subprocess.Popen(
        [*command, str(LEASE_S)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            assert int(process.stdout.readline()) > 0
            yield process
        finally:
            process.kill()


# --- appending -------------------------------------------------------------------------------


def test_every_record_gets_its_place(log: Log, topic: str) -> None:
    """Appending gives one position a record, in order, at which the record is found again."""
    given = records(50)
    positions = log.append(topic, given)
    assert len(set(map(repr, positions))) == 50
    for record, position in zip(given, positions, strict=True):
        assert isinstance(position, Position)
        found = log.fetch(position)
        assert found is not None
        assert (found.key, found.value, found.position) == (record.key, record.value, position)


def test_one_key_keeps_its_order(log: Log, topic: str) -> None:
    """Records of one key stand in one partition, in the order they were appended."""
    for start in range(0, 200, 40):
        log.append(topic, records(40, start=start))
    with closing(log.reader(topic, "g")) as reader:
        received = poll_all(reader, 200)
    partitions = defaultdict(set)
    by_key = defaultdict(list)
    for each in received:
        partitions[each.key].add(each.position.partition)
        by_key[each.key].append((each.position.offset, int(each.value)))
    assert all(len(where) == 1 for where in partitions.values())
    assert len(set.union(*partitions.values())) > 1
    assert all(sorted(pairs) == pairs for pairs in by_key.values())
    assert [sorted(n for _, n in pairs) for pairs in by_key.values()] == [
        [n for _, n in pairs] for pairs in by_key.values()
    ]


def test_an_oversize_record_is_refused_alone(log: Log, topic: str) -> None:
    """A record that is too large is refused with its size; those beside it are kept."""
    limit = SETTINGS.max_record_bytes
    too_large = LogRecord(b"key", b"x" * limit)
    just_right = LogRecord(b"key", b"y" * (limit - 3))
    first, refused, largest = log.append(topic, [LogRecord(b"a", b"1"), too_large, just_right])
    assert isinstance(first, Position)
    assert isinstance(largest, Position)
    assert isinstance(refused, Refused)
    assert str(limit + 3) in refused.message
    assert sorted(len(each.value) for each in log.scan(topic)) == [1, limit - 3]


def test_nothing_appended_is_nothing(log: Log, topic: str) -> None:
    """An empty append is no error."""
    assert log.append(topic, []) == []


def test_keys_and_values_are_any_bytes(log: Log, topic: str) -> None:
    """Empty and binary keys and values come back as they were."""
    given = [LogRecord(b"", b""), LogRecord(b"\0\xff", b"\xff\0" * 100), LogRecord(b"k", b"")]
    log.append(topic, given)
    assert sorted((each.key, each.value) for each in log.scan(topic)) == sorted(
        (each.key, each.value) for each in given
    )


def test_many_threads_append(log: Log, topic: str) -> None:
    """Threads share one log: every record has a place of its own, and none is lost."""
    positions: list[Position | Refused] = []

    def append(start: int) -> None:
        for piece in range(5):
            positions.extend(log.append(topic, records(20, start=start + 20 * piece)))

    threads = [threading.Thread(target=append, args=(100 * number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(map(repr, positions))) == 800
    assert values(list(log.scan(topic))) == list(range(800))


def test_a_record_knows_when_it_was_appended(log: Log, topic: str) -> None:
    """The time of appending is kept with the record."""
    log.append(topic, records(1))
    [received] = log.scan(topic)
    assert abs(datetime.now(UTC) - received.appended_at) < timedelta(minutes=1)


# --- looking without a group -----------------------------------------------------------------


def test_a_scan_ends_where_the_log_ended(log: Log, topic: str) -> None:
    """A scan gives what was there when it was asked for, not what comes while it is read."""
    log.append(topic, records(30))
    scan = log.scan(topic)
    log.append(topic, records(10, start=30))
    assert values(list(scan)) == list(range(30))
    assert values(list(log.scan(topic))) == list(range(40))


def test_what_is_not_there_is_none(log: Log, topic: str) -> None:
    """No record at a place, in a partition or in a topic is an answer, not an error."""
    assert list(log.scan(topic)) == []
    assert log.fetch(Position(topic, 0, 0)) is None
    assert log.backlog(topic, "g") == {}
    log.append(topic, records(4))
    assert log.fetch(Position(topic, 0, 1000)) is None
    assert log.fetch(Position(topic, 99, 0)) is None


def test_the_backlog_is_what_is_not_committed(log: Log, topic: str) -> None:
    """The backlog counts by partition what a group has still to do."""
    log.append(topic, records(40))
    before = log.backlog(topic, "g")
    assert sum(end - done for done, end in before.values()) == 40
    with closing(log.reader(topic, "g")) as reader:
        received = poll_all(reader, 40)
        reader.commit(ends_of(received[:10]))
    after = log.backlog(topic, "g")
    assert sum(end - done for done, end in after.values()) == 40 - sum(
        each.position.offset < ends_of(received[:10]).get(each.position.partition, 0)
        for each in received
    )
    assert sum(end - done for done, end in log.backlog(topic, "another").values()) == 40


def test_it_says_what_it_is(log: Log, topic: str) -> None:
    """A log describes itself for `dateline doctor`: version and topics."""
    log.append(topic, records(1))
    info = log.describe()
    assert info.reachable
    assert info.version
    assert topic in info.detail
    assert "{" not in info.detail  # nothing for machines


# --- groups ----------------------------------------------------------------------------------


def test_a_new_group_starts_at_the_oldest(log: Log, topic: str) -> None:
    """A group that was never there gets every record; each group all of them."""
    log.append(topic, records(25))
    for group in ("one", "two"):
        with closing(log.reader(topic, group)) as reader:
            assert values(poll_all(reader, 25)) == list(range(25))
            assert reader.assigned() == frozenset(range(SETTINGS.partitions))


def test_a_poll_gives_at_most_what_was_asked(log: Log, topic: str) -> None:
    """No poll gives more records than asked for, and the next goes on where it ended."""
    log.append(topic, records(25))
    with closing(log.reader(topic, "g")) as reader:
        polls: list[list[Received]] = []
        while sum(len(poll) for poll in polls) < 25:
            polls.append(reader.poll(7, 1.0))
            assert len(polls[-1]) <= 7
    assert values([each for poll in polls for each in poll]) == list(range(25))


def test_a_poll_goes_forward_in_time(log: Log, topic: str) -> None:
    """What one poll gives is in the order it was appended in, whatever the partition."""
    for start in range(0, 120, 40):
        log.append(topic, records(40, start=start))
        time.sleep(0.01)
    given = 0
    with closing(log.reader(topic, "g")) as reader:
        while given < 120:
            batch = poll_all(reader, 1)
            times = [each.appended_at for each in batch]
            assert times
            assert times == sorted(times)
            given += len(batch)


def test_an_idle_poll_comes_back_empty(log: Log, topic: str) -> None:
    """With nothing to read a poll ends after the time it was given."""
    with closing(log.reader(topic, "g")) as reader:
        assert reader.poll(10, 0.3) == []


def test_what_comes_later_is_polled_too(log: Log, topic: str) -> None:
    """A reader that has read everything gets what is appended after that."""
    with closing(log.reader(topic, "g")) as reader:
        reader.poll(10, 0.5)
        log.append(topic, records(10))
        assert values(poll_all(reader, 10)) == list(range(10))


def test_uncommitted_records_are_given_again(log: Log, topic: str) -> None:
    """What was polled and not committed is given to the next reader; what was committed is not."""
    log.append(topic, records(40, keys=1))
    with closing(log.reader(topic, "g")) as reader:
        first = poll_all(reader, 20, most=20)
        reader.commit(ends_of(first))
        assert len(poll_all(reader, 20, most=20)) == 20
    with closing(log.reader(topic, "g")) as reader:
        assert values(poll_all(reader, 20)) == list(range(20, 40))


def test_two_share_and_hand_over(log: Log, topic: str) -> None:
    """Two members divide the partitions; when one leaves, the other has all of them at once."""
    log.append(topic, records(40))
    with closing(log.reader(topic, "g")) as stays:
        with closing(log.reader(topic, "g")) as leaves:
            share(stays, leaves)
            log.append(topic, records(40, start=40))
            first, second = poll_all(stays, 1), poll_all(leaves, 1)
            assert {each.position.partition for each in first} <= stays.assigned()
            assert {each.position.partition for each in second} <= leaves.assigned()
        deadline = time.monotonic() + WITHIN_S
        while len(stays.assigned()) < SETTINGS.partitions and time.monotonic() < deadline:
            stays.poll(1000, 0.2)
        assert stays.assigned() == frozenset(range(SETTINGS.partitions))


def test_what_has_moved_can_not_be_committed(log: Log, topic: str) -> None:
    """A batch whose partitions moved to another member is not committed, and is given again."""
    log.append(topic, records(40))
    with ExitStack() as stack:
        slow = stack.enter_context(closing(log.reader(topic, "g")))
        batch = poll_all(slow, 40)
        other = stack.enter_context(closing(log.reader(topic, "g")))
        more, taken = share(slow, other)
        with pytest.raises(LeaseLost):
            slow.commit(ends_of(batch + more))
        again: list[Received] = []
        deadline = time.monotonic() + WITHIN_S
        while len(set(values(again + taken))) < 40 and time.monotonic() < deadline:
            for received, more_of_it in zip((again, taken), poll_at_once(slow, other), strict=True):
                received += more_of_it
        assert values(again + taken) == list(range(40))
        slow.commit(ends_of(again))
        other.commit(ends_of(taken))
    assert all(done == end for done, end in log.backlog(topic, "g").values())


@pytest.mark.slow
def test_a_member_that_dies_loses_its_lease(log: Log, topic: str, where: str) -> None:
    """A killed process keeps its partitions for the time of its lease; then others get its records."""
    log.append(topic, records(40))
    with member(where, topic, "g") as process:
        process.send_signal(signal.SIGKILL)
        process.wait()
        with closing(log.reader(topic, "g")) as survivor:
            received = poll_all(survivor, 40)
            assert values(received) == list(range(40))
            survivor.commit(ends_of(received))


@pytest.mark.slow
def test_a_member_that_sleeps_too_long_is_told(log: Log, topic: str, where: str) -> None:
    """A process that was frozen beyond its lease wakes up to LeaseLost; its records are not lost."""
    log.append(topic, records(40))
    with member(where, topic, "g") as process:
        process.send_signal(signal.SIGSTOP)
        with closing(log.reader(topic, "g")) as other:
            received = poll_all(other, 40)
            process.send_signal(signal.SIGCONT)
            assert process.communicate("\n", timeout=WITHIN_S)[0].strip() == "LeaseLost"
            other.commit(ends_of(received))
    assert values(received) == list(range(40))


@pytest.mark.slow
def test_a_long_batch_keeps_its_lease(where: str, topic: str) -> None:
    """Processing may take longer than the lease: the member is alive, and nobody takes its records."""
    with closing(open_log(where, LEASE_S)) as log, closing(log.reader(topic, "g")) as busy:
        log.append(topic, records(20))
        batch = poll_all(busy, 20)
        with closing(log.reader(topic, "g")) as idle:
            deadline = time.monotonic() + 1.7 * LEASE_S
            while time.monotonic() < deadline:
                assert idle.poll(100, 0.2) == []
            busy.commit(ends_of(batch))
        assert all(done == end for done, end in log.backlog(topic, "g").values())


def test_closing_twice_is_closing(where: str, topic: str) -> None:
    """Closing what is closed does nothing."""
    opened = open_log(where, LEASE_S)
    reader = opened.reader(topic, "g")
    for _ in range(2):
        reader.close()
        opened.close()


def test_what_is_appended_stays(where: str, topic: str) -> None:
    """Another log on the same place finds what the first has appended and committed."""
    with closing(open_log(where, LEASE_S)) as first:
        first.append(topic, records(10, keys=1))
        with closing(first.reader(topic, "g")) as reader:
            reader.commit(ends_of(poll_all(reader, 4, most=4)))
    with closing(open_log(where, LEASE_S)) as second, closing(second.reader(topic, "g")) as reader:
        assert values(poll_all(reader, 6)) == list(range(4, 10))
