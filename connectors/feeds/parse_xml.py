"""RSS 0.9x, 1.0, 2.0 and Atom: read by feedparser, from bytes alone."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping
from typing import Any, Final
from xml.sax import SAXParseException

import feedparser

from connectors.feeds.parse_text import absolute_link, host_of, is_web_url, text_or_none
from connectors.feeds.parsed import FeedMeta, Origin, ParsedFeed, Unparseable
from schemas.articles import RawArticle, Source

_ITEM: Final = re.compile(rb"<(?:[A-Za-z][\w.-]{0,40}:)?(?:item|entry)(?=[\s>/])")
_ROOT: Final = re.compile(rb"<((?:[A-Za-z][\w.-]{0,40}:)?(?:rss|RDF|feed))(?=[\s>/])")
_SKIP_HOURS: Final = re.compile(rb"<skipHours>(.{0,2000}?)</skipHours>", re.DOTALL | re.IGNORECASE)
_HOUR: Final = re.compile(rb"<hour>\s*(\d{1,2})\s*</hour>", re.IGNORECASE)
# Module "syndication" of RSS 1.0 (web.resource.org/rss/1.0/modules/syndication).
_PERIODS_S: Final = {
    "hourly": 3_600.0,
    "daily": 86_400.0,
    "weekly": 604_800.0,
    "monthly": 2_592_000.0,
    "yearly": 31_536_000.0,
}
_HARMLESS: Final = (feedparser.NonXMLContentType,)


def parse_xml(data: bytes, origin: Origin) -> ParsedFeed | Unparseable:
    """Read an XML feed; what is malformed is salvaged as far as it goes, with a complaint."""
    data, complaints = _cap(data, origin.max_entries)
    headers = {"content-type": origin.content_type} if origin.content_type else {}
    try:
        result = feedparser.parse(
            io.BytesIO(data),
            response_headers=headers,
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except Exception as error:  # a third-party parser on hostile bytes: any fault is "unparseable"
        return Unparseable(
            reason="parser_failed", message=f"The feed can't be read: {_one_line(error)}."
        )
    if not result.get("version") and not result.entries:
        return Unparseable(reason="not_a_feed", message=_why_none(result))
    complaints += _complaints(result)
    feed = _Feed(result, origin)
    entries = tuple(feed.entry(entry) for entry in result.entries[: origin.max_entries])
    return ParsedFeed(meta=_meta(result, data), entries=entries, complaints=tuple(complaints))


def _cap(data: bytes, max_entries: int) -> tuple[bytes, list[str]]:
    """Cut the document after its first `max_entries` entries, before they cost time and memory."""
    starts = [item.start() for item in _ITEM.finditer(data)]
    if len(starts) <= max_entries:
        return data, []
    kept = data[: starts[max_entries]]
    root = _ROOT.search(kept)
    closing = b"" if root is None else b"</" + root.group(1) + b">"
    if kept.count(b"<channel") > kept.count(b"</channel>"):
        closing = b"</channel>" + closing
    dropped = len(starts) - max_entries
    complaint = f"Of {len(starts)} entries the first {max_entries} were read, {dropped} left out."
    return kept + closing, [complaint]


def _complaints(result: Any) -> list[str]:
    fault = result.get("bozo_exception")
    if not result.get("bozo") or fault is None or isinstance(fault, _HARMLESS):
        return []
    if isinstance(fault, feedparser.CharacterEncodingOverride):
        return [f"The declared encoding is wrong; read as {result.get('encoding')}."]
    if isinstance(fault, feedparser.CharacterEncodingUnknown):
        return ["The encoding is unknown: some characters may be wrong."]
    return [f"The feed is malformed, read as far as possible: {_one_line(fault)}."]


def _why_none(result: Any) -> str:
    fault = result.get("bozo_exception")
    if fault is None or isinstance(fault, _HARMLESS):
        return "XML, but neither RSS nor Atom."
    return f"Neither RSS nor Atom: {_one_line(fault)}."


def _one_line(fault: object) -> str:
    if isinstance(fault, SAXParseException):
        place = f"line {fault.getLineNumber()}, column {fault.getColumnNumber()}"
        return f"{place}: {fault.getMessage()}"
    return " ".join(str(fault).split())[:300].rstrip(".") or type(fault).__name__


class _Feed:
    """The feed an entry belongs to: what it inherits, and the base of its links."""

    def __init__(self, result: Any, origin: Origin) -> None:
        self._origin = origin
        self._title = text_or_none(_get(result.feed, "title"))
        self._language = text_or_none(_get(result.feed, "language"))
        self._is_atom = str(result.get("version", "")).startswith("atom")
        self._authors = tuple(_people(_get(result.feed, "authors"))) if self._is_atom else ()
        site = text_or_none(_get(result.feed, "link"))
        # RSS has no base of its own: its relative links are meant relative to the site.
        self._base = site if site and is_web_url(site) and not self._is_atom else origin.feed_url

    def entry(self, entry: Any) -> RawArticle:
        link = absolute_link(self._base, _get(entry, "link"))
        content = _content(entry)
        summary = text_or_none(_get(entry, "summary"))
        return RawArticle(
            feed_url=self._origin.feed_url,
            fetched_at=self._origin.fetched_at,
            source=self._source(entry, link),
            entry_id=text_or_none(_get(entry, "id")),
            link=link,
            title=text_or_none(_get(entry, "title")),
            # feedparser copies the content into a summary that is missing.
            summary=None if summary == content else summary,
            content=content,
            published=text_or_none(_get(entry, "published")),
            updated=text_or_none(_get(entry, "updated")),
            authors=tuple(_people(_get(entry, "authors"))) or self._authors,
            categories=tuple(_categories(_get(entry, "tags"))),
            language=self._language_of(entry),
            feed_title=self._title,
        )

    def _source(self, entry: Any, link: str | None) -> Source:
        stated = _get(entry, "source")
        name = text_or_none(_get(stated, "title")) if isinstance(stated, Mapping) else None
        return Source(
            host=host_of(link) or host_of(self._origin.feed_url) or "", name=name or self._title
        )

    def _language_of(self, entry: Any) -> str | None:
        own = text_or_none(_get(entry, "language"))
        detail = _get(entry, "title_detail")
        stated = text_or_none(_get(detail, "language")) if isinstance(detail, Mapping) else None
        return own or stated or self._language


def _get(mapping: Any, key: str) -> Any:
    """Give a key of feedparser's dictionary without its aliases (`updated` would give `published`)."""
    return dict.get(mapping, key)


