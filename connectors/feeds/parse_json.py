"""JSON Feed 1.0 and 1.1 (jsonfeed.org/version/1.1)."""

from __future__ import annotations

import json
from typing import Any, Final

import msgspec
from msgspec import Struct

from connectors.feeds.parse_text import absolute_link, host_of, text_or_none
from connectors.feeds.parsed import FeedMeta, Origin, ParsedFeed, Unparseable
from schemas.articles import RawArticle, Source

# Identifiers must be strings since 1.1, but numbers are common (1.0 advises readers to take them).
_Text = str | int | float | None


class _Author(Struct):
    name: _Text = None
    url: _Text = None


class _Hub(Struct):
    url: _Text = None


class _Item(Struct):
    id: _Text = None
    url: _Text = None
    external_url: _Text = None
    title: _Text = None
    summary: _Text = None
    content_html: _Text = None
    content_text: _Text = None
    date_published: _Text = None
    date_modified: _Text = None
    language: _Text = None
    author: _Author | None = None
    authors: list[_Author] | None = None
    tags: list[_Text] | None = None


class _Feed(Struct):
    version: str
    items: list[Any]
    title: _Text = None
    home_page_url: _Text = None
    feed_url: _Text = None
    language: _Text = None
    author: _Author | None = None
    authors: list[_Author] | None = None
    hubs: list[_Hub] | None = None


_NO_FEED: Final = "JSON, but no JSON Feed"


def parse_json(data: bytes, origin: Origin) -> ParsedFeed | Unparseable:
    """Read a JSON Feed; an item that breaks the format is left out with a complaint."""
    complaints: list[str] = []
    try:
        feed = msgspec.convert(_load(data, complaints), _Feed)
    except (ValueError, RecursionError) as error:
        message = " ".join(str(error).split())[:300].rstrip(".")
        return Unparseable(reason="not_a_feed", message=f"{_NO_FEED}: {message}.")
    if "jsonfeed.org/version/1" not in feed.version:
        return Unparseable(
            reason="not_a_feed", message=f"{_NO_FEED}: version {feed.version[:80]!r}."
        )
    if len(feed.items) > origin.max_entries:
        dropped = len(feed.items) - origin.max_entries
        complaints.append(
            f"Of {len(feed.items)} entries the first {origin.max_entries} were read, {dropped} left out."
        )
    entries = []
    for number, value in enumerate(feed.items[: origin.max_entries], start=1):
        try:
            entries.append(_entry(msgspec.convert(value, _Item), feed, origin))
        except (ValueError, RecursionError) as error:
            complaints.append(f"Item {number} is left out: {error}.")
    return ParsedFeed(meta=_meta(feed), entries=tuple(entries), complaints=tuple(complaints))


def _load(data: bytes, complaints: list[str]) -> Any:
    try:
        return msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError):
        # Python's reader is more lenient: lone surrogates, NaN.
        pass
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        complaints.append("JSON must be UTF-8 and this is not; read as Windows-1252.")
        text = data.decode("cp1252", errors="replace")
    value = json.loads(text, strict=False)
    if not complaints:
        complaints.append("The JSON breaks its own rules; read as far as possible.")
    return value


def _entry(item: _Item, feed: _Feed, origin: Origin) -> RawArticle:
    base = text_or_none(feed.home_page_url) or origin.feed_url
    link = absolute_link(base, item.url) or absolute_link(base, item.external_url)
    title = text_or_none(feed.title)
    return RawArticle(
        feed_url=origin.feed_url,
        fetched_at=origin.fetched_at,
        source=Source(host=host_of(link) or host_of(origin.feed_url) or "", name=title),
        entry_id=text_or_none(item.id),
        link=link,
        title=text_or_none(item.title),
        summary=text_or_none(item.summary),
        content=text_or_none(item.content_html) or text_or_none(item.content_text),
        published=text_or_none(item.date_published),
        updated=text_or_none(item.date_modified),
        authors=_names(item) or _names(feed),
        categories=tuple(filter(None, (text_or_none(tag) for tag in item.tags or ()))),
        language=text_or_none(item.language) or text_or_none(feed.language),
        feed_title=title,
    )


def _names(of: _Item | _Feed) -> tuple[str, ...]:
    people = of.authors or ([of.author] if of.author else [])
    return tuple(filter(None, (text_or_none(person.name) for person in people)))


def _meta(feed: _Feed) -> FeedMeta:
    return FeedMeta(
        format="json11" if feed.version.rstrip("/").endswith("1.1") else "json10",
        title=text_or_none(feed.title),
        language=text_or_none(feed.language),
        hub=next((text_or_none(hub.url) for hub in feed.hubs or ()), None),
        self_url=text_or_none(feed.feed_url),
    )
