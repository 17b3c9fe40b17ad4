"""The demo: newsroom, collector, pipeline and index together for a while, and the books at the end.

Nothing here prints: `on_progress` is given what a view may show, several times a second.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from msgspec import Struct
from msgspec.structs import replace

from connectors.ports import RAW_TOPIC, Log, SearchRequest, SearchResult
from pipelines.jobs.ports import open_index, open_log
from pipelines.newsroom import Newsroom, NewsroomServer
from schemas.books import Books
from schemas.enriched import EnrichedArticle
from schemas.errors import Fatal
from schemas.query_parser import parse_query
from schemas.settings import Collect, Process, Settings

if TYPE_CHECKING:
    from pipelines.jobs.process import BatchReport

EXAMPLE_QUERIES: Final = (
    'Taiwan actor:"Antony Blinken"',
    'quote:(speaker:"Hania Mokhtar" (drought OR promise))',
    '(flood* OR cholera) actor:"World Health Organization"',
)
_TICK_S: Final = 0.2
_LATEST: Final = 8
_RELEASE_SHARE: Final = 0.75  # of the demo's time; the rest is for the last polls and batches
_SHORTEST_WINDOW_S: Final = 2.0
_CATCH_UP_S: Final = 15.0
_DRAIN_S: Final = 30.0
_ENDLESS_FEEDS: Final = 12
_ENDLESS_RATE_PER_S: Final = 2.0


class DemoPlan(Struct, frozen=True, kw_only=True):
    """What is asked of a demo: `for_s` None means until stopped; `feeds` None means as many as fit."""

    for_s: float | None = 40.0
    feeds: int | None = None
    seed: int = 2023


class Progress(Struct, frozen=True, kw_only=True):
    """What a view may show of a running demo; `latest` holds the newest documents, newest first."""

    phase: Literal["starting", "collecting", "draining", "done"] = "starting"
    feeds: int = 0
    polls: int = 0
    in_log: int = 0
    books: Books = Books()
    elapsed_s: float = 0.0
    for_s: float | None = None
    busy_s: float = 0.0
    latest: tuple[EnrichedArticle, ...] = ()


class DemoReport(Struct, frozen=True, kw_only=True):
    """The demo in figures; `in_log` is what was collected, `rejected` counts by reason."""

    feeds: int
    polls: int
    in_log: int
    received: int
    indexed: int
    duplicate: int
    stale: int
    rejected: Mapping[str, int]
    elapsed_s: float
    balanced: bool


class Example(Struct, frozen=True, kw_only=True):
    """One example search and what it found."""

    query: str
    result: SearchResult
    elapsed_ms: float


class DemoOutcome(Struct, frozen=True, kw_only=True):
    """The report, and the example searches on what was indexed."""

    report: DemoReport
    examples: tuple[Example, ...]


def run_demo(
    plan: DemoPlan,
    folder: Path,
    *,
    stop: threading.Event,
    on_progress: Callable[[Progress], None] = lambda progress: None,
) -> DemoOutcome:
    """Run the demo in a folder, until its time is over or `stop` is set.

    Where it is not stopped, everything the newsroom released is processed before the books are
    closed. Raises what ended the collector or the pipeline before that.
    """
    started = time.monotonic()
    settings = demo_settings(folder)
    newsroom = _open_newsroom(plan, datetime.now(UTC))
    board = _Board(feeds=len(newsroom.feeds), for_s=plan.for_s, started=started)
    on_progress(board.show("starting", 0, 0))
    with (
        NewsroomServer(newsroom, lambda: datetime.now(UTC)) as server,
        closing(open_log(settings)) as log,
    ):
        subscribe(settings, server.feed_urls)

        def tick(phase: Literal["collecting", "draining"]) -> None:
            on_progress(board.show(phase, server.polls, _in_log(log)))
            stop.wait(_TICK_S)

        with _processing(settings, board) as processor:
            with _collecting(settings) as collector:
                workers = (processor, collector)
                _until(lambda: tick("collecting"), workers, stop, _all_collected(newsroom, server))
            _until(lambda: tick("draining"), (processor,), stop, _all_processed(log, settings))
        polls, in_log = server.polls, _in_log(log)
    on_progress(board.show("done", polls, in_log))
    report = _report(board, polls, in_log, drained=not stop.is_set())
    return DemoOutcome(report=report, examples=tuple(_examples(settings)))


def demo_settings(folder: Path) -> Settings:
    """Give settings for a demo in this folder: everything embedded, feeds polled every second."""
    return Settings(
        data_dir=str(folder),
        collect=Collect(
            per_host_spacing_s=0.0, timeout_s=10.0, min_interval_s=1.0, max_interval_s=2.0
        ),
        process=Process(batch_records=200, batch_wait_s=0.3),
    )


def subscribe(settings: Settings, feed_urls: list[str]) -> None:
    """Add the feeds to the collector's list."""
    from pipelines.jobs.collect import open_feed_store

    with open_feed_store(settings) as store:
        store.add(feed_urls, now=datetime.now(UTC))


def _open_newsroom(plan: DemoPlan, now: datetime) -> Newsroom:
    """Plan the releases: all within the demo's time, or without end where it has none."""
    written = Newsroom(seed=plan.seed, starts_at=now)
    if plan.for_s is None:
        return Newsroom(
            seed=plan.seed,
            starts_at=now,
            feeds=plan.feeds or len(written.feeds) + _ENDLESS_FEEDS,
            articles_per_s=_ENDLESS_RATE_PER_S,
            articles_per_feed=None,
        )
    window_s = max(_SHORTEST_WINDOW_S, plan.for_s * _RELEASE_SHARE)
    feeds = plan.feeds or len(written.feeds)
    return Newsroom.within(window_s, seed=plan.seed, starts_at=now, feeds=feeds)


