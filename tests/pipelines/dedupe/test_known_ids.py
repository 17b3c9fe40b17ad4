from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest

from pipelines.dedupe.id_index import IdIndex, id_index_schema
from pipelines.dedupe.known_ids import KnownIds

_MANY = 200_000


@pytest.fixture
def db() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as db:
        db.executescript(id_index_schema("one") + id_index_schema("other"))
        yield db


def _known(db: sqlite3.Connection) -> KnownIds:
    known = KnownIds(db, ("one", "other"))
    known.read()
    return known


def test_new_are_those_of_no_table(db: sqlite3.Connection) -> None:
    """An id that any of the tables holds, in its large or its small part, is not new."""
    IdIndex(db, "one", most_new=1).add([("a", 1), ("b", 2)])
    IdIndex(db, "other").add([("c", 1)])
    known = _known(db)
    assert not any(known.are_new((each,)) for each in "abc")
    assert known.are_new(("d", "e"))
    assert not known.are_new(("f", "c"))


def test_an_id_is_new_once(db: sqlite3.Connection) -> None:
    """What was asked for is known from then on, unless the batch is rolled back."""
    known = _known(db)
    assert known.are_new(("a",))
    assert not known.are_new(("a",))
    known.rollback()
    assert known.are_new(("a",))
    known.commit()
    assert not known.are_new(("a",))


def test_nothing_is_new_beside_others(db: sqlite3.Connection) -> None:
    """Where somebody else writes too, every id must be looked for."""
    known = _known(db)
    known.distrust()
    assert not known.are_new(("a",))
    known.commit()
    assert not known.are_new(("b",))


def test_many(db: sqlite3.Connection) -> None:
    """Most ids are still known to be new when there are many, and none that is held is."""
    index = IdIndex(db, "one")
    known = _known(db)
    for begin in range(0, _MANY, 50_000):
        ids = [(f"id {number}", number) for number in range(begin, begin + 50_000)]
        known.are_new([article_id for article_id, _ in ids])
        index.add(ids)
        known.commit()
    assert not any(known.are_new((f"id {number}",)) for number in range(0, _MANY, 97))
    assert sum(known.are_new((f"new {number}",)) for number in range(1_000)) > 850
