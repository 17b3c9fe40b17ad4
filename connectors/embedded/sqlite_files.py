"""SQLite files that several processes share, and SQLite's errors as ours."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from schemas.errors import DatelineError, Fatal, Unreachable

_IF_DAMAGED: Final = "move it away, or restore a copy"


def open_sqlite(path: Path, timeout_s: float) -> sqlite3.Connection:
    """Open a file that writers and readers share (WAL), and whose commits last (synchronous=FULL).

    Transactions are begun by hand; any thread may use it, one at a time. Raises `sqlite3.Error`.
    """
    db = sqlite3.connect(path, timeout=timeout_s, isolation_level=None, check_same_thread=False)
    try:
        _share(db, time.monotonic() + timeout_s)
        db.execute("PRAGMA synchronous = FULL")
    except BaseException:
        db.close()
        raise
    return db


def _share(db: sqlite3.Connection, deadline: float) -> None:
    """Turn WAL on. Of several processes that make a new file at once, SQLite refuses some at once."""
    while True:
        try:
            db.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorname != "SQLITE_BUSY" or time.monotonic() > deadline:
                raise
            time.sleep(0.01)
        else:
            return


def replace_sqlite(path: Path, by: Path) -> None:
    """Put a file in the place of another; whatever dies in between leaves one of both, and whole.

    Raises `sqlite3.Error` where somebody has one of them open.
    """
    for each in (path, by):
        # With what stands beside it in it: a WAL that is left would be taken for that of the new file.
        with closing(sqlite3.connect(each, timeout=0, isolation_level=None)) as db:
            db.execute("PRAGMA journal_mode = DELETE")
    by.replace(path)


@contextmanager
def sqlite_errors(what: str, if_damaged: str = _IF_DAMAGED) -> Iterator[None]:
    """Raise SQLite's errors as `Unreachable` or `Fatal`; `what` names the file in the message.

    `if_damaged` says what to do with a file that can't be read.
    """
    try:
        yield
    except sqlite3.Error as error:
        raise _error_of(what, error, if_damaged) from error


def _error_of(what: str, error: sqlite3.Error, if_damaged: str) -> DatelineError:
    name = getattr(error, "sqlite_errorname", None) or type(error).__name__
    said = f"{what}: {error} ({name})."
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return Unreachable(f"{said} Another process has kept it locked for too long.")
    if name.startswith(("SQLITE_FULL", "SQLITE_IOERR")):
        return Unreachable(f"{said} Is the disk full or failing?", after_s=10.0)
    if name.startswith(("SQLITE_CANTOPEN", "SQLITE_READONLY", "SQLITE_PERM", "SQLITE_AUTH")):
        return Fatal(f"{said} Check data_dir and its permissions.")
    if name.startswith(("SQLITE_NOTADB", "SQLITE_CORRUPT")):
        return Fatal(f"{said} The file is damaged or none of ours: {if_damaged}.")
    return Fatal(f"{said} Is the file one of dateline's, and of this version? Else move it away.")
