"""What two articles are to each other, by their words, their dates and their subjects."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from pipelines.dedupe.compare import HOUR_MS
from pipelines.dedupe.document import UNDATED_MS
from pipelines.dedupe.story_state import Link, Node
from schemas.relations import Evidence, Relation

_SURE: Final = 0.7  # from here on no actor or issue need be shared


def _apart_ms(one: Node, other: Node) -> int | None:
    """Give how far apart two articles are; None where one has no date, and may be near the other."""
    return None if UNDATED_MS in (one.at_ms, other.at_ms) else abs(one.at_ms - other.at_ms)


def subjects_differ(one: Node, other: Node, cosine: float) -> bool:
    """Tell whether two articles, not very much alike, are known to have other actors and issues."""
    both_known = bool(one.subjects and other.subjects)
    return both_known and cosine < _SURE and {*one.subjects}.isdisjoint(other.subjects)


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
