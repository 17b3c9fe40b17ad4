"""One member of a consumer group of Kafka."""

from __future__ import annotations

import time
from collections.abc import Mapping
from contextlib import suppress
from typing import Final

from kafka import TopicPartition
from kafka.coordinator.base import MemberState
from kafka.errors import (
    CommitFailedError,
    IllegalGenerationError,
    KafkaError,
    RebalanceInProgressError,
    UnknownMemberIdError,
)
from kafka.structs import OffsetAndMetadata

from connectors.kafka_io.browsing import partitions_of, received_from
from connectors.kafka_io.clients import errors_of, open_consumer
from connectors.log_order import in_order_of_appending
from connectors.ports import Received
from schemas.errors import LeaseLost
from schemas.settings import LogSettings

# Whoever has not polled for that long hangs: its partitions go to others although its heart beats.
_MAX_BATCH_S: Final = 1800.0
_FETCH_BYTES: Final = 32 * 1024 * 1024
# The client gives one fetch of a partition after the other: small ones keep partitions in step.
_PARTITION_FETCH_BYTES: Final = 256 * 1024
_LONGEST_HEARTBEAT_S: Final = 1.0
_LEAVE_WITHIN_S: Final = 2.0
_LOOK_EVERY_S: Final = 5.0
_MOVED: Final = (
    CommitFailedError,
    IllegalGenerationError,
    RebalanceInProgressError,
    UnknownMemberIdError,
)


class KafkaLogReader:
    """A `LogReader` on Kafka: the client's own thread keeps the lease while a batch is processed.

    Between two polls the group may begin to share anew; this member takes part at its next poll, and
    what it commits before counts. Where it was put out of the group meanwhile, commits raise `LeaseLost`.
    """

    def __init__(
        self, address: str, topic: str, group: str, *, settings: LogSettings, lease_s: float
    ) -> None:
        self._address = address
        self._topic = topic
        self._group = group
        self._timeout_s = settings.timeout_s
        self._consumer = open_consumer(
            address,
            settings,
            group_id=group,
            session_timeout_ms=int(lease_s * 1000),
            heartbeat_interval_ms=int(min(lease_s / 3, _LONGEST_HEARTBEAT_S) * 1000),
            max_poll_interval_ms=int(_MAX_BATCH_S * 1000),
            fetch_max_bytes=_FETCH_BYTES,
            max_partition_fetch_bytes=_PARTITION_FETCH_BYTES,
        )
        try:
            with errors_of(address):
                # A member that joins before it knows the topic is given nothing, joins again, and at
                # times never comes out of that (kafka-python 3.0.12).
                self._partitions = partitions_of(self._consumer, topic, settings.timeout_s)
        except BaseException:
            self.close()
            raise
        self._consumer.subscribe([topic])
        self._heard_at = time.monotonic()
        # By partition, where what was polled and not committed begins.
        self._undone: dict[int, int] = {}

    def poll(self, max_records: int, timeout_s: float) -> list[Received]:
        """Give the next records of the partitions this member holds.

        Raises `Unreachable` where there are none because Kafka has not answered for a while.
        """
        with errors_of(self._address):
            polled = self._consumer.poll(timeout_ms=timeout_s * 1000, max_records=max_records)
            if polled:
                self._heard_at = time.monotonic()
            else:
                self._make_sure_it_answers()
        received = list(
            in_order_of_appending(map(received_from, records) for records in polled.values())
        )
        held = self.assigned()
        # While the group shares anew nobody knows what stays, and what stays keeps its place.
        if held:
            self._undone = {number: at for number, at in self._undone.items() if number in held}
        for record in received:
            self._undone.setdefault(record.position.partition, record.position.offset)
        return received

    def commit(self, next_offsets: Mapping[int, int]) -> None:
        """Mark all records before the given offset (by partition) as done."""
        if not next_offsets:
            return
        lost = sorted(next_offsets.keys() - self.assigned())
        if lost:
            raise self._lease_lost(lost)
        offsets = {
            TopicPartition(self._topic, number): OffsetAndMetadata(offset, "", -1)
            for number, offset in next_offsets.items()
        }
        with errors_of(self._address):
            try:
                self._consumer.commit(offsets, timeout_ms=self._timeout_s * 1000)
            except _MOVED as error:
                raise self._lease_lost(sorted(next_offsets)) from error
        self._heard_at = time.monotonic()
        self._undone.update(next_offsets)

    def assigned(self) -> frozenset[int]:
        """The partitions this member holds now; none while the group shares anew."""
        if self._consumer.group_metadata().state is not MemberState.STABLE:
            return frozenset()
        return frozenset(each.partition for each in self._consumer.assignment())

    def close(self) -> None:
        """Leave the group at once."""
        # Where the broker does not answer any more, the lease ends by itself.
        with suppress(KafkaError, OSError):
            self._consumer.close(autocommit=False, timeout_ms=_LEAVE_WITHIN_S * 1000)

    def _rewind(self) -> None:
        """Go back to what is committed: after a loss the caller drops all it has polled."""
        for each in self._consumer.assignment():
            if each.partition in self._undone:
                self._consumer.seek(each, self._undone[each.partition])
        self._undone.clear()

    def _lease_lost(self, partitions: list[int]) -> LeaseLost:
        self._rewind()
        return LeaseLost(
            f"Partitions {partitions} of {self._topic} have moved to another member of group "
            f"{self._group!r}."
        )

    def _make_sure_it_answers(self) -> None:
        """Ask broker and coordinator something: the client itself waits for ever without a word."""
        if time.monotonic() - self._heard_at < min(_LOOK_EVERY_S, self._timeout_s / 2):
            return
        timeout_ms = self._timeout_s * 1000
        self._consumer.end_offsets(self._partitions, timeout_ms=timeout_ms)
        # While the group shares anew, the coordinator answers nothing else: that is no outage.
        if self._consumer.group_metadata().state is not MemberState.REBALANCING:
            self._consumer.committed(self._partitions[0], timeout_ms=timeout_ms)
        self._heard_at = time.monotonic()
