"""Waiting for a server that does not answer: longer each time, with jitter, until told to stop."""

from __future__ import annotations

import logging
import random
import threading
from collections.abc import Callable
from typing import TypeVar

from schemas.errors import Retryable

T = TypeVar("T")
_log = logging.getLogger("dateline")
_LONGEST_WAIT_S = 30.0


def until_answered(attempt: Callable[[], T], stop: threading.Event) -> T | None:
    """Try until it succeeds; None where `stop` was set before.

    Only `Retryable` errors are waited out, each with one line in the log; others are raised.
    """
    wait_s = 1.0
    while not stop.is_set():
        try:
            return attempt()
        except Retryable as error:
            pause_s = max(error.after_s, wait_s) * random.uniform(0.8, 1.2)  # noqa: S311  # jitter
            _log.warning("%s Trying again in %.0f s.", _plain(error), pause_s)
            stop.wait(pause_s)
            wait_s = min(wait_s * 2, _LONGEST_WAIT_S)
    return None


def _plain(error: Exception) -> str:
    """Give the message without Beam's ` [while running 'Step']`."""
    return str(error).partition(" [while running")[0]
