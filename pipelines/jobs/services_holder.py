"""The holder: a process that keeps both servers running for a developer until it is told to stop."""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import IO, Final

import msgspec

from pipelines.jobs.services import start_elasticsearch, start_kafka
from pipelines.jobs.services_java import install_elasticsearch, install_kafka
from schemas.errors import DatelineError, Fatal

_UP_WITHIN_S: Final = 600.0
_DOWN_WITHIN_S: Final = 90.0


class Services(msgspec.Struct, frozen=True, kw_only=True):
    """What runs: the holder's pid and the two servers."""

    holder_pid: int
    kafka: str
    kafka_pid: int
    elasticsearch: str
    elasticsearch_pid: int


def hold(folder: Path, stop: threading.Event, on_up: Callable[[Services], None]) -> None:
    """Run both servers on data in this folder until `stop` is set.

    Raises `Fatal` where they do not start, or where another process holds them already.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with _held(folder):
        with (
            start_kafka(folder / "kafka") as kafka,
            start_elasticsearch(folder / "elasticsearch") as elasticsearch,
        ):
            services = Services(
                holder_pid=os.getpid(),
                kafka=kafka.address,
                kafka_pid=kafka.pid,
                elasticsearch=elasticsearch.address,
                elasticsearch_pid=elasticsearch.pid,
            )
            _write_state(folder, services)
            on_up(services)
            while not stop.wait(1.0):
                for server in (kafka, elasticsearch):
                    if not server.running:
                        raise Fatal(f"{server.name} has ended; its log is {server.log_file}.")
        (folder / "state.json").unlink(missing_ok=True)


def up(folder: Path) -> Services:
    """Start a holder in the background, and give what runs once both servers answer.

    Gives the servers that run already. Raises `Fatal` where they do not start within 600 s.
    """
    running = status(folder)
    if running is not None:
        return running
    # Here and not in the background: what is missing is said at once, and a long download is seen.
    install_kafka()
    install_elasticsearch()
    folder.mkdir(parents=True, exist_ok=True)
    log_file = folder / "holder.log"
    with log_file.open("wb") as log:
        holder = subprocess.Popen(  # noqa: S603  # our own command line
            [sys.executable, "-m", "pipelines.jobs.services_holder", str(folder.resolve())],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    deadline = time.monotonic() + _UP_WITHIN_S
    while time.monotonic() < deadline:
        if holder.poll() is not None:
            raise Fatal(f"The servers did not start:\n{log_file.read_text(errors='replace')}")
        running = status(folder)
        if running is not None and running.holder_pid == holder.pid:
            # It is meant to outlive us: nobody will wait for it.
            holder.returncode = 0
            return running
        time.sleep(0.2)
    holder.terminate()
    holder.wait()
    raise Fatal(f"The servers did not start within {_UP_WITHIN_S:.0f} s; see {log_file}.")


def status(folder: Path) -> Services | None:
    """Say what runs on this folder; None where nothing does."""
    try:
        state = msgspec.json.decode((folder / "state.json").read_bytes(), type=Services)
    except (OSError, msgspec.DecodeError):
        return None
    return state if _is_held(folder) else None


def down(folder: Path) -> bool:
    """Stop what runs and wait until it has ended; False where nothing ran."""
    running = status(folder)
    if running is None:
        return False
    with suppress(ProcessLookupError):
        os.kill(running.holder_pid, signal.SIGTERM)
    deadline = time.monotonic() + _DOWN_WITHIN_S
    while time.monotonic() < deadline:
        if not _is_held(folder):
            return True
        time.sleep(0.1)
    raise Fatal(f"Process {running.holder_pid} still runs after {_DOWN_WITHIN_S:.0f} s.")


@contextmanager
def _held(folder: Path) -> Iterator[None]:
    """Hold the folder's lock: it ends with this process, so that a state file left over misleads nobody."""
    with (folder / "holder.lock").open("ab") as lock:
        if not _lock(lock):
            raise Fatal(f"The servers of {folder} run already: see `dateline services status`.")
        yield


def _is_held(folder: Path) -> bool:
    try:
        with (folder / "holder.lock").open("rb") as lock:
            return not _lock(lock)
    except FileNotFoundError:
        return False


def _lock(lock: IO[bytes]) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _write_state(folder: Path, services: Services) -> None:
    unfinished = folder / "state.json.new"
    unfinished.write_bytes(msgspec.json.encode(services))
    unfinished.replace(folder / "state.json")


def _main(folder: Path) -> int:
    stop = threading.Event()

    def ask_to_stop(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, ask_to_stop)
    try:
        hold(folder, stop, lambda _services: None)
    except DatelineError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(_main(Path(sys.argv[1])))
