"""From counters to books."""

from __future__ import annotations

import pytest
from apache_beam.metrics.execution import MetricKey, MetricResult
from apache_beam.metrics.metricbase import MetricName
from hypothesis import given
from hypothesis import strategies as st

from pipelines.tally import partition_books, stage_seconds, total
from schemas.books import Books


def counter(name: str, count: int, namespace: str = "dateline") -> MetricResult:
    return MetricResult(MetricKey("step", MetricName(namespace, name)), count, count)


COUNTERS = [
    counter("indexed/0", 3),
    counter("indexed/0", 1),
    counter("duplicate/1", 2),
    counter("rejected/0/not_json", 1),
    counter("rejected/0/no_content", 2),
    counter("spent_us/normalise", 1_500_000),
    counter("spent_us/normalise", 500_000),
    counter("indexed/0", 99, namespace="beam"),
]


def test_counters_become_books_of_each_partition() -> None:
    """Each partition has its own books, from all steps that counted for it; others' counters don't."""
    books = partition_books(COUNTERS, {0: 7, 1: 2, 2: 0})
    reasons = {"not_json": 1, "no_content": 2}
    assert books[0] == Books(received=7, indexed=4, rejected=3, rejected_by_reason=reasons)
    assert books[1] == Books(received=2, duplicate=2)
    assert all(each.balanced for each in books.values())
    assert total(books).received == 9


@pytest.mark.parametrize("received", [{0: 6, 1: 2}, {0: 8, 1: 2}, {0: 7}])
def test_a_record_lost_or_counted_twice_is_seen(received: dict[int, int]) -> None:
    """Where the counters do not add up to what was polled, the books of that partition say so."""
    books = partition_books(COUNTERS, received)
    assert [each.balanced for each in books.values()].count(False) == 1


def test_stages_have_their_seconds() -> None:
    """The time of a stage is the sum over its bundles."""
    assert stage_seconds(COUNTERS) == {"normalise": 2.0}


_books = st.builds(
    Books,
    received=st.integers(0, 99),
    indexed=st.integers(0, 99),
    rejected_by_reason=st.dictionaries(st.sampled_from("abc"), st.integers(0, 9)),
)


@given(_books, _books, _books)
def test_books_add_up_in_any_order(first: Books, second: Books, third: Books) -> None:
    """The sum of several processes does not depend on who came first."""
    assert (first + second) + third == third + (second + first)
