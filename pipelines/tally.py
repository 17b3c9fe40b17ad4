"""From Beam's counters to books: `status/partition[/reason]`, `spent_us/stage`, `amendment/outcome`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from schemas.books import Books

_NO_RECORDS: Final = ("spent_us", "amendment")


def partition_books(counters: Iterable[Any], received: Mapping[int, int]) -> Mapping[int, Books]:
    """Give the books of each partition.

    `counters`: a pipeline's counters (Beam MetricResult); `received`: how many records of each
    partition were polled, which the counters must add up to.
    """
    books = defaultdict(Books, {where: Books(received=count) for where, count in received.items()})
    for parts, count in _ours(counters):
        status, where, *reason = parts
        if status in _NO_RECORDS:
            continue
        amounts: dict[str, Any] = {status: count}
        if reason:
            amounts["rejected_by_reason"] = {reason[0]: count}
        books[int(where)] += Books(**amounts)
    return dict(books)


def total(by_partition: Mapping[int, Books]) -> Books:
    """Add the books of all partitions up."""
    return sum(by_partition.values(), Books())


def stage_seconds(counters: Iterable[Any]) -> Mapping[str, float]:
    """Give the seconds each stage has worked."""
    spent: dict[str, float] = defaultdict(float)
    for parts, microseconds in _ours(counters):
        if parts[0] == "spent_us":
            spent[parts[1]] += microseconds / 1e6
    return dict(spent)


def amendment_counts(counters: Iterable[Any]) -> Mapping[str, int]:
    """Give how many amendments ended in each outcome."""
    return {parts[1]: count for parts, count in _ours(counters) if parts[0] == "amendment"}


def _ours(counters: Iterable[Any]) -> Iterator[tuple[list[str], int]]:
    for counter in counters:
        if counter.key.metric.namespace == "dateline":
            yield counter.key.metric.name.split("/"), int(counter.committed)
