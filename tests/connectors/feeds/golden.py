"""Golden pairs: a feed's bytes, and what reading them must give, as JSON lines.

`python -m tests.connectors.feeds.golden` writes the expectations anew; read their diff before it is
committed.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import msgspec

from connectors.feeds.parse import parse_feed
from connectors.feeds.parsed import Unparseable
from schemas import wire

FOLDER = Path(__file__).parents[2] / "golden" / "feeds"
FETCHED_AT = datetime(2025, 6, 5, 12, 0, tzinfo=UTC)
FEED_URL = "https://feeds.example/list/feed.xml"


def inputs() -> list[Path]:
    """The feeds, by name."""
    return sorted(path for path in FOLDER.iterdir() if path.suffix != ".jsonl")


def expectation(feed: Path) -> Path:
    """The file that says what a feed must give."""
    return feed.with_name(f"{feed.name}.jsonl")


def reading(feed: Path) -> str:
    """What reading a feed gives: a line on the feed, and one for each entry."""
    result = parse_feed(feed.read_bytes(), feed_url=FEED_URL, fetched_at=FETCHED_AT)
    if isinstance(result, Unparseable):
        return msgspec.json.encode({"unparseable": result}).decode() + "\n"
    head = {"feed": result.meta, "complaints": result.complaints}
    lines = [msgspec.json.encode(head), *(wire.encode(entry) for entry in result.entries)]
    return "".join(f"{line.decode()}\n" for line in lines)


if __name__ == "__main__":
    for path in inputs():
        expectation(path).write_text(reading(path), encoding="utf-8")
