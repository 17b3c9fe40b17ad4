"""A web page where a feed was expected: which feeds it offers."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Final

from connectors.feeds.parse_text import absolute_link, is_web_url
from connectors.feeds.parsed import Unparseable

_FEED_TYPES: Final = (
    "application/rss+xml",
    "application/atom+xml",
    "application/rdf+xml",
    "application/feed+json",
)
_READ_BYTES: Final = 512 * 1024
_MOST: Final = 20


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.hrefs: list[str] = []
        self.base: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "base" and self.base is None:
            self.base = values.get("href")
        if tag != "link" or "alternate" not in values.get("rel", "").lower().split():
            return
        if values.get("type", "").lower().partition(";")[0].strip() in _FEED_TYPES:
            self.hrefs.append(values.get("href", ""))


def explain_html(data: bytes, page_url: str) -> Unparseable:
    """Say that this is a web page, and name the feeds its `<link rel="alternate">` point to."""
    candidates = discover_feeds(data, page_url)
    if not candidates:
        message = "A web page (HTML), no feed, and it names none."
    else:
        message = f"A web page (HTML), no feed. It offers: {', '.join(candidates)}"
    return Unparseable(reason="html", message=message, candidates=candidates)


def discover_feeds(data: bytes, page_url: str) -> tuple[str, ...]:
    """Give the absolute URLs of the feeds a page links to, in its order (WHATWG HTML, 4.6.7)."""
    reader = _Links()
    try:
        reader.feed(data[:_READ_BYTES].decode("utf-8", errors="replace"))
        reader.close()
    except (AssertionError, ValueError):
        # html.parser gives up on some broken declarations: what was found so far stands.
        pass
    base = absolute_link(page_url, reader.base) or page_url
    links = (absolute_link(base, href) for href in reader.hrefs)
    return tuple(dict.fromkeys(link for link in links if link and is_web_url(link)))[:_MOST]
