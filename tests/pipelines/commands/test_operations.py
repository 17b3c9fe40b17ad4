"""`dateline init`, `process`, `dlq` and `doctor`, as an operator uses them."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import Result

from connectors.embedded.log import SqliteLog
from connectors.ports import RAW_TOPIC, LogRecord
from pipelines.commands.dlq import dlq
from pipelines.commands.doctor import doctor
from pipelines.commands.init import init
from pipelines.commands.run import process
from pipelines.dead_letters import append_dead_letters
from pipelines.jobs.services_process import free_ports
from schemas import wire
from schemas.errors import Fatal, Unreachable
from schemas.rejected import Rejected
from schemas.settings import LogSettings, Settings, load_settings
from tests.pipelines.commands.invoking import invoke
from tests.pipelines.raws import append, raw, record

COMMANDS = {"init": init, "process": process, "dlq": dlq, "doctor": doctor}


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def run(*words: str) -> Result:
    return invoke(COMMANDS[words[0]], *words[1:])


def fill(*values: bytes) -> None:
    """Append good articles and broken records to the log of this folder."""
    path = Path("dateline-data/log.sqlite")
    with closing(SqliteLog(path, LogSettings())) as log:
        append(log, [raw(1), raw(2)])
        log.append(RAW_TOPIC, [LogRecord(b"k", value) for value in values])


def processed() -> Result:
    return run("process", "--until-idle", "0")


@pytest.mark.slow
@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_a_run_ends_when_it_is_asked_to(sign: signal.Signals) -> None:
    """Ctrl-C or a service manager's SIGTERM ends a run cleanly, with its books and exit code 0."""
    command = [sys.executable, "-c", "from pipelines.cli import main; main()", "run"]
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[3])}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        assert "dateline feeds add" in running.stderr.readline()
        running.send_signal(sign)
        said, complaints = running.communicate(timeout=60)
    assert running.returncode == 0
    assert said == "received 0 = indexed 0 + duplicate 0 + stale 0 + rejected 0\n"
    assert "finishing the batch at hand" in complaints
    assert "Traceback" not in complaints


def test_init_writes_a_file_once(tmp_path: Path) -> None:
    """`init` writes the settings with every key explained, and overwrites nothing unasked."""
    assert "dateline feeds add" in run("init").output
    assert load_settings(tmp_path / "dateline.toml", {}) == Settings()
    again = run("init")
    assert (again.exit_code, "--force" in again.output) == (1, True)
    assert run("init", "--force").exit_code == 0
    nowhere = run("init", "no/such/folder/dateline.toml")
    assert (nowhere.exit_code, "can't be written" in nowhere.output) == (1, True)


def test_process_says_its_books() -> None:
    """A scheduled `process --until-idle` ends by itself and accounts for every record."""
    fill(b"{", b"[]")
    output = processed().output
    assert "received 4 = indexed 2 + duplicate 0 + stale 0 + rejected 2" in output
    assert "rejected as not_json: 1" in output
    assert "rejected as invalid_record: 1" in output
    assert "received 0 = " in processed().output


