from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.embedded.ledger import Entry, Ledger
from schemas.books import Books


def _entry(first: int, following: int, partition: int = 0) -> Entry:
    count = following - first
    return Entry(
        topic="news.raw",
        partition=partition,
        first_offset=first,
        next_offset=following,
        books=Books(received=count, indexed=count),
    )


def test_batches_add_up(tmp_path: Path) -> None:
    """The operator sees the sum over all batches and partitions."""
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        for first in range(0, 50, 10):
            ledger.enter("g", [_entry(first, first + 10), _entry(first, first + 10, partition=3)])
        assert ledger.totals() == {"g": Books(received=100, indexed=100)}


def test_a_batch_given_again_replaces_its_entry(tmp_path: Path) -> None:
    """A crash between ledger and commit does not count a record twice."""
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        ledger.enter("g", [_entry(0, 10)])
        ledger.enter("g", [_entry(10, 20)])
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        ledger.enter("g", [_entry(10, 35)])
        assert ledger.totals()["g"].received == 35


def test_groups_keep_their_own_books(tmp_path: Path) -> None:
    """Two consumer groups that read the same log each have complete books."""
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        ledger.enter("a", [_entry(0, 10)])
        ledger.enter("b", [_entry(0, 4)])
        assert ledger.totals()["a"].received == 10
        assert ledger.totals()["b"].received == 4


def test_a_failed_entry_leaves_nothing_behind(tmp_path: Path) -> None:
    """Either all partitions of a batch are entered, or none."""
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        too_far = _entry(2**63, 2**63 + 1, partition=1)  # beyond what SQLite can hold
        with pytest.raises(OverflowError):
            ledger.enter("g", [_entry(0, 10), too_far])
        assert ledger.totals() == {}


@given(st.lists(st.tuples(st.integers(1, 9), st.booleans()), max_size=30))
def test_any_sequence_of_batches_and_crashes_counts_each_record_once(
    steps: list[tuple[int, bool]],
) -> None:
    """However often the process dies before its commit, received equals the committed offset."""
    with Ledger(Path(":memory:")) as ledger:
        committed = 0
        for size, dies in steps:
            ledger.enter("g", [_entry(committed, committed + size)])
            committed = committed if dies else committed + size
        if committed:
            ledger.enter("g", [_entry(committed, committed + 1)])
            assert ledger.totals()["g"].received == committed + 1