def _content(entry: Any) -> str | None:
    """Give the longest rendition of the entry's content."""
    texts = [text_or_none(_get(part, "value")) for part in _get(entry, "content") or ()]
    return max(filter(None, texts), key=len, default=None)


def _people(people: Iterable[Any] | None) -> Iterable[str]:
    for person in people or ():
        name = text_or_none(_get(person, "name")) or text_or_none(_get(person, "email"))
        if name is not None:
            yield name


def _categories(tags: Iterable[Any] | None) -> Iterable[str]:
    names = (
        text_or_none(_get(tag, "label")) or text_or_none(_get(tag, "term")) for tag in tags or ()
    )
    return dict.fromkeys(filter(None, names))


def _meta(result: Any, data: bytes) -> FeedMeta:
    feed = result.feed
    links = [link for link in _get(feed, "links") or () if isinstance(link, Mapping)]
    ttl_minutes = _number(_get(feed, "ttl"))
    return FeedMeta(
        format=result.get("version") or "unknown",
        title=text_or_none(_get(feed, "title")),
        language=text_or_none(_get(feed, "language")),
        ttl_s=ttl_minutes * 60 if ttl_minutes else None,
        update_period_s=_update_period_s(feed),
        skip_hours=_skip_hours(data),
        hub=_link(links, "hub"),
        self_url=_link(links, "self"),
    )


def _link(links: Iterable[Mapping[str, Any]], rel: str) -> str | None:
    return next((text_or_none(link.get("href")) for link in links if link.get("rel") == rel), None)


def _update_period_s(feed: Any) -> float | None:
    period = _PERIODS_S.get((text_or_none(_get(feed, "sy_updateperiod")) or "").lower())
    frequency = _number(_get(feed, "sy_updatefrequency")) or 1.0
    return period / frequency if period else None


def _number(value: Any) -> float | None:
    """Give a positive number that a feed states, None where it is none or absurd."""
    try:
        number = float(str(value).strip())
    except ValueError:
        return None
    return number if 0 < number < 1e6 else None


def _skip_hours(data: bytes) -> tuple[int, ...]:
    block = _SKIP_HOURS.search(data, 0, 65_536)
    if block is None:
        return ()
    # RSS 2.0 counts 0 to 23, RSS 0.91 counted 1 to 24.
    return tuple(sorted({int(hour) % 24 for hour in _HOUR.findall(block.group(1))}))
