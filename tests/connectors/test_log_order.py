from __future__ import annotations

from datetime import UTC, datetime, timedelta

from connectors.log_order import in_order_of_appending
from connectors.ports import Position, Received

_START = datetime(2024, 5, 1, tzinfo=UTC)


def _partition(number: int, *seconds: int) -> list[Received]:
    return [
        Received(Position("t", number, offset), b"", b"", _START + timedelta(seconds=second))
        for offset, second in enumerate(seconds)
    ]


def _places(records: list[Received]) -> list[tuple[int, int]]:
    return [(each.position.partition, each.position.offset) for each in records]


def test_the_earliest_first() -> None:
    """A backlog comes in the order it was appended in, whatever the partition."""
    merged = list(in_order_of_appending([_partition(0, 1, 4, 5), _partition(1, 2, 3), []]))
    assert _places(merged) == [(0, 0), (1, 0), (1, 1), (0, 1), (0, 2)]


def test_together_means_in_turn() -> None:
    """Of records that were appended together one of each partition is given in turn."""
    merged = list(in_order_of_appending([_partition(0, 7, 7, 7), _partition(1, 7, 7)]))
    assert _places(merged) == [(0, 0), (1, 0), (0, 1), (1, 1), (0, 2)]


def test_a_clock_that_went_back() -> None:
    """A partition keeps its own order, although a clock was set back while it was written."""
    merged = list(in_order_of_appending([_partition(0, 5, 1, 6), _partition(1, 4)]))
    assert _places(merged) == [(1, 0), (0, 0), (0, 1), (0, 2)]
