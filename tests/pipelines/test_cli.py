"""The command line as a person meets it: help that teaches, errors of one line, exit codes."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from pipelines.cli import COMMANDS, main


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
        (["show", "nowhere"], 1, "No article"),
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
