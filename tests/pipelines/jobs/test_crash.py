"""Whenever a process dies: nothing is lost, nothing is counted twice, the index is the same."""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any, get_args

import pytest
from msgspec.structs import replace

from connectors.embedded.ledger import Ledger
from connectors.ports import RAW_TOPIC, Index, Log, LogRecord
from pipelines.dead_letters import read_dead_letters
from pipelines.jobs.ports import open_index
from pipelines.jobs.process import process
from schemas.articles import RawArticle
from schemas.books import Books
from schemas.settings import Settings
from tests.pipelines.jobs.crash_child import EXTRACTOR, Child, Moment, open_test_log
from tests.pipelines.jobs.engines import ENGINES, engine_settings
from tests.pipelines.raws import SEEN_AT, append, fingerprint, raw

KILLS = 20
ARTICLES = 320
BROKEN = 20
LONGEST_LIFE_S = 0.2
SMALL_BATCH = 10


@pytest.fixture(params=ENGINES)
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    return engine_settings(request.param, request, tmp_path)


@pytest.fixture
def log(settings: Settings) -> Iterator[Log]:
    with closing(open_test_log(settings)) as opened:
        yield opened


@pytest.fixture
def index(settings: Settings) -> Iterator[Index]:
    with closing(open_index(settings)) as opened:
        yield opened


def in_small_batches(settings: Settings) -> Settings:
    return replace(settings, process=replace(settings.process, batch_records=SMALL_BATCH))


def report(number: int, *, version: int = 0, **changes: Any) -> RawArticle:
    """Give the article of this number; four after each other tell of one event in other words."""
    event, own = random.Random(f"event {number // 4}"), random.Random(number)
    told = [_word(event) for _ in range(25)]
    own.shuffle(told)
    words = [*told, *(_word(own) for _ in range(40))]
    return raw(
        number,
        title=" ".join(told[:6]),
        content=f"<p>{' '.join(words)}.</p>" + "<p>Corrected.</p>" * version,
        published=(SEEN_AT - timedelta(minutes=30 * number)).isoformat(),
        fetched_at=SEEN_AT + timedelta(minutes=version),
        **changes,
    )


def _word(chance: random.Random) -> str:
    return "".join(chance.choice("bdfgklmnprstvz") + chance.choice("aeiou") for _ in range(3))


def fill(log: Log) -> int:
    """Append articles, newer and older versions, copies and broken records; gives how many."""
    everything = [
        *(report(number) for number in range(ARTICLES)),
        *(report(number, version=2) for number in range(0, ARTICLES, 3)),
        *(report(number, version=1) for number in range(0, ARTICLES, 4)),
        *(report(number) for number in range(0, ARTICLES, 5)),
        *(
            report(number, link=f"https://gazette.example/{number}")
            for number in range(0, ARTICLES, 6)
        ),
    ]
    append(log, everything)
    log.append(RAW_TOPIC, [LogRecord(b"%d" % number, b"{") for number in range(BROKEN)])
    return len(everything) + BROKEN


def finish(settings: Settings, log: Log, index: Index) -> None:
    """Process until everything in the log is accounted for."""
    stop = threading.Event()
    timer = threading.Timer(60, stop.set)
    timer.start()

    def look(_: object) -> None:
        if waiting(log, settings) == 0:
            stop.set()

    if waiting(log, settings):
        process(settings, log, index, stop=stop, on_batch=look, extractor=EXTRACTOR)
    timer.cancel()
    assert waiting(log, settings) == 0


def waiting(log: Log, settings: Settings) -> int:
    """How many records are not yet committed."""
    backlog = log.backlog(RAW_TOPIC, settings.process.group)
    return sum(end - committed for committed, end in backlog.values())


def books(settings: Settings) -> Books:
    with Ledger(settings.data_path / "ledger.sqlite") as ledger:
        return ledger.totals().get(settings.process.group, Books())


def undisturbed(settings: Settings, log: Log) -> tuple[str, int]:
    """Process the same records on their own; gives the index' fingerprint and size."""
    alone = replace(
        settings,
        data_dir=f"{settings.data_dir}/undisturbed",
        process=replace(settings.process, group="undisturbed"),
        index_settings=replace(settings.index_settings, name=f"{settings.index_settings.name}-u"),
    )
    with closing(open_index(alone)) as index:
        finish(alone, log, index)
        index.refresh()
        return fingerprint(index), index.count()


def assert_as_undisturbed(settings: Settings, log: Log, index: Index, received: int) -> None:
    """Process what is left, and compare the index with that of an undisturbed run."""
    finish(settings, log, index)
    index.refresh()
    assert (fingerprint(index), index.count()) == undisturbed(settings, log)
    after = books(settings)
    assert after.balanced
    assert after.received == received
    assert after.rejected_by_reason == {"not_json": BROKEN}
    assert len(list(read_dead_letters(log))) == BROKEN
    assert index.count() == ARTICLES + len(range(0, ARTICLES, 6))
    kinds = Counter(each.kind for document in index.scan() for each in document.relations)
    assert min(kinds["version"], kinds["syndicated"], kinds["same_story"]) > ARTICLES / 10, kinds


@pytest.mark.slow
def test_twenty_kills_leave_no_trace(settings: Settings, log: Log, index: Index) -> None:
    """Killed at twenty random moments and started again, the index is that of an undisturbed run."""
    received = fill(log)
    for number in range(KILLS):
        child = Child(in_small_batches(settings))
        if number % 4:
            assert child.has_worked.wait(30)  # the others die while they start, or soon after
        time.sleep(random.uniform(0, LONGEST_LIFE_S))
        child.kill()
    assert 0 < waiting(log, settings) < received
    assert_as_undisturbed(settings, log, index, received)


@pytest.mark.slow
@pytest.mark.parametrize("moment", get_args(Moment))
def test_a_death_at_any_step_leaves_no_trace(
    settings: Settings, log: Log, index: Index, moment: Moment
) -> None:
    """A process that dies between any two writes of a batch is made good by the next one."""
    received = fill(log)
    child = Child(settings, moment)
    child.process.join(60)
    assert child.process.exitcode == -signal.SIGKILL
    assert_as_undisturbed(settings, log, index, received)


@pytest.mark.slow
def test_a_process_that_slept_too_long_gives_its_batch_up(
    settings: Settings, log: Log, index: Index
) -> None:
    """A process stopped for longer than its lease wakes up to find its records done, and adds nothing."""
    received = fill(log)
    sleeper = Child(in_small_batches(settings))
    try:
        assert sleeper.has_worked.wait(30)
        assert sleeper.process.pid is not None
        os.kill(sleeper.process.pid, signal.SIGSTOP)
        finish(settings, log, index)
        os.kill(sleeper.process.pid, signal.SIGCONT)
        time.sleep(1)
        assert sleeper.process.exitcode is None
    finally:
        sleeper.kill()
    assert_as_undisturbed(settings, log, index, received)


@pytest.mark.slow
def test_three_processes_share_the_work(settings: Settings, log: Log, index: Index) -> None:
    """Three processes of one group, started at once on a new folder, do together what one would do."""
    children = [Child(in_small_batches(settings), patient=True) for _ in range(3)]
    try:
        received = fill(log)
        deadline = time.monotonic() + 90
        while waiting(log, settings) and time.monotonic() < deadline:
            time.sleep(0.1)
        assert all(child.process.exitcode is None for child in children)
    finally:
        for child in children:
            child.kill()
    assert_as_undisturbed(settings, log, index, received)
