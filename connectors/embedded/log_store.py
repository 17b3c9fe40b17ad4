"""The embedded log's file: its tables and its transactions."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from connectors.embedded.sqlite_files import open_sqlite, sqlite_errors
from schemas.errors import Fatal

# A record's row id is its partition's id and its offset in one number: a partition is one range of
# the table, and SQLite needs no second index.
OFFSET_BITS: Final = 40

_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS partitions (
    id INTEGER PRIMARY KEY,
    topic TEXT NOT NULL,
    number INTEGER NOT NULL,
    next_offset INTEGER NOT NULL DEFAULT 0,
    UNIQUE (topic, number)
);
CREATE TABLE IF NOT EXISTS records (
    id INTEGER PRIMARY KEY,
    appended_at_us INTEGER NOT NULL,
    key BLOB NOT NULL,
    value BLOB NOT NULL
);
CREATE TABLE IF NOT EXISTS members (
    joined INTEGER PRIMARY KEY AUTOINCREMENT,
    member TEXT NOT NULL UNIQUE,
    topic TEXT NOT NULL,
    consumer_group TEXT NOT NULL,
    expires_at_us INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS leases (
    consumer_group TEXT NOT NULL,
    partition_id INTEGER NOT NULL,
    member TEXT NOT NULL,
    PRIMARY KEY (consumer_group, partition_id)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS commits (
    consumer_group TEXT NOT NULL,
    partition_id INTEGER NOT NULL,
    next_offset INTEGER NOT NULL,
    PRIMARY KEY (consumer_group, partition_id)
) WITHOUT ROWID;
"""


class LogFile:
    """One connection to the file, used by one thread at a time.

    Every commit is on the disk when it returns (WAL with synchronous=FULL). Waits at most `timeout_s`
    for other writers.
    """

    def __init__(self, path: Path, timeout_s: float) -> None:
        self.path = path
        self._lock = threading.Lock()
        with sqlite_errors(f"The log {path}"):
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
                self._db = open_sqlite(path, timeout_s)
            except OSError as error:
                raise Fatal(f"The log {path} can't be opened: {error}. Check data_dir.") from None
            try:
                self._db.executescript(_SCHEMA)
            except BaseException:
                self._db.close()
                raise

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Lend the connection for reads that need not agree with each other."""
        with self._lock, sqlite_errors(f"The log {self.path}"):
            yield self._db

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Lend the connection for one transaction: all of it is durable, or nothing is."""
        with self._lock, sqlite_errors(f"The log {self.path}"):
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise

    def close(self) -> None:
        """Release the file."""
        with self._lock:
            self._db.close()


def partition_ids(db: sqlite3.Connection, topic: str) -> dict[int, int]:
    """Give {partition: its id} of a topic; empty where there is no such topic yet."""
    rows = db.execute("SELECT number, id FROM partitions WHERE topic = ? ORDER BY number", (topic,))
    return dict(rows.fetchall())


def create_topic(db: sqlite3.Connection, topic: str, partitions: int) -> dict[int, int]:
    """Give {partition: its id}, creating the topic where it is not there; inside a transaction."""
    existing = partition_ids(db, topic)
    if existing:
        return existing
    db.executemany(
        "INSERT INTO partitions (topic, number) VALUES (?, ?)",
        [(topic, number) for number in range(partitions)],
    )
    return partition_ids(db, topic)
