"""Make a lost index anew: everything the log still holds is processed once more, from its beginning.

The state of deduplication says "known already" of all of it, and forgets relations that the index has
been told. So a state is made anew, beside the old one, and takes its place in the end. The group of
`process` is left alone: what it has still to commit is known to the new state by its position.
"""

from __future__ import annotations

import logging
import shutil
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from connectors.embedded.sqlite_files import replace_sqlite, sqlite_errors
from connectors.ports import RAW_TOPIC, Index, Log, Position
from pipelines.dedupe import DedupeStore
from pipelines.extract import Extractor
from pipelines.jobs.index_lock import lock_to_rebuild
from pipelines.jobs.lost_documents import books_by_group, missing_documents
from pipelines.jobs.ports import demand_file, log_file, open_index, open_log
from pipelines.jobs.process import process
from schemas.books import Books
from schemas.errors import Fatal, Unreachable
from schemas.settings import Settings

_IDLE_S: Final = 60.0  # longer than a member that was killed keeps its partitions
_FOLDER: Final = "rebuild-"
_STATE: Final = "dedupe.sqlite"
_Kept = Mapping[int, tuple[int, int]]
_log = logging.getLogger("dateline")


class Rebuilt(Struct, frozen=True, kw_only=True):
    """What became of the log's records: the books of all runs of this rebuild, and how many are left.

    `dropped` records were no longer in the log, which has all from `complete_from` on.
    """

    books: Books
    left: int
    dropped: int
    complete_from: datetime | None


def reindex_from_log(
    settings: Settings,
    *,
    stop: threading.Event,
    on_progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> Rebuilt:
    """Open log and index, and process the whole log; one that was interrupted goes on where it was.

    `on_progress` is told how many records are done, and of how many. Raises `Fatal` where there is no
    log or another process writes the index, `Unreachable` where a server does not answer.
    """
    demand_file(log_file(settings), "log")
    with (
        closing(lock_to_rebuild(settings)),
        closing(open_log(settings)) as log,
        closing(open_index(settings)) as index,
    ):
        return rebuild(settings, log, index, stop=stop, on_progress=on_progress)


def rebuild(
    settings: Settings,
    log: Log,
    index: Index,
    *,
    stop: threading.Event,
    on_progress: Callable[[int, int], None] = lambda _done, _total: None,
    extractor: Extractor | None = None,
) -> Rebuilt:
    """Process every record that the log holds now; sets `stop` when the last one is done.

    Nobody else may write index and state. Raises `Fatal` where the index lacks documents in the end.
    """
    # A group that never reads stands at the oldest record of each partition.
    kept = log.backlog(RAW_TOPIC, f"{settings.process.group}-{_FOLDER}none")
    total = sum(end - oldest for oldest, end in kept.values())
    if not total:
        return _rebuilt(log, kept, Books(), 0)
    anew = _begun(settings, index) or _beginning(settings)

    def look(_: object = None) -> None:
        left = _left(log, kept, anew)
        on_progress(total - left, total)
        if not left:
            stop.set()

    look()
    with _first_seen(settings.data_path / _STATE) as known_since:
        process(
            anew,
            log,
            index,
            stop=stop,
            on_batch=look,
            until_idle_s=_IDLE_S,
            extractor=extractor,
            known_since=known_since,
        )
    left = _left(log, kept, anew)
    books = books_by_group(anew).get(anew.process.group, Books())
    if not left:
        _finish(settings, anew, index)
    elif not stop.is_set():
        raise Unreachable(
            f"The log has given nothing for {_IDLE_S:.0f} s, and {left} records are left. What is done is "
            "kept: run `dateline reindex --from-log` again."
        )
    return _rebuilt(log, kept, books, left)


def _left(log: Log, kept: _Kept, anew: Settings) -> int:
    standing = log.backlog(RAW_TOPIC, anew.process.group)
    return sum(max(0, end - standing[number][0]) for number, (_, end) in kept.items())


def _rebuilt(log: Log, kept: _Kept, books: Books, left: int) -> Rebuilt:
    """Say what has come back, and of what the log's retention has let go."""
    cut = [
        log.fetch(Position(RAW_TOPIC, number, oldest))
        for number, (oldest, end) in kept.items()
        if 0 < oldest < end
    ]
    return Rebuilt(
        books=books,
        left=left,
        dropped=sum(oldest for oldest, _ in kept.values()),
        complete_from=max((each.appended_at for each in cut if each), default=None),
    )


def _beginning(settings: Settings) -> Settings:
    """Begin anew: a folder for state and books, and a group of its own that is called like it."""
    folder = settings.data_path / f"{_FOLDER}{datetime.now(UTC):%Y%m%dT%H%M%S%f}"
    folder.mkdir()
    return _in_folder(settings, folder)


def _begun(settings: Settings, index: Index) -> Settings | None:
    """Give the rebuild that was interrupted, if the index still has what it had brought."""
    for folder in sorted(settings.data_path.glob(f"{_FOLDER}*")):
        anew = _in_folder(settings, folder)
        # What died with its state moved on had ended, or had not begun.
        if (folder / _STATE).exists():
            # The last batch may be decided without being in the index: it will be given again.
            if missing_documents(anew, index) <= settings.process.batch_records:
                return anew
            _log.warning("The index has lost what was brought back already: beginning again.")
        shutil.rmtree(folder)
    return None


def _in_folder(settings: Settings, folder: Path) -> Settings:
    group = f"{settings.process.group}-{folder.name}"
    return replace(settings, data_dir=str(folder), process=replace(settings.process, group=group))


def _finish(settings: Settings, anew: Settings, index: Index) -> None:
    """Hold the index against the new state, and put that in the place of the old one."""
    index.refresh()
    missing = missing_documents(anew, index)
    if missing > 0:
        raise Fatal(
            f"The index lacks {missing} documents that have been written to it: is somebody deleting them? "
            f"Delete {anew.data_path}, then run `dateline reindex --from-log` again."
        )
    state = settings.data_path / _STATE
    if missing < 0 and state.exists():
        # Documents of records that the log has let go are there: they stay known.
        with DedupeStore(anew.data_path / _STATE) as store, DedupeStore(state) as old:
            store.adopt((document.article.id for document in index.scan()), old)
    with sqlite_errors(f"The state of deduplication {state}"):
        replace_sqlite(state, anew.data_path / _STATE)
    shutil.rmtree(anew.data_path)


@contextmanager
def _first_seen(state: Path) -> Iterator[Callable[[str], datetime | None]]:
    """Lend what the old state knows: of a version that is left the first one may have been let go."""
    if not state.exists():
        yield lambda _: None
        return
    with DedupeStore(state) as store:
        yield store.first_seen
