"""JSON Feed 1.1 (jsonfeed.org/version/1.1)."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from pipelines.newsroom.formats.page import FeedItem, FeedPage


def render(page: FeedPage) -> bytes:
    """Give the feed as JSON Feed with the full text as content_html."""
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": page.title,
        "home_page_url": page.home,
        "language": "en",
        "items": [_item(page, item) for item in page.items],
    }
    return json.dumps(feed, ensure_ascii=False, indent=1).encode()


def _item(page: FeedPage, item: FeedItem) -> dict[str, Any]:
    publication = item.publication
    fields: dict[str, Any] = {
        "id": f"{page.outlet.slug}:{publication.path}",
        "url": item.link,
        "title": publication.title,
        "summary": item.summary,
        "content_html": item.body_html,
        "date_published": _rfc3339(publication.published),
        "authors": [{"name": name} for name in publication.authors],
        "tags": [publication.topic],
    }
    if item.is_corrected:
        fields["date_modified"] = _rfc3339(item.version.changed)
    return fields


def _rfc3339(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S+00:00")
