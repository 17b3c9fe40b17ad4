"""What two articles are to each other, by their words, their dates and their subjects."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from typing import Final

from pipelines.dedupe.compare import HOUR_MS
from pipelines.dedupe.story_likeness import is_refilled
from pipelines.dedupe.story_state import Link, Node
from pipelines.dedupe.trace import UNDATED_MS
from schemas.relations import Evidence, Relation

_HALF_LIFE_MS: Final = 48 * HOUR_MS
_TEMPLATE: Final = 0.5  # as alike as the reports of two days
_SURE: Final = 0.7  # from here on no actor or issue need be shared


def _apart_ms(one: Node, other: Node) -> int | None:
    """Give how far apart two articles are; None where one has no date, and may be near the other."""
    return None if UNDATED_MS in (one.at_ms, other.at_ms) else abs(one.at_ms - other.at_ms)


def aged(plain: float, one: Node, other: Node) -> float:
    """Give what time leaves of a likeness."""
    halvings = (_apart_ms(one, other) or 0) / _HALF_LIFE_MS
    return round(plain * math.pow(0.5, halvings), 4)


def differ(one: Node, other: Node, plain: float) -> bool:
    """Tell whether two articles that are alike are of different things nonetheless."""
    if plain >= _TEMPLATE and is_refilled(one.frames, other.frames):
        return True
    both_known = bool(one.subjects and other.subjects)
    return both_known and plain < _SURE and {*one.subjects}.isdisjoint(other.subjects)


def relation_of(node: Node, link: Link, parent: Node) -> Relation:
    """Say through which article another came to its story, and why."""
    evidence = [Evidence(measure="tf_idf_cosine", value=link.cosine, terms=link.words)]
    apart_ms = _apart_ms(node, parent)
    if apart_ms is not None:
        hours = round(apart_ms / HOUR_MS, 1)
        evidence.append(Evidence(measure="hours_apart", value=hours))
    known_ms = [each.at_ms for each in (node, parent) if each.at_ms != UNDATED_MS]
    return Relation(
        kind="same_story",
        of=node.id,
        to=parent.id,
        evidence=tuple(evidence),
        confidence=round(min(0.99, 0.5 + link.value * 0.75), 2),
        decided_at=datetime.fromtimestamp(max(known_ms, default=0) / 1000, UTC),
    )
