"""The feeds and what is remembered of them: one SQLite file, shared by collector and commands."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Final

import msgspec

from connectors.feeds.decide import Decision
from connectors.feeds.feed_state import FeedState
from connectors.feeds.parse_text import host_of

# An entry that has been out of its feed for so long counts as new when it comes back.
FORGET_AFTER: Final = timedelta(days=60)
_BUSY_TIMEOUT_S: Final = 30.0
_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS feeds (
    url TEXT PRIMARY KEY,
    host TEXT NOT NULL,
    next_poll_at REAL NOT NULL,
    stopped INTEGER NOT NULL,
    state BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS feeds_due ON feeds (stopped, next_poll_at);
CREATE TABLE IF NOT EXISTS seen (
    url TEXT NOT NULL REFERENCES feeds (url) ON DELETE CASCADE,
    key BLOB NOT NULL,
    hash BLOB NOT NULL,
    last_seen REAL NOT NULL,
    PRIMARY KEY (url, key)
) WITHOUT ROWID;
"""


class FeedStore:
    """Feeds by URL, when each is due, and which entries were emitted.

    Safe for several threads of one process and for several processes. Raises `sqlite3.Error` where
    the file can't be used.
    """

    def __init__(self, path: Path) -> None:
        self._lock = threading.Lock()
        self._db = sqlite3.connect(
            path, timeout=_BUSY_TIMEOUT_S, isolation_level=None, check_same_thread=False
        )
        try:
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA synchronous = NORMAL")
            self._db.execute("PRAGMA foreign_keys = ON")
            self._db.executescript(_SCHEMA)
        except sqlite3.Error:
            self._db.close()
            raise

    def __enter__(self) -> FeedStore:
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
        with self._lock:
            self._db.close()

    def add(self, urls: Iterable[str], *, now: datetime) -> list[str]:
        """Add feeds, due at once; gives those that were not there yet, in their order."""
        added = []
        with self._transaction():
            for url in dict.fromkeys(urls):
                state = FeedState(url=url, next_poll_at=now)
                cursor = self._db.execute(
                    "INSERT INTO feeds VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING", _row(state)
                )
                if cursor.rowcount:
                    added.append(url)
        return added

    def remove(self, url: str) -> bool:
        """Forget a feed and its entries; gives whether it was there."""
        with self._transaction():
            return bool(self._db.execute("DELETE FROM feeds WHERE url = ?", (url,)).rowcount)

    def feeds(self) -> list[FeedState]:
        """Give all feeds, by URL."""
        with self._lock:
            rows = self._db.execute("SELECT state FROM feeds ORDER BY url").fetchall()
        return [_decode(row[0]) for row in rows]

    def get(self, url: str) -> FeedState | None:
        """Give one feed."""
        with self._lock:
            row = self._db.execute("SELECT state FROM feeds WHERE url = ?", (url,)).fetchone()
        return _decode(row[0]) if row else None

    def rouse(self, now: datetime) -> int:
        """Make feeds due that were asked after `now`, as the clock has been set back; gives how many."""
        ahead = [state for state in self.feeds() if (state.last_poll_at or now) > now]
        with self._transaction():
            self._db.executemany(
                "UPDATE feeds SET next_poll_at = ? WHERE url = ?",
                [(now.timestamp(), state.url) for state in ahead],
            )
        return len(ahead)

    def due(
        self, now: datetime, *, busy_hosts: Iterable[str], without: Iterable[str], limit: int
    ) -> list[FeedState]:
        """Give at most `limit` due feeds, the longest due first, at most one a host.

        Feeds of `busy_hosts` and the URLs `without` are left out.
        """
        with self._lock:
            rows = self._db.execute(
                "SELECT state, MIN(next_poll_at) AS due_at FROM feeds"
                " WHERE stopped = 0 AND next_poll_at <= ?"
                " AND host NOT IN (SELECT value FROM json_each(?))"
                " AND url NOT IN (SELECT value FROM json_each(?))"
                " GROUP BY host ORDER BY due_at LIMIT ?",
                (now.timestamp(), _json(busy_hosts), _json(without), limit),
            ).fetchall()
        return [_decode(row[0]) for row in rows]

    def count_due(self, now: datetime, *, without: Iterable[str]) -> int:
        """Give how many feeds are due, those `without` left out."""
        with self._lock:
            row = self._db.execute(
                "SELECT COUNT(*) FROM feeds WHERE stopped = 0 AND next_poll_at <= ?"
                " AND url NOT IN (SELECT value FROM json_each(?))",
                (now.timestamp(), _json(without)),
            ).fetchone()
        return int(row[0])

    def seen(self, url: str, keys: Sequence[bytes]) -> Mapping[bytes, bytes]:
        """Give the content hash of those entry keys of a feed that were emitted before."""
        wanted = frozenset(keys)
        with self._lock:
            rows = self._db.execute("SELECT key, hash FROM seen WHERE url = ?", (url,)).fetchall()
        return {key: digest for key, digest in rows if key in wanted}

    def settle(self, decision: Decision, *, now: datetime) -> None:
        """Write what a decision says, all or nothing; a feed removed meanwhile stays removed."""
        state = decision.state
        url, host, next_poll_at, stopped, blob = _row(state)
        with self._transaction():
            cursor = self._db.execute(
                "UPDATE feeds SET host = ?, next_poll_at = ?, stopped = ?, state = ? WHERE url = ?",
                (host, next_poll_at, stopped, blob, url),
            )
            if not cursor.rowcount or not decision.seen:
                return
            at = now.timestamp()
            self._db.executemany(
                "INSERT INTO seen VALUES (?, ?, ?, ?) ON CONFLICT (url, key)"
                " DO UPDATE SET hash = excluded.hash, last_seen = excluded.last_seen",
                [(url, key, digest, at) for key, digest in decision.seen.items()],
            )
            self._db.execute(
                "DELETE FROM seen WHERE url = ? AND last_seen < ?",
                (url, (now - FORGET_AFTER).timestamp()),
            )

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with self._lock:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")


def host_key(state: FeedState) -> str:
    """Give what politeness goes by: the host that is asked."""
    return host_of(state.address) or ""


def _row(state: FeedState) -> tuple[str, str, float, int, bytes]:
    due_at = state.next_poll_at.astimezone(UTC).timestamp()
    blob = msgspec.json.encode(state)
    return state.url, host_key(state), due_at, int(state.stopped is not None), blob


def _decode(blob: bytes) -> FeedState:
    return msgspec.json.decode(blob, type=FeedState)


def _json(values: Iterable[str]) -> str:
    return msgspec.json.encode(list(values)).decode()
