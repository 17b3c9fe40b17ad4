"""A collector that dies between the log and its own state loses nothing."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from connectors.feeds.state import FeedStore
from tests.connectors.feeds.zoo import open_zoo

ROOT = Path(__file__).parents[3]
CHILD = """
import asyncio, os, signal, sys
from connectors.feeds.collector import Collector
from connectors.feeds.state import FeedStore
from schemas.settings import Collect

def emit(entries):
    with open(sys.argv[2], "a") as log:
        log.writelines(f"{entry.title}\\n" for entry in entries)
        log.flush()
        os.fsync(log.fileno())
    if sys.argv[3] == "die":
        os.kill(os.getpid(), signal.SIGKILL)

with FeedStore(sys.argv[1]) as store:
    asyncio.run(Collector(Collect(), store, emit).run(asyncio.Event(), once=True))
"""


async def _run_child(folder: Path, how: str) -> int:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        CHILD,
        str(folder / "feeds.sqlite"),
        str(folder / "log.txt"),
        how,
        cwd=ROOT,
        env=dict(os.environ),
        stderr=subprocess.DEVNULL,
    )
    return await asyncio.wait_for(process.wait(), 60)


def test_a_kill_between_log_and_state_emits_again(tmp_path: Path) -> None:
    """Entries appended by a collector that was killed at once come again; then the state has moved."""

    async def work() -> list[int]:
        async with open_zoo() as zoo:
            with FeedStore(tmp_path / "feeds.sqlite") as store:
                store.add([zoo.url("conditional")], now=datetime(2025, 1, 1, tzinfo=UTC))
            return [await _run_child(tmp_path, how) for how in ("die", "live", "live")]

    codes = asyncio.run(work())
    assert codes == [-signal.SIGKILL, 0, 0]
    assert (tmp_path / "log.txt").read_text().split() == ["one", "two", "one", "two"]
    with FeedStore(tmp_path / "feeds.sqlite") as store:
        assert store.feeds()[0].total_polls == 1
