"""What becomes known later reaches the index, whatever the order, the batches and the deaths."""

from __future__ import annotations

import random
import threading
from collections.abc import Sequence
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from connectors.embedded.index import EmbeddedIndex
from connectors.embedded.log import SqliteLog
from connectors.ports import RAW_TOPIC, Amended, LogRecord, Upserted
from pipelines.jobs.process import BatchReport, process
from pipelines.normalise.identity import article_key
from schemas import wire
from schemas.articles import RawArticle
from schemas.enriched import EnrichedArticle
from schemas.relations import Amendment
from schemas.settings import LogSettings, Process, Settings
from tests.pipelines.dedupe.streams import written_stream


class _PowerCut(Exception):
    """The machine goes dark."""


class _FailingIndex(EmbeddedIndex):
    """Goes dark at the given write (upserts and amendments count), before or after it is durable."""

    def __init__(self, folder: Path, *, at_write: int, after: bool) -> None:
        super().__init__(folder)
        self._left = at_write
        self._after = after

    def _write(self) -> None:
        self._left -= 1
        if self._left == 0:
            raise _PowerCut

    def upsert(self, documents: Sequence[EnrichedArticle]) -> list[Upserted]:
        if not self._after:
            self._write()
        outcomes = super().upsert(documents)
        if self._after:
            self._write()
        return outcomes

    def amend(self, amendments: Sequence[Amendment]) -> list[Amended]:
        if not self._after:
            self._write()
        outcomes = super().amend(amendments)
        if self._after:
            self._write()
        return outcomes


def _raw_stream(count: int) -> list[RawArticle]:
    """Give articles, many of them copies of others, in the order of their publication."""
    stream = sorted(written_stream(count), key=lambda article: article.observed_at)
    return [
        RawArticle(
            feed_url=f"https://{article.source.host}/rss",
            fetched_at=article.observed_at + timedelta(minutes=5),
            source=article.source,
            link=f"https://{article.source.host}/{article.id}",
            title=article.title,
            content="".join(f"<p>{each}</p>" for each in article.paragraphs),
            published=article.observed_at.isoformat(),
        )
        for article in stream
    ]


def _append(folder: Path, stream: Sequence[RawArticle]) -> None:
    with closing(SqliteLog(folder / "log.sqlite", LogSettings(partitions=1))) as log:
        log.append(RAW_TOPIC, [LogRecord(article_key(raw), wire.encode(raw)) for raw in stream])


def _process(
    folder: Path, index: EmbeddedIndex, batch_records: int
) -> tuple[dict[str, EnrichedArticle], list[BatchReport]]:
    """Process what is in the log; gives the documents of the index, and what became of the batches."""
    settings = Settings(
        data_dir=str(folder),
        process=Process(batch_records=batch_records, batch_wait_s=0.05),
    )
    reports: list[BatchReport] = []
    with (
        closing(SqliteLog(folder / "log.sqlite", LogSettings(partitions=1))) as log,
        closing(index),
    ):
        process(
            settings,
            log,
            index,
            stop=threading.Event(),
            on_batch=reports.append,
            until_idle_s=0.1,
        )
        documents = {each.article.id: replace(each, revision=0) for each in index.scan()}
    return documents, reports


def _processed(
    folder: Path, stream: Sequence[RawArticle], batch_records: int
) -> dict[str, EnrichedArticle]:
    _append(folder, stream)
    return _process(folder, EmbeddedIndex(folder / "index"), batch_records)[0]


def test_batches_make_no_difference(tmp_path: Path) -> None:
    """The index says the same of every article, however the records fall into batches."""
    stream = _raw_stream(60)
    whole = _processed(tmp_path / "whole", stream, 500)
    assert len(whole) == 60
    assert sum(bool(document.relations) for document in whole.values()) > 20
    assert _processed(tmp_path / "small", stream, 9) == whole


@pytest.mark.parametrize("seed", [1, 8])
def test_the_order_makes_no_difference(tmp_path: Path, seed: int) -> None:
    """The index says the same of every article, its copies and its story, whatever comes first."""
    stream = _raw_stream(40)
    expected = _processed(tmp_path / "in-order", stream, 10)
    random.Random(seed).shuffle(stream)
    shuffled = _processed(tmp_path / "shuffled", stream, 7)
    assert shuffled == expected


def test_what_came_first_is_amended(tmp_path: Path) -> None:
    """Where the original comes after its copies, these are amended; no amendment is a record."""
    stream = _raw_stream(40)[::-1]
    _append(tmp_path, stream)
    documents, reports = _process(tmp_path, EmbeddedIndex(tmp_path / "index"), 10)
    assert sum(report.amendments.get("amended", 0) for report in reports) > 0
    assert all(report.books.balanced for report in reports)
    assert sum(report.books.indexed for report in reports) == len(documents) == 40
    for document in documents.values():
        for relation in document.relations:
            if relation.kind != "excerpt":
                assert _published(documents[relation.to]) <= _published(document)


def _published(document: EnrichedArticle) -> datetime:
    published = document.article.published
    assert published is not None
    return published.at


@pytest.mark.parametrize("after", [False, True])
def test_a_death_at_any_write_changes_nothing(tmp_path: Path, *, after: bool) -> None:
    """Cut off before or after any write to the index, and begun again, it ends the same."""
    stream = _raw_stream(24)
    random.Random(8).shuffle(stream)
    undisturbed = _processed(tmp_path / "undisturbed", stream, 12)
    for at_write in range(1, 5):
        folder = tmp_path / f"cut-{at_write}"
        _append(folder, stream)
        with pytest.raises(Exception, match="PowerCut"):
            _process(folder, _FailingIndex(folder / "index", at_write=at_write, after=after), 10)
        again, _ = _process(folder, EmbeddedIndex(folder / "index"), 12)
        assert again == undisturbed
