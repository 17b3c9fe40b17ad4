"""A name while a document's names are still being settled: by token, not by character."""

from __future__ import annotations

from typing import NamedTuple

from schemas.analysis import EntityType


class FoundName(NamedTuple):
    """`tokens[first:end]` of a document is a name."""

    first: int
    end: int
    entity_type: EntityType
    confidence: float
    found_by: str


def covered(names: list[FoundName]) -> set[int]:
    """Give the indices of all tokens that are in a name."""
    return {index for name in names for index in range(name.first, name.end)}
