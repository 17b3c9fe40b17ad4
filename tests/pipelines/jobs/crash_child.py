"""A processing process that tests may kill: forked from one that has everything imported and loaded."""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from contextlib import closing
from multiprocessing.context import ForkServerProcess
from multiprocessing.synchronize import Event
from typing import Any, Final, Literal

from connectors.embedded.log import SqliteLog
from connectors.kafka_io.log import KafkaLog
from connectors.ports import Log
from pipelines.jobs.bench_pipeline import NoExtraction
from pipelines.jobs.ports import open_index, open_log
from pipelines.jobs.process import process
from pipelines.normalise.language import detect_language
from schemas.settings import Settings

# A process that was killed holds its partitions for so long: tests can't wait as long as people can.
EMBEDDED_LEASE_S: Final = 0.4
KAFKA_LEASE_S: Final = 1.0  # the shortest that the tests' broker grants
Moment = Literal[
    "verdicts are durable",
    "documents are stored",
    "dead letters are appended",
    "books are written",
    "offsets are committed",
]

# What is found in an article depends on the article alone: dying while it is found tests nothing.
EXTRACTOR: Final = NoExtraction()
_ = detect_language("What loads a model does so before the fork, once for all children.", None)


class Child:
    """A process that works until it is killed, or until it dies of itself at a `moment`.

    `patient`: with the leases that the product has.
    """

    def __init__(
        self, settings: Settings, moment: Moment | None = None, *, patient: bool = False
    ) -> None:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload([__name__])
        self.has_worked = context.Event()
        self.process: ForkServerProcess = context.Process(
            target=_work, args=(settings, moment, self.has_worked, patient), daemon=True
        )
        self.process.start()

    def kill(self) -> None:
        """End it at once, wherever it is."""
        self.process.kill()
        self.process.join()


def open_test_log(settings: Settings) -> Log:
    """Open the log of the settings, with short leases."""
    if settings.log == "embedded":
        path = settings.data_path / "log.sqlite"
        return SqliteLog(path, settings.log_settings, lease_s=EMBEDDED_LEASE_S)
    address = settings.log.removeprefix("kafka://")
    return KafkaLog(address, settings.log_settings, lease_s=KAFKA_LEASE_S)


def _work(settings: Settings, moment: Moment | None, has_worked: Event, patient: bool) -> None:
    logging.disable(logging.CRITICAL)
    opened = open_log(settings) if patient else open_test_log(settings)
    with closing(opened) as log, closing(open_index(settings)) as index:
        process(
            settings,
            _Dying(log, moment),
            _Dying(index, moment),
            stop=threading.Event(),
            on_batch=lambda _: has_worked.set(),
            extractor=EXTRACTOR,
        )


class _Dying:
    """A log, a reader or an index that takes its process with it when the moment has come."""

    def __init__(self, thing: Any, moment: Moment | None) -> None:
        self._thing = thing
        self._moment = moment

    def __getattr__(self, name: str) -> Any:
        called: Callable[..., Any] = getattr(self._thing, name)
        if name == "reader":
            return lambda *given: _Dying(called(*given), self._moment)
        match name, self._moment:
            case ("upsert", "verdicts are durable") | ("commit", "books are written"):
                return _die
            case (
                ("upsert", "documents are stored")
                | ("append", "dead letters are appended")
                | ("commit", "offsets are committed")
            ):
                return lambda *given: _die(called(*given))
        return called


def _die(*_: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)
