"""The state of deduplication in one SQLite file, shared by the processes of a machine."""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Final

import msgspec

from pipelines.dedupe.reducer import STATE_VERSION, ArticleState, reduce
from pipelines.dedupe.verdict import Verdict
from schemas.articles import Article

_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS articles (
    key TEXT PRIMARY KEY,
    state BLOB NOT NULL,
    observed_s INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS articles_by_time ON articles (observed_s);
"""
_LOCK_WAIT_S: Final = 60.0

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(ArticleState).decode


class DedupeStore:
    """Decides articles one after another; what was decided is durable after `commit`.

    The first decision after a commit takes the file's write lock, so a batch is decided in one go.
    Articles not observed for `keep` (of event time) are forgotten. Not thread-safe.
    """

    def __init__(self, path: Path, *, keep: timedelta = timedelta(days=400)) -> None:
        self._db = sqlite3.connect(
            path, timeout=_LOCK_WAIT_S, isolation_level=None, check_same_thread=False
        )
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = FULL")
        self._db.executescript(_SCHEMA)
        self._keep = keep
        self._latest: datetime | None = None

    def __enter__(self) -> DedupeStore:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def decide(self, article: Article, position: str) -> Verdict:
        """Decide one observation; `position` is where its record stands in the log."""
        if not self._db.in_transaction:
            self._db.execute("BEGIN IMMEDIATE")
        key = f"{STATE_VERSION}/{article.id}"
        row = self._db.execute("SELECT state FROM articles WHERE key = ?", (key,)).fetchone()
        state, verdict = reduce(_decode(row[0]) if row else None, article, position)
        self._db.execute(
            "INSERT INTO articles VALUES (?, ?, ?) ON CONFLICT (key)"
            " DO UPDATE SET state = excluded.state, observed_s = excluded.observed_s",
            (key, _encode(state), int(state.observed_at.timestamp())),
        )
        if self._latest is None or article.observed_at > self._latest:
            self._latest = article.observed_at
        return verdict

    def commit(self) -> None:
        """Make all verdicts since the last commit durable, and forget what has become too old."""
        if self._latest is not None:
            horizon_s = int((self._latest - self._keep).timestamp())
            self._db.execute("DELETE FROM articles WHERE observed_s < ?", (horizon_s,))
        if self._db.in_transaction:
            self._db.execute("COMMIT")

    def rollback(self) -> None:
        """Forget all verdicts since the last commit."""
        if self._db.in_transaction:
            self._db.execute("ROLLBACK")

    def close(self) -> None:
        """Release the file; verdicts not committed are forgotten."""
        self.rollback()
        self._db.close()
