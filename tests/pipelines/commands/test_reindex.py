"""`dateline reindex --from-log`, as an operator uses it who has lost an index."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import Result
from msgspec.structs import replace

from connectors.embedded.index import EmbeddedIndex
from connectors.embedded.log import SqliteLog
from connectors.ports import RAW_TOPIC, LogRecord
from pipelines.commands.doctor import doctor
from pipelines.commands.reindex import reindex
from pipelines.commands.run import process
from pipelines.commands.search import search
from pipelines.jobs.index_lock import lock_to_process, lock_to_rebuild
from pipelines.jobs.run import process_until_stopped
from schemas.books import Books
from schemas.enriched import EnrichedArticle
from schemas.errors import Fatal, Retryable
from schemas.settings import LogSettings, Settings
from tests.pipelines.commands.invoking import invoke
from tests.pipelines.raws import append, raw

COMMANDS = {"doctor": doctor, "process": process, "reindex": reindex, "search": search}
DATA = Path("dateline-data")
INDEX = DATA / "index"
BOOKS = "received 4 = indexed 3 + duplicate 0 + stale 0 + rejected 1\n  rejected as not_json: 1\n"


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def run(*words: str) -> Result:
    return invoke(COMMANDS[words[0]], *words[1:])


def fill(at: datetime | None = None) -> None:
    """Append two articles, a newer version and a broken record, and process them."""
    now = at or datetime.now(UTC)
    with closing(SqliteLog(DATA / "log.sqlite", LogSettings(), clock=lambda: now)) as log:
        append(log, [raw(1), raw(2), raw(1, version=1)])
        log.append(RAW_TOPIC, [LogRecord(b"k", b"{")])
    run("process", "--until-idle", "0")


def documents() -> list[EnrichedArticle]:
    with closing(EmbeddedIndex(INDEX)) as index:
        return [replace(each, revision=0) for each in index.scan()]


def test_a_deleted_index_comes_back() -> None:
    """Doctor and search name the command; it says its books, and all that was found is found again."""
    fill()
    before = documents()
    shutil.rmtree(INDEX)
    found = run("doctor")
    assert found.exit_code == 1
    assert "empty; 3 records have been indexed, and are lost" in found.output
    assert "dateline reindex --from-log" in found.output
    with pytest.raises(Fatal, match="dateline reindex --from-log"):
        run("search", "harbour")
    assert run("reindex", "--from-log").stdout == BOOKS
    assert documents() == before
    assert all(document.analysis.quotes for document in before)
    assert "Harbour report 2" in run("search", "harbour").output
    assert run("doctor").exit_code == 0
    assert "received 0 = " in run("process", "--until-idle", "0").output


def test_a_loss_is_told_although_processing_went_on() -> None:
    """A run that finds its index empty says so; later doctor still misses what is not there."""
    fill()
    shutil.rmtree(INDEX)
    with closing(SqliteLog(DATA / "log.sqlite", LogSettings())) as log:
        append(log, [raw(5)])
    said = run("process", "--until-idle", "0").output
    assert "The index is empty, and 3 records have been indexed: it was lost" in said
    assert "received 1 = indexed 1" in said
    found = run("doctor")
    assert found.exit_code == 0
    assert "1 documents; 2 that were written are not there" in found.output
    assert "dateline reindex --from-log" in found.output
    run("reindex", "--from-log")
    assert len(documents()) == 3
    assert "are not there" not in run("doctor").output


def test_a_damaged_index_comes_back() -> None:
    """Documents that can't be read are never written over: moved away, as it says, they come back."""
    fill()
    before = documents()
    (INDEX / "documents.sqlite").write_bytes(b"no database" * 1_000)
    found = run("doctor")
    assert found.exit_code == 1
    assert f"move {INDEX} away and get it back from the log: dateline reindex --from-log" in (
        found.output
    )
    with pytest.raises(Fatal, match=r"documents\.sqlite.*or move that away and run"):
        run("reindex", "--from-log")
    INDEX.rename("damaged")
    assert run("reindex", "--from-log").stdout == BOOKS
    assert documents() == before


def test_what_does_not_come_back_is_said() -> None:
    """Records that retention took are counted, with the setting and the day from which all is there."""
    fill(datetime(2024, 5, 17, tzinfo=UTC))
    with closing(SqliteLog(DATA / "log.sqlite", LogSettings())) as log:
        append(log, [raw(3), raw(3), raw(4)])
    said = run("reindex", "--from-log").stdout
    assert "received 3 = indexed 2 + duplicate 1" in said
    assert "older records are no longer in the log (log_settings.retention_days is 30)" in said
    assert f"The log has all from {datetime.now(UTC):%Y-%m-%d}" in said


def test_it_needs_a_log() -> None:
    """Where there is no log either, that is said, and no folder is made."""
    with pytest.raises(Fatal, match="no log yet"):
        run("reindex", "--from-log")
    assert not DATA.exists()


def test_it_refuses_beside_a_writer() -> None:
    """While another process writes the index it says which to stop, and changes nothing."""
    fill()
    with (
        closing(lock_to_process(Settings())),
        pytest.raises(Fatal, match=r"dateline run.*stop it first"),
    ):
        run("reindex", "--from-log")
    assert sorted(path.name for path in DATA.glob("rebuild-*")) == []


def test_processing_waits_for_it() -> None:
    """While an index is rebuilt, a scheduled run ends with that sentence; others begin after it."""
    fill()
    with closing(SqliteLog(DATA / "log.sqlite", LogSettings())) as log:
        append(log, [raw(5)])
    stop = threading.Event()
    with closing(lock_to_rebuild(Settings())):
        with pytest.raises(Retryable, match="is being made anew"):
            run("process", "--until-idle", "0")
        threading.Timer(1.0, stop.set).start()
        assert process_until_stopped(Settings(), stop=stop) == Books()
    assert "received 1 = indexed 1" in run("process", "--until-idle", "0").output


@pytest.mark.slow
def test_ctrl_c_ends_it_and_a_second_run_goes_on() -> None:
    """Interrupted it says how many records are left, and run again it does these and no others."""
    with closing(SqliteLog(DATA / "log.sqlite", LogSettings())) as log:
        append(log, [raw(number) for number in range(400)])
    command = [sys.executable, "-c", "from pipelines.cli import main; main()"]
    small = {"DATELINE_PROCESS__BATCH_RECORDS": "4", "PYTHONPATH": str(Path(__file__).parents[3])}
    with subprocess.Popen(
        [*command, "reindex", "--from-log"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | small,
    ) as running:
        deadline = time.monotonic() + 60
        while not (INDEX / "documents.sqlite").exists() or not documents():
            assert time.monotonic() < deadline
            time.sleep(0.05)
        running.send_signal(signal.SIGINT)
        said, complaints = running.communicate(timeout=60)
    assert running.returncode == 130
    assert "Traceback" not in complaints
    done = len(documents())
    assert 0 < done < 400
    assert f"received {done} = indexed {done} + " in said
    assert f"Interrupted: {400 - done} records are left." in said
    assert "received 400 = indexed 400" in run("reindex", "--from-log").stdout
    assert len(documents()) == 400
