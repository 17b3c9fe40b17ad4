"""What a collector has done so far: written by its loop, read from any thread."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Mapping

from msgspec import Struct, field


class CollectStatistics(Struct, frozen=True, kw_only=True):
    """Counts since the collector began.

    polls = not_modified + unchanged + parsed + failures (all reasons) + emit_failures.
    `entries_emitted` are records the log has acknowledged, those `too_large` for it (dead letters)
    left out; `complaints` are faults in feeds that could be read all the same.
    """

    polls: int = 0
    not_modified: int = 0
    unchanged: int = 0
    parsed: int = 0
    entries_emitted: int = 0
    too_large: int = 0
    complaints: int = 0
    emit_failures: int = 0
    failures: Mapping[str, int] = field(default_factory=dict)


class StatisticsBook:
    """Counts up, and gives consistent copies."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: Counter[str] = Counter()
        self._failures: Counter[str] = Counter()

    def count(self, **amounts: int) -> None:
        """Add amounts to fields of `CollectStatistics`, all at once."""
        with self._lock:
            self._counts.update(amounts)

    def count_failure(self, reason: str) -> None:
        """Count a poll that failed for a reason."""
        with self._lock:
            self._counts["polls"] += 1
            self._failures[reason] += 1

    def read(self) -> CollectStatistics:
        """Give the counts of this moment."""
        with self._lock:
            return CollectStatistics(**self._counts, failures=dict(self._failures))
