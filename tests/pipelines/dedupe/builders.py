"""Articles and documents for tests, made of as little as a test needs to say."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Literal

from pipelines.dedupe.document import Document
from pipelines.normalise import content_hash
from schemas.articles import Article, Language, Source

NOON = datetime(2024, 5, 1, 12, tzinfo=UTC)
HOUR_MS = 3_600_000


def make_article(
    text: str = "A text.",
    *,
    id_: str = "a1",
    title: str = "A title",
    minutes: float = 0,
    feed: str = "https://news.example/rss",
    host: str = "news.example",
    entry_id: str | None = None,
    rendition: Literal["full", "summary", "headline"] = "full",
) -> Article:
    """Give an article observed some minutes after noon."""
    at = NOON + timedelta(minutes=minutes)
    return Article(
        id=id_,
        feed_url=feed,
        entry_id=entry_id,
        source=Source(host=host),
        title=title,
        text=text,
        rendition=rendition,
        content_hash=content_hash(title, text),
        observed_at=at,
        first_seen=at,
        language=Language(code="en", confidence=1.0),
    )


def make_document(
    id_: str,
    text: str,
    *,
    host: str = "news.example",
    title: str = "A title",
    hours: float = 0,
    entry: str = "",
) -> Document:
    """Give a document of some hours after the beginning."""
    return Document(
        id=id_,
        host=host,
        at_ms=int(hours * HOUR_MS) + 1_700_000_000_000,
        title=title,
        text=text,
        content_hash=content_hash(title, text),
        entry=entry,
    )
