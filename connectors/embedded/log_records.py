"""The records of the embedded log: to which partition, written in order, read in order, let go by age."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import Final

from connectors.embedded.log_store import OFFSET_BITS
from connectors.ports import LogRecord, Position, Received, Refused

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MAX_READ_BYTES: Final = 16 * 1024 * 1024


def microseconds(at: datetime) -> int:
    """Give an instant as microseconds since 1970 (UTC)."""
    return (at - _EPOCH) // timedelta(microseconds=1)


def partition_of(key: bytes, partitions: int) -> int:
    """Give the partition of a key: the same for ever, on every machine."""
    return int.from_bytes(hashlib.blake2b(key, digest_size=8).digest()) % partitions


def insert(
    db: sqlite3.Connection,
    topic: str,
    identifiers: Mapping[int, int],
    records: Sequence[LogRecord],
    *,
    max_record_bytes: int,
    now_us: int,
) -> list[Position | Refused]:
    """Write records at the ends of their partitions; inside a transaction."""
    ends = _ends(db, topic)
    rows: list[tuple[int, int, bytes, bytes]] = []
    results: list[Position | Refused] = []
    for record in records:
        size = len(record.key) + len(record.value)
        if size > max_record_bytes:
            results.append(Refused(f"{size} bytes are more than {max_record_bytes}."))
            continue
        number = partition_of(record.key, len(identifiers))
        offset = ends[number]
        ends[number] += 1
        rows.append((identifiers[number] << OFFSET_BITS | offset, now_us, record.key, record.value))
        results.append(Position(topic, number, offset))
    db.executemany("INSERT INTO records VALUES (?, ?, ?, ?)", rows)
    db.executemany(
        "UPDATE partitions SET next_offset = ? WHERE id = ?",
        [(end, identifiers[number]) for number, end in ends.items()],
    )
    return results


def read(
    db: sqlite3.Connection,
    start: Position,
    identifier: int,
    *,
    limit: int,
    end: int | None = None,
    room_bytes: int = _MAX_READ_BYTES,
) -> list[Received]:
    """Give records of one partition in offset order: `limit` at most, and until `room_bytes` are full."""
    last = (1 << OFFSET_BITS) if end is None else end
    found: list[Received] = []
    rows = db.execute(
        "SELECT id, appended_at_us, key, value FROM records "
        "WHERE id >= ? AND id < ? ORDER BY id LIMIT ?",
        (
            identifier << OFFSET_BITS | start.offset,
            (identifier << OFFSET_BITS) + last,
            limit,
        ),
    )
    with closing(rows):
        for row, appended_at_us, key, value in rows:
            offset = row & ((1 << OFFSET_BITS) - 1)
            found.append(
                Received(
                    position=Position(start.topic, start.partition, offset),
                    key=key,
                    value=value,
                    appended_at=_EPOCH + timedelta(microseconds=appended_at_us),
                )
            )
            room_bytes -= len(key) + len(value)
            if room_bytes <= 0:
                break
    return found


def oldest_offset(db: sqlite3.Connection, identifier: int) -> int | None:
    """Give the offset of the oldest record that is still there; None where there is none."""
    row = db.execute(
        "SELECT MIN(id) FROM records WHERE id >= ? AND id < ?",
        (identifier << OFFSET_BITS, (identifier + 1) << OFFSET_BITS),
    ).fetchone()
    return None if row[0] is None else int(row[0]) & ((1 << OFFSET_BITS) - 1)


def end_offset(db: sqlite3.Connection, identifier: int) -> int:
    """Give the offset the next record of a partition will have."""
    row = db.execute("SELECT next_offset FROM partitions WHERE id = ?", (identifier,)).fetchone()
    return int(row[0])


def let_go(db: sqlite3.Connection, identifiers: Sequence[int], before_us: int, at_most: int) -> int:
    """Delete the oldest records where they are older than retention allows; gives how many.

    Looks at `at_most` records of a partition, so that the writers behind it do not wait for long.
    """
    deleted = 0
    for identifier in identifiers:
        deleted += db.execute(
            "DELETE FROM records WHERE id IN (SELECT id FROM (SELECT id, appended_at_us FROM records "
            "WHERE id >= ? AND id < ? ORDER BY id LIMIT ?) WHERE appended_at_us < ?)",
            (
                identifier << OFFSET_BITS,
                (identifier + 1) << OFFSET_BITS,
                at_most,
                before_us,
            ),
        ).rowcount
    return deleted


def _ends(db: sqlite3.Connection, topic: str) -> dict[int, int]:
    rows = db.execute("SELECT number, next_offset FROM partitions WHERE topic = ?", (topic,))
    return dict(rows.fetchall())
