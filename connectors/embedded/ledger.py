"""The ledger: the books of all batches, kept beside the offsets they account for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Final

import msgspec

from connectors.embedded.sqlite_files import open_sqlite, sqlite_errors
from schemas.books import Books
from schemas.errors import LeaseLost

_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS ledger (
    consumer_group TEXT NOT NULL,
    topic TEXT NOT NULL,
    partition INTEGER NOT NULL,
    settled BLOB NOT NULL,
    pending BLOB,
    PRIMARY KEY (consumer_group, topic, partition)
) WITHOUT ROWID;
"""
_LOCK_WAIT_S: Final = 30.0


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """The books of the records [first_offset, next_offset) of one partition."""

    topic: str
    partition: int
    first_offset: int
    next_offset: int
    books: Books

    def followed_by(self, later: Entry) -> Entry:
        """Give both as one."""
        return msgspec.structs.replace(
            self, next_offset=later.next_offset, books=self.books + later.books
        )


class Ledger:
    """Books by partition, in one SQLite file that several processes share.

    A batch is entered before its offsets are committed and settled after that. Where the process dies
    in between, either the batch comes again, from the same offset, and its new entry replaces the old
    one; or the next one comes, which shows that it was committed. No record is counted twice.
    """

    def __init__(self, path: Path) -> None:
        self._what = f"The ledger {path}"
        with sqlite_errors(self._what):
            self._db = open_sqlite(path, _LOCK_WAIT_S)
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

    def enter(
        self, group: str, entries: Sequence[Entry], committed: Callable[[], Mapping[int, int]]
    ) -> None:
        """Write the books of a batch, one entry a partition, all or nothing.

        `committed` gives the log's next offsets by partition; it is asked only where an entry lies
        before what is settled. Raises `LeaseLost` where its records are committed already: this
        process slept, and another one has done them.
        """
        with self._writing():
            for entry in entries:
                settled, pending = self._read(group, entry)
                if pending is not None and pending.next_offset <= entry.first_offset:
                    settled = settled.followed_by(pending)
                if entry.first_offset < settled.next_offset <= committed().get(entry.partition, 0):
                    raise LeaseLost(
                        f"Partition {entry.partition} of {entry.topic}: another process has done "
                        f"its records from {entry.first_offset} on."
                    )
                self._write(group, settled, entry)

    def settle(self, group: str, entries: Sequence[Entry]) -> None:
        """Say that the offsets of an entered batch are committed."""
        with self._writing():
            for entry in entries:
                settled, _ = self._read(group, entry)
                self._write(group, settled.followed_by(entry), None)

    def totals(self) -> Mapping[str, Books]:
        """Give the books of each group, over everything it has processed."""
        totals: dict[str, Books] = {}
        with sqlite_errors(self._what):
            rows = self._db.execute(
                "SELECT consumer_group, settled, pending FROM ledger"
            ).fetchall()
        for group, *entries in rows:
            for entry in filter(None, entries):
                totals[group] = totals.get(group, Books()) + _decode(entry).books
        return totals

    @contextmanager
    def _writing(self) -> Iterator[None]:
        with sqlite_errors(self._what):
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise

    def _read(self, group: str, like: Entry) -> tuple[Entry, Entry | None]:
        """Give what is settled of the entry's partition, and what is pending."""
        row = self._db.execute(
            "SELECT settled, pending FROM ledger "
            "WHERE consumer_group = ? AND topic = ? AND partition = ?",
            (group, like.topic, like.partition),
        ).fetchone()
        if row is None:
            start = like.first_offset
            return msgspec.structs.replace(like, next_offset=start, books=Books()), None
        return _decode(row[0]), _decode(row[1]) if row[1] else None

    def _write(self, group: str, settled: Entry, pending: Entry | None) -> None:
        self._db.execute(
            "INSERT OR REPLACE INTO ledger VALUES (?, ?, ?, ?, ?)",
            (
                group,
                settled.topic,
                settled.partition,
                msgspec.json.encode(settled),
                msgspec.json.encode(pending) if pending else None,
            ),
        )


def _decode(entry: bytes) -> Entry:
    return msgspec.json.decode(entry, type=Entry)
