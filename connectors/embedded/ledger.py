"""The ledger: the books of all batches, kept beside the offsets they account for."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from types import TracebackType

import msgspec

from schemas.books import Books

_SCHEMA = """
CREATE TABLE IF NOT EXISTS entries (
    consumer_group TEXT NOT NULL,
    topic TEXT NOT NULL,
    partition INTEGER NOT NULL,
    first_offset INTEGER NOT NULL,
    next_offset INTEGER NOT NULL,
    books BLOB NOT NULL,
    PRIMARY KEY (consumer_group, topic, partition, first_offset)
) WITHOUT ROWID
"""


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """The books of the records [first_offset, next_offset) of one partition."""

    topic: str
    partition: int
    first_offset: int
    next_offset: int
    books: Books


class Ledger:
    """Books by range of offsets, in one SQLite file that several processes share.

    A batch is entered just before its offsets are committed. Where the process dies in between, the
    batch comes again from the same first offset and its new entry replaces the old one, so that no
    record is ever accounted for twice. What lies before a batch is settled and kept as one sum.
    """

    def __init__(self, path: Path) -> None:
        self._db = sqlite3.connect(path, timeout=30, isolation_level=None, check_same_thread=False)
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = FULL")
        self._db.execute(_SCHEMA)

    def __enter__(self) -> Ledger:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Release the file."""
        self._db.close()

    def enter(self, group: str, entries: list[Entry]) -> None:
        """Write the books of a batch, one entry a partition, all or nothing."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            for entry in entries:
                self._settle_before(group, entry)
                self._write(group, entry)
            self._db.execute("COMMIT")
        except BaseException:
            self._db.execute("ROLLBACK")
            raise

    def totals(self) -> Mapping[str, Books]:
        """Give the books of each group, over everything it has processed."""
        totals: dict[str, Books] = {}
        with closing(self._db.execute("SELECT consumer_group, books FROM entries")) as rows:
            for group, books in rows:
                totals[group] = totals.get(group, Books()) + _decode(books)
        return totals

    def _settle_before(self, group: str, entry: Entry) -> None:
        """Drop what the batch replaces, and add up what lies before it."""
        key = (group, entry.topic, entry.partition)
        where = "consumer_group = ? AND topic = ? AND partition = ?"
        self._db.execute(
            f"DELETE FROM entries WHERE {where} AND first_offset >= ?",  # noqa: S608  # constant text
            (*key, entry.first_offset),
        )
        rows = self._db.execute(
            f"SELECT first_offset, next_offset, books FROM entries WHERE {where}",  # noqa: S608
            key,
        ).fetchall()
        if len(rows) < 2:
            return
        self._db.execute(f"DELETE FROM entries WHERE {where}", key)  # noqa: S608
        settled = Entry(
            topic=entry.topic,
            partition=entry.partition,
            first_offset=min(row[0] for row in rows),
            next_offset=max(row[1] for row in rows),
            books=sum((_decode(row[2]) for row in rows), Books()),
        )
        self._write(group, settled)

    def _write(self, group: str, entry: Entry) -> None:
        self._db.execute(
            "INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?)",
            (
                group,
                entry.topic,
                entry.partition,
                entry.first_offset,
                entry.next_offset,
                msgspec.json.encode(entry.books),
            ),
        )


def _decode(books: bytes) -> Books:
    return msgspec.json.decode(books, type=Books)
