"""RSS 2.0 (rssboard.org/rss-specification), with content:encoded for the full text."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import format_datetime
from xml.sax.saxutils import escape

from pipelines.newsroom.formats.page import FeedItem, FeedPage

_HOPELESS = (
    "yesterday, after lunch",
    "Tues, 31 Jun 2023 25:61 ???",
    "",
    "the 26th",
    "00.00.0000, noon",
)


def render(page: FeedPage) -> bytes:
    """Give the feed as RSS 2.0; not well-formed where the outlet's habit is `malformed`."""
    malformed = page.outlet.has("malformed")
    title = page.title if malformed else escape(page.title)  # a bare & in the malformed one
    head = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/">\n<channel>\n'
        f"<title>{title}</title>\n<link>{page.home}</link>\n"
        f"<description>{title}: all that is new</description>\n<language>en</language>\n"
        f"<lastBuildDate>{_rfc822(page.changed)}</lastBuildDate>\n<ttl>10</ttl>\n"
    )
    items = "".join(_item(page, item) for item in page.items)
    tail = "</channel>\n" if malformed else "</channel>\n</rss>\n"
    return (head + items + tail).encode()


def _item(page: FeedPage, item: FeedItem) -> str:
    publication = item.publication
    outlet = page.outlet
    lines = [
        f"<title>{_title(page, item)}</title>",
        f"<link>{escape(item.link)}</link>",
        f'<guid isPermaLink="false">{outlet.slug}:{publication.path}</guid>',
        f"<pubDate>{_date(page, item)}</pubDate>",
        f"<category>{escape(publication.topic)}</category>",
        *(f"<dc:creator>{escape(author)}</dc:creator>" for author in publication.authors),
        f"<description>{_description(page, item)}</description>",
    ]
    if not outlet.has("summaries"):
        lines.append(f"<content:encoded><![CDATA[{item.body_html}]]></content:encoded>")
    return "<item>\n" + "\n".join(lines) + "\n</item>\n"


def _title(page: FeedPage, item: FeedItem) -> str:
    title = item.publication.title
    if page.outlet.has("malformed"):
        return title.replace(" and ", " & ").replace("’", "&rsquo;")
    return escape(title)


def _description(page: FeedPage, item: FeedItem) -> str:
    if page.outlet.has("summaries"):
        return escape(item.body_html)
    if page.outlet.has("malformed"):
        # An entity that XML does not know.
        return f"{escape(item.summary)}&nbsp;&hellip;"
    return escape(item.summary)


def _date(page: FeedPage, item: FeedItem) -> str:
    if page.outlet.has("hopeless_dates"):
        return _HOPELESS[sum(item.publication.path.encode()) % len(_HOPELESS)]
    return _rfc822(item.version.changed if item.is_corrected else item.publication.published)


def _rfc822(at: datetime) -> str:
    return format_datetime(at.astimezone(UTC), usegmt=True)
