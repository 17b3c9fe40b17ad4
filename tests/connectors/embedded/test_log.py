"""The embedded log alone: damage, locks, folders that can't be written, retention, processes."""

from __future__ import annotations

import os
import sqlite3
import stat
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from connectors.embedded.log import SqliteLog
from connectors.embedded.log_groups import fair_shares
from connectors.embedded.log_store import LogFile
from connectors.ports import LogRecord, Position
from schemas.errors import Fatal, Unreachable
from schemas.settings import LogSettings

NOBODY = 65_534
RECORDS = [LogRecord(f"k{number}".encode(), b"v" * 1000) for number in range(200)]


def _at(when: datetime) -> datetime:
    """Say that it is always this time."""
    return when


@contextmanager
def without_rights() -> Iterator[None]:
    """Be a user to whom permissions apply: tests may run as root."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


def test_a_file_that_is_no_log_is_told(tmp_path: Path) -> None:
    """A file of something else is named, with what to do, and left as it is."""
    path = tmp_path / "log.sqlite"
    path.write_bytes(b"not a database at all " * 100)
    with pytest.raises(Fatal, match=r"log\.sqlite.*damaged or none of ours: move it away"):
        SqliteLog(path, LogSettings())
    assert path.read_bytes().startswith(b"not a database")


def test_a_damaged_file_is_told(tmp_path: Path) -> None:
    """Damage in the middle of the file is an error that names it, never wrong records."""
    path = tmp_path / "log.sqlite"
    with closing(SqliteLog(path, LogSettings())) as log:
        log.append("t", RECORDS)
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(os.urandom(size - 4096))
    with (
        pytest.raises(Fatal, match="damaged or none of ours"),
        closing(SqliteLog(path, LogSettings())) as log,
    ):
        list(log.scan("t"))


def test_a_folder_without_rights_is_told() -> None:
    """A folder that can't be written is named with the key to change."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(stat.S_IRUSR | stat.S_IXUSR | stat.S_IROTH | stat.S_IXOTH)
        with without_rights(), pytest.raises(Fatal, match="data_dir"):
            SqliteLog(folder / "log.sqlite", LogSettings())
        with without_rights(), pytest.raises(Fatal, match="data_dir"):
            SqliteLog(folder / "deeper" / "log.sqlite", LogSettings())
        folder.chmod(stat.S_IRWXU)


def test_a_folder_that_is_a_file_is_told(tmp_path: Path) -> None:
    """A data folder that is a file is an error with its remedy."""
    (tmp_path / "data").write_text("a file")
    with pytest.raises(Fatal, match="data_dir"):
        SqliteLog(tmp_path / "data" / "log.sqlite", LogSettings())


def test_a_locked_file_is_waited_for_and_then_told(tmp_path: Path) -> None:
    """Another program that keeps the file locked ends in a clear error after `timeout_s`."""
    path = tmp_path / "log.sqlite"
    with closing(SqliteLog(path, LogSettings(timeout_s=0.3))) as log:
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(Unreachable, match="kept it locked"):
                log.append("t", RECORDS)
            other.execute("ROLLBACK")
        assert len(log.append("t", RECORDS)) == len(RECORDS)


def test_what_is_older_than_retention_is_let_go(tmp_path: Path) -> None:
    """Old records go when new ones come; the backlog of a late group counts what is left."""
    path = tmp_path / "log.sqlite"
    settings = LogSettings(retention_days=30.0, partitions=1)
    start = datetime(2026, 1, 1, tzinfo=UTC)
    with closing(SqliteLog(path, settings, clock=lambda: start)) as log:
        log.append("t", RECORDS)
    later = start + timedelta(days=31)
    with closing(SqliteLog(path, settings, clock=lambda: later)) as log:
        [position] = log.append("t", [LogRecord(b"k", b"new")])
        assert [each.value for each in log.scan("t")] == [b"new"]
        assert log.fetch(Position("t", 0, 0)) is None
        assert position == Position("t", 0, len(RECORDS))
        assert log.backlog("t", "g") == {0: (len(RECORDS), len(RECORDS) + 1)}
        with closing(log.reader("t", "g")) as reader:
            assert [each.value for each in reader.poll(10, 1.0)] == [b"new"]


