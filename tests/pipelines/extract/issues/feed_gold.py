"""Entries of real feeds with the topics a reader found in them; the texts stand beside the checkout."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

from connectors.feeds.parse import parse_feed
from connectors.feeds.parsed import ParsedFeed
from pipelines.normalise.article import normalise
from schemas.articles import Article

FEEDS: Final = Path(__file__).parents[5] / "shared" / "data" / "feeds"
_GOLD: Final = Path(__file__).parents[3] / "golden" / "issues" / "feeds" / "gold.toml"
_FETCHED: Final = datetime(2026, 2, 18, tzinfo=UTC)
_MOST_CHARS: Final = 1_000_000


@cache
def feed_entries() -> tuple[dict[str, Any], ...]:
    """Give the gold's entries with title and text; none where the feeds are not there."""
    if not FEEDS.exists():
        return ()
    found = []
    for entry in tomllib.loads(_GOLD.read_text("utf-8"))["entries"]:
        article = articles_of(entry.pop("feed"))[entry["entry"]]
        assert article is not None
        name = f"{article.source.host}/{entry.pop('entry')}"
        found.append({**entry, "name": name, "title": article.title, "text": article.text})
    return tuple(found)


@cache
def articles_of(feed: str) -> tuple[Article | None, ...]:
    """Give a feed's articles in the order of its entries; none for an entry without any."""
    body = (FEEDS / f"{feed}.xml").read_bytes()
    parsed = parse_feed(body, feed_url=f"https://{feed}.example/", fetched_at=_FETCHED)
    assert isinstance(parsed, ParsedFeed)
    read = (normalise(entry, max_text_chars=_MOST_CHARS) for entry in parsed.entries)
    return tuple(each if isinstance(each, Article) else None for each in read)
