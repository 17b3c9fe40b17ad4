"""The exact tiers of deduplication: one pure function from state and article to state and verdict.

The state of an article id remembers the positions it has decided, not just that it has "seen" the
article: a record given again after a crash gets its old verdict, and is never a duplicate of itself.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final, Literal

from msgspec import Struct
from msgspec.structs import replace

from pipelines.dedupe.verdict import Verdict
from schemas.articles import Article
from schemas.relations import Evidence, Relation

STATE_VERSION: Final = 1
_POSITIONS_KEPT: Final = 64  # more than one poll gives of one article
_RENDITION_RANK: Final = {"headline": 0, "summary": 1, "full": 2}


class Decided(Struct, frozen=True, gc=False, array_like=True):
    """One position and the verdict it got."""

    position: str
    status: Literal["pass", "duplicate", "stale"]
    relations: tuple[Relation, ...]


class ArticleState(Struct, frozen=True, gc=False, kw_only=True):
    """What is remembered of one article id: its current text, and the last positions decided."""

    feed_url: str
    content_hash: str
    rendition: Literal["full", "summary", "headline"]
    chars: int
    observed_at: datetime
    first_seen: datetime
    hashes: tuple[str, ...]
    decided: tuple[Decided, ...]


def reduce(
    state: ArticleState | None, article: Article, position: str
) -> tuple[ArticleState, Verdict]:
    """Decide one observation.

    `state` is that of the article's id, None where it was never seen: then the article says itself
    when it was first seen. Given the same state and record it gives the same result: no clock, no chance.
    """
    if state is None:
        return _first(article, position)
    for decided in state.decided:
        if decided.position == position:
            again = replace(article, first_seen=state.first_seen)
            return state, Verdict(decided.status, again, decided.relations)
    status, relations = _compare(state, article)
    verdict = Verdict(status, replace(article, first_seen=state.first_seen), relations)
    return _advance(state, verdict, position), verdict


def _first(article: Article, position: str) -> tuple[ArticleState, Verdict]:
    state = ArticleState(
        feed_url=article.feed_url,
        content_hash=article.content_hash,
        rendition=article.rendition,
        chars=len(article.text),
        observed_at=article.observed_at,
        first_seen=article.first_seen,
        hashes=(article.content_hash,),
        decided=(Decided(position, "pass", ()),),
    )
    return state, Verdict("pass", article)


def _compare(
    state: ArticleState, article: Article
) -> tuple[Literal["pass", "duplicate", "stale"], tuple[Relation, ...]]:
    """Compare an observation with what is known of its URL."""
    if article.content_hash == state.content_hash:
        return "duplicate", (_same_url(article, "equal_content", 1.0),)
    if article.observed_at < state.observed_at:
        return "stale", ()
    if article.feed_url != state.feed_url:
        # Another feed of the outlet: it may give less of the article, or what was replaced since.
        if article.content_hash in state.hashes:
            return "duplicate", (_same_url(article, "equal_to_an_earlier_version", 1.0),)
        if _richness(article) <= (_RENDITION_RANK[state.rendition], state.chars):
            share = len(article.text) / state.chars if state.chars else 1.0
            return "duplicate", (_same_url(article, "poorer_rendition", round(share, 3)),)
    return "pass", (_version(article, state),)


def _richness(article: Article) -> tuple[int, int]:
    return _RENDITION_RANK[article.rendition], len(article.text)


def _advance(state: ArticleState, verdict: Verdict, position: str) -> ArticleState:
    decided = Decided(position, verdict.status, verdict.relations)
    remembered = _remember(state.decided, decided)
    if verdict.status != "pass":
        return replace(state, decided=remembered)
    article = verdict.article
    return replace(
        state,
        feed_url=article.feed_url,
        content_hash=article.content_hash,
        rendition=article.rendition,
        chars=len(article.text),
        observed_at=article.observed_at,
        hashes=(*state.hashes, article.content_hash)[-_POSITIONS_KEPT:],
        decided=remembered,
    )


def _remember(decided: tuple[Decided, ...], latest: Decided) -> tuple[Decided, ...]:
    """Add a verdict and forget the oldest of its kind.

    However many duplicates follow, what passed is remembered: given again after a crash it must
    pass again, or the index would never get it.
    """
    alike = [each for each in decided if (each.status == "pass") == (latest.status == "pass")]
    too_old = alike[: max(0, len(alike) - _POSITIONS_KEPT + 1)]
    return (*(each for each in decided if each not in too_old), latest)


def _same_url(article: Article, measure: str, value: float) -> Relation:
    return Relation(
        kind="same_url",
        of=article.id,
        to=article.id,
        evidence=(Evidence(measure=measure, value=value),),
        confidence=1.0,
        decided_at=article.observed_at,
        to_content_hash=article.content_hash,
    )


def _version(article: Article, state: ArticleState) -> Relation:
    length_ratio = min(len(article.text), state.chars) / max(len(article.text), state.chars, 1)
    return Relation(
        kind="version",
        of=article.id,
        to=article.id,
        evidence=(
            Evidence(measure="equal_canonical_url", value=1.0),
            Evidence(measure="length_ratio", value=round(length_ratio, 3)),
        ),
        confidence=1.0,
        decided_at=article.observed_at,
        to_content_hash=state.content_hash,
    )
