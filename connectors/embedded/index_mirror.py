"""The tantivy index beside the documents: built from them, caught up with them, repaired from them.

What it has is read from itself: the highest sequence number it holds. A crash between SQLite's commit
and tantivy's therefore only leaves it behind, and whoever opens or searches next catches up.
"""

from __future__ import annotations

import fcntl
import logging
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, TypeVar

import tantivy

from connectors.embedded.freed_memory import return_freed_memory
from connectors.embedded.index_schema import (
    ARTICLE,
    SCHEMA_VERSION,
    DocumentWriter,
    build_schema,
    register,
)
from connectors.embedded.index_store import DocumentStore
from schemas.errors import Fatal, Unreachable

T = TypeVar("T")
Progress = Callable[[int, int], None]

_log = logging.getLogger("dateline")
_HEAP_BYTES: Final = 32 * 1024 * 1024
_THREADS: Final = 1  # a second one costs a quarter more CPU, and only a rebuild would wait for it
_PROGRESS_EVERY: Final = 1000
_COMMIT_EVERY: Final = 50_000
_LOCK_TIMEOUT_S: Final = 60.0
_POLL_S: Final = 0.02
_DAMAGE: Final = (
    "corrupt",
    "io error",
    "ioerror",
    "file",
    "schema",
    "open",
    "not stored",
    "version",
)