class _Board:
    """The figures so far; written by the pipeline's thread, read by the view's."""

    def __init__(self, *, feeds: int, for_s: float | None, started: float) -> None:
        self._lock = threading.Lock()
        self._started = started
        self._latest: deque[EnrichedArticle] = deque(maxlen=_LATEST)
        self._progress = Progress(feeds=feeds, for_s=for_s)

    def add(self, report: BatchReport) -> None:
        """Enter a batch."""
        with self._lock:
            self._latest.extendleft(report.latest)
            self._progress = replace(
                self._progress,
                books=self._progress.books + report.books,
                busy_s=self._progress.busy_s + report.elapsed_s,
                latest=tuple(self._latest),
            )

    def show(
        self,
        phase: Literal["starting", "collecting", "draining", "done"],
        polls: int,
        in_log: int,
    ) -> Progress:
        """Give the figures as they are now."""
        with self._lock:
            self._progress = replace(
                self._progress,
                phase=phase,
                polls=polls,
                in_log=in_log,
                elapsed_s=time.monotonic() - self._started,
            )
            return self._progress


class _Worker:
    """A job in a thread of its own, with what ended it."""

    def __init__(self, name: str, job: Callable[[threading.Event], object]) -> None:
        self.stop = threading.Event()
        self.failure: BaseException | None = None
        self._job = job
        self._thread = threading.Thread(target=self._run, name=name)

    def _run(self) -> None:
        try:
            self._job(self.stop)
        except BaseException as error:  # handed to the thread that waits for this one
            self.failure = error

    def raise_failure(self) -> None:
        """Raise what ended the job before its time."""
        if self.failure is not None:
            raise self.failure
        if not self._thread.is_alive() and not self.stop.is_set():
            raise Fatal(f"The {self._thread.name} of the demo has ended before its time.")

    @contextmanager
    def running(self) -> Iterator[_Worker]:
        """Run as long as the context lasts; raises what ended the job."""
        self._thread.start()
        try:
            yield self
        finally:
            self.stop.set()
            self._thread.join()
        if self.failure is not None:
            raise self.failure


@contextmanager
def _collecting(settings: Settings) -> Iterator[_Worker]:
    from pipelines.jobs.run import collect_until_stopped

    worker = _Worker("collector", lambda stop: collect_until_stopped(settings, stop=stop))
    with worker.running():
        yield worker


@contextmanager
def _processing(settings: Settings, board: _Board) -> Iterator[_Worker]:
    from pipelines.jobs.run import process_until_stopped

    worker = _Worker(
        "pipeline", lambda stop: process_until_stopped(settings, stop=stop, on_batch=board.add)
    )
    with worker.running():
        yield worker


def _until(
    tick: Callable[[], None],
    workers: tuple[_Worker, ...],
    stop: threading.Event,
    is_done: Callable[[], bool],
) -> None:
    while not stop.is_set() and not is_done():
        for worker in workers:
            worker.raise_failure()
        tick()


def _all_collected(newsroom: Newsroom, server: NewsroomServer) -> Callable[[], bool]:
    """Tell when everything released is in the log, or when the collector has had its time.

    A feed is asked for again only after its last answer was appended: so every feed must have been
    given once after the last release, and once more after that.
    """
    ends_at = newsroom.ends_at
    given_once_at: datetime | None = None

    def is_done() -> bool:
        nonlocal given_once_at
        if ends_at is None:
            return False
        now = datetime.now(UTC)
        if given_once_at is None and server.all_seen_since(ends_at):
            given_once_at = now
        if now > ends_at + timedelta(seconds=_CATCH_UP_S):
            return True
        return given_once_at is not None and server.all_seen_since(given_once_at)

    return is_done


def _all_processed(log: Log, settings: Settings) -> Callable[[], bool]:
    """Tell when no record waits, or when the pipeline has had its time."""
    deadline = time.monotonic() + _DRAIN_S

    def is_done() -> bool:
        backlog = log.backlog(RAW_TOPIC, settings.process.group)
        waiting = sum(end - committed for committed, end in backlog.values())
        return waiting == 0 or time.monotonic() > deadline

    return is_done


def _in_log(log: Log) -> int:
    return sum(end for _, end in log.backlog(RAW_TOPIC, "demo-counts-only").values())


def _report(board: _Board, polls: int, in_log: int, *, drained: bool) -> DemoReport:
    progress = board.show("done", polls, in_log)
    books = progress.books
    complete = books.received == in_log if drained else books.received <= in_log
    return DemoReport(
        feeds=progress.feeds,
        polls=polls,
        in_log=in_log,
        received=books.received,
        indexed=books.indexed,
        duplicate=books.duplicate,
        stale=books.stale,
        rejected=books.rejected_by_reason,
        elapsed_s=round(progress.elapsed_s, 1),
        balanced=books.balanced and complete,
    )


def _examples(settings: Settings) -> Iterator[Example]:
    with closing(open_index(settings)) as index:
        index.refresh()
        for text in EXAMPLE_QUERIES:
            started = time.perf_counter()
            result = index.search(SearchRequest(query=parse_query(text), size=3, highlight=True))
            elapsed_ms = (time.perf_counter() - started) * 1000
            yield Example(query=text, result=result, elapsed_ms=elapsed_ms)
