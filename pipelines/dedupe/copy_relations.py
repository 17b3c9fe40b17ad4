"""The relation between two copies, with what was measured and the text they share."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from pipelines.dedupe.compare import Judgement, Likeness, is_same_entry
from pipelines.dedupe.document import UNDATED_MS
from pipelines.dedupe.passages import shared_passages
from pipelines.dedupe.trace import Trace
from schemas.relations import Evidence, Relation


def relation_between(of: Trace, to: Trace, judgement: Judgement) -> Relation:
    """Say how one article relates to the one it is a copy of.

    It is decided at the later of both event times, so that it does not depend on when it was found.
    """
    known_ms = [at for at in (of.document.at_ms, to.document.at_ms) if at != UNDATED_MS]
    decided_ms = max(known_ms, default=0)
    return Relation(
        kind=judgement.kind,
        of=of.document.id,
        to=to.document.id,
        evidence=tuple(evidence_of(of, to, judgement.likeness)),
        confidence=judgement.confidence,
        decided_at=datetime.fromtimestamp(decided_ms / 1000, UTC),
        to_content_hash=to.document.content_hash,
    )


def evidence_of(of: Trace, to: Trace, likeness: Likeness) -> Iterator[Evidence]:
    """Say what was measured of two articles; the passages are those of the first."""
    overlap = likeness.overlap
    if of.document.content_hash == to.document.content_hash:
        yield Evidence(measure="equal_content", value=1.0)
    if is_same_entry(of.document, to.document):
        yield Evidence(measure="equal_entry_id", value=1.0)
    yield Evidence(measure="jaccard", value=round(overlap.jaccard, 3))
    yield Evidence(measure="containment", value=round(overlap.containment, 3))
    if likeness.rewritten is not None:
        yield Evidence(measure="likely_rewritten", value=round(likeness.rewritten, 3))
    if likeness.title is not None:
        yield Evidence(measure="title_containment", value=round(likeness.title, 3))
    if likeness.numbers is not None:
        yield Evidence(measure="shared_numbers", value=round(likeness.numbers, 3))
    passages = shared_passages(of, to)
    shared = sum(length for _, _, length in passages) / max(len(of.document.text), 1)
    yield Evidence(measure="shared_text", value=round(min(shared, 1.0), 3), passages=passages)
