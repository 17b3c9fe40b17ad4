"""A first look at a URL: is it a feed, what does it hold, and which feeds does a page offer?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from connectors.feeds.answers import Failure
from connectors.feeds.fetch import fetch, open_session
from connectors.feeds.parse import parse_feed
from connectors.feeds.parsed import ParsedFeed, Unparseable
from schemas.settings import Collect

Checked = ParsedFeed | Unparseable | Failure


async def check_feeds(
    urls: Sequence[str], settings: Collect, *, clock: Callable[[], datetime]
) -> list[tuple[str, Checked]]:
    """Fetch and read each URL once, one after the other; never raises for what a server sends."""
    checked: list[tuple[str, Checked]] = []
    async with open_session(settings) as session:
        for url in urls:
            answer = await fetch(session, url, settings)
            if isinstance(answer, Failure):
                checked.append((url, answer))
                continue
            result = parse_feed(
                answer.body,
                feed_url=answer.url,
                fetched_at=clock(),
                content_type=answer.headers.get("content-type"),
                max_entries=settings.max_entries,
            )
            checked.append((url, result))
    return checked
