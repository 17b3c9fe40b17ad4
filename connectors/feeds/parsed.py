"""What reading a feed's bytes gives: a feed with its entries, or why there is none."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from schemas.articles import RawArticle, UtcDatetime

UnparseableReason = Literal[
    "empty",  # no bytes, or white space alone
    "html",  # a web page: the message names the feeds it links to
    "binary",  # no text in any encoding
    "not_a_feed",  # text, JSON or XML of some other kind
    "too_deep",  # elements nested beyond any feed
    "too_large",  # compressed bytes that unfold beyond the bound
    "sitemap_index",  # a list of sitemaps
    "no_news",  # a sitemap without news: elements
    "parser_failed",  # the parsing library gave up
]


class FeedMeta(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a feed says of itself.

    `ttl_s` seconds from RSS `ttl`; `update_period_s` seconds from the syndication module (period
    divided by frequency); `skip_hours` hours of the day in UTC without news; `format` as feedparser
    names versions (`rss20`, `atom10`, `rss10`), else `json10`, `json11`, `news_sitemap`.
    """

    format: str
    title: str | None = None
    language: str | None = None
    ttl_s: float | None = None
    update_period_s: float | None = None
    skip_hours: tuple[int, ...] = ()
    hub: str | None = None
    self_url: str | None = None


class ParsedFeed(Struct, frozen=True, kw_only=True):
    """A feed as read: entries in document order, and a sentence for each thing that was wrong."""

    meta: FeedMeta
    entries: tuple[RawArticle, ...]
    complaints: tuple[str, ...] = ()


class Unparseable(Struct, frozen=True, kw_only=True):
    """Why the bytes are no feed: a code, one sentence, and feeds a web page offers instead."""

    reason: UnparseableReason
    message: str
    candidates: tuple[str, ...] = ()


class Origin(Struct, frozen=True, kw_only=True):
    """Where the bytes came from, as the readers of each format need it.

    `max_entries`: of more entries only the first are taken, with a complaint.
    """

    feed_url: str
    fetched_at: UtcDatetime
    max_entries: int
    content_type: str | None = None
