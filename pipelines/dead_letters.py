"""Dead letters: making them of records, keeping them in the log, listing and replaying them."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Literal

import msgspec

from connectors.ports import REJECTED_TOPIC, Log, LogRecord, Position, Received, Refused
from schemas import wire
from schemas.errors import Fatal
from schemas.rejected import Rejected, RejectReason

Stage = Literal["decode", "normalise", "dedupe", "extract", "index"]


def dead_letter(
    received: Received, reason: RejectReason, stage: Stage, message: str, *, rejected_at: datetime
) -> Rejected:
    """Make the dead letter of a record: why it was rejected, where it stood, its bytes."""
    return Rejected(
        reason=reason,
        stage=stage,
        message=message,
        topic=received.position.topic,
        partition=received.position.partition,
        offset=received.position.offset,
        rejected_at=rejected_at,
        record_base64=base64.b64encode(received.value).decode(),
        key_base64=base64.b64encode(received.key).decode(),
    )


def append_dead_letters(log: Log, letters: Sequence[Rejected]) -> None:
    """Append dead letters and wait until they are durable; raises `Unreachable` as the log does.

    A letter too large for the log is kept without its record's bytes: those still stand in the log,
    at the position the letter names.
    """
    refused = [
        letter
        for letter, outcome in zip(letters, _append(log, letters), strict=True)
        if isinstance(outcome, Refused)
    ]
    shortened = [msgspec.structs.replace(letter, record_base64="") for letter in refused]
    for letter, outcome in zip(shortened, _append(log, shortened), strict=True):
        if isinstance(outcome, Refused):
            raise Fatal(
                f"The log refuses even the short dead letter of {letter.id}: {outcome.message}"
            )


def read_dead_letters(log: Log) -> Iterator[Rejected]:
    """Give all dead letters in the log, the oldest first; one a record, however often it was rejected.

    A record that was rejected again after a crash or a replay of its batch counts once, as last said.
    """
    letters: dict[str, Rejected] = {}
    for received in log.scan(REJECTED_TOPIC):
        letter = wire.decode(received.value, Rejected)
        if isinstance(letter, Rejected):
            letters.pop(letter.id, None)
            letters[letter.id] = letter
    yield from letters.values()


def rejected_record(log: Log, letter: Rejected) -> LogRecord | None:
    """Give the record a letter is about, from the letter or from the log; None where both lost it."""
    if letter.record_base64:
        return LogRecord(
            base64.b64decode(letter.key_base64), base64.b64decode(letter.record_base64)
        )
    received = log.fetch(Position(letter.topic, letter.partition, letter.offset))
    return LogRecord(received.key, received.value) if received else None


def replay(log: Log, letters: Sequence[Rejected]) -> tuple[int, list[str]]:
    """Append the letters' records to their topic again.

    Gives how many were appended, and a sentence for each letter whose record could not be. The
    record gets a new position, so it is processed as if it had just come in; replaying one that was
    accepted in the meantime makes it a counted duplicate.
    """
    failures: list[str] = []
    appended = 0
    for letter in letters:
        record = rejected_record(log, letter)
        if record is None:
            failures.append(f"{letter.id}: its record is no longer in the log (retention).")
            continue
        (outcome,) = log.append(letter.topic, [record])
        if isinstance(outcome, Refused):
            failures.append(f"{letter.id}: {outcome.message}")
        else:
            appended += 1
    return appended, failures


def _append(log: Log, letters: Sequence[Rejected]) -> list[Position | Refused]:
    if not letters:
        return []
    records = [LogRecord(letter.id.encode(), wire.encode(letter)) for letter in letters]
    return log.append(REJECTED_TOPIC, records)
