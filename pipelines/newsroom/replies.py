"""What an outlet answers to a request: pure, so that every habit can be tested without a server."""

from __future__ import annotations

import hashlib
import html
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from functools import lru_cache
from typing import Final

from msgspec import Struct, field

from pipelines.newsroom.formats import FORMATS
from pipelines.newsroom.newsroom import Feed, Newsroom
from pipelines.newsroom.publications import Publication, Version

RETRY_AFTER_S: Final = 2
_OLD: Final = "/feeds/old-address.xml"
_PLAIN: Final = "text/plain; charset=utf-8"


class Asked(Struct, frozen=True, kw_only=True):
    """A GET: its path, the two conditional headers, and how often this path was asked for before."""

    path: str
    if_none_match: str | None = None
    if_modified_since: str | None = None
    asked_before: int = 0


class Reply(Struct, frozen=True, kw_only=True):
    """Status, headers and body to send."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


def feed_address(feed: Feed) -> str:
    """Give the path that readers subscribe to: the old one, where the feed has moved."""
    return f"/{feed.outlet.slug}{_OLD}" if feed.outlet.has("moved") else feed.path


def reply(newsroom: Newsroom, asked: Asked, now: datetime) -> Reply:
    """Answer a request as the outlet would now."""
    feed, has_moved = _feeds_by_path(newsroom.feeds).get(asked.path, (None, False))
    if feed is None:
        return _page(newsroom, asked.path, now)
    if has_moved:
        return Reply(status=301, headers={"Location": feed.path})
    if feed.outlet.has("throttles_once") and asked.asked_before == 1:
        headers = {"Retry-After": str(RETRY_AFTER_S), "Content-Type": _PLAIN}
        return Reply(status=429, headers=headers, body=b"Too many requests.\n")
    return _feed_reply(newsroom, feed, asked, now)


@lru_cache(maxsize=8)
def _feeds_by_path(feeds: tuple[Feed, ...]) -> dict[str, tuple[Feed, bool]]:
    """Every path a feed answers at, and whether it has moved away from there."""
    current = {feed.path: (feed, False) for feed in feeds}
    old = {feed_address(feed): (feed, True) for feed in feeds if feed.outlet.has("moved")}
    return current | old


def _feed_reply(newsroom: Newsroom, feed: Feed, asked: Asked, now: datetime) -> Reply:
    render, content_type, _ = FORMATS[feed.outlet.format]
    body = render(newsroom.feed_page(feed, now))
    if not feed.outlet.has("conditional"):
        return Reply(status=200, headers={"Content-Type": content_type}, body=body)
    changed = newsroom.last_change(feed, now)
    validators = {
        "ETag": f'"{hashlib.sha256(body).hexdigest()[:20]}"',
        "Last-Modified": format_datetime(changed.astimezone(UTC), usegmt=True),
    }
    if _not_modified(asked, validators["ETag"], changed):
        return Reply(status=304, headers=validators)
    return Reply(status=200, headers={"Content-Type": content_type} | validators, body=body)


def _not_modified(asked: Asked, etag: str, changed: datetime) -> bool:
    """RFC 9110, 13.1.3: If-Modified-Since counts only where there is no If-None-Match."""
    if asked.if_none_match is not None:
        given = [tag.strip().removeprefix("W/") for tag in asked.if_none_match.split(",")]
        return etag in given or "*" in given
    if asked.if_modified_since is None:
        return False
    try:
        since = parsedate_to_datetime(asked.if_modified_since)
    except ValueError:
        return False
    return changed.replace(microsecond=0) <= since.astimezone(UTC)


def _page(newsroom: Newsroom, path: str, now: datetime) -> Reply:
    """Serve an article's page at `/slug/path`, as the outlet's own site has it at `/path`."""
    slug, _, rest = path.removeprefix("/").partition("/")
    found = newsroom.find(slug, f"/{rest}", now)
    if found is None:
        return Reply(status=404, headers={"Content-Type": _PLAIN}, body=b"Nothing here.\n")
    headers = {"Content-Type": "text/html; charset=utf-8"}
    return Reply(status=200, headers=headers, body=_html(*found).encode())


def _html(publication: Publication, version: Version) -> str:
    title = html.escape(publication.title)
    byline = html.escape(", ".join(publication.authors))
    text = "\n".join(f"<p>{html.escape(block)}</p>" for block in version.paragraphs)
    return (
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>{title}</title>\n'
        f'<link rel="canonical" href="{html.escape(publication.url)}">\n'
        f'<meta property="article:published_time" content="{publication.published.isoformat()}">\n'
        f'</head>\n<body>\n<nav><a href="/">{html.escape(publication.outlet.name)}</a></nav>\n'
        f"<article>\n<h1>{title}</h1>\n<address>{byline}</address>\n{text}\n</article>\n"
        "<footer>All names and events are made up.</footer>\n</body>\n</html>\n"
    )
