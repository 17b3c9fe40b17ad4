"""The log in one SQLite file, shared by several processes of one machine."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from connectors.embedded import log_groups, log_records
from connectors.embedded.log_reader import SqliteLogReader
from connectors.embedded.log_store import LogFile, create_topic, partition_ids
from connectors.ports import LogRecord, Position, Received, Refused, ServerInfo
from schemas.errors import DatelineError
from schemas.settings import LogSettings

LEASE_S: Final = 15.0
_SCAN_RECORDS: Final = 500
_RETENTION_EVERY_S: Final = 10.0
_RETENTION_RECORDS: Final = 2_000


def _now() -> datetime:
    return datetime.now(UTC)


class SqliteLog:
    """A `Log` on SQLite (WAL): topics have partitions, groups share them by leases.

    `lease_s`: how long a member that died keeps its partitions; one that leaves gives them up at once.
    `clock` says when a record was appended and whether a lease has ended. Safe to share by threads.
    Raises `Fatal` where the file can't be used, `Unreachable` where it stays locked for `timeout_s`.
    """

    def __init__(
        self,
        path: Path,
        settings: LogSettings,
        *,
        clock: Callable[[], datetime] = _now,
        lease_s: float = LEASE_S,
    ) -> None:
        self._path = path
        self._settings = settings
        self._clock = clock
        self._lease_s = lease_s
        self._file = LogFile(path, settings.timeout_s)
        self._looked_at_age: dict[str, float] = {}

    def append(self, topic: str, records: Sequence[LogRecord]) -> list[Position | Refused]:
        """Append records in one transaction, which is on the disk when this returns."""
        now = self._clock()
        with self._file.writing() as db:
            identifiers = create_topic(db, topic, self._settings.partitions)
            results = log_records.insert(
                db,
                topic,
                identifiers,
                records,
                max_record_bytes=self._settings.max_record_bytes,
                now_us=log_records.microseconds(now),
            )
            self._let_go(db, topic, list(identifiers.values()), now)
        return results

    def reader(self, topic: str, group: str) -> SqliteLogReader:
        """Join a consumer group; a new group starts at the oldest record."""
        return SqliteLogReader(
            self._path,
            topic,
            group,
            partitions=self._settings.partitions,
            timeout_s=self._settings.timeout_s,
            lease_s=self._lease_s,
            clock=self._clock,
        )

    def scan(self, topic: str) -> Iterator[Received]:
        """Give every record from the oldest up to the ends at the time of the call."""
        with self._file.reading() as db:
            identifiers = partition_ids(db, topic)
            ends = {number: log_records.end_offset(db, i) for number, i in identifiers.items()}
        return self._scan(topic, identifiers, ends)

    def fetch(self, position: Position) -> Received | None:
        """Give one record, None where it is not (or no longer) in the log."""
        with self._file.reading() as db:
            identifier = partition_ids(db, position.topic).get(position.partition)
            if identifier is None or position.offset < 0:
                return None
            end = position.offset + 1
            found = log_records.read(db, position, identifier, limit=1, end=end)
        return found[0] if found else None

    def backlog(self, topic: str, group: str) -> Mapping[int, tuple[int, int]]:
        """For each partition (next offset to process, end offset); empty for an unknown topic."""
        with self._file.reading() as db:
            return {
                number: self._standing(db, group, identifier)
                for number, identifier in partition_ids(db, topic).items()
            }

    def describe(self) -> ServerInfo:
        """Say which file this is, how large, and what is in it; never raises."""
        try:
            with self._file.reading() as db:
                counts = db.execute(
                    "SELECT topic, SUM(next_offset) FROM partitions GROUP BY topic ORDER BY topic"
                ).fetchall()
            megabytes = self._path.stat().st_size / 1e6
        except (DatelineError, OSError) as error:
            remedy = "Check data_dir: is it there, and may this user write to it?"
            return ServerInfo(
                address=str(self._path), reachable=False, detail=str(error), remedy=remedy
            )
        topics = ", ".join(f"{topic}: {count} records so far" for topic, count in counts)
        return ServerInfo(
            address=str(self._path),
            reachable=True,
            version=f"SQLite {sqlite3.sqlite_version}",
            detail=f"{megabytes:.1f} MB; {topics or 'no records yet'}",
        )

    def close(self) -> None:
        """Release the file; readers are closed on their own."""
        self._file.close()

    def _scan(
        self, topic: str, identifiers: Mapping[int, int], ends: Mapping[int, int]
    ) -> Iterator[Received]:
        # Piece by piece: a read that lasts as long as its reader likes would keep the WAL growing.
        for number, identifier in identifiers.items():
            offset = 0
            while offset < ends[number]:
                start = Position(topic, number, offset)
                with self._file.reading() as db:
                    found = log_records.read(
                        db, start, identifier, limit=_SCAN_RECORDS, end=ends[number]
                    )
                if not found:
                    break
                yield from found
                offset = found[-1].position.offset + 1

    def _standing(self, db: sqlite3.Connection, group: str, identifier: int) -> tuple[int, int]:
        end = log_records.end_offset(db, identifier)
        oldest = log_records.oldest_offset(db, identifier)
        done = log_groups.committed(db, group, identifier) or 0
        # What retention has let go can't be processed any more: it is no backlog.
        return max(done, end if oldest is None else oldest), end

    def _let_go(
        self, db: sqlite3.Connection, topic: str, identifiers: Sequence[int], now: datetime
    ) -> None:
        """Let go of what is older than retention: a piece at a time, every ten seconds at most."""
        looked_at = self._looked_at_age.get(topic)
        if looked_at is not None and time.monotonic() - looked_at < _RETENTION_EVERY_S:
            return
        self._looked_at_age[topic] = time.monotonic()
        before = now - timedelta(days=self._settings.retention_days)
        before_us = log_records.microseconds(before)
        log_records.let_go(db, identifiers, before_us, _RETENTION_RECORDS)
