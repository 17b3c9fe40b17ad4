"""Run: collect and process side by side in one process, until stopped."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from typing import TypeVar

from connectors.ports import Index
from pipelines.jobs.collect import collect, lock_feeds
from pipelines.jobs.index_lock import lock_to_process
from pipelines.jobs.lost_documents import indexed_if_lost
from pipelines.jobs.patience import until_answered
from pipelines.jobs.ports import open_index, open_log
from pipelines.jobs.process import BatchReport, process
from schemas.books import Books
from schemas.settings import Settings

T = TypeVar("T")
_log = logging.getLogger("dateline")


def run(
    settings: Settings,
    *,
    stop: threading.Event,
    on_batch: Callable[[BatchReport], None] | None = None,
) -> Books:
    """Collect in a thread, process in this one; whatever ends one of them ends both.

    Gives the books of this run. Raises what ended the collector, if it was not `stop`.
    """
    with collecting(settings, stop) as failure:
        books = process_until_stopped(settings, stop=stop, on_batch=on_batch)
    if failure:
        raise failure[0]
    return books


def process_until_stopped(
    settings: Settings,
    *,
    stop: threading.Event,
    on_batch: Callable[[BatchReport], None] | None = None,
    until_idle_s: float | None = None,
) -> Books:
    """Open log and index, waiting for a server that is not up yet, and process until stopped.

    While the index is being made anew it waits for that. With `until_idle_s` it raises `Retryable`
    instead of waiting: a scheduled run comes again.
    """
    wait = until_answered if until_idle_s is None else _at_once
    with ExitStack() as held:
        wait(lambda: held.enter_context(closing(lock_to_process(settings))), stop)
        log = wait(lambda: held.enter_context(closing(open_log(settings))), stop)
        index = wait(lambda: held.enter_context(closing(open_index(settings))), stop)
        if log is None or index is None:
            return Books()
        wait(lambda: _warn_if_lost(settings, index), stop)
        return process(
            settings, log, index, stop=stop, on_batch=on_batch, until_idle_s=until_idle_s
        )


def _warn_if_lost(settings: Settings, index: Index) -> None:
    lost = indexed_if_lost(settings, index)
    if lost:
        _log.warning(
            "The index is empty, and %d records have been indexed: it was lost. To get it back, stop this "
            "and run `dateline reindex --from-log`.",
            lost,
        )


def _at_once(attempt: Callable[[], T], _stop: threading.Event) -> T | None:
    return attempt()


def collect_until_stopped(settings: Settings, *, stop: threading.Event) -> None:
    """Open the log, waiting for a server that is not up yet, and collect until stopped.

    Where another process collects from the same feeds already, wait until it has ended.
    """
    log = until_answered(lambda: open_log(settings), stop)
    if log is None:
        return
    with closing(log):
        lock = until_answered(lambda: lock_feeds(settings), stop)
        if lock is not None:
            with closing(lock):
                collect(settings, log, stop=stop)


@contextmanager
def collecting(settings: Settings, stop: threading.Event) -> Iterator[list[BaseException]]:
    """Collect in a thread of its own as long as the context lasts; gives what ended it, if anything."""
    failure: list[BaseException] = []

    def work() -> None:
        try:
            collect_until_stopped(settings, stop=stop)
        except BaseException as error:  # handed to the thread that waits for this one
            failure.append(error)
        finally:
            stop.set()

    thread = threading.Thread(target=work, name="collect")
    thread.start()
    try:
        yield failure
    finally:
        stop.set()
        thread.join()
