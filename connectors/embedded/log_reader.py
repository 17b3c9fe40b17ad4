"""One member of a consumer group of the embedded log."""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from connectors.embedded import log_groups
from connectors.embedded.log_groups import Membership
from connectors.embedded.log_records import microseconds, read
from connectors.embedded.log_store import LogFile, create_topic
from connectors.log_order import in_order_of_appending
from connectors.ports import Position, Received
from schemas.errors import DatelineError, LeaseLost

_LOOK_AFTER_S: Final = (0.01, 0.2)
_MAX_POLL_BYTES: Final = 64 * 1024 * 1024
# Whoever has not polled for that long hangs: its partitions go to others although its heart beats.
_MAX_BATCH_S: Final = 1800.0


class SqliteLogReader:
    """A `LogReader` on SQLite: a thread keeps its lease while a batch is being processed."""

    def __init__(
        self,
        path: Path,
        topic: str,
        group: str,
        *,
        partitions: int,
        timeout_s: float,
        lease_s: float,
        clock: Callable[[], datetime],
    ) -> None:
        self._file = LogFile(path, timeout_s)
        self._who = Membership(topic, group, uuid.uuid4().hex)
        self._lease = timedelta(seconds=lease_s)
        self._clock = clock
        self._held: frozenset[int] = frozenset()
        self._positions: dict[int, int] = {}
        self._polled_at = time.monotonic()
        self._closed = threading.Event()
        try:
            with self._file.writing() as db:
                self._ids = create_topic(db, topic, partitions)
        except BaseException:
            self._file.close()
            raise
        self._numbers = {identifier: number for number, identifier in self._ids.items()}
        self._heart = threading.Thread(
            target=self._beat, args=(path, lease_s / 3), name="log-heartbeat", daemon=True
        )
        self._heart.start()

    def poll(self, max_records: int, timeout_s: float) -> list[Received]:
        """Give the next records of the partitions this member holds, at most 64 MiB at once."""
        deadline = time.monotonic() + timeout_s
        pause_s, longest_pause_s = _LOOK_AFTER_S
        while True:
            self._polled_at = time.monotonic()
            self._share()
            received = self._read(max_records)
            left_s = deadline - time.monotonic()
            if received or left_s <= 0:
                return received
            time.sleep(min(pause_s, left_s))
            pause_s = min(pause_s * 2, longest_pause_s)

    def commit(self, next_offsets: Mapping[int, int]) -> None:
        """Mark all records before the given offset (by partition) as done, durably."""
        self._polled_at = time.monotonic()
        by_id = {self._ids[number]: offset for number, offset in next_offsets.items()}
        try:
            with self._file.writing() as db:
                log_groups.commit(db, self._who, by_id)
        except LeaseLost:
            self._rewind()
            raise

    def assigned(self) -> frozenset[int]:
        """The partitions this member holds now."""
        with self._file.reading() as db:
            held = log_groups.held_by(db, self._who, list(self._numbers))
        if self._held - held:
            self._rewind()
        return frozenset(self._numbers[identifier] for identifier in held)

    def close(self) -> None:
        """Leave the group at once."""
        if self._closed.is_set():
            return
        self._closed.set()
        self._heart.join()
        # Where the file does not answer any more, the lease ends by itself.
        with suppress(DatelineError), self._file.writing() as db:
            log_groups.leave(db, self._who.member)
        self._file.close()

    def _share(self) -> None:
        """Take part in dividing the partitions, and place ourselves where the group stands."""
        identifiers = list(self._numbers)
        now_us = microseconds(self._clock())
        lease_us = self._lease // timedelta(microseconds=1)
        with self._file.reading() as db:
            before = held = log_groups.held_by(db, self._who, identifiers)
            change = log_groups.needs_change(db, self._who, identifiers, now_us, lease_us)
        if change:
            with self._file.writing() as db:
                # Looked at again: whoever slept since the first look may have lost all it held.
                before = log_groups.held_by(db, self._who, identifiers)
                held = log_groups.rebalance(db, self._who, identifiers, now_us, lease_us)
        if self._held - before:
            self._rewind()
        self._held = held
        self._positions = {
            identifier: position
            for identifier, position in self._positions.items()
            if identifier in held
        }
        for identifier in held - self._positions.keys():
            with self._file.reading() as db:
                position = log_groups.committed(db, self._who.group, identifier)
            self._positions[identifier] = position or 0

    def _rewind(self) -> None:
        """Go back to what is committed: after a loss the caller drops all it has polled."""
        self._positions.clear()

    def _read(self, max_records: int) -> list[Received]:
        held = sorted(self._positions)
        if not held:
            return []
        # Small steps: what is read of a partition beyond the last record given is read again.
        step = max_records // (4 * len(held)) + 1
        received: list[Received] = []
        room_bytes = _MAX_POLL_BYTES
        for record in in_order_of_appending(self._records(each, step) for each in held):
            received.append(record)
            self._positions[self._ids[record.position.partition]] = record.position.offset + 1
            room_bytes -= len(record.key) + len(record.value)
            if len(received) >= max_records or room_bytes <= 0:
                break
        return received

    def _records(self, identifier: int, step: int) -> Iterator[Received]:
        """Give the next records of a partition, read when they are needed."""
        topic, number = self._who.topic, self._numbers[identifier]
        start = Position(topic, number, self._positions[identifier])
        while True:
            with self._file.reading() as db:
                records = read(db, start, identifier, limit=step)
            yield from records
            if not records:
                return
            start = Position(topic, number, records[-1].position.offset + 1)

    def _beat(self, path: Path, every_s: float) -> None:
        """Extend the lease until closed, with a connection of this thread's own."""
        try:
            file = LogFile(path, every_s)
        except DatelineError:
            return  # the lease ends by itself, and the next poll says what is wrong
        try:
            while not self._closed.wait(every_s):
                if time.monotonic() - self._polled_at > _MAX_BATCH_S:
                    continue
                with suppress(DatelineError), file.writing() as db:
                    log_groups.extend(
                        db, self._who.member, microseconds(self._clock() + self._lease)
                    )
        finally:
            file.close()
