"""Appending to Kafka: acknowledged by all replicas, bounded in flight, every future looked at."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from contextlib import suppress
from typing import Final

from kafka import KafkaProducer
from kafka.errors import (
    InvalidRecordError,
    KafkaError,
    MessageSizeTooLargeError,
    RecordListTooLargeError,
)
from kafka.producer.future import FutureRecordMetadata

from connectors.kafka_io.clients import errors_of, open_producer
from connectors.kafka_io.topics import BATCH_BYTES, largest_batch_bytes
from connectors.ports import LogRecord, Position, Refused
from schemas.errors import Fatal, Unreachable
from schemas.settings import LogSettings

_IN_FLIGHT_BYTES: Final = 32 * 1024 * 1024
_LINGER_MS: Final = 5
_REFUSED: Final = (MessageSizeTooLargeError, RecordListTooLargeError, InvalidRecordError)
_MISSING_PACKAGES: Final = {"lz4": "lz4", "snappy": "python-snappy", "zstd": "zstandard"}


class InFlight:
    """How many bytes were sent and not yet answered: the client itself knows no bound."""

    def __init__(self, limit_bytes: int) -> None:
        self._limit_bytes = limit_bytes
        self._bytes = 0
        self._changed = threading.Condition()

    def take(self, size: int, timeout_s: float) -> bool:
        """Wait for room and take it; False where there is none in time. What is alone always fits."""
        with self._changed:
            fits = self._changed.wait_for(
                lambda: self._bytes == 0 or self._bytes + size <= self._limit_bytes, timeout_s
            )
            if fits:
                self._bytes += size
            return fits

    def give_back(self, size: int) -> None:
        """Make room again."""
        with self._changed:
            self._bytes -= size
            self._changed.notify_all()


class Appender:
    """An idempotent producer shared by threads; opened at once, anew after an error it can't survive.

    Raises `Unreachable` where the broker does not answer within `timeout_s`, `Fatal` where the
    compression needs a package that is not there.
    """

    def __init__(self, address: str, settings: LogSettings) -> None:
        self._address = address
        self._settings = settings
        self._in_flight = InFlight(_IN_FLIGHT_BYTES)
        self._lock = threading.Lock()
        self._producer: KafkaProducer | None = self._open()

    def append(self, topic: str, records: Sequence[LogRecord]) -> list[Position | Refused]:
        """Send all, wait for all, and give one result a record.

        The time without any answer is bounded by `timeout_s`, the whole time by the number of records.
        """
        producer = self._current()
        sent: list[FutureRecordMetadata | Refused] = []
        try:
            with errors_of(self._address):
                for record in records:
                    sent.append(self._send(producer, topic, record))  # noqa: PERF401  # one may raise
                return self._answers(sent)
        except BaseException:
            self._abandon(producer)
            raise

    def close(self) -> None:
        """Wait for what is in flight, `timeout_s` at most, and disconnect."""
        with self._lock:
            producer, self._producer = self._producer, None
        if producer is not None:
            try:
                producer.close(timeout=self._settings.timeout_s)
            except KafkaError:
                self._abandon(producer)

    def _send(
        self, producer: KafkaProducer, topic: str, record: LogRecord
    ) -> FutureRecordMetadata | Refused:
        size = len(record.key) + len(record.value)
        if size > self._settings.max_record_bytes:
            return Refused(f"{size} bytes are more than {self._settings.max_record_bytes}.")
        if not self._in_flight.take(size, self._settings.timeout_s):
            raise Unreachable(
                f"Kafka at {self._address} has acknowledged nothing for {self._settings.timeout_s:g} s."
            )
        try:
            future = producer.send(topic, key=record.key, value=record.value)
        except BaseException:
            self._in_flight.give_back(size)
            raise
        future.add_both(lambda _: self._in_flight.give_back(size))
        return future

    def _answers(self, sent: Sequence[FutureRecordMetadata | Refused]) -> list[Position | Refused]:
        """Wait for every answer; raises where none has come for `timeout_s`."""
        results: list[Position | Refused] = []
        for each in sent:
            if isinstance(each, Refused):
                results.append(each)
                continue
            try:
                kept = each.get(timeout=self._settings.timeout_s)
            except _REFUSED as error:
                results.append(Refused(f"Kafka refuses it: {error}"))
            else:
                results.append(Position(kept.topic, kept.partition, kept.offset))
        return results

    def _current(self) -> KafkaProducer:
        with self._lock:
            if self._producer is None:
                self._producer = self._open()
            return self._producer

    def _abandon(self, producer: KafkaProducer) -> None:
        """Drop a producer that failed, with all it still holds; the next call opens another.

        Nothing of a failed call is sent later, and no state in doubt (fenced, out of sequence) stays.
        """
        with self._lock:
            if self._producer is producer:
                self._producer = None
        # close() alone first waits for what can't be delivered, and then gives up on closing.
        producer._sender.force_close()
        producer._sender.join(self._settings.timeout_s)
        with suppress(KafkaError):
            producer.close(timeout=0)

    def _open(self) -> KafkaProducer:
        timeout_ms = int(self._settings.timeout_s * 1000)
        compression = self._settings.compression
        try:
            return open_producer(
                self._address,
                self._settings,
                acks="all",
                enable_idempotence=True,
                compression_type=None if compression == "none" else compression,
                max_request_size=largest_batch_bytes(self._settings),
                batch_size=BATCH_BYTES,
                linger_ms=_LINGER_MS,
                max_block_ms=timeout_ms,
                delivery_timeout_ms=timeout_ms + _LINGER_MS,
                allow_auto_create_topics=False,
            )
        except RuntimeError as error:
            package = _MISSING_PACKAGES.get(compression)
            raise Fatal(
                f"compression = {compression!r} in [log_settings] needs a package that is not "
                f"installed ({error}): pip install {package}, or use gzip."
            ) from error
