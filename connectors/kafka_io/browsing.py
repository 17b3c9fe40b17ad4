"""Reading a topic without a group: from the oldest record to the ends, or one record at its place."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from typing import Any, Final

from kafka import KafkaConsumer, TopicPartition

from connectors.kafka_io.clients import errors_of, open_consumer, unreachable, within
from connectors.ports import Position, Received
from schemas.settings import LogSettings

_POLL_S: Final = 0.5
_POLL_RECORDS: Final = 500
# One record is looked for, but the broker gives what stands behind it too.
_LITTLE_BYTES: Final = 64 * 1024


class Browser:
    """Looks into topics; safe to share by threads. Raises `Unreachable` within `timeout_s`."""

    def __init__(self, address: str, settings: LogSettings) -> None:
        self._address = address
        self._settings = settings
        self._lock = threading.Lock()
        self._looking: KafkaConsumer | None = None

    def scan(self, topic: str) -> Iterator[Received]:
        """Give every record from the oldest up to the ends at the time of the call."""
        with self._lock, errors_of(self._address):
            ends = bounds(self._consumer(), topic, self._settings.timeout_s)
        return self._scan({each: end for each, (start, end) in ends.items() if start < end})

    def fetch(self, position: Position) -> Received | None:
        """Give one record, None where it is not (or no longer) in the log."""
        wanted = TopicPartition(position.topic, position.partition)
        with self._lock, errors_of(self._address):
            consumer = self._consumer()
            start, end = bounds(consumer, position.topic, self._settings.timeout_s).get(
                wanted, (0, 0)
            )
            if not start <= position.offset < end:
                return None
            consumer.assign([wanted])
            consumer.seek(wanted, position.offset)
            found = next(self._records(consumer, {wanted: end}), None)
        # An offset without a record (a transaction's mark) gives the next one.
        return found if found is not None and found.position == position else None

    def close(self) -> None:
        """Disconnect."""
        with self._lock:
            if self._looking is not None:
                self._looking.close(timeout_ms=0)
                self._looking = None

    def _consumer(self) -> KafkaConsumer:
        if self._looking is None:
            self._looking = open_consumer(
                self._address,
                self._settings,
                max_partition_fetch_bytes=_LITTLE_BYTES,
                fetch_max_bytes=_LITTLE_BYTES,
            )
        return self._looking

    def _scan(self, ends: dict[TopicPartition, int]) -> Iterator[Received]:
        if not ends:
            return
        with (
            errors_of(self._address),
            closing(open_consumer(self._address, self._settings)) as consumer,
        ):
            consumer.assign(list(ends))
            consumer.seek_to_beginning()
            yield from self._records(consumer, ends)

    def _records(
        self, consumer: KafkaConsumer, ends: dict[TopicPartition, int]
    ) -> Iterator[Received]:
        """Give what is assigned, each partition up to its end."""
        open_ends = dict(ends)
        heard_at = time.monotonic()
        while open_ends:
            polled = consumer.poll(timeout_ms=_POLL_S * 1000, max_records=_POLL_RECORDS)
            for each, records in polled.items():
                for record in records:
                    if record.offset < ends[each]:
                        yield received_from(record)
                if records[-1].offset + 1 >= ends[each]:
                    open_ends.pop(each, None)
                    consumer.pause(each)
            if polled:
                heard_at = time.monotonic()
            elif time.monotonic() - heard_at > self._settings.timeout_s:
                raise unreachable(self._address, f"no records for {self._settings.timeout_s:g} s")


def bounds(
    consumer: KafkaConsumer, topic: str, timeout_s: float
) -> dict[TopicPartition, tuple[int, int]]:
    """Give (oldest offset, end offset) of each partition; empty for an unknown topic."""
    partitions = partitions_of(consumer, topic, timeout_s)
    if not partitions:
        return {}
    oldest = consumer.beginning_offsets(partitions, timeout_ms=timeout_s * 1000)
    ends = consumer.end_offsets(partitions, timeout_ms=timeout_s * 1000)
    return {each: (oldest[each], ends[each]) for each in partitions}


def partitions_of(consumer: KafkaConsumer, topic: str, timeout_s: float) -> list[TopicPartition]:
    """Give the partitions of a topic; none for an unknown one."""
    numbers = within(timeout_s, lambda: consumer.partitions_for_topic(topic))
    return [TopicPartition(topic, number) for number in sorted(numbers)]


def received_from(record: Any) -> Received:
    """Give kafka-python's ConsumerRecord as ours."""
    return Received(
        position=Position(record.topic, record.partition, record.offset),
        key=record.key or b"",
        value=record.value or b"",
        appended_at=datetime.fromtimestamp(record.timestamp / 1000, UTC),
    )
