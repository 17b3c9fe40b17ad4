"""A lost index comes back from the log as it was, whatever happens on the way."""

from __future__ import annotations

import logging
import multiprocessing
import shutil
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from multiprocessing.synchronize import Event
from pathlib import Path

import pytest
from elasticsearch import Elasticsearch
from msgspec.structs import replace

from connectors.embedded.log import SqliteLog
from connectors.ports import RAW_TOPIC, Log
from pipelines.dead_letters import read_dead_letters
from pipelines.jobs.doctor import Finding, examine
from pipelines.jobs.ports import open_index
from pipelines.jobs.reindex_log import Rebuilt, rebuild
from schemas.books import Books
from schemas.enriched import EnrichedArticle
from schemas.errors import Fatal
from schemas.settings import LogSettings, Settings
from tests.pipelines.jobs.crash_child import EXTRACTOR, open_test_log
from tests.pipelines.jobs.engines import ENGINES, engine_settings
from tests.pipelines.jobs.test_crash import BROKEN, books, fill, finish, report, undisturbed
from tests.pipelines.raws import append, fingerprint, settings_in

SMALL_BATCH = 40
Documents = dict[str, EnrichedArticle]


@pytest.fixture(params=ENGINES)
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    made = engine_settings(request.param, request, tmp_path)
    return replace(made, process=replace(made.process, batch_records=SMALL_BATCH))


@pytest.fixture
def log(settings: Settings) -> Iterator[Log]:
    with closing(open_test_log(settings)) as opened:
        yield opened


def documents(settings: Settings) -> Documents:
    """Give all documents; which amendment their relations come from says nothing of their content."""
    with closing(open_index(settings)) as index:
        return {each.article.id: replace(each, revision=0) for each in index.scan()}


def processed(settings: Settings, log: Log) -> Documents:
    """Process what is in the log as ever; gives what the index holds then."""
    with closing(open_index(settings)) as index:
        finish(settings, log, index)
    return documents(settings)


def lose_index(settings: Settings) -> None:
    """Delete the index, as a disk or a hasty person does."""
    if settings.index == "embedded":
        shutil.rmtree(settings.data_path / "index")
        return
    with Elasticsearch(settings.index) as client:
        client.indices.delete(index=list(client.indices.get(index=settings.index_settings.name)))


def rebuilt(
    settings: Settings,
    log: Log,
    on_progress: Callable[[int, int], None] = lambda _done, _total: None,
    stop: threading.Event | None = None,
) -> Rebuilt:
    with closing(open_index(settings)) as index:
        return rebuild(
            settings,
            log,
            index,
            stop=stop or threading.Event(),
            on_progress=on_progress,
            extractor=EXTRACTOR,
        )


def interrupted(settings: Settings, log: Log) -> Rebuilt:
    """Rebuild as far as one batch, as after Ctrl-C."""
    stop = threading.Event()
    return rebuilt(settings, log, lambda done, _: stop.set() if done else None, stop)


def doctor_of_index(settings: Settings) -> Finding:
    return next(each for each in examine(settings) if each.name == "index")


def folders(settings: Settings) -> list[Path]:
    return list(settings.data_path.glob("rebuild-*"))


def test_a_lost_index_comes_back_as_it_was(settings: Settings, log: Log) -> None:
    """Every document is back with its relations, story and dates, and the books are as the first time."""
    received = fill(log)
    before = processed(settings, log)
    group = log.backlog(RAW_TOPIC, settings.process.group)
    assert doctor_of_index(settings).state == "ok"
    lose_index(settings)
    lost = doctor_of_index(settings)
    assert (lost.state, "dateline reindex --from-log" in (lost.remedy or "")) == ("broken", True)
    progress: list[tuple[int, int]] = []
    result = rebuilt(settings, log, lambda *at: progress.append(at))
    assert documents(settings) == before
    assert doctor_of_index(settings).state == "ok"
    assert (result.books, result.left, result.dropped) == (books(settings), 0, 0)
    assert result.books.received == received
    assert progress[0] == (0, received)
    assert progress[-1] == (received, received)
    assert log.backlog(RAW_TOPIC, settings.process.group) == group
    assert len(list(read_dead_letters(log))) == result.books.rejected
    assert folders(settings) == []


