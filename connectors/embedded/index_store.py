"""The documents of the embedded index: one SQLite file, the truth that tantivy is built from.

Every write gives its document the next sequence number, so that "what has come since" is one range.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from connectors.embedded.sqlite_files import open_sqlite, sqlite_errors
from connectors.index_amendments import settle
from connectors.index_fields import fault_of
from connectors.ports import Amended, Upserted
from schemas import wire
from schemas.enriched import EnrichedArticle
from schemas.errors import Fatal
from schemas.relations import Amendment

_BUSY_TIMEOUT_S: Final = 30.0
_CHUNK: Final = 500
_AMENDED_AT_ONCE: Final = 50
_IF_DAMAGED: Final = (
    "restore a copy of its folder, or move that away and run `dateline reindex --from-log`"
)
_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS documents (
    sequence INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    version INTEGER NOT NULL,
    document BLOB NOT NULL
)
"""

_STORED: Final = Upserted("stored")
_UNCHANGED: Final = Upserted("unchanged")
_STALE: Final = Upserted("stale")


class DocumentStore:
    """Documents by id and by sequence number; several processes read while one writes."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.RLock()
        with self._errors():
            path.parent.mkdir(parents=True, exist_ok=True)
            self._db = open_sqlite(path, _BUSY_TIMEOUT_S)
            try:
                self._db.execute(_SCHEMA)
            except BaseException:
                self._db.close()
                raise

    def close(self) -> None:
        """Release the file."""
        with self._lock:
            self._db.close()

    def upsert(self, documents: Sequence[EnrichedArticle]) -> list[Upserted]:
        """Write what is newer than what is there, all in one transaction, durable on return."""
        with self._writing():
            return self._write(documents)

    def amend(self, amendments: Sequence[Amendment]) -> list[Amended]:
        """Replace what documents say of their relations, all in one transaction."""
        outcomes: list[Amended] = []
        with self._writing():
            # In small steps: many documents held at once cost a third more, in collecting garbage.
            for start in range(0, len(amendments), _AMENDED_AT_ONCE):
                outcomes += self._amend(amendments[start : start + _AMENDED_AT_ONCE])
        return outcomes

    def _amend(self, amendments: Sequence[Amendment]) -> list[Amended]:
        stored = self._by_ids(sorted({each.article_id for each in amendments}))
        outcomes, changed = settle(stored, amendments)
        self._put(
            (article_id, document.version, wire.encode(document))
            for article_id, document in changed.items()
        )
        return outcomes

    def _by_ids(self, ids: Sequence[str]) -> dict[str, EnrichedArticle]:
        found: dict[str, EnrichedArticle] = {}
        for start in range(0, len(ids), _CHUNK):
            chunk = ids[start : start + _CHUNK]
            marks = ",".join("?" * len(chunk))
            statement = f"SELECT id, document FROM documents WHERE id IN ({marks})"  # noqa: S608
            found.update((row[0], self._decode(row[1])) for row in self._all(statement, chunk))
        return found

    def _put(self, rows: Iterable[tuple[str, int, bytes]]) -> None:
        first = self.last_sequence() + 1
        self._db.executemany(
            "INSERT OR REPLACE INTO documents (sequence, id, version, document) VALUES (?, ?, ?, ?)",
            ((first + n, *row) for n, row in enumerate(rows)),
        )

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Hold the write lock for one transaction."""
        with self._lock, self._errors():
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._db.execute("COMMIT")
            except BaseException:
                self._db.execute("ROLLBACK")
                raise

    def _write(self, documents: Sequence[EnrichedArticle]) -> list[Upserted]:
        outcomes: list[Upserted] = []
        rows: dict[str, tuple[str, int, bytes]] = {}
        versions = self._versions([each.article.id for each in documents if not fault_of(each)])
        for document in documents:
            article_id, version = document.article.id, document.version
            fault = fault_of(document)
            known = None if fault else versions.get(article_id)
            if fault is None and (known is None or known < version):
                try:
                    rows[article_id] = (article_id, version, wire.encode(document))
                    versions[article_id] = version
                except UnicodeEncodeError as error:
                    fault = f"The document holds what is no Unicode text: {error}"
            if fault is not None:
                outcomes.append(Upserted("refused", fault))
            elif known is None or known < version:
                outcomes.append(_STORED)
            else:
                outcomes.append(_UNCHANGED if known == version else _STALE)
        self._put(rows.values())
        return outcomes

    def _versions(self, ids: Sequence[str]) -> dict[str, int]:
        versions: dict[str, int] = {}
        for start in range(0, len(ids), _CHUNK):
            chunk = ids[start : start + _CHUNK]
            marks = ",".join("?" * len(chunk))
            rows = self._db.execute(
                f"SELECT id, version FROM documents WHERE id IN ({marks})",  # noqa: S608  # marks
                chunk,
            )
            versions.update(rows.fetchall())
        return versions

    def get(self, article_id: str) -> EnrichedArticle | None:
        """Give the document of an article."""
        rows = self._all("SELECT document FROM documents WHERE id = ?", (article_id,))
        return self._decode(rows[0][0]) if rows else None

    def by_sequence(self, sequences: Sequence[int]) -> dict[int, EnrichedArticle]:
        """Give the documents that still stand at these sequence numbers."""
        found: dict[int, EnrichedArticle] = {}
        for start in range(0, len(sequences), _CHUNK):
            chunk = sequences[start : start + _CHUNK]
            marks = ",".join("?" * len(chunk))
            statement = f"SELECT sequence, document FROM documents WHERE sequence IN ({marks})"  # noqa: S608
            found.update((row[0], self._decode(row[1])) for row in self._all(statement, chunk))
        return found

    def ids_by_sequence(self, sequences: Sequence[int]) -> list[str]:
        """Give the ids that stand at these sequence numbers, in their own order."""
        ids: list[str] = []
        for start in range(0, len(sequences), _CHUNK):
            chunk = sequences[start : start + _CHUNK]
            marks = ",".join("?" * len(chunk))
            statement = f"SELECT id FROM documents WHERE sequence IN ({marks})"  # noqa: S608
            ids.extend(row[0] for row in self._all(statement, chunk))
        return sorted(ids)

    def after(self, sequence: int) -> Iterator[tuple[int, EnrichedArticle]]:
        """Give the documents written after this sequence number; writers are not kept waiting."""
        while True:
            rows = self._all(
                "SELECT sequence, document FROM documents WHERE sequence > ? "
                "ORDER BY sequence LIMIT ?",
                (sequence, _CHUNK),
            )
            # Read one by one: a document that is let go at once costs no collection of garbage.
            for sequence, data in rows:
                yield sequence, self._decode(data)
            if len(rows) < _CHUNK:
                return

    def scan(self) -> Iterator[EnrichedArticle]:
        """Give all documents in the order of their ids; writers are not kept waiting."""
        last = ""
        while True:
            rows = self._all(
                "SELECT id, document FROM documents WHERE id > ? ORDER BY id LIMIT ?",
                (last, _CHUNK),
            )
            for row in rows:
                yield self._decode(row[1])
            if len(rows) < _CHUNK:
                return
            last = rows[-1][0]

    def count(self) -> int:
        """The number of documents."""
        return int(self._all("SELECT count(*) FROM documents")[0][0])

    def last_sequence(self) -> int:
        """The highest sequence number given; 0 where there is no document."""
        return int(self._all("SELECT coalesce(max(sequence), 0) FROM documents")[0][0])

    def _all(self, statement: str, values: Sequence[str | int] = ()) -> list[Any]:
        with self._lock, self._errors():
            return self._db.execute(statement, values).fetchall()

    def _decode(self, data: bytes) -> EnrichedArticle:
        document = wire.decode(data, EnrichedArticle)
        if isinstance(document, wire.WireError):
            raise Fatal(
                f"{self._path}: a stored document can't be read: {document.message} "
                "Was it written by a newer version of dateline?"
            )
        return document

    @contextmanager
    def _errors(self) -> Iterator[None]:
        """Map SQLite's errors to ours: what may pass by itself is `Unreachable`."""
        try:
            with sqlite_errors(f"The index {self._path}", _IF_DAMAGED):
                yield
        except OSError as error:
            raise Fatal(f"The index {self._path} can't be opened: {error}.") from error
