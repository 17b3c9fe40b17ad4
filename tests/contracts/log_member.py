"""A member of a consumer group in a process of its own, told by lines what to do.

`python -m tests.contracts.log_member LOG TOPIC GROUP LEASE_S` (LOG: a file, or kafka://host:port)
polls until it has records and prints how many; at a line on its input it commits them and prints
`committed` or `LeaseLost`.
"""

from __future__ import annotations

import sys
from contextlib import closing
from pathlib import Path

from connectors.embedded.log import SqliteLog
from connectors.kafka_io.log import KafkaLog
from connectors.ports import Log
from schemas.errors import LeaseLost
from schemas.settings import LogSettings

SETTINGS = LogSettings(timeout_s=10.0, max_record_bytes=100_000)


def open_log(where: str, lease_s: float) -> Log:
    """Open a log at an address of the form that settings have, or in a file."""
    if where.startswith("kafka://"):
        return KafkaLog(where.removeprefix("kafka://"), SETTINGS, lease_s=lease_s)
    return SqliteLog(Path(where), SETTINGS, lease_s=lease_s)


def main(where: str, topic: str, group: str, lease_s: str) -> None:
    """Poll, say how many, and commit when told."""
    with (
        closing(open_log(where, float(lease_s))) as log,
        closing(log.reader(topic, group)) as reader,
    ):
        records = reader.poll(1000, 1.0)
        while not records:
            records = reader.poll(1000, 1.0)
        print(len(records), flush=True)  # noqa: T201  # the other process reads it
        sys.stdin.readline()
        try:
            reader.commit({each.position.partition: each.position.offset + 1 for each in records})
            outcome = "committed"
        except LeaseLost:
            outcome = "LeaseLost"
        print(outcome, flush=True)  # noqa: T201  # the other process reads it


if __name__ == "__main__":
    main(*sys.argv[1:])
