"""RSS 1.0 in RDF (web.resource.org/rss/1.0), with Dublin Core dates and content:encoded."""

from __future__ import annotations

from datetime import UTC
from xml.sax.saxutils import escape, quoteattr

from pipelines.newsroom.formats.page import FeedItem, FeedPage


def render(page: FeedPage) -> bytes:
    """Give the feed as RSS 1.0: a channel that lists its items, then the items beside it."""
    listed = "".join(f"<rdf:li rdf:resource={quoteattr(item.link)}/>\n" for item in page.items)
    head = (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        'xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/">\n'
        f"<channel rdf:about={quoteattr(page.home)}>\n<title>{escape(page.title)}</title>\n"
        f"<link>{page.home}</link>\n<description>{escape(page.title)}</description>\n"
        f"<dc:language>en</dc:language>\n<items><rdf:Seq>\n{listed}</rdf:Seq></items>\n</channel>\n"
    )
    items = "".join(_item(item) for item in page.items)
    return (head + items + "</rdf:RDF>\n").encode()


def _item(item: FeedItem) -> str:
    publication = item.publication
    at = item.version.changed.astimezone(UTC)
    lines = [
        f"<title>{escape(publication.title)}</title>",
        f"<link>{escape(item.link)}</link>",
        f"<description>{escape(item.summary)}</description>",
        f"<dc:date>{at:%Y-%m-%dT%H:%M:%S+00:00}</dc:date>",
        *(f"<dc:creator>{escape(name)}</dc:creator>" for name in publication.authors),
        f"<dc:subject>{escape(publication.topic)}</dc:subject>",
        f"<content:encoded><![CDATA[{item.body_html}]]></content:encoded>",
    ]
    return f"<item rdf:about={quoteattr(item.link)}>\n" + "\n".join(lines) + "\n</item>\n"
