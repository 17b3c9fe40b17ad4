"""The Beam pipeline over real parts: each record ends in one status, whatever it holds."""

from __future__ import annotations

import base64
import threading
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from connectors.embedded.index import EmbeddedIndex
from connectors.embedded.log import SqliteLog
from connectors.ports import RAW_TOPIC, LogRecord, Upserted
from pipelines.dead_letters import read_dead_letters
from pipelines.extract import Extractor, open_extractor
from pipelines.jobs.process import BatchReport, process
from schemas import wire
from schemas.analysis import Analysis
from schemas.articles import Article
from schemas.books import Books
from schemas.enriched import EnrichedArticle
from schemas.errors import Fatal
from schemas.settings import Settings
from tests.pipelines.raws import SEEN_AT, append, raw, record, settings_in


class FailsOn:
    """An extractor with a bug: it raises on articles whose title says so."""

    model = "fails"

    def analyse_all(self, articles: Sequence[Article]) -> list[Analysis]:
        if any("poison" in article.title for article in articles):
            raise ZeroDivisionError("a bug")
        return [Analysis(model=self.model) for _ in articles]


class RefusingIndex(EmbeddedIndex):
    """An index that takes every document but those whose title says so."""

    def upsert(self, documents: Sequence[EnrichedArticle]) -> list[Upserted]:
        taken = iter(super().upsert([each for each in documents if not _is_refused(each)]))
        return [
            Upserted("refused", "mapping conflict") if _is_refused(each) else next(taken)
            for each in documents
        ]


def _is_refused(document: EnrichedArticle) -> bool:
    return "unwanted" in document.article.title


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_in(tmp_path)


@pytest.fixture
def log(settings: Settings) -> Any:
    with closing(SqliteLog(settings.data_path / "log.sqlite", settings.log_settings)) as opened:
        yield opened


@pytest.fixture
def index(settings: Settings) -> Any:
    with closing(RefusingIndex(settings.data_path / "index")) as opened:
        yield opened


Run = Callable[..., Books]


@pytest.fixture
def run(settings: Settings, log: SqliteLog, index: EmbeddedIndex) -> Run:
    """Process all that is in the log."""

    def work(
        extractor: Extractor | None = None, on_batch: Callable[[BatchReport], None] | None = None
    ) -> Books:
        return process(
            settings,
            log,
            index,
            stop=threading.Event(),
            until_idle_s=0,
            extractor=extractor or open_extractor(),
            on_batch=on_batch,
        )

    return work


def test_every_record_ends_in_one_status(log: SqliteLog, index: EmbeddedIndex, run: Run) -> None:
    """A batch of good, old, equal and broken records is accounted for to the last one."""
    wire_bytes = wire.encode(raw(3))
    broken = [
        b"\x00\xff no JSON",
        b"",
        b"[1, 2]",
        b'{"schema":"dateline.raw_article.999"}',
        b'{"schema":"dateline.rejected.1"}',
        b'{"schema":"dateline.raw_article.1","feed_url":"https://a.example"}',
        wire_bytes.replace(b'"Harbour report 3"', b"17"),
    ]
    append(log, [raw(1), raw(1), raw(2, version=1), raw(2), raw(1, version=1)])
    append(log, [raw(4, title="", content="<p> </p>"), raw(5, content="x" * 2_000_001)])
    log.append(RAW_TOPIC, [LogRecord(b"key", value) for value in broken])
    books = run()
    assert books == Books(
        received=14,
        indexed=3,
        duplicate=1,
        stale=1,
        rejected=9,
        rejected_by_reason={
            "not_json": 2,
            "unknown_schema": 1,
            "invalid_record": 4,
            "no_content": 1,
            "too_large": 1,
        },
    )
    assert books.balanced
    letters = list(read_dead_letters(log))
    assert len(letters) == 9
    assert all(letter.message for letter in letters)
    assert index.count() == 2


def test_versions_of_an_article_keep_their_order(
    log: SqliteLog, index: EmbeddedIndex, run: Run
) -> None:
    """Of many versions in one batch the last one is what is found, first seen when the first was."""
    append(log, [raw(number, version=version) for version in range(4) for number in range(20)])
    assert run().indexed == 80
    documents = list(index.scan())
    assert len(documents) == 20
    for document in documents:
        assert document.article.text.count("Corrected.") == 3
        assert document.article.observed_at == SEEN_AT + timedelta(minutes=3)
        assert document.article.first_seen == SEEN_AT


