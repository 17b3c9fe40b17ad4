"""How long to try again, and how long to wait in between."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from msgspec import Struct

_FIRST_WAIT_S: Final = 0.2
_LONGEST_WAIT_S: Final = 5.0


class Patience(Struct, frozen=True, kw_only=True):
    """Try for `timeout_s` without progress; `sleep`, `jitter` (0 to 1) and `clock` are given."""

    timeout_s: float
    sleep: Callable[[float], None]
    jitter: Callable[[], float]
    clock: Callable[[], float] = time.monotonic

    def begin(self) -> Waiting:
        """Start the clock."""
        return Waiting(self)


class Waiting:
    """One stretch of trying again: the waits grow, with jitter, until the time is up."""

    def __init__(self, patience: Patience) -> None:
        self._patience = patience
        self.progressed()

    def progressed(self) -> None:
        """Something went through: patience begins anew."""
        self._until = self._patience.clock() + self._patience.timeout_s
        self._tries = 0

    def wait(self) -> bool:
        """Wait for the next try; False where there is no time left for one."""
        longest = min(_LONGEST_WAIT_S, _FIRST_WAIT_S * 2.0**self._tries)
        pause_s = longest * (0.5 + self._patience.jitter() / 2)
        if self._patience.clock() + pause_s >= self._until:
            return False
        self._patience.sleep(pause_s)
        self._tries += 1
        return True
