"""Doctor: is everything dateline needs there, which version is it, and what to do where it is not."""

from __future__ import annotations

import importlib.metadata
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Final, Literal, Protocol

from msgspec import Struct
from msgspec.structs import replace

from connectors.embedded.sqlite_files import sqlite_errors
from connectors.ports import RAW_TOPIC, REJECTED_TOPIC, ServerInfo
from pipelines.jobs.collect import FEEDS_FILE
from pipelines.jobs.lost_documents import books_by_group, indexed_if_lost, missing_documents
from pipelines.jobs.ports import index_file, index_place, log_file, open_index, open_log
from schemas.errors import DatelineError
from schemas.settings import Settings

_PACKAGES: Final = (
    "apache-beam",
    "kafka-python",
    "elasticsearch",
    "feedparser",
    "tantivy",
    "aiohttp",
    "msgspec",
    "lxml",
    "py3langid",
    "python-crfsuite",
)
_FROM_LOG: Final = "get it back from the log: dateline reindex --from-log"
_LITTLE_DISK_BYTES: Final = 1024**3


class Finding(Struct, frozen=True, kw_only=True):
    """One thing that was looked at; `remedy` says what to do where it is not ok."""

    name: str
    state: Literal["ok", "warning", "broken"]
    detail: str
    remedy: str | None = None


class _Describes(Protocol):
    def describe(self) -> ServerInfo: ...
    def close(self) -> None: ...


def examine(settings: Settings) -> Iterator[Finding]:
    """Look at packages, folder, log, index, books and backlog in turn; never raises, bounded in time."""
    yield _python()
    for package in _PACKAGES:
        yield _package(package)
    yield _data_folder(settings)
    yield _server("log", settings.log, lambda: open_log(settings), log_file(settings))
    yield _index(settings)
    yield from _state(settings)
    yield from _books(settings)
    yield from _backlog(settings)


def _python() -> Finding:
    version = ".".join(str(part) for part in sys.version_info[:3])
    return Finding(name="python", state="ok", detail=version)


def _package(name: str) -> Finding:
    try:
        return Finding(name=name, state="ok", detail=importlib.metadata.version(name))
    except importlib.metadata.PackageNotFoundError:
        return Finding(
            name=name,
            state="broken",
            detail="not installed",
            remedy=f"Install dateline anew, or: pip install {name}",
        )


def _data_folder(settings: Settings) -> Finding:
    folder = settings.data_path
    name = "data folder"
    existing = next(parent for parent in (folder, *folder.absolute().parents) if parent.exists())
    try:
        with tempfile.TemporaryFile(dir=existing):
            pass
    except OSError as error:
        return Finding(
            name=name,
            state="broken",
            detail=f"{folder}: can't be written: {error.strerror}",
            remedy="Give another one as data_dir in the settings, or as DATELINE_DATA_DIR.",
        )
    free = shutil.disk_usage(existing).free
    detail = f"{folder}, {free / 1024**3:.1f} GiB free"
    if free < _LITTLE_DISK_BYTES:
        return Finding(name=name, state="warning", detail=detail, remedy="Free some disk space.")
    return Finding(name=name, state="ok", detail=detail)


def _server(
    name: str, address: str, opener: Callable[[], _Describes], file: Path | None
) -> Finding:
    if file is not None and not file.exists():
        return Finding(name=name, state="ok", detail=f"{file}: none yet; `dateline run` makes it")
    try:
        with closing(opener()) as port:
            info = port.describe()
    except DatelineError as error:
        return Finding(
            name=name,
            state="broken",
            detail=str(error),
            remedy=f"Start it, or change `{name}` in the settings (now {address!r}).",
        )
    detail = " ".join(filter(None, (info.address, info.version, info.detail)))
    if info.reachable:
        return Finding(name=name, state="ok", detail=detail, remedy=info.remedy)
    remedy = info.remedy or f"Start it, or change `{name}` in the settings."
    return Finding(name=name, state="broken", detail=detail, remedy=remedy)


def _index(settings: Settings) -> Finding:
    """Look at the index, and whether what was indexed is in it."""
    file = index_file(settings)
    found = _server("index", settings.index, lambda: open_index(settings), file)
    if found.state == "broken":
        moved = f"If it is damaged, move {file.parent} away and {_FROM_LOG}" if file else None
        return replace(found, remedy=moved or found.remedy)
    try:
        return _without_losses(settings, found, file)
    except DatelineError:
        return found  # of log, books and state more is said elsewhere


def _without_losses(settings: Settings, found: Finding, file: Path | None) -> Finding:
    """Give what was found of the index, or that documents have been lost."""
    waiting = _waiting(settings)  # a batch at work is known already, and not in the index yet
    if file is not None and not file.exists():
        lost, missing = sum(each.indexed for each in books_by_group(settings).values()), 0
    else:
        with closing(open_index(settings)) as index:
            lost, missing = indexed_if_lost(settings, index), missing_documents(settings, index)
    remedy = f"Stop `dateline run` and `process`, then {_FROM_LOG}"
    if lost:
        detail = f"{index_place(settings)}: empty; {lost} records have been indexed, and are lost"
        return Finding(name="index", state="broken", detail=detail, remedy=remedy)
    if missing > waiting:
        detail = f"{found.detail}; {missing} that were written are not there"
        return replace(found, state="warning", detail=detail, remedy=f"Not on purpose? {remedy}")
    return found


def _state(settings: Settings) -> Iterator[Finding]:
    """Say which files of state can't be read: a search, which needs none of them, would not notice."""
    for file, what in (("dedupe.sqlite", "state of deduplication"), (FEEDS_FILE, "list of feeds")):
        path = settings.data_path / file
        if not path.exists():
            continue
        try:
            with (
                sqlite_errors(f"The {what} {path}"),
                closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as db,
            ):
                db.execute("SELECT count(*) FROM sqlite_master")
        except DatelineError as error:
            yield Finding(name=file, state="broken", detail=str(error))


def _books(settings: Settings) -> Iterator[Finding]:
    try:
        totals = books_by_group(settings)
    except DatelineError as error:
        yield Finding(name="books", state="broken", detail=str(error))
        return
    for group, books in sorted(totals.items()):
        yield Finding(
            name=f"books of {group}",
            state="ok" if books.balanced else "broken",
            detail=(
                f"received {books.received} = indexed {books.indexed}"
                f" + duplicate {books.duplicate} + stale {books.stale}"
                f" + rejected {books.rejected}"
            ),
            remedy=None if books.balanced else "Please report this: a record was lost.",
        )


def _waiting(settings: Settings) -> int:
    """Give how many records are not committed; none where there is no log yet."""
    file = log_file(settings)
    if file is not None and not file.exists():
        return 0
    with closing(open_log(settings)) as log:
        backlog = log.backlog(RAW_TOPIC, settings.process.group)
    return sum(end - committed for committed, end in backlog.values())


def _backlog(settings: Settings) -> Iterator[Finding]:
    file = log_file(settings)
    if file is not None and not file.exists():
        return
    try:
        waiting = _waiting(settings)
        with closing(open_log(settings)) as log:
            letters = log.backlog(REJECTED_TOPIC, settings.process.group)
    except DatelineError:
        return  # said already, of the log itself
    yield Finding(name="backlog", state="ok", detail=f"{waiting} records wait to be processed")
    rejected = sum(end for _, end in letters.values())
    yield Finding(
        name="dead letters",
        state="warning" if rejected else "ok",
        detail=f"{rejected} so far",
        remedy="See them with: dateline dlq list" if rejected else None,
    )