def test_processing_goes_on_after_it(settings: Settings, log: Log) -> None:
    """What comes after a rebuild finds its copies, versions and stories as if nothing had been lost."""
    fill(log)
    processed(settings, log)
    waiting = [report(number, link=f"https://post.example/{number}") for number in range(0, 60, 2)]
    append(log, waiting[:10])
    lose_index(settings)
    rebuilt(settings, log)
    append(log, [*waiting[10:], *(report(number, version=3) for number in range(0, 60, 5))])
    with closing(open_index(settings)) as index:
        finish(settings, log, index)
        assert (fingerprint(index), index.count()) == undisturbed(settings, log)


def test_an_interrupted_rebuild_goes_on_where_it_was(settings: Settings, log: Log) -> None:
    """Stopped, followed by processing, and run again, it does what is left and ends as if undisturbed."""
    received = fill(log)
    processed(settings, log)
    lose_index(settings)
    first = interrupted(settings, log)
    assert 0 < first.left < received
    assert first.books.received == received - first.left
    later = [report(number, link=f"https://post.example/{number}") for number in range(0, 60, 2)]
    append(log, later)
    processed(settings, log)
    progress: list[int] = []
    result = rebuilt(settings, log, lambda done, _: progress.append(done))
    assert progress[0] == received - first.left
    assert result.left == 0
    assert result.books.balanced
    assert result.books.received == received + len(later)
    with closing(open_index(settings)) as index:
        assert (fingerprint(index), index.count()) == undisturbed(settings, log)


def _rebuild_until_killed(settings: Settings, has_worked: Event) -> None:
    logging.disable(logging.CRITICAL)
    with closing(open_test_log(settings)) as log:
        rebuilt(settings, log, lambda done, _: has_worked.set() if done else None)


@pytest.mark.slow
def test_kills_leave_no_trace(settings: Settings, log: Log) -> None:
    """Killed three times in its work and run again, it ends as if undisturbed, each record counted once."""
    received = fill(log)
    before = processed(settings, log)
    lose_index(settings)
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.pipelines.jobs.crash_child"])
    for _ in range(3):
        has_worked = context.Event()
        child = context.Process(target=_rebuild_until_killed, args=(settings, has_worked))
        child.start()
        assert has_worked.wait(60)
        child.kill()
        child.join()
    assert len(folders(settings)) == 1
    result = rebuilt(settings, log)
    assert documents(settings) == before
    assert result.books.balanced
    assert (result.books.received, result.books.rejected) == (received, BROKEN)


def test_an_intact_index_stays_as_it_is(settings: Settings, log: Log) -> None:
    """Run with nothing lost, and twice, it changes nothing; older versions are counted as stale."""
    received = fill(log)
    before = processed(settings, log)
    for _ in range(2):
        result = rebuilt(settings, log)
        assert result.books.balanced
        assert result.books.received == received
        assert documents(settings) == before


def test_an_empty_log_gives_nothing(settings: Settings, log: Log) -> None:
    """Where nothing was ever collected there is nothing to rebuild, and nothing is left behind."""
    result = rebuilt(settings, log)
    assert result == Rebuilt(books=Books(), left=0, dropped=0, complete_from=None)
    assert folders(settings) == []


# --- with the embedded log and index ----------------------------------------------------------


@pytest.fixture
def embedded(tmp_path: Path) -> Settings:
    return settings_in(tmp_path, batch_records=SMALL_BATCH)


@contextmanager
def _log_at(settings: Settings, now: datetime) -> Iterator[SqliteLog]:
    path = settings.data_path / "log.sqlite"
    with closing(SqliteLog(path, LogSettings(partitions=1), clock=lambda: now)) as opened:
        yield opened


def test_what_the_log_has_let_go_is_told(embedded: Settings) -> None:
    """It says how much retention took and from when on all is there; what is left keeps its first date."""
    start = datetime(2024, 5, 17, tzinfo=UTC)
    with _log_at(embedded, start) as log:
        append(log, [report(number) for number in range(12)])
        before = processed(embedded, log)
    again = start + timedelta(days=40)
    with _log_at(embedded, again) as log:
        append(log, [report(number, version=7) for number in range(5)])
        newer = processed(embedded, log)
        lose_index(embedded)
        result = rebuilt(embedded, log)
    assert (result.dropped, result.complete_from) == (12, again)
    assert result.books == Books(received=5, indexed=5)
    back = documents(embedded)
    assert len(back) == 5
    for article_id, document in back.items():
        assert document.article == newer[article_id].article
        assert document.article.first_seen == before[article_id].article.first_seen


