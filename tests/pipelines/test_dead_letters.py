"""Dead letters on a real log: nothing is lost, each record once, and what is mended comes again."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from connectors.embedded.log import SqliteLog
from connectors.ports import RAW_TOPIC, REJECTED_TOPIC, LogRecord, Position, Received
from pipelines.dead_letters import (
    append_dead_letters,
    dead_letter,
    read_dead_letters,
    rejected_record,
    replay,
)
from schemas.errors import Fatal
from schemas.rejected import Rejected
from schemas.settings import LogSettings

NOW = datetime(2024, 5, 17, tzinfo=UTC)


@pytest.fixture
def log(tmp_path: Path) -> Iterator[SqliteLog]:
    with closing(SqliteLog(tmp_path / "log.sqlite", LogSettings(max_record_bytes=2_000))) as opened:
        yield opened


def rejected(log: SqliteLog, value: bytes, message: str = "It is no JSON.") -> Rejected:
    """Append a record and give its dead letter."""
    (position,) = log.append(RAW_TOPIC, [LogRecord(b"k", value)])
    assert isinstance(position, Position)
    received = Received(position, b"k", value, NOW)
    return dead_letter(received, "not_json", "normalise", message, rejected_at=NOW)


def test_a_letter_comes_back_as_it_was_written(log: SqliteLog) -> None:
    """A dead letter says where its record stands, why it failed, and holds its bytes."""
    letter = rejected(log, b"\xff")
    append_dead_letters(log, [letter])
    assert list(read_dead_letters(log)) == [letter]
    assert rejected_record(log, letter) == LogRecord(b"k", b"\xff")
    assert letter.id == f"news.raw/{letter.partition}/{letter.offset}"


def test_a_record_rejected_twice_is_one_letter(log: SqliteLog) -> None:
    """A batch that came again after a crash leaves one letter a record, as it was said last."""
    first, other = rejected(log, b"1"), rejected(log, b"2")
    append_dead_letters(log, [first, other])
    append_dead_letters(log, [replace(first, message="said again")])
    assert [letter.message for letter in read_dead_letters(log) if letter.id == first.id] == [
        "said again"
    ]
    assert len(list(read_dead_letters(log))) == 2


def test_a_letter_too_large_for_the_log_keeps_its_place(log: SqliteLog) -> None:
    """A record that fits while its letter does not is found through its position in the log."""
    letter = rejected(log, b"x" * 1_900)
    append_dead_letters(log, [letter])
    (kept,) = read_dead_letters(log)
    assert (kept.record_base64, kept.reason) == ("", "not_json")
    assert rejected_record(log, kept) == LogRecord(b"k", b"x" * 1_900)


def test_a_letter_that_can_not_be_kept_stops_the_run(log: SqliteLog) -> None:
    """Where even the short letter is refused the program ends in words, and nothing is committed."""
    with pytest.raises(Fatal, match="even the short dead letter"):
        append_dead_letters(log, [rejected(log, b"x", message="m" * 3_000)])


def test_a_replay_appends_the_records_again(log: SqliteLog) -> None:
    """Replayed records stand at the end of their topic with their old key and bytes."""
    letters = [rejected(log, b"1"), rejected(log, b"2")]
    assert replay(log, letters) == (2, [])
    records = [(record.key, record.value) for record in log.scan(RAW_TOPIC)]
    assert sorted(records) == [(b"k", b"1"), (b"k", b"1"), (b"k", b"2"), (b"k", b"2")]


def test_a_record_that_is_gone_is_said_so(log: SqliteLog) -> None:
    """A letter without bytes whose record retention took is a sentence, and the others go on."""
    good = rejected(log, b"1")
    gone = replace(good, record_base64="", offset=good.offset + 99)
    assert replay(log, [gone, good]) == (
        1,
        [f"{gone.id}: its record is no longer in the log (retention)."],
    )


def test_a_record_the_log_refuses_is_said_so(log: SqliteLog) -> None:
    """A record that has become too large for the log is a sentence."""
    letter = rejected(log, b"1")
    large = replace(letter, record_base64=base64.b64encode(b"x" * 3_000).decode())
    appended, (failure,) = replay(log, [large])
    assert appended == 0
    assert failure.startswith(f"{letter.id}: ")


def test_no_letters_no_topic(log: SqliteLog) -> None:
    """Before anything was rejected there is nothing, and nothing is made."""
    append_dead_letters(log, [])
    assert list(read_dead_letters(log)) == []
    assert log.backlog(REJECTED_TOPIC, "any") == {}
    assert log.fetch(Position(REJECTED_TOPIC, 0, 0)) is None


def test_what_is_no_letter_is_passed_over(log: SqliteLog) -> None:
    """Foreign records in the topic hide no dead letter."""
    letter = rejected(log, b"1")
    log.append(REJECTED_TOPIC, [LogRecord(b"k", b"noise")])
    append_dead_letters(log, [replace(letter, rejected_at=NOW + timedelta(1))])
    assert len(list(read_dead_letters(log))) == 1
