"""A running server: one Java process under a watchdog, ready, and gone when it should be gone."""

from __future__ import annotations

import atexit
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Final

from pipelines.jobs import services_watchdog
from schemas.errors import Fatal

READY_WITHIN_S: Final = 180.0
_STOPPED_WITHIN_S: Final = 40.0
_LOG_TAIL_LINES: Final = 15
# Below the range from which systems give ports to outgoing connections: a server that restarts must
# find its port free.
_PORTS: Final = range(20_000, 32_000)


class RunningServer:
    """A server of ours, ready to be used; a context manager that stops it.

    `address` is what clients are given (`host:port` for Kafka, a URL for Elasticsearch); `pid` that of
    the Java process. Stopped at the end of this process whatever ends it.
    """

    def __init__(
        self,
        *,
        name: str,
        address: str,
        folder: Path,
        command: Sequence[str],
        answers: Callable[[], bool],
    ) -> None:
        self.name = name
        self.address = address
        self.log_file = folder / f"{name}.log"
        self.pid = 0
        self._command = [str(part) for part in command]
        self._answers = answers
        self._watchdog: subprocess.Popen[bytes] | None = None
        self._owner = os.getpid()
        self.start()

    def __enter__(self) -> RunningServer:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()

    @property
    def running(self) -> bool:
        """Whether the process is there."""
        return self._watchdog is not None and self._watchdog.poll() is None

    def start(self) -> None:
        """Start (again, on the same port and data) and wait until it answers.

        Raises `Fatal` with the tail of the server's log where it does not answer within 180 s.
        """
        if self.running:
            return
        self._release()
        self._watchdog = subprocess.Popen(  # noqa: S603  # our own command line
            [sys.executable, "-I", "-S", services_watchdog.__file__, self.log_file, *self._command],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            # Ctrl-C at a terminal must not reach the server before its clients have stopped.
            start_new_session=True,
        )
        atexit.register(self.stop)
        try:
            self.pid = int(_pipe(self._watchdog.stdout).readline() or 0)
            self._wait_until_ready()
        except BaseException:
            self.stop()
            raise

    def restart(self) -> None:
        """Stop and start on the same port and data."""
        self.stop()
        self.start()

    def stop(self) -> None:
        """Ask the server to end and wait until it has: its folder may then be deleted."""
        if self._watchdog is None or os.getpid() != self._owner:
            return
        with suppress(BrokenPipeError):
            _pipe(self._watchdog.stdin).close()
        try:
            self._watchdog.wait(_STOPPED_WITHIN_S)
        except subprocess.TimeoutExpired:
            self.kill()
        self._release()

    def kill(self) -> None:
        """End the server at once, as a crash would (SIGKILL), and wait until it is gone."""
        if self._watchdog is None or os.getpid() != self._owner:
            return
        if self.running and self.pid:
            with suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)
        self._watchdog.wait(_STOPPED_WITHIN_S)
        self._release()

    def _release(self) -> None:
        if self._watchdog is None:
            return
        for pipe in (self._watchdog.stdin, self._watchdog.stdout):
            with suppress(BrokenPipeError):
                _pipe(pipe).close()
        self._watchdog = None
        self.pid = 0
        atexit.unregister(self.stop)

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + READY_WITHIN_S
        while time.monotonic() < deadline:
            if not self.running:
                raise Fatal(f"{self.name} ended while it started.{self._log_tail()}")
            if self._answers():
                return
            time.sleep(0.1)
        raise Fatal(
            f"{self.name} does not answer at {self.address} after {READY_WITHIN_S:.0f} s."
            f"{self._log_tail()}"
        )

    def _log_tail(self) -> str:
        try:
            text = self.log_file.read_text(encoding="utf-8", errors="replace")
        except OSError:
            return ""
        lines = text.splitlines()[-_LOG_TAIL_LINES:]
        return "\n".join(["", f"The end of {self.log_file}:", *(f"  {line}" for line in lines)])


def free_ports(count: int) -> list[int]:
    """Give ports of 127.0.0.1 that nothing listens on."""
    chosen: list[int] = []
    chance = random.SystemRandom()
    for _ in range(1000):
        port = chance.choice(_PORTS)
        if port not in chosen and port_is_free(port):
            chosen.append(port)
        if len(chosen) == count:
            return chosen
    raise Fatal(f"No free ports of 127.0.0.1 between {_PORTS.start} and {_PORTS.stop}.")


def port_is_free(port: int) -> bool:
    """Whether a server could listen on this port of 127.0.0.1 now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:
        raise AssertionError("the watchdog is always started with pipes")
    return pipe
