from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.embedded.ledger import Entry, Ledger
from schemas.books import Books
from schemas.errors import LeaseLost


def _entry(first: int, following: int, partition: int = 0) -> Entry:
    count = following - first
    return Entry(
        topic="news.raw",
        partition=partition,
        first_offset=first,
        next_offset=following,
        books=Books(received=count, indexed=count),
    )


def _never() -> Mapping[int, int]:
    raise AssertionError("the log need not be asked")


def _do(ledger: Ledger, group: str, *entries: Entry) -> None:
    """Enter a batch and settle it, as a process does that does not die."""
    ledger.enter(group, entries, _never)
    ledger.settle(group, entries)


def test_batches_add_up(tmp_path: Path) -> None:
    """The operator sees the sum over all batches and partitions."""
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        for first in range(0, 50, 10):
            _do(ledger, "g", _entry(first, first + 10), _entry(first, first + 10, partition=3))
        assert ledger.totals() == {"g": Books(received=100, indexed=100)}


def test_a_batch_given_again_replaces_its_entry(tmp_path: Path) -> None:
    """A crash between ledger and commit does not count a record twice, however large the next batch."""
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        _do(ledger, "g", _entry(0, 10))
        ledger.enter("g", [_entry(10, 20)], _never)
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        assert ledger.totals()["g"].received == 20
        _do(ledger, "g", _entry(10, 15))
        assert ledger.totals()["g"].received == 15


def test_a_crash_after_the_commit_counts_the_batch(tmp_path: Path) -> None:
    """A batch whose offsets were committed just before a death stays in the books."""
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        ledger.enter("g", [_entry(0, 10)], _never)
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        _do(ledger, "g", _entry(10, 15))
        assert ledger.totals()["g"].received == 15


def test_groups_keep_their_own_books(tmp_path: Path) -> None:
    """Two consumer groups that read the same log each have complete books."""
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        _do(ledger, "a", _entry(0, 10))
        _do(ledger, "b", _entry(0, 4))
        assert ledger.totals()["a"].received == 10
        assert ledger.totals()["b"].received == 4


def test_who_slept_replaces_nothing(tmp_path: Path) -> None:
    """A process whose records another one has done meanwhile can't enter its old batch any more."""
    path = tmp_path / "ledger.sqlite"
    with Ledger(path) as sleeper, Ledger(path) as other:
        _do(sleeper, "g", _entry(0, 10))
        other.enter("g", [_entry(10, 90)], _never)
        sleeper.enter("g", [_entry(10, 20)], _never)  # both are at work: who commits will settle
        other.settle("g", [_entry(10, 90)])
        assert sleeper.totals()["g"].received == 90
        with pytest.raises(LeaseLost, match="another process"):
            sleeper.enter("g", [_entry(10, 20)], lambda: {0: 90})
        assert sleeper.totals()["g"].received == 90


def test_offsets_that_were_set_back_are_counted_again(tmp_path: Path) -> None:
    """Where an operator has a group process old records again, they are received again."""
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        _do(ledger, "g", _entry(0, 10))
        ledger.enter("g", [_entry(0, 10)], lambda: {0: 0})
        ledger.settle("g", [_entry(0, 10)])
        assert ledger.totals()["g"].received == 20


def test_a_failed_entry_leaves_nothing_behind(tmp_path: Path) -> None:
    """Either all partitions of a batch are entered, or none."""
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        too_far = _entry(0, 10, partition=2**63)  # beyond what SQLite can hold
        with pytest.raises(OverflowError):
            ledger.enter("g", [_entry(0, 10), too_far], _never)
        assert ledger.totals() == {}


@given(st.lists(st.tuples(st.integers(1, 9), st.sampled_from(["entered", "committed", "settled"]))))
def test_any_sequence_of_batches_and_crashes_counts_each_record_once(
    steps: list[tuple[int, str]],
) -> None:
    """Wherever the process dies, and however often: received equals the committed offset."""
    with Ledger(Path(":memory:")) as ledger:
        done = 0
        for size, reached in steps:
            entry = _entry(done, done + size)
            ledger.enter("g", [entry], _never)
            if reached == "settled":
                ledger.settle("g", [entry])
            done += size if reached != "entered" else 0
        _do(ledger, "g", _entry(done, done + 1))
        assert ledger.totals()["g"].received == done + 1
