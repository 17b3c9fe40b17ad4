"""How an article relates to another one, and the evidence for it."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from schemas.articles import Confidence, UtcDatetime

RelationKind = Literal["same_url", "version", "syndicated", "excerpt", "same_story"]


class Evidence(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What was measured and what came out; passages are (start in this, start in other, length)."""

    measure: str
    value: float
    passages: tuple[tuple[int, int, int], ...] = ()


class Relation(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`of` is `kind` of `to`; `to` is the earlier, canonical article.

    `of` and `to` are article ids and differ, except for `version` of one URL, where they are the
    same and `to_content_hash` says which text was replaced.
    """

    kind: RelationKind
    of: str
    to: str
    evidence: tuple[Evidence, ...]
    confidence: Confidence
    decided_at: UtcDatetime
    to_content_hash: str | None = None
