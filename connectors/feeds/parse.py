"""From a feed's bytes to its entries, whatever the bytes are."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from msgspec.structs import replace

from connectors.feeds.parse_body import prepare
from connectors.feeds.parse_html import explain_html
from connectors.feeds.parse_json import parse_json
from connectors.feeds.parse_sitemap import parse_sitemap
from connectors.feeds.parse_text import without_shared_ids
from connectors.feeds.parse_xml import parse_xml
from connectors.feeds.parsed import Origin, ParsedFeed, Unparseable

MAX_ENTRIES: Final = 10_000


def parse_feed(
    body: bytes,
    *,
    feed_url: str,
    fetched_at: datetime,
    content_type: str | None = None,
    max_entries: int = MAX_ENTRIES,
) -> ParsedFeed | Unparseable:
    """Read RSS, Atom, JSON Feed or a news sitemap; never raises, in bounded time and memory.

    `feed_url` is the feed's identity and the base of its links; `content_type` the header as it came
    (its charset is one hint of several). Broken documents are read as far as possible, with a
    complaint for each fault; beyond `max_entries` entries are left out, with a complaint.
    """
    prepared = prepare(body)
    if isinstance(prepared, Unparseable):
        return prepared
    origin = Origin(
        feed_url=feed_url,
        fetched_at=fetched_at,
        max_entries=max_entries,
        content_type=content_type,
    )
    if prepared.kind == "html":
        return explain_html(prepared.data, feed_url)
    if prepared.data[:4096].find(b"<opml") >= 0:
        return Unparseable(
            reason="not_a_feed", message="A list of feeds (OPML): use `dateline feeds import`."
        )
    reader = {"json": parse_json, "sitemap": parse_sitemap}.get(prepared.kind, parse_xml)
    result = reader(prepared.data, origin)
    if isinstance(result, Unparseable):
        return result
    entries, about_ids = without_shared_ids(result.entries)
    return replace(
        result,
        entries=entries,
        complaints=(*prepared.complaints, *result.complaints, *about_ids),
    )