@pytest.mark.parametrize("lost", [True, False])
def test_what_the_log_has_let_go_is_known_while_the_index_has_it(
    embedded: Settings, *, lost: bool
) -> None:
    """An old article that comes again is a duplicate where it is in the index, and is taken where not."""
    start = datetime(2024, 5, 17, tzinfo=UTC)
    with _log_at(embedded, start) as log:
        append(log, [report(number) for number in range(6)])
        before = processed(embedded, log)
    with _log_at(embedded, start + timedelta(days=40)) as log:
        append(log, [report(number) for number in range(6, 9)])
        processed(embedded, log)
        if lost:
            lose_index(embedded)
        assert rebuilt(embedded, log).books.received == 3
        append(log, [report(1), report(2, version=1)])
        after = processed(embedded, log)
    if lost:
        assert len(after) == 5
        assert books(embedded) == Books(received=11, indexed=11)
        return
    assert len(after) == 9
    assert books(embedded) == Books(received=11, indexed=10, duplicate=1)
    (newer,) = (each for each in after.values() if each.article.text.endswith("Corrected."))
    assert newer.article.first_seen == before[newer.article.id].article.first_seen


def test_a_log_that_has_let_all_go_gives_nothing(embedded: Settings) -> None:
    """Where retention has taken every record, that is said, and the state is left as it was."""
    with _log_at(embedded, datetime(2024, 5, 17, tzinfo=UTC)) as log:
        append(log, [report(number) for number in range(12)])
        processed(embedded, log)
    state = (embedded.data_path / "dedupe.sqlite").read_bytes()
    with _log_at(embedded, datetime(2024, 8, 17, tzinfo=UTC)) as log:
        log.append(RAW_TOPIC, [])
        result = rebuilt(embedded, log)
    assert result == Rebuilt(books=Books(), left=0, dropped=12, complete_from=None)
    assert (embedded.data_path / "dedupe.sqlite").read_bytes() == state


def test_an_index_lost_again_is_begun_anew(
    embedded: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    """Where the index is deleted once more after an interruption, the rebuild starts from the beginning."""
    with closing(open_test_log(embedded)) as log:
        received = fill(log)
        before = processed(embedded, log)
        lose_index(embedded)
        stop = threading.Event()
        rebuilt(embedded, log, lambda done, _: stop.set() if done > received / 2 else None, stop)
        lose_index(embedded)
        assert rebuilt(embedded, log).books.received == received
        assert documents(embedded) == before
    assert "beginning again" in caplog.text


def test_documents_that_vanish_on_the_way_are_missed(embedded: Settings) -> None:
    """Where somebody deletes documents meanwhile, it ends with that sentence and keeps the old state."""

    def delete_one(done: int, total: int) -> None:
        if done == total:
            with closing(sqlite3.connect(embedded.data_path / "index" / "documents.sqlite")) as db:
                db.execute(
                    "DELETE FROM documents WHERE sequence = (SELECT max(sequence) FROM documents)"
                )
                db.commit()

    with closing(open_test_log(embedded)) as log:
        fill(log)
        before = processed(embedded, log)
        lose_index(embedded)
        with pytest.raises(Fatal, match="lacks 1 documents"):
            rebuilt(embedded, log, delete_one)
        lose_index(embedded)
        shutil.rmtree(folders(embedded)[0])
        rebuilt(embedded, log)
        assert documents(embedded) == before


def test_a_lost_state_comes_back_too(embedded: Settings) -> None:
    """With index and state of deduplication both gone, both come back from the log."""
    with closing(open_test_log(embedded)) as log:
        fill(log)
        before = processed(embedded, log)
        lose_index(embedded)
        (embedded.data_path / "dedupe.sqlite").unlink()
        rebuilt(embedded, log)
        assert documents(embedded) == before
        append(log, [report(number) for number in range(20)])
        assert processed(embedded, log) == before
