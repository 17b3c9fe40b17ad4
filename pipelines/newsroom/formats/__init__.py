"""The formats outlets publish in; each renders the same `FeedPage` to bytes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from pipelines.newsroom.formats import atom, json_feed, rdf, rss, sitemap
from pipelines.newsroom.formats.page import FeedPage
from pipelines.newsroom.outlets import Format

# format → (renderer, content type, file name of a feed)
FORMATS: Final[Mapping[Format, tuple[Callable[[FeedPage], bytes], str, str]]] = {
    "rss": (rss.render, "application/rss+xml; charset=utf-8", "feed.xml"),
    "atom": (atom.render, "application/atom+xml; charset=utf-8", "atom.xml"),
    "rdf": (rdf.render, "application/rdf+xml; charset=utf-8", "index.rdf"),
    "json": (json_feed.render, "application/feed+json; charset=utf-8", "feed.json"),
    "sitemap": (sitemap.render, "application/xml; charset=utf-8", "news-sitemap.xml"),
}

__all__ = ["FORMATS", "FeedPage"]
