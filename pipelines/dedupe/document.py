"""What deduplication needs of an article."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final
from urllib.parse import urlsplit

from msgspec import Struct

from schemas.articles import Article

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_TRUSTED: Final = 0.5
_FORMS_OF_A_SITE: Final = frozenset({"www", "m", "mobile", "wap", "amp", "edition"})
_AHEAD: Final = timedelta(hours=1)  # clocks differ; a publication date beyond that is none
UNDATED_MS: Final = 1 << 61  # near every time, and later than any


class Document(Struct, frozen=True, gc=False, kw_only=True, array_like=True):
    """What deduplication needs of an article.

    `at_ms` is its event time since 1970, `UNDATED_MS` where nothing is known of it; `entry` names the
    feed's entry, where the feed gives ids.
    """

    id: str
    host: str
    at_ms: int
    title: str
    text: str
    content_hash: str
    entry: str = ""


def document_of(article: Article) -> Document:
    """Give the document of an article.

    Its event time is when it was published, where its date can be trusted, else when it was first
    seen: neither changes with later versions or with the order of the log.
    """
    at = article.first_seen
    published = article.published
    if (
        published is not None
        and published.confidence >= _TRUSTED
        and published.at <= article.first_seen + _AHEAD
    ):
        at = published.at
    return Document(
        id=article.id,
        host=host_of(article.canonical_url) or _without_form(article.source.host.lower()),
        at_ms=event_ms(at),
        title=article.title,
        text=article.text,
        content_hash=article.content_hash,
        entry=f"{article.feed_url} {article.entry_id}" if article.entry_id else "",
    )


def host_of(url: str | None) -> str:
    """Give the host of a URL, without `www.`, `amp.` and the like; empty where there is none."""
    url = url or ""
    if url.startswith(("https://", "http://")):
        end = url.find("/", len("https://"))
        return _host_of(url if end < 0 else url[: end + 1])
    return _host_of(url)


@lru_cache(maxsize=4_096)  # what comes has few hosts, and taking a URL apart costs 10 µs
def _host_of(url: str) -> str:
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return ""
    return _without_form(host.lower())


def _without_form(host: str) -> str:
    """Leave out a first label that names a form of the same site."""
    form, _, site = host.partition(".")
    return site if form in _FORMS_OF_A_SITE and "." in site else host


def event_ms(at: datetime) -> int:
    """Give an instant in milliseconds since 1970."""
    return (at - _EPOCH) // timedelta(milliseconds=1)
