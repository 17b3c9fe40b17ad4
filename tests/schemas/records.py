"""Hypothesis strategies and examples of the wire records."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from hypothesis import strategies as st

from schemas.analysis import (
    Actor,
    Analysis,
    DateCheck,
    Issue,
    Mention,
    Quote,
    Role,
    Span,
    Statement,
)
from schemas.articles import Article, Instant, Language, RawArticle, Source
from schemas.enriched import EnrichedArticle
from schemas.rejected import REJECT_REASONS, Rejected
from schemas.relations import Evidence, Relation
from schemas.wire import Record

TEXT = "Minister Ana Roth said the talks “must go on”. Norland agreed."
OBSERVED = datetime(2024, 5, 17, 8, 30, 0, 123000, tzinfo=UTC)


def example_raw() -> RawArticle:
    """Every field filled."""
    return RawArticle(
        feed_url="https://herald.example/rss",
        fetched_at=OBSERVED,
        source=Source(host="herald.example", name="The Herald"),
        entry_id="tag:herald.example,2024:17",
        link="https://herald.example/2024/05/talks?utm_source=rss",
        title="Talks &amp; more talks",
        summary="<p>Short</p>",
        content="<p>Long</p>",
        published="Fri, 17 May 2024 08:00:00 +0000",
        updated="2024-05-17T08:10:00Z",
        authors=("Jo Field",),
        categories=("World",),
        language="en-GB",
        feed_title="The Herald: World",
        etag='"abc"',
        last_modified="Fri, 17 May 2024 08:10:00 GMT",
        page_html="<html></html>",
        page_missing_because="robots.txt",
    )


def example_enriched() -> EnrichedArticle:
    """Every field of every inner record filled."""
    roth = Mention(span=Span(start=9, end=17), surface="Ana Roth", entity_type="PER")
    return EnrichedArticle(
        article=Article(
            id="a-example",
            feed_url="https://herald.example/rss",
            source=Source(host="herald.example", name="The Herald"),
            title="Talks & more talks",
            text=TEXT,
            rendition="full",
            content_hash="c1-example",
            observed_at=OBSERVED,
            first_seen=OBSERVED,
            language=Language(code="en", confidence=0.99),
            canonical_url="https://herald.example/2024/05/talks",
            entry_id="tag:herald.example,2024:17",
            authors=("Jo Field",),
            categories=("World",),
            published=Instant(
                at=OBSERVED, raw="17 May 2024", zone_source="assumed_utc", confidence=0.5
            ),
            updated=Instant(at=OBSERVED, raw="2024-05-17", zone_source="offset", confidence=1.0),
        ),
        analysis=Analysis(
            model="rules-1",
            actors=(
                Actor(
                    id="person:ana-roth",
                    name="Ana Roth",
                    kind="person",
                    mentions=(roth,),
                    aliases=("Roth",),
                    misspellings=("Anna Roth",),
                    roles=(Role(title="minister", source="stated", organisation="org:x"),),
                    country="NO",
                    sector="government",
                    wikidata="Q1",
                    salience=0.7,
                    confidence=0.9,
                    issues=("x:talks",),
                ),
            ),
            issues=(
                Issue(
                    id="x:talks",
                    label="talks",
                    score=0.8,
                    evidence=(Span(start=27, end=32),),
                    broader="medtop:11000000",
                ),
            ),
            quotes=(
                Quote(
                    span=Span(start=33, end=45),
                    kind="mixed",
                    speaker="person:ana-roth",
                    speaker_span=Span(start=9, end=17),
                    cue="said",
                    cue_span=Span(start=18, end=22),
                    addressee="country:NO",
                    nested_in=0,
                    issues=("x:talks",),
                    confidence=0.8,
                ),
            ),
            statements=(
                Statement(
                    source="person:ana-roth",
                    predicate="said",
                    evidence=Span(start=0, end=46),
                    stance="demand",
                    target="country:NO",
                    issues=("x:talks",),
                    certainty="reported",
                    confidence=0.6,
                ),
            ),
            date_check=DateCheck(
                verdict="doubtful",
                claimed="2024-05-17",
                likely_from="2024-05-01",
                likely_to="2024-06-01",
                why=("It names a minister who took office later.",),
                confidence=0.8,
            ),
        ),
        relations=(
            Relation(
                kind="syndicated",
                of="a-example",
                to="a-first",
                evidence=(Evidence(measure="jaccard", value=0.9, passages=((0, 3, 40),)),),
                confidence=0.95,
                decided_at=OBSERVED,
                to_content_hash="c1-other",
            ),
        ),
        story_id="s-1",
        model_epoch=3,
    )


def example_rejected() -> Rejected:
    """Every field filled."""
    return Rejected(
        reason="not_json",
        stage="decode",
        message="The record is no JSON.",
        topic="news.raw",
        partition=2,
        offset=17,
        rejected_at=OBSERVED,
        record_base64="e30=",
        key_base64="aw==",
    )


EXAMPLES: dict[str, Callable[[], Record]] = {
    "raw_article.1.json": example_raw,
    "enriched_article.1.json": example_enriched,
    "rejected.1.json": example_rejected,
}

_text = st.text(max_size=60)
_maybe = st.none() | _text
_times = st.datetimes(
    min_value=datetime(1990, 1, 1),  # noqa: DTZ001  # hypothesis wants naive bounds
    max_value=datetime(2100, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)


def raw_articles() -> st.SearchStrategy[RawArticle]:
    """Any raw article a feed could give."""
    return st.builds(
        RawArticle,
        feed_url=_text,
        fetched_at=_times,
        source=st.builds(Source, host=_text, name=_maybe),
        **dict.fromkeys(("entry_id", "link", "title", "summary", "content"), _maybe),
        **dict.fromkeys(("published", "updated", "language", "page_html"), _maybe),
        authors=st.lists(_text, max_size=3).map(tuple),
    )


def rejecteds() -> st.SearchStrategy[Rejected]:
    """Any dead letter."""
    fields: dict[str, Any] = {
        "reason": st.sampled_from(REJECT_REASONS),
        "stage": st.sampled_from(["decode", "normalise", "dedupe", "extract", "index"]),
        "rejected_at": _times,
        "partition": st.integers(0, 100),
        "offset": st.integers(0, 2**62),
    }
    return st.builds(Rejected, message=_text, topic=_text, record_base64=_text, **fields)
