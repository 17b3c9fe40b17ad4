"""The watchdog: runs one server and ends it when whoever asked for it is gone, however it went.

A program of its own, run as `python -I -S services_watchdog.py LOG_FILE COMMAND…` in a session of its
own. It writes the server's pid as its first line and holds on until its standard input ends (which
it does when the parent dies, also by SIGKILL), its parent changes, or the server exits. It ends with
the server's exit code.
"""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
from types import FrameType
from typing import Final

_GRACE_S: Final = 20.0
_LOOK_EVERY_S: Final = 0.1


def main(log_file: str, command: list[str]) -> int:
    """Run the command until it exits or is no longer wanted; gives its exit code."""
    signal.signal(signal.SIGTERM, _leave)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = os.getppid()
    with open(log_file, "ab") as log:
        server = subprocess.Popen(  # noqa: S603  # our own command line
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT
        )
    try:
        os.write(1, f"{server.pid}\n".encode())
        while server.poll() is None and os.getppid() == parent and not _input_ended():
            pass
    except BrokenPipeError:
        pass
    finally:
        _end(server)
    return server.returncode


def _leave(_signal: int, _frame: FrameType | None) -> None:
    sys.exit(1)


def _input_ended() -> bool:
    # A child forked by the parent may hold the other end of the pipe: hence also the look at getppid.
    readable, _, _ = select.select([0], [], [], _LOOK_EVERY_S)
    return bool(readable) and not os.read(0, 1024)


def _end(server: subprocess.Popen[bytes]) -> None:
    if server.poll() is not None:
        return
    server.terminate()
    try:
        server.wait(_GRACE_S)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
