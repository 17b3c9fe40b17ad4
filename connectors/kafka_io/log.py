"""The log on Kafka."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from typing import Final

import msgspec
from kafka import KafkaAdminClient

from connectors.kafka_io.appending import Appender
from connectors.kafka_io.browsing import Browser, bounds
from connectors.kafka_io.clients import errors_of, open_admin, open_consumer, within
from connectors.kafka_io.reader import KafkaLogReader
from connectors.kafka_io.topics import create_topic
from connectors.ports import LogRecord, Position, Received, Refused, ServerInfo
from schemas.errors import DatelineError, Unreachable
from schemas.settings import LogSettings

LEASE_S: Final = 15.0
_DESCRIBE_WITHIN_S: Final = 5.0


class KafkaLog:
    """A `Log` on Kafka: acknowledged by all replicas, idempotent, partitions chosen by the key's hash.

    `address`: `host:port`, several divided by commas. `lease_s`: how long a member that died keeps its
    partitions. Safe to share by threads. Raises `Unreachable` where no broker answers within
    `settings.timeout_s`, `Fatal` where the cluster refuses what the settings ask for.
    """

    def __init__(self, address: str, settings: LogSettings, *, lease_s: float = LEASE_S) -> None:
        self._address = address
        self._settings = settings
        self._lease_s = lease_s
        self._appender = Appender(address, settings)
        self._browser = Browser(address, settings)
        self._known: set[str] = set()
        self._creating = threading.Lock()

    def append(self, topic: str, records: Sequence[LogRecord]) -> list[Position | Refused]:
        """Append records and wait until all replicas in sync have them; one result a record."""
        if not records:
            return []
        self._create(topic)
        try:
            return self._appender.append(topic, records)
        except Unreachable:
            # The topic itself may be gone: look again before the next try.
            self._known.discard(topic)
            raise

    def reader(self, topic: str, group: str) -> KafkaLogReader:
        """Join a consumer group; a new group starts at the oldest record."""
        self._create(topic)
        return KafkaLogReader(
            self._address, topic, group, settings=self._settings, lease_s=self._lease_s
        )

    def scan(self, topic: str) -> Iterator[Received]:
        """Give every record from the oldest up to the ends at the time of the call."""
        return self._browser.scan(topic)

    def fetch(self, position: Position) -> Received | None:
        """Give one record, None where it is not (or no longer) in the log."""
        return self._browser.fetch(position)

    def backlog(self, topic: str, group: str) -> Mapping[int, tuple[int, int]]:
        """For each partition (next offset to process, end offset); empty for an unknown topic."""
        timeout_s = self._settings.timeout_s
        with (
            errors_of(self._address),
            closing(open_consumer(self._address, self._settings, group_id=group)) as consumer,
        ):
            standing = {}
            for each, (oldest, end) in bounds(consumer, topic, timeout_s).items():
                done = consumer.committed(each, timeout_ms=timeout_s * 1000) or 0
                # What retention has let go can't be processed any more: it is no backlog.
                standing[each.partition] = (max(done, oldest), end)
        return standing

    def describe(self) -> ServerInfo:
        """Say which cluster answers and what is in it; never raises."""
        patience_s = min(_DESCRIBE_WITHIN_S, self._settings.timeout_s)
        settings = msgspec.structs.replace(self._settings, timeout_s=patience_s)
        try:
            with errors_of(self._address), closing(open_admin(self._address, settings)) as admin:
                brokers, topics, release = _look(admin)
        except DatelineError as error:
            return ServerInfo(
                address=self._address,
                reachable=False,
                detail=str(error),
                remedy="Start the broker (`dateline services up`), or change `log` in the settings.",
            )
        ours = ", ".join(
            f"{name}: {count} partitions"
            for name, count in sorted(topics.items())
            if not name.startswith("__")
        )
        return ServerInfo(
            address=self._address,
            reachable=True,
            version="Kafka " + ".".join(str(part) for part in release),
            detail=f"{brokers} broker(s); {ours or 'no topics yet'}",
        )

    def close(self) -> None:
        """Wait for what is in flight and disconnect; readers are closed on their own."""
        self._appender.close()
        self._browser.close()

    def _create(self, topic: str) -> None:
        with self._creating:
            if topic in self._known:
                return
            with (
                errors_of(self._address),
                closing(open_admin(self._address, self._settings)) as admin,
            ):
                within(self._settings.timeout_s, lambda: create_topic(admin, topic, self._settings))
            self._known.add(topic)


def _look(admin: KafkaAdminClient) -> tuple[int, dict[str, int], tuple[int, ...]]:
    """Give the number of brokers, {topic: number of partitions} and the release."""
    brokers = admin.describe_cluster()["brokers"]
    topics = {each["name"]: len(each["partitions"]) for each in admin.describe_topics()}
    release = admin.get_broker_version_data(brokers[0]["broker_id"]).broker_version
    return len(brokers), topics, release
