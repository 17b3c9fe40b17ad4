"""What is indexed: an article with its relations and its analysis."""

from __future__ import annotations

from datetime import UTC, datetime

from msgspec import Struct
from msgspec.structs import replace

from schemas.analysis import Analysis
from schemas.articles import Article
from schemas.relations import Amendment, Relation

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TIME_BITS = 42  # milliseconds since 1970 fit until the year 2109


class EnrichedArticle(
    Struct,
    frozen=True,
    kw_only=True,
    omit_defaults=True,
    tag_field="schema",
    tag="dateline.enriched_article.1",
):
    """One document of the index.

    `model_epoch` grows by one whenever a new analysis shall win. `revision` tells which amendment
    its relations and story come from (`schemas.relations.Amendment`); it says nothing of the article.
    """

    article: Article
    analysis: Analysis
    relations: tuple[Relation, ...] = ()
    story_id: str | None = None
    model_epoch: int = 1
    revision: int = 0

    @property
    def version(self) -> int:
        """The external version: analysis epoch first, then the observation's time in milliseconds.

        A document replaces a stored one only where its version is greater, so that replays change
        nothing and a newer analysis of the same text wins.
        """
        observed_ms = (self.article.observed_at - _EPOCH).total_seconds() * 1000
        return (self.model_epoch << _TIME_BITS) | round(observed_ms)

    def amended(self, amendment: Amendment) -> EnrichedArticle:
        """Give the document with what an amendment says; relations to its own versions stay."""
        own = tuple(each for each in self.relations if each.to == each.of)
        return replace(
            self,
            relations=(*own, *amendment.relations),
            story_id=amendment.story_id,
            revision=amendment.revision,
        )
