"""The article, as a feed gave it (`RawArticle`) and as the pipeline reads it (`Article`)."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from msgspec import Meta, Struct

UtcDatetime = Annotated[datetime, Meta(tz=True)]
Confidence = Annotated[float, Meta(ge=0.0, le=1.0)]


class Source(Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """Who published it: the outlet's name as its feed states it, and the host of the article's URL."""

    host: str
    name: str | None = None


class RawArticle(
    Struct,
    frozen=True,
    kw_only=True,
    omit_defaults=True,
    tag_field="schema",
    tag="dateline.raw_article.1",
):
    """One observation of one feed entry: the publisher's own words, untouched.

    Strings are as given (they may hold HTML); dates are the strings the feed carries, never parsed
    here. `fetched_at` is when the bytes arrived. `page_html` is the article's page where it was
    fetched, `page_missing_because` why it was not.
    """

    feed_url: str
    fetched_at: UtcDatetime
    source: Source
    entry_id: str | None = None
    link: str | None = None
    title: str | None = None
    summary: str | None = None
    content: str | None = None
    published: str | None = None
    updated: str | None = None
    authors: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    language: str | None = None
    feed_title: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    page_html: str | None = None
    page_missing_because: str | None = None


class Instant(Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """A point in time that admits doubt.

    `at` in UTC; `raw` the string it was read from; `zone_source` how the offset was known: given in
    the string, a zone name with one meaning, assumed from the source, or assumed to be UTC.
    """

    at: UtcDatetime
    raw: str
    zone_source: Literal["offset", "zone_name", "source", "assumed_utc"]
    confidence: Confidence


class Language(Struct, frozen=True, gc=False, kw_only=True):
    """A language as ISO 639-1 code (`und` where the text is too short to tell)."""

    code: str
    confidence: Confidence


class Article(Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """An article as the pipeline reads it: one version of one text at one canonical URL.

    `id` depends on the canonical URL alone (on feed and entry id where there is none), so that all
    versions of an article share it. `text` is the body: paragraphs joined by two newlines, without
    the title; all offsets of an analysis are code points of it. `rendition` is how much of the
    article the feed gave. `observed_at` orders the versions of one id; `first_seen` is the
    `observed_at` of the first version and never changes.
    """

    id: str
    feed_url: str
    source: Source
    title: str
    text: str
    rendition: Literal["full", "summary", "headline"]
    content_hash: str
    observed_at: UtcDatetime
    first_seen: UtcDatetime
    language: Language
    canonical_url: str | None = None
    entry_id: str | None = None
    authors: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    published: Instant | None = None
    updated: Instant | None = None

    @property
    def paragraphs(self) -> list[str]:
        """The body's paragraphs, in order."""
        return self.text.split("\n\n") if self.text else []
