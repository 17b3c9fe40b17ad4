"""How an article relates to another one, and the evidence for it."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from schemas.articles import Confidence, UtcDatetime

RelationKind = Literal["same_url", "version", "syndicated", "excerpt", "same_story"]


class Evidence(Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """What was measured and what came out.

    `passages` are (start in this, start in other, length), `terms` the words that both share.
    """

    measure: str
    value: float
    passages: tuple[tuple[int, int, int], ...] = ()
    terms: tuple[str, ...] = ()


class Relation(Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
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


class Amendment(Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """How an article relates to others, as far as is known now: replaces what was said before.

    `relations` are all of the article's relations to other articles; none means that it stands for
    itself. `story_id` is None where stories are not followed. Of two amendments of one article the
    one with the greater `revision` holds.
    """

    article_id: str
    relations: tuple[Relation, ...] = ()
    story_id: str | None = None
    revision: int = 0