def test_offsets_go_on_where_everything_was_let_go(tmp_path: Path) -> None:
    """An emptied partition never gives an offset twice."""
    path = tmp_path / "log.sqlite"
    settings = LogSettings(retention_days=1.0, partitions=1)
    now = datetime(2026, 1, 1, tzinfo=UTC)
    offsets = []
    for _ in range(3):
        now += timedelta(days=3)
        with closing(SqliteLog(path, settings, clock=partial(_at, now))) as log:
            [position] = log.append("t", RECORDS[:1])
            assert isinstance(position, Position)
            offsets.append(position.offset)
    assert offsets == [0, 1, 2]


def test_a_clock_set_back_keeps_no_record_waiting(tmp_path: Path) -> None:
    """What a member held that died while the clock was days ahead is free when it is right again."""
    path = tmp_path / "log.sqlite"
    now = datetime(2026, 1, 1, tzinfo=UTC)
    ahead = partial(_at, now + timedelta(days=2))
    with closing(SqliteLog(path, LogSettings(), clock=ahead)) as log:
        log.append("t", RECORDS)
        with (
            closing(log.reader("t", "g")) as died,
            closing(SqliteLog(path, LogSettings(), clock=partial(_at, now))) as right,
            closing(right.reader("t", "g")) as reader,
        ):
            assert len(died.poll(1000, 1.0)) == len(RECORDS)
            assert len(reader.poll(1000, 1.0)) == len(RECORDS)


def test_a_reader_outlives_a_lock(tmp_path: Path) -> None:
    """A file locked for a while stops nobody for good: the reader goes on when it is free again."""
    path = tmp_path / "log.sqlite"
    settings = LogSettings(timeout_s=0.2)
    with closing(SqliteLog(path, settings)) as log:
        log.append("t", RECORDS)
        with closing(log.reader("t", "g")) as reader:
            with closing(sqlite3.connect(path, isolation_level=None)) as other:
                other.execute("BEGIN IMMEDIATE")
                with pytest.raises(Unreachable):
                    reader.poll(10, 0.1)
                other.execute("ROLLBACK")
            assert len(reader.poll(1000, 1.0)) == len(RECORDS)


def test_nothing_is_described_of_a_broken_file(tmp_path: Path) -> None:
    """`describe` of a file that is gone bad says so and what to do, and raises nothing."""
    path = tmp_path / "log.sqlite"
    with closing(SqliteLog(path, LogSettings())) as log:
        log.append("t", RECORDS)
        assert log.describe().reachable
        log.close()
        info = log.describe()
    assert not info.reachable
    assert info.remedy


@pytest.mark.parametrize("members", range(1, 7))
@pytest.mark.parametrize("partitions", [1, 4, 7])
def test_shares_are_fair_and_few_move(partitions: int, members: int) -> None:
    """Shares differ by one at most, and only what must move moves when a member joins."""
    names = [f"m{number}" for number in range(members)]
    before = fair_shares(range(partitions), {}, names)
    after = fair_shares(range(partitions), before, [*names, "new"])
    sizes = [list(after.values()).count(name) for name in [*names, "new"]]
    assert max(sizes) - min(sizes) <= 1
    assert sum(before[each] != after[each] for each in before) == sizes[-1]


def test_appending_is_durable_before_it_returns(tmp_path: Path) -> None:
    """Every append is on the disk when it returns: the file is opened with full syncing."""
    with (
        closing(LogFile(tmp_path / "log.sqlite", 1.0)) as file,
        file.reading() as db,
    ):
        assert db.execute("PRAGMA synchronous").fetchone() == (2,)
        assert db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
