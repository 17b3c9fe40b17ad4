from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.dedupe.id_index import IdIndex, id_hash, id_index_schema

_MOST_NEW = 4
_IDS = st.sampled_from(["a", "b", "ä", "", "\ud800", *"0123456789"])


@pytest.fixture
def db() -> Iterator[sqlite3.Connection]:
    with closing(_open()) as db:
        yield db


def _open() -> sqlite3.Connection:
    db = sqlite3.connect(":memory:", isolation_level=None)
    db.executescript(id_index_schema("ids"))
    return db


def _numbers(db: sqlite3.Connection, index: IdIndex, article_id: str) -> list[int]:
    hashed = id_hash(article_id)
    return sorted(number for (number,) in db.execute(index.numbers, (hashed, hashed)))


@given(changes=st.lists(st.lists(st.tuples(_IDS, st.booleans()), max_size=12), max_size=8))
def test_finds_what_is_there(changes: list[list[tuple[str, bool]]]) -> None:
    """Through additions, removals and merges each id leads to its row, and no other id does."""
    with closing(_open()) as db:
        index = IdIndex(db, "ids", most_new=_MOST_NEW)
        rows: dict[str, int] = {}
        number = 0
        for batch in changes:
            new: dict[str, int] = {}
            for article_id, is_there in batch:
                if not is_there and article_id in rows:
                    index.remove([(article_id, rows.pop(article_id))])
                elif is_there and article_id not in {*rows, *new}:
                    number += 1
                    new[article_id] = number
            index.add(new.items())
            rows |= new
        for article_id in ["a", "b", "ä", "", "\ud800", *"0123456789"]:
            expected = [rows[article_id]] if article_id in rows else []
            assert _numbers(db, index, article_id) == expected


def test_the_small_table_stays_small(db: sqlite3.Connection) -> None:
    """What is new moves into the large table when there is much of it, and all of it is found."""
    index = IdIndex(db, "ids", most_new=_MOST_NEW)
    for number in range(50):
        index.add([(f"id {number}", number)])
        (new,) = db.execute("SELECT count(*) FROM ids_new").fetchone()
        assert new <= _MOST_NEW
    assert [_numbers(db, index, f"id {number}") for number in range(50)] == [
        [number] for number in range(50)
    ]


def test_a_merge_is_rolled_back_whole(db: sqlite3.Connection) -> None:
    """A batch that failed leaves the index as it was, though the tables were merged in it."""
    index = IdIndex(db, "ids", most_new=_MOST_NEW)
    index.add([("a", 1), ("b", 2)])
    db.execute("BEGIN")
    index.add((f"id {number}", number) for number in range(3, 10))
    db.execute("ROLLBACK")
    assert _numbers(db, index, "a") == [1]
    assert _numbers(db, index, "id 3") == []
    assert db.execute("SELECT count(*) FROM ids_new").fetchone() == (2,)