@pytest.mark.parametrize(
    ("variable", "value"),
    [("DATELINE_LOG", "kafka://127.0.0.1:{}"), ("DATELINE_INDEX", "http://127.0.0.1:{}")],
)
def test_a_scheduled_run_does_not_wait_for_a_server(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    """A scheduled run that finds no server ends with an error that names it, and does not hang."""
    address = value.format(*free_ports(1))
    monkeypatch.setenv(variable, address)
    with pytest.raises(Unreachable, match=address.partition("//")[2]):
        processed()


def test_dead_letters_are_listed_shown_and_replayed() -> None:
    """What was rejected can be read and, once it is mended, processed again."""
    fill(b"{\x1b[31m", wire.encode(raw(3)).replace(b"raw_article.1", b"raw_article.9"))
    processed()
    listed = run("dlq", "list").output
    assert "not_json" in listed
    assert "2 dead letters" in listed
    only = [
        json.loads(line) for line in run("dlq", "list", "--format", "jsonl").output.splitlines()
    ]
    assert {letter["reason"] for letter in only} == {"not_json", "unknown_schema"}
    broken = next(letter for letter in only if letter["reason"] == "not_json")
    id_ = f"{broken['topic']}/{broken['partition']}/{broken['offset']}"
    shown = run("dlq", "show", id_).output
    assert f"id        {id_}" in shown
    assert "\x1b" not in shown
    newer = run("dlq", "list", "--reason", "unknown_schema", "--format", "jsonl").output
    assert len(newer.splitlines()) == 1
    assert '"dateline.raw_article.9"' in run("dlq", "show", _id(json.loads(newer))).output
    assert "1 records appended again" in run("dlq", "replay", id_).output
    assert "rejected as not_json: 1" in processed().output
    assert "3 dead letters" in run("dlq", "list").output


def _id(letter: dict[str, object]) -> str:
    return f"{letter['topic']}/{letter['partition']}/{letter['offset']}"


def test_no_dead_letters() -> None:
    """Where nothing was rejected, that is what is said."""
    fill()
    assert "No dead letters." in run("dlq", "list").output
    assert "No dead letters to replay." in run("dlq", "replay", "--all").output
    unknown = run("dlq", "show", "news.raw/0/0")
    assert (unknown.exit_code, "dateline dlq list" in unknown.output) == (1, True)


def test_brackets_of_a_dead_letter_are_text() -> None:
    """What a publisher wrote in [brackets] is listed as it stands, and breaks nothing."""
    letter = Rejected(
        reason="too_large",
        stage="decode",
        message="https://a.example/[/x] is [red] too large",
        topic=RAW_TOPIC,
        partition=0,
        offset=1,
        rejected_at=datetime(2024, 5, 17, tzinfo=UTC),
        record_base64="",
        key_base64="",
    )
    with closing(SqliteLog(Path("dateline-data/log.sqlite"), LogSettings())) as log:
        append_dead_letters(log, [letter])
    assert letter.message in run("dlq", "list").output


def test_doctor_of_a_healthy_house() -> None:
    """Where all is well, doctor names each part with its version, the books and what waits."""
    fill(b"{")
    processed()
    with closing(SqliteLog(Path("dateline-data/log.sqlite"), LogSettings())) as log:
        log.append(RAW_TOPIC, [record(raw(7))])
    result = run("doctor")
    assert result.exit_code == 0
    for words in (
        *("python", "apache-beam", "2.77", "log.sqlite", "SQLite", "tantivy", "2 documents"),
        "books of dateline  received 3 = indexed 2 + duplicate 0 + stale 0 + rejected 1",
        "1 records wait to be processed",
        "dateline dlq list",
    ):
        assert words in result.output


def test_doctor_names_what_is_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that does not answer is named with address and remedy, and the exit code is 1."""
    first, second = free_ports(2)
    monkeypatch.setenv("DATELINE_LOG", f"kafka://127.0.0.1:{first}")
    monkeypatch.setenv("DATELINE_INDEX", f"http://127.0.0.1:{second}")
    monkeypatch.setenv("DATELINE_LOG_SETTINGS__TIMEOUT_S", "1")
    monkeypatch.setenv("DATELINE_INDEX_SETTINGS__TIMEOUT_S", "1")
    result = run("doctor", "--format", "json")
    assert result.exit_code == 1
    broken = {each["name"]: each for each in json.loads(result.output) if each["state"] == "broken"}
    assert set(broken) == {"log", "index"}
    assert str(first) in broken["log"]["detail"]
    assert str(second) in broken["index"]["detail"]
    assert all(each["remedy"] for each in broken.values())


def test_doctor_goes_on_where_the_books_are_damaged() -> None:
    """A ledger that can't be read is named, and what comes after it is told all the same."""
    fill()
    processed()
    Path("dateline-data/ledger.sqlite").write_bytes(b"no database" * 1_000)
    result = run("doctor")
    assert result.exit_code == 1
    assert "ledger.sqlite" in result.output
    assert "records wait to be processed" in result.output


@pytest.mark.parametrize("file", ["dedupe.sqlite", "feeds.sqlite"])
def test_doctor_reads_the_files_of_state(file: str) -> None:
    """A file of state that no search needs is found broken before the next run finds it."""
    fill()
    processed()
    (Path("dateline-data") / file).write_bytes(b"no database" * 1_000)
    result = run("doctor")
    assert result.exit_code == 1
    assert f"{file}: file is not a database" in result.output


def test_a_state_of_another_program(tmp_path: Path) -> None:
    """A file whose tables are not dateline's is named, with what to do."""
    fill()
    with closing(sqlite3.connect("dateline-data/dedupe.sqlite")) as db:
        db.execute("CREATE TABLE facts (foo, bar)")
    with pytest.raises(Fatal, match=r"dedupe\.sqlite.*one of dateline's"):
        processed()


def test_doctor_says_where_it_can_not_write(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A data folder that can't be used is named, with the setting that changes it."""
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("DATELINE_DATA_DIR", str(tmp_path / "file" / "data"))
    result = run("doctor")
    assert result.exit_code == 1
    assert "DATELINE_DATA_DIR" in result.output
