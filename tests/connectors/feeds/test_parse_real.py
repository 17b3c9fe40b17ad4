"""Real feeds, where the shared data is at hand: counts as an independent reader gave them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import pytest

from connectors.feeds.parse import parse_feed
from connectors.feeds.parsed import ParsedFeed

DATA: Final = Path(__file__).parents[4] / "shared" / "data"
NOW: Final = datetime(2025, 6, 5, tzinfo=UTC)
# What of the second collection is no feed or has no entries, and why.
WITHOUT_ENTRIES: Final = {
    "rss_2.0_invalid_1.xml": "ends before its first item",
    "malformed_rss_namespaced.xml": "rss: is bound to no namespace: feedparser takes no item for one",
    "xml_sample_1.xml": "a sample of plain XML",
    "xml_sample_2.xml": "a sample of plain XML",
}

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the shared data is not here")


def index() -> list[dict[str, Any]]:
    file = DATA / "feeds.jsonl"
    return [json.loads(line) for line in file.read_text().splitlines()] if file.is_file() else []


@pytest.mark.parametrize("row", index(), ids=lambda row: row["file"])
def test_a_real_feed_gives_all_its_entries(row: dict[str, Any]) -> None:
    """A feed of a real outlet gives as many entries as it has, with its title."""
    body = (DATA / row["file"]).read_bytes()
    result = parse_feed(body, feed_url="https://feeds.example/f", fetched_at=NOW)
    assert isinstance(result, ParsedFeed)
    assert len(result.entries) == row["entries"]
    undated = sum(not (entry.published or entry.updated) for entry in result.entries)
    assert undated <= row["undated"]


def odd_feeds() -> list[Path]:
    folder = DATA / "feeds-with-expectations"
    feeds = [*folder.rglob("*.xml"), *folder.rglob("jsonfeed*.json")]
    return sorted(path for path in feeds if not path.name.endswith(".serde.json"))


@pytest.mark.parametrize("path", odd_feeds(), ids=lambda path: path.name)
def test_an_odd_feed_gives_entries_or_a_known_reason(path: Path) -> None:
    """A small and odd feed is read, but for those whose fault is written down here."""
    result = parse_feed(path.read_bytes(), feed_url="https://feeds.example/f", fetched_at=NOW)
    found = len(result.entries) if isinstance(result, ParsedFeed) else 0
    assert (found == 0) == (path.name in WITHOUT_ENTRIES)
