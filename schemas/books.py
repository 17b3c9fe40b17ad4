"""The books: every record that was received ends in exactly one status, and the sums are checked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct, field

Status = Literal["indexed", "duplicate", "stale", "rejected"]


class Books(Struct, frozen=True, kw_only=True):
    """How many records came in and how each ended; `rejected_by_reason` breaks `rejected` down."""

    received: int = 0
    indexed: int = 0
    duplicate: int = 0
    stale: int = 0
    rejected: int = 0
    rejected_by_reason: Mapping[str, int] = field(default_factory=dict)

    @property
    def balanced(self) -> bool:
        """Whether received = indexed + duplicate + stale + rejected, and the reasons add up."""
        ended = self.indexed + self.duplicate + self.stale + self.rejected
        reasons = sum(self.rejected_by_reason.values())
        return self.received == ended and self.rejected == reasons

    def __add__(self, other: Books) -> Books:
        reasons = dict(self.rejected_by_reason)
        for reason, count in other.rejected_by_reason.items():
            reasons[reason] = reasons.get(reason, 0) + count
        return Books(
            received=self.received + other.received,
            indexed=self.indexed + other.indexed,
            duplicate=self.duplicate + other.duplicate,
            stale=self.stale + other.stale,
            rejected=self.rejected + other.rejected,
            rejected_by_reason=reasons,
        )