def test_an_extractor_with_a_bug_costs_one_record(
    log: SqliteLog, index: EmbeddedIndex, run: Run
) -> None:
    """An article that extraction fails on is a counted dead letter; its neighbours are indexed."""
    append(log, [raw(1), raw(2, title="poison"), raw(3)])
    books = run(FailsOn())
    assert (books.indexed, books.rejected_by_reason) == (2, {"extract_failed": 1})
    (letter,) = read_dead_letters(log)
    assert letter.message == "ZeroDivisionError: a bug"
    assert letter.stage == "extract"


def test_what_the_index_refuses_is_kept(log: SqliteLog, index: EmbeddedIndex, run: Run) -> None:
    """A document the index will never take is a dead letter with the index' own words."""
    append(log, [raw(1), raw(2, title="unwanted"), raw(3)])
    books = run()
    assert (books.indexed, books.rejected_by_reason) == (2, {"index_refused": 1})
    (letter,) = read_dead_letters(log)
    assert (letter.stage, letter.message) == ("index", "mapping conflict")


def test_a_batch_larger_than_the_index_buffer(
    log: SqliteLog, index: EmbeddedIndex, run: Run
) -> None:
    """More documents than are written at once, refused ones among them, are all accounted for."""
    append(
        log, [raw(number, title="unwanted" if number % 400 == 0 else "x") for number in range(1100)]
    )
    reports: list[BatchReport] = []
    books = run(FailsOn(), reports.append)
    assert (books.received, books.indexed, books.rejected) == (1100, 1097, 3)
    assert index.count() == 1097
    assert 0 < len(reports[0].latest) < 1097
    stages = reports[0].stage_s
    assert set(stages) == {"normalise", "dedupe", "extract", "index"}
    assert sum(stages.values()) < reports[0].elapsed_s


def test_a_batch_given_again_changes_nothing(
    settings: Settings, log: SqliteLog, index: EmbeddedIndex, run: Run
) -> None:
    """Records processed a second time get their first verdicts, and the index stays as it is."""
    append(log, [raw(1), raw(1), raw(2, version=1), raw(2), raw(1, version=1)])
    first = run()
    before = [(each.article.id, msgspec.json.encode(each)) for each in index.scan()]
    again = process(
        msgspec.structs.replace(
            settings, process=msgspec.structs.replace(settings.process, group="b")
        ),
        log,
        index,
        stop=threading.Event(),
        until_idle_s=0,
    )
    # The first version of article 1 passes again: the index, which has a newer one, calls it stale.
    assert again == Books(received=5, indexed=2, duplicate=1, stale=2)
    assert first == Books(received=5, indexed=3, duplicate=1, stale=1)
    assert [(each.article.id, msgspec.json.encode(each)) for each in index.scan()] == before


def test_a_bug_of_the_sink_leaves_the_batch_uncommitted(
    settings: Settings, log: SqliteLog, index: EmbeddedIndex, run: Run, monkeypatch: Any
) -> None:
    """Where writing raises, the run ends with the error and the records come again."""
    append(log, [raw(1), raw(2)])
    with monkeypatch.context() as patched:
        patched.setattr(RefusingIndex, "upsert", _fail)
        with pytest.raises(Fatal, match="disk is gone"):
            run()
    assert run() == Books(received=2, indexed=2)
    assert index.count() == 2


def _fail(index: EmbeddedIndex, documents: Sequence[EnrichedArticle]) -> list[Upserted]:
    raise Fatal("the disk is gone")


def test_a_record_keeps_its_key_and_bytes_as_a_dead_letter(log: SqliteLog, run: Run) -> None:
    """A dead letter holds the very bytes that came in, so that nothing is needed to replay it."""
    value = record(raw(1)).value[:-1]
    log.append(RAW_TOPIC, [LogRecord(b"a key", value)])
    run()
    (letter,) = read_dead_letters(log)
    assert base64.b64decode(letter.record_base64) == value
    assert base64.b64decode(letter.key_base64) == b"a key"
