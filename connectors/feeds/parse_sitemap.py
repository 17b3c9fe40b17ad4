"""News sitemaps: sitemaps.org's `urlset` with Google's `news:` elements."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Final

from lxml import etree

from connectors.feeds.parse_text import absolute_link, host_of, text_or_none
from connectors.feeds.parsed import FeedMeta, Origin, ParsedFeed, Unparseable
from schemas.articles import RawArticle, Source

_NEWS_NAMESPACE: Final = b"schemas/sitemap-news"


def parse_sitemap(data: bytes, origin: Origin) -> ParsedFeed | Unparseable:
    """Read a news sitemap; addresses without a news element are left out, with a complaint."""
    if b"<sitemapindex" in data[:4096]:
        return Unparseable(
            reason="sitemap_index",
            message="A list of sitemaps, no feed: add the news sitemap it names.",
        )
    reading = _Reading(origin)
    try:
        for element in _urls(data, reading.complaints):
            reading.take(element)
    except etree.XMLSyntaxError as error:
        reading.complaints.append(f"Malformed, read as far as possible: {error.msg}.")
    if (
        not reading.entries
        and not reading.complaints
        and (reading.others or _NEWS_NAMESPACE not in data[:65_536])
    ):
        return Unparseable(
            reason="no_news",
            message="A sitemap without news elements: it names pages, but no titles and dates.",
        )
    return reading.result()


class _Reading:
    """What has been read of a sitemap so far."""

    def __init__(self, origin: Origin) -> None:
        self._origin = origin
        self.entries: list[RawArticle] = []
        self.others = 0
        self.dropped = 0
        self.complaints: list[str] = []

    def take(self, element: etree._Element) -> None:
        news = next((child for child in element if _name(child) == "news"), None)
        if news is None:
            self.others += 1
        elif len(self.entries) >= self._origin.max_entries:
            self.dropped += 1
        else:
            self.entries.append(_entry(element, news, self._origin))

    def result(self) -> ParsedFeed:
        complaints = list(self.complaints)
        read = len(self.entries)
        if self.dropped:
            complaints.append(
                f"Of {read + self.dropped} entries the first {read} were read, {self.dropped} left out."
            )
        if self.others:
            complaints.append(f"{self.others} addresses without a news element were left out.")
        first = self.entries[0] if self.entries else None
        return ParsedFeed(
            meta=FeedMeta(
                format="news_sitemap",
                title=first.feed_title if first else None,
                language=first.language if first else None,
            ),
            entries=tuple(self.entries),
            complaints=tuple(complaints),
        )


def _urls(data: bytes, complaints: list[str]) -> Iterator[etree._Element]:
    """Give each `url` element and forget it; no entities, no network, no huge trees."""
    reading = etree.iterparse(
        io.BytesIO(data),
        events=("end",),
        recover=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
    )
    for _, element in reading:
        if _name(element) != "url":
            continue
        yield element
        element.clear()
        parent = element.getparent()
        while parent is not None and element.getprevious() is not None:
            del parent[0]
    complaints.extend(
        f"Malformed, read as far as possible: line {fault.line}: {fault.message.strip()}."
        for fault in list(reading.error_log)[:1]
    )


def _entry(url: etree._Element, news: etree._Element, origin: Origin) -> RawArticle:
    fields = {_name(child): child for child in (*url, *news)}
    publication = fields.get("publication")
    about = {_name(child): child for child in publication} if publication is not None else {}
    name = _text(about.get("name"))
    link = absolute_link(origin.feed_url, _text(fields.get("loc")))
    keywords = (_text(fields.get("keywords")) or "").split(",")
    return RawArticle(
        feed_url=origin.feed_url,
        fetched_at=origin.fetched_at,
        source=Source(host=host_of(link) or host_of(origin.feed_url) or "", name=name),
        link=link,
        title=_text(fields.get("title")),
        published=_text(fields.get("publication_date")),
        updated=_text(fields.get("lastmod")),
        categories=tuple(filter(None, (keyword.strip() for keyword in keywords))),
        language=_text(about.get("language")),
        feed_title=name,
    )


def _name(element: etree._Element) -> str:
    """Give the local name; comments and processing instructions have none."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _text(element: etree._Element | None) -> str | None:
    return None if element is None else text_or_none("".join(map(str, element.itertext())))
