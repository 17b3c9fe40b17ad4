"""Entries of real feeds, where the shared data is at hand, and which of them tell of one event.

Labelled by one person from headlines and first sentences: 48 events of two days in February 2026 with 191
entries of 22 outlets, 385 entries that are alone with theirs. Entries that tell of several events, or of an
affair as a whole, are in neither.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import msgspec

from connectors.feeds.parse import parse_feed
from connectors.feeds.parsed import ParsedFeed
from pipelines.dedupe.document import Document, document_of
from pipelines.normalise import normalise
from schemas.articles import Article
from tests.pipelines.dedupe.story_sets import Labelled

DATA: Final = Path(__file__).parents[4] / "shared" / "data"
_LABELS: Final = Path(__file__).parents[2] / "golden" / "real_stories.json"
_FETCHED_AT: Final = datetime(2026, 2, 18, 12, tzinfo=UTC)
_LONGEST_CHARS: Final = 200_000


class _Labels(msgspec.Struct):
    """Ids of articles: of each event, and of those that are alone."""

    events: dict[str, list[str]]
    alone: list[str]


def real_reports() -> list[Labelled]:
    """Give the labelled entries; those that are alone have an event of their own."""
    labels = msgspec.json.decode(_LABELS.read_bytes(), type=_Labels)
    events = {id_: event for event, ids in labels.events.items() for id_ in ids}
    events |= {id_: id_ for id_ in labels.alone}
    found = {document.id: document for document in _entries() if document.id in events}
    return [Labelled(document, events[id_]) for id_, document in found.items()]


def _entries() -> Iterator[Document]:
    for line in (DATA / "feeds.jsonl").read_text(encoding="utf-8").splitlines():
        file = json.loads(line)["file"]
        url = f"https://{Path(file).stem}/feed"
        parsed = parse_feed((DATA / file).read_bytes(), feed_url=url, fetched_at=_FETCHED_AT)
        entries = parsed.entries if isinstance(parsed, ParsedFeed) else ()
        for entry in entries:
            article = normalise(entry, max_text_chars=_LONGEST_CHARS)
            if isinstance(article, Article):
                yield document_of(article)
