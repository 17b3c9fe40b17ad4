"""Who writes the index of a data folder: `process`, as often as one likes, or one that makes it anew."""

from __future__ import annotations

import fcntl
from typing import IO, Final

from schemas.errors import Fatal, Retryable
from schemas.settings import Settings

LOCK_FILE: Final = "index.lock"


def lock_to_process(settings: Settings) -> IO[bytes]:
    """Give a lock that other processes may have too, held until it is closed; a death ends it.

    Raises `Retryable` while the index is being made anew from the log.
    """
    lock = _locked(settings, fcntl.LOCK_SH)
    if lock is None:
        raise Retryable(
            f"The index of {settings.data_path} is being made anew (`dateline reindex --from-log`);"
            " processing goes on after that.",
            after_s=5.0,
        )
    return lock


def lock_to_rebuild(settings: Settings) -> IO[bytes]:
    """Give a lock that nobody else has, held until it is closed; a death ends it.

    Raises `Fatal` where another process writes the index.
    """
    lock = _locked(settings, fcntl.LOCK_EX)
    if lock is None:
        raise Fatal(
            f"Another process (`dateline run`, `process` or `reindex`) writes the index of "
            f"{settings.data_path}: stop it first. It goes on afterwards where it was; "
            "`dateline collect` may go on all the time."
        )
    return lock


def _locked(settings: Settings, kind: int) -> IO[bytes] | None:
    path = settings.data_path / LOCK_FILE
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = path.open("ab")
    except OSError as error:
        raise Fatal(f"{path} can't be made: {error}. Check data_dir (DATELINE_DATA_DIR).") from None
    try:
        fcntl.flock(lock, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        return None
    return lock
