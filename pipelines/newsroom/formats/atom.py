"""Atom (RFC 4287), with the full text as HTML content."""

from __future__ import annotations

from datetime import UTC, datetime
from xml.sax.saxutils import escape, quoteattr

from pipelines.newsroom.formats.page import FeedItem, FeedPage


def render(page: FeedPage) -> bytes:
    """Give the feed as Atom; links are relative to xml:base where that is the outlet's habit."""
    head = (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en" '
        f"xml:base={quoteattr(page.home)}>\n"
        f"<title>{escape(page.title)}</title>\n<id>tag:{page.outlet.host},2023:{page.section}</id>\n"
        f"<updated>{_rfc3339(page.changed)}</updated>\n"
        f'<link rel="alternate" href={quoteattr(page.home)}/>\n'
    )
    items = "".join(_entry(page, item) for item in page.items)
    return (head + items + "</feed>\n").encode()


def _entry(page: FeedPage, item: FeedItem) -> str:
    publication = item.publication
    lines = [
        f"<title>{escape(publication.title)}</title>",
        f"<id>tag:{page.outlet.host},2023:{publication.path}</id>",
        f'<link rel="alternate" type="text/html" href={quoteattr(item.link)}/>',
        f"<published>{_rfc3339(publication.published)}</published>",
        f"<updated>{_rfc3339(item.version.changed)}</updated>",
        *(f"<author><name>{escape(name)}</name></author>" for name in publication.authors),
        f"<category term={quoteattr(publication.topic)}/>",
        f'<summary type="text">{escape(item.summary)}</summary>',
        f'<content type="html">{escape(item.body_html)}</content>',
    ]
    return "<entry>\n" + "\n".join(lines) + "\n</entry>\n"


def _rfc3339(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
