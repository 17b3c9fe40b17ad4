"""A sitemap with Google's news extension: titles and dates only, the text stands on the pages."""

from __future__ import annotations

from datetime import UTC
from xml.sax.saxutils import escape

from pipelines.newsroom.formats.page import FeedItem, FeedPage


def render(page: FeedPage) -> bytes:
    """Give the feed as a news sitemap (sitemaps.org, namespace sitemap-news/0.9)."""
    head = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">\n'
    )
    items = "".join(_url(page, item) for item in page.items)
    return (head + items + "</urlset>\n").encode()


def _url(page: FeedPage, item: FeedItem) -> str:
    publication = item.publication
    return (
        f"<url>\n<loc>{escape(item.link)}</loc>\n"
        f"<lastmod>{item.version.changed.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}</lastmod>\n"
        "<news:news>\n<news:publication>"
        f"<news:name>{escape(page.outlet.name)}</news:name><news:language>en</news:language>"
        "</news:publication>\n"
        "<news:publication_date>"
        f"{publication.published.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}</news:publication_date>\n"
        f"<news:title>{escape(publication.title)}</news:title>\n</news:news>\n</url>\n"
    )
