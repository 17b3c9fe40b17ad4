"""Doctor: is everything dateline needs there, which version is it, and what to do where it is not."""

from __future__ import annotations

import importlib.metadata
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Final, Literal, Protocol

from msgspec import Struct
from msgspec.structs import replace

from connectors.embedded.ledger import Ledger
from connectors.embedded.sqlite_files import sqlite_errors
from connectors.ports import RAW_TOPIC, REJECTED_TOPIC, ServerInfo
from pipelines.jobs.collect import FEEDS_FILE
from pipelines.jobs.ports import index_file, index_place, log_file, open_index, open_log
from schemas.books import Books
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
    """Look at the index, and whether what was indexed is in it at all."""
    file = index_file(settings)
    found = _server("index", settings.index, lambda: open_index(settings), file)
    if found.state == "broken" and file is not None:
        return replace(found, remedy=f"If it is damaged, move {file.parent} away and {_FROM_LOG}")
    try:
        indexed = sum(books.indexed for books in _totals(settings).values())
        lost = found.state == "ok" and indexed > 0 and _is_empty(settings)
    except DatelineError:
        return found  # of the books more is said below
    if not lost:
        return found
    return Finding(
        name="index",
        state="broken",
        detail=f"{index_place(settings)}: empty, and {indexed} records have been indexed: it was lost",
        remedy=f"Stop `dateline run` and `process`, then {_FROM_LOG}",
    )


def _is_empty(settings: Settings) -> bool:
    file = index_file(settings)
    if file is not None and not file.exists():
        return True
    with closing(open_index(settings)) as index:
        return index.count() == 0


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
        totals = _totals(settings)
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


def _totals(settings: Settings) -> Mapping[str, Books]:
    path = settings.data_path / "ledger.sqlite"
    if not path.exists():
        return {}
    with Ledger(path) as ledger:
        return ledger.totals()


def _backlog(settings: Settings) -> Iterator[Finding]:
    file = log_file(settings)
    if file is not None and not file.exists():
        return
    try:
        with closing(open_log(settings)) as log:
            raw = log.backlog(RAW_TOPIC, settings.process.group)
            letters = log.backlog(REJECTED_TOPIC, settings.process.group)
    except DatelineError:
        return  # said already, of the log itself
    waiting = sum(end - committed for committed, end in raw.values())
    yield Finding(name="backlog", state="ok", detail=f"{waiting} records wait to be processed")
    rejected = sum(end for _, end in letters.values())
    yield Finding(
        name="dead letters",
        state="warning" if rejected else "ok",
        detail=f"{rejected} so far",
        remedy="See them with: dateline dlq list" if rejected else None,
    )
