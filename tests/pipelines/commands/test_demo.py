"""`dateline demo` as it is typed: a report, a summary, an end by Ctrl-C."""

from __future__ import annotations

import json
import os
import pty
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

COMMAND = [sys.executable, "-c", "from pipelines.cli import main; main()"]
ROOT = Path(__file__).parents[3]
FIRST_RESULT_S = 60.0


def dateline(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *words], capture_output=True, text=True, cwd=ROOT, timeout=120, check=False
    )


@pytest.mark.slow
def test_json_is_one_report() -> None:
    """`--format json` prints one object whose sums agree, and nothing else."""
    ran = dateline("demo", "--for", "3", "--format", "json")
    assert (ran.returncode, ran.stderr) == (0, "")
    report = json.loads(ran.stdout)
    assert set(report) == {
        *("feeds", "polls", "in_log", "received", "indexed", "duplicate", "stale", "rejected"),
        *("elapsed_s", "balanced"),
    }
    assert report["balanced"] is True
    ended = report["indexed"] + report["duplicate"] + report["stale"]
    assert report["received"] == report["in_log"] == ended + sum(report["rejected"].values())
    assert report["feeds"] == 17
    assert report["polls"] > report["feeds"]
    assert report["indexed"] > 100
    assert report["duplicate"] > 10
    assert report["rejected"] == {"no_content": 1}


@pytest.mark.slow
def test_what_is_kept_can_be_searched(tmp_path: Path) -> None:
    """`--keep` leaves a folder whose settings lead the other commands to what was indexed."""
    kept = tmp_path / "kept"
    ran = dateline("demo", "--for", "2", "--keep", str(kept))
    assert ran.returncode == 0
    assert "the books balance" in ran.stdout
    assert ran.stdout.count("\nsearch ") == 3
    assert f"dateline -c {kept}/dateline.toml search" in ran.stdout
    found = dateline("-c", str(kept / "dateline.toml"), "search", "cholera", "--format", "json")
    assert json.loads(found.stdout)["total"] > 0
    letters = dateline("-c", str(kept / "dateline.toml"), "dlq", "list")
    assert "no_content" in letters.stdout
    again = dateline("demo", "--for", "2", "--keep", str(kept))
    assert again.returncode == 1
    assert "is not empty" in again.stderr


@pytest.mark.slow
def test_ctrl_c_ends_it_with_the_summary() -> None:
    """Ctrl-C in the live view stops the demo at once, with its books and three example searches."""
    screen, terminal = pty.openpty()
    demo = subprocess.Popen(
        [*COMMAND, "demo", "--forever"],
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
        cwd=ROOT,
        env=os.environ | {"TERM": "xterm", "COLUMNS": "120", "LINES": "40"},
        start_new_session=True,
    )
    os.close(terminal)
    shown = _read_until(screen, rb"indexed\D+?\b[1-9]\d*")
    demo.send_signal(signal.SIGINT)
    shown += _read_until(screen, None)
    os.close(screen)
    assert demo.wait(30) == 0
    text = re.sub(rb"\x1b\[[0-9;?]*[a-zA-Z]", b"", shown).decode()
    assert "the books balance" in text
    assert text.count("search ") >= 3
    assert "Traceback" not in text


def _read_until(screen: int, pattern: bytes | None) -> bytes:
    """Read what is shown until it matches, or until the program has ended."""
    shown = b""
    deadline = time.monotonic() + FIRST_RESULT_S
    while time.monotonic() < deadline:
        try:
            shown += os.read(screen, 65_536)
        except OSError:  # the other side has closed the terminal
            return shown
        plain = re.sub(rb"\x1b\[[0-9;?]*[a-zA-Z]", b"", shown)
        if pattern is not None and re.search(pattern, plain):
            return shown
    raise AssertionError(f"not shown in time; the last of it: {shown[-2000:]!r}")