class Mirror:
    """A tantivy index of a document store; any process may search, one at a time writes."""

    def __init__(self, folder: Path, store: DocumentStore) -> None:
        self._folder = folder / f"tantivy-{SCHEMA_VERSION}"
        self._lock_path = folder / "tantivy.lock"
        self._store = store
        self._schema = build_schema()
        self._documents = DocumentWriter()
        self._thread_lock = threading.RLock()
        self._watermark = 0
        self._index = self._opened_or_built()

    @property
    def schema(self) -> Any:
        """The tantivy schema."""
        return self._schema

    def read(self, search: Callable[[Any], T]) -> T:
        """Search with a tantivy searcher that has what is stored, unless another process is at it."""
        try:
            self.catch_up(wait=False)
            return search(self._index.searcher())
        except BaseException as error:  # tantivy's panics are no Exceptions
            if not _is_damage(error):
                raise
            self._repair(error)
        return search(self._index.searcher())

    def catch_up(self, *, wait: bool) -> None:
        """Index what was stored until now; where another process is doing so, wait for it or leave it."""
        with self._thread_lock:
            target = self._store.last_sequence()
            deadline = time.monotonic() + _LOCK_TIMEOUT_S
            while not self._has(target):
                with self._writing(wait=False) as free:
                    if free:
                        self._reload()
                        self._add_after(self._watermark)
                if free or not wait:
                    return
                if time.monotonic() > deadline:
                    raise self._too_busy()
                # A busy writer may never leave the lock to us, but it indexes what we wait for.
                time.sleep(_POLL_S)

    def rebuild(self, on_progress: Progress | None = None) -> int:
        """Build it anew from the documents; searches see the old state until it is done."""
        with self._thread_lock, self._writing(wait=True):
            try:
                writer = self._index.writer(_HEAP_BYTES, _THREADS)
                writer.delete_all_documents()
            except ValueError:
                self._start_anew()
                writer = self._index.writer(_HEAP_BYTES, _THREADS)
            count = self._fill(writer, 0, on_progress, commit_every=None)
            self._reload()
        return count

    def _has(self, sequence: int) -> bool:
        if sequence <= self._watermark:
            return True
        self._reload()
        return sequence <= self._watermark

    def _reload(self) -> None:
        self._index.reload()
        self._watermark = _watermark(self._index)

    def _add_after(self, sequence: int) -> None:
        if self._store.last_sequence() <= sequence:
            return
        self._fill(
            self._index.writer(_HEAP_BYTES, _THREADS), sequence, None, commit_every=_COMMIT_EVERY
        )
        self._reload()

    def _fill(
        self, writer: Any, sequence: int, on_progress: Progress | None, commit_every: int | None
    ) -> int:
        total = self._store.count() if on_progress else 0
        done = 0
        replacing = sequence > 0
        for number, document in self._store.after(sequence):
            if replacing:
                writer.delete_documents_by_term("id", document.article.id)
            for each in self._documents.documents(number, document):
                writer.add_document(each)
            done += 1
            if on_progress is not None and done % _PROGRESS_EVERY == 0:
                on_progress(done, max(total, done))
            if commit_every is not None and done % commit_every == 0:
                writer.commit()
                replacing = True
        if on_progress is not None:
            on_progress(done, max(total, done))
        writer.commit()
        writer.wait_merging_threads()
        return_freed_memory()
        return done

    def _opened_or_built(self) -> Any:
        try:
            return self._open()
        except BaseException as error:  # tantivy's panics are no Exceptions
            if not _is_damage(error):
                raise
            _log.warning("The search index can't be opened (%s).", _first_line(error))
        with self._writing(wait=True):
            self._start_anew()
        return self._index

    def _open(self) -> Any:
        if not self._folder.is_dir() and self._store.last_sequence():
            _log.warning("The search index is missing: building it from the documents.")
        self._folder.mkdir(parents=True, exist_ok=True)
        index = tantivy.Index(self._schema, path=str(self._folder))
        register(index)
        self._watermark = _watermark(index)
        if self._watermark > self._store.last_sequence():
            raise ValueError("it holds documents that are not stored")
        return index

    def _start_anew(self) -> None:
        _log.warning("Building the search index anew from %d documents.", self._store.count())
        shutil.rmtree(self._folder, ignore_errors=True)
        self._index = self._open()

    def _repair(self, error: BaseException) -> None:
        _log.warning("The search index is damaged (%s).", _first_line(error))
        with self._thread_lock, self._writing(wait=True):
            try:
                self._start_anew()
                self._add_after(0)
            except (ValueError, OSError) as again:
                raise Fatal(
                    f"The search index in {self._folder} can't be built: {again}. Free disk space, or "
                    "delete that folder, then run `dateline reindex`."
                ) from again

    @contextmanager
    def _writing(self, *, wait: bool) -> Iterator[bool]:
        """Hold the writer's lock; gives False where another process has it and waiting is unwanted.

        Our own lock and not tantivy's: it outlives the folder it protects. The kernel frees it when
        a process dies.
        """
        with self._lock_path.open("a") as lock:
            free = _taken(lock.fileno())
            deadline = time.monotonic() + _LOCK_TIMEOUT_S
            while wait and not free:
                if time.monotonic() > deadline:
                    raise self._too_busy()
                time.sleep(_POLL_S)
                free = _taken(lock.fileno())
            yield free

    def _too_busy(self) -> Unreachable:
        return Unreachable(
            f"Another process has been writing {self._folder} for over {_LOCK_TIMEOUT_S:.0f} s."
        )


def _taken(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _watermark(index: Any) -> int:
    """Give the highest sequence number that a tantivy index holds."""
    searcher = index.searcher()
    if searcher.num_docs == 0:
        return 0
    articles = tantivy.Query.term_query(index.schema, "part", ARTICLE, "basic")
    newest = searcher.search(articles, limit=1, count=False, order_by_field="sequence")
    return int(newest.hits[0][0])


def _is_damage(error: BaseException) -> bool:
    """Whether tantivy says, in one of its ways, that its files are not what they should be."""
    if type(error).__name__ == "PanicException":
        return True
    # Not every ValueError: rebuilding does not help a query that asks too much.
    told = str(error).lower()
    return isinstance(error, OSError) or (
        isinstance(error, ValueError) and any(word in told for word in _DAMAGE)
    )


def _first_line(error: BaseException) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:200]
