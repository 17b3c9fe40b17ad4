"""A SQLite file in the place of another: whole, and never under somebody's hands."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from connectors.embedded.sqlite_files import open_sqlite, replace_sqlite


def write(path: Path, *words: str) -> None:
    with closing(open_sqlite(path, 1.0)) as db:
        db.execute("CREATE TABLE IF NOT EXISTS words (word TEXT)")
        db.executemany("INSERT INTO words VALUES (?)", [(word,) for word in words])


def read(path: Path) -> list[str]:
    with closing(open_sqlite(path, 1.0)) as db:
        return [word for (word,) in db.execute("SELECT word FROM words")]


def left_by_a_death(path: Path, *words: str) -> None:
    """Leave a file as a process does that is killed: what was written last stands beside it."""
    origin = path.with_name("origin")
    with closing(open_sqlite(origin, 1.0)) as db:
        db.execute("CREATE TABLE words (word TEXT)")
        db.executemany("INSERT INTO words VALUES (?)", [(word,) for word in words])
        for suffix in ("", "-wal"):
            shutil.copy(f"{origin}{suffix}", f"{path}{suffix}")


def test_what_stands_beside_the_old_file_goes_with_it(tmp_path: Path) -> None:
    """Where the old file's last writer was killed, nothing of what it wrote gets into the new one."""
    old, new = tmp_path / "old", tmp_path / "new"
    left_by_a_death(old, *(f"old {number}" for number in range(1_000)))
    write(new, "new")
    replace_sqlite(old, new)
    assert read(old) == ["new"]
    assert not new.exists()


def test_what_stands_beside_the_new_file_comes_along(tmp_path: Path) -> None:
    """Where the new file's last writer was killed, all that it had committed is there."""
    old, new = tmp_path / "old", tmp_path / "new"
    left_by_a_death(new, "first", "last")
    replace_sqlite(old, new)
    assert read(old) == ["first", "last"]


@pytest.mark.parametrize("held", ["old", "new"])
def test_a_file_in_use_is_not_replaced(tmp_path: Path, held: str) -> None:
    """While somebody has one of the two open, both stay where they are."""
    old, new = tmp_path / "old", tmp_path / "new"
    write(old, "old")
    write(new, "new")
    with closing(open_sqlite(tmp_path / held, 1.0)) as db:
        assert len(db.execute("SELECT * FROM words").fetchall()) == 1
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            replace_sqlite(old, new)
    assert (read(old), read(new)) == (["old"], ["new"])
