"""Records of several partitions in about the order they were appended in, whatever the partition."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from heapq import merge

from connectors.ports import Received

_Ranked = tuple[tuple[datetime, int], Received]


def in_order_of_appending(partitions: Iterable[Iterable[Received]]) -> Iterator[Received]:
    """Merge partitions by the time of appending; each keeps its own order, however clocks went.

    A backlog read one partition after the other would go back in time again and again. Of records that
    were appended together one of each partition is given in turn. Lazy.
    """
    for _, record in merge(*map(_ranked, partitions), key=lambda ranked: ranked[0]):
        yield record


def _ranked(records: Iterable[Received]) -> Iterator[_Ranked]:
    moment, rank = None, 0
    for record in records:
        rank = rank + 1 if record.appended_at == moment else 0
        moment = record.appended_at
        yield (moment, rank), record
