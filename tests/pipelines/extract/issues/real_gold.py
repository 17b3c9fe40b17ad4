"""Real texts with the topics a reader found in them: entries of feeds, and news of the GUM corpus.

The texts are other people's and stand beside the checkout; without them there is no gold.
"""

from __future__ import annotations

import re
import tomllib
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

from connectors.feeds.parse import parse_feed
from connectors.feeds.parsed import ParsedFeed
from pipelines.normalise.article import normalise
from schemas.articles import Article

_DATA: Final = Path(__file__).parents[5] / "shared" / "data"
FEEDS: Final = _DATA / "feeds"
_CORPUS: Final = _DATA / "ner" / "gum-by.conll"
GOLD: Final = Path(__file__).parents[3] / "golden" / "issues" / "elsewhere"
_FETCHED: Final = datetime(2026, 2, 18, tzinfo=UTC)
_MOST_CHARS: Final = 1_000_000


@cache
def feed_entries() -> tuple[dict[str, Any], ...]:
    """Give the gold's entries with title and text; none where the feeds are not there."""
    if not FEEDS.exists():
        return ()
    found = []
    for entry in tomllib.loads((GOLD / "feeds.toml").read_text("utf-8"))["entries"]:
        article = articles_of(entry.pop("feed"))[entry["entry"]]
        assert article is not None
        name = f"{article.source.host}/{entry.pop('entry')}"
        found.append({**entry, "name": name, "title": article.title, "text": article.text})
    return tuple(found)


@cache
def corpus_entries() -> tuple[dict[str, Any], ...]:
    """Give the gold of the corpus with title and text; none where the corpus is not there."""
    if not _CORPUS.exists():
        return ()
    documents = _documents(_CORPUS.read_text("utf-8"))
    entries = tomllib.loads((GOLD / "wikinews.toml").read_text("utf-8"))["entries"]
    found = []
    for entry in entries:
        title, *sentences = documents[entry["document"]]
        paragraphs = (" ".join(sentences[at : at + 4]) for at in range(0, len(sentences), 4))
        name = entry.pop("document")
        found.append({**entry, "name": name, "title": title, "text": "\n".join(paragraphs)})
    return tuple(found)


def _documents(conll: str) -> dict[str, list[str]]:
    """Give the sentences of each document of a CoNLL file, their tokens joined as prose."""
    documents: dict[str, list[str]] = {}
    for part in conll.split("# doc ")[1:]:
        name, _, lines = part.partition("\n")
        sentences = [
            [line.split("\t")[0] for line in sentence.splitlines()]
            for sentence in lines.split("\n\n")
        ]
        documents[name.split()[-1]] = [_prose(tokens) for tokens in sentences if any(tokens)]
    return documents


def _prose(tokens: list[str]) -> str:
    joined = re.sub(r" ([.,;:!?%)\]}’”]|n't\b|'s\b)", r"\1", " ".join(tokens))
    return re.sub(r"([(\[{“‘$£]) ", r"\1", joined)


@cache
def articles_of(feed: str) -> tuple[Article | None, ...]:
    """Give a feed's articles in the order of its entries; none for an entry without any."""
    body = (FEEDS / f"{feed}.xml").read_bytes()
    parsed = parse_feed(body, feed_url=f"https://{feed}.example/", fetched_at=_FETCHED)
    assert isinstance(parsed, ParsedFeed)
    read = (normalise(entry, max_text_chars=_MOST_CHARS) for entry in parsed.entries)
    return tuple(each if isinstance(each, Article) else None for each in read)
