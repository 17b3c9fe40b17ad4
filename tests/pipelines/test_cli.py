"""The command line as a person meets it: help that teaches, errors of one line, exit codes."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path

import click
import pytest

from pipelines.cli import COMMANDS, main

COMMAND = [sys.executable, "-c", "from pipelines.cli import main; main()"]
ENVIRONMENT = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


class Ran:
    """How a command ended and what it said."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err


Dateline = Callable[..., Ran]


@pytest.fixture
def dateline(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Dateline:
    """Run a command line in this process."""

    def run(*words: str) -> Ran:
        monkeypatch.setattr(sys, "argv", ["dateline", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        code = ended.value.code
        return Ran(code if isinstance(code, int) else 0, said.out, said.err)

    return run


def test_help_names_every_command(dateline: Dateline) -> None:
    """`dateline --help` lists all commands with a line each."""
    ran = dateline("--help")
    assert ran.code == 0
    for name, (_, _, line) in COMMANDS.items():
        assert name in ran.out
        assert line.rstrip(".").split()[0] in ran.out


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help(dateline: Dateline, name: str) -> None:
    """`--help` of each command says what it does, in a sentence and with its options."""
    ran = dateline(name, "--help")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith(f"Usage: dateline {name}")
    assert len(ran.out.splitlines()) > 4


def _leaves(name: str, command: click.Command) -> Iterator[tuple[str, click.Command]]:
    if not isinstance(command, click.Group):
        yield name, command
        return
    for inner, each in command.commands.items():
        yield from _leaves(f"{name} {inner}", each)


def _all_commands() -> Iterator[tuple[str, click.Command]]:
    for name, (module, attribute, _) in COMMANDS.items():
        yield from _leaves(name, getattr(import_module(f"pipelines.commands.{module}"), attribute))


def test_every_help_has_an_example() -> None:
    """Whatever command one asks for help, one sees how it is typed."""
    without = [
        name for name, each in _all_commands() if f"dateline {name}" not in (each.help or "")
    ]
    assert not without


@pytest.mark.parametrize("name", ["feeds", "taxonomy", "dlq", "services", "train", "bench"])
def test_no_sentence_of_a_help_is_cut(
    dateline: Dateline, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """On a terminal of 80 columns the list of a group's commands says whole sentences."""
    monkeypatch.setenv("COLUMNS", "80")
    assert "..." not in dateline(name, "--help").out.partition("\nCommands:")[2]


@pytest.mark.parametrize(
    "words",
    [
        *(["search", "x"], ["quotes", "x"], ["show", "x"], ["why", "x", "y"], ["reindex"]),
        *(["dlq", "list"], ["dlq", "show", "x"], ["dlq", "replay", "--all"]),
        *(["feeds", "list"], ["feeds", "export"], ["feeds", "remove", "https://a.example/"]),
    ],
    ids=" ".join,
)
def test_who_only_reads_makes_no_folder(
    dateline: Dateline, tmp_path: Path, words: list[str]
) -> None:
    """In a folder without data a reading command says which file is missing, and leaves nothing."""
    ran = dateline(*words)
    assert (ran.code, ran.out) == (1, "")
    assert "yet (dateline-data/" in ran.err
    assert "DATELINE_DATA_DIR" in ran.err
    assert not list(tmp_path.iterdir())


def test_doctor_makes_no_folder(dateline: Dateline, tmp_path: Path) -> None:
    """Before the first run doctor finds nothing broken, and leaves nothing behind."""
    ran = dateline("doctor")
    assert ran.code == 0
    assert "dateline-data/log.sqlite: none yet" in ran.out
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has /dev/full")
def test_a_full_disk_is_said() -> None:
    """Output that finds no place ends in one line and exit code 1, not in a traceback."""
    with Path("/dev/full").open("wb") as full:
        ran = subprocess.run(
            [*COMMAND, "--help"], stdout=full, stderr=subprocess.PIPE, env=ENVIRONMENT, check=False
        )
    assert (ran.returncode, ran.stderr) == (1, b"dateline: No space left on device.\n")


def test_a_terminal_without_the_signs() -> None:
    """Where the terminal knows no Unicode, a sign that it lacks is written as its number."""
    environment = ENVIRONMENT | {"PYTHONIOENCODING": "latin-1"}
    ran = subprocess.run(
        [*COMMAND, "search", "--help"], capture_output=True, env=environment, check=True
    )
    assert b"[QUERY]\\u2026" in ran.stdout


@pytest.mark.parametrize("no_color", ["", "1"])
def test_no_color_is_heeded(no_color: str) -> None:
    """A terminal shows colours, unless NO_COLOR says that its owner wants none."""
    screen, terminal = pty.openpty()
    environment = ENVIRONMENT | {"NO_COLOR": no_color, "TERM": "xterm"}
    subprocess.run([*COMMAND, "doctor"], stdout=terminal, env=environment, check=True)
    os.close(terminal)
    shown = os.read(screen, 65_536)
    os.close(screen)
    assert "✓ python" in re.sub(r"\x1b\[\d+m", "", shown.decode())
    assert (b"\x1b[" in shown) is (no_color == "")


def test_the_version_is_said(dateline: Dateline) -> None:
    """`--version` names program and version."""
    assert dateline("--version").out.startswith("dateline, version 0.")


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["bogus"], 2, "No such command 'bogus'"),
        (["serach"], 2, "No such command 'serach'. Did you mean 'search'?"),
        (["demo", "--for", "soon"], 2, "'--for'"),
        (["demo", "--for", "0"], 2, "'--for'"),
        (["demo", "--feeds", "-1"], 2, "'--feeds'"),
        (["process", "--until-idle", "x"], 2, "'--until-idle'"),
        (["bench", "pipeline", "--records", "0"], 2, "'--records'"),
        (["bench", "nothing"], 2, "No such command 'nothing'"),
        (["dlq", "list", "--reason", "bad"], 2, "'bad' is not one of 'not_json'"),
        (["dlq", "replay"], 2, "--all"),
        (["-c", "none.toml", "run"], 1, "none.toml: no such settings file"),
        (["-c", "none.toml", "doctor"], 1, "dateline init"),
        (["-c", ".", "run"], 1, "can't be read"),
        (["search", "actr:x"], 1, "actor"),
        (["show", "nowhere"], 1, "no index yet"),
        (["feeds", "add", "not a url"], 1, "not a url"),
        (["parse", "none.xml"], 1, "none.xml"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_is_wrong_is_said_on_stderr(
    dateline: Dateline, words: list[str], code: int, said: str
) -> None:
    """A wrong word gives an exit code and a sentence that names it; never a traceback."""
    ran = dateline(*words)
    assert ran.code == code
    assert said in ran.err
    assert "Traceback" not in ran.err
    if code == 1:
        assert len(ran.err.strip().splitlines()) <= 2


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("logg = 1", "dateline.toml: unknown key `logg`. Did you mean `log`?"),
        ("[process]\nbatch_records = 0", "`process.batch_records`"),
        ("[process", "dateline.toml: not valid TOML"),
        ('log = "kafka://nowhere"', "key `log`"),
    ],
)
@pytest.mark.parametrize("command", ["run", "process", "collect", "doctor", "search", "reindex"])
def test_broken_settings_stop_every_command(
    dateline: Dateline, tmp_path: Path, command: str, text: str, said: str
) -> None:
    """A mistake in dateline.toml is told in one line by whichever command is first to read it."""
    (tmp_path / "dateline.toml").write_text(text)
    ran = dateline(command)
    assert (ran.code, ran.out) == (1, "")
    assert said in ran.err
    assert len(ran.err.strip().splitlines()) == 1
    assert not (tmp_path / "dateline-data").exists()
