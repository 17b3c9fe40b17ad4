"""Raw articles for tests of the pipeline, and what becomes of them."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
from msgspec.structs import replace

from connectors.ports import RAW_TOPIC, Index, Log, LogRecord
from pipelines.normalise import article_key
from schemas import wire
from schemas.articles import RawArticle, Source
from schemas.settings import Process, Settings

SEEN_AT = datetime(2024, 5, 17, 8, 30, tzinfo=UTC)
SENTENCE = "Minister Ana Roth said that the harbour of Norland would stay closed for weeks."

_WORDS = """
ships crane fog storm fuel rope dock crew cargo tide buoy pilot strike wages union quay ferry timber
grain cable insurer captain harbour cranes container lighthouse customs salvage anchor tug channel
warehouse berth freight herring trawler net reef sailor mast hull deck engine rudder compass chart
""".split()


def raw(number: int, *, version: int = 0, **changes: Any) -> RawArticle:
    """Give the article of this number; another version says more and was seen a minute later."""
    chance = random.Random(number)
    report = " ".join(chance.choice(_WORDS) for _ in range(60))
    fields: dict[str, Any] = {
        "feed_url": "https://herald.example/rss",
        "fetched_at": SEEN_AT + timedelta(minutes=version),
        "source": Source(host="herald.example", name="The Herald"),
        "link": f"https://herald.example/2024/{number}",
        "title": f"Harbour report {number}",
        "content": f"<p>{SENTENCE}</p><p>{report}.</p>" + "<p>Corrected.</p>" * version,
        "published": "Fri, 17 May 2024 08:00:00 +0000",
        "language": "en",
    }
    return RawArticle(**(fields | changes))


def record(article: RawArticle) -> LogRecord:
    """Give an article as the collector appends it."""
    return LogRecord(article_key(article), wire.encode(article))


def append(log: Log, articles: Iterable[RawArticle]) -> None:
    """Append articles as the collector does."""
    log.append(RAW_TOPIC, [record(article) for article in articles])


def settings_in(folder: Path, *, batch_records: int = 2000, **changes: Any) -> Settings:
    """Give settings of the embedded set in a folder."""
    process = Process(batch_records=batch_records, batch_wait_s=0.05)
    return Settings(data_dir=str(folder), process=process, **changes)


def fingerprint(index: Index) -> str:
    """Give the hash of all ids, versions and contents of an index.

    Which amendment a document's relations come from says nothing of its content.
    """
    digest = hashlib.blake2b(digest_size=16)
    for document in index.scan():
        digest.update(f"{document.article.id}\0{document.version}\0".encode())
        digest.update(msgspec.json.encode(replace(document, revision=0)))
    return digest.hexdigest()


def titles(index: Index) -> Sequence[str]:
    """Give the titles of all documents, sorted."""
    return sorted(document.article.title for document in index.scan())
