"""The collector: which feed is asked next, and in what order its news and its state are written."""

from __future__ import annotations

import asyncio
import itertools
import logging
import random as random_module
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from typing import Final

from connectors.feeds.feed_state import FeedState
from connectors.feeds.fetch import open_session
from connectors.feeds.poll import Polled, Poller
from connectors.feeds.state import FeedStore, host_key
from connectors.feeds.statistics import CollectStatistics, StatisticsBook
from schemas.articles import RawArticle
from schemas.errors import Retryable
from schemas.settings import Collect

# Feeds added by another process are noticed within this time.
_LOOK_AGAIN_S: Final = 0.5
# On a stop, what is being appended may end; the log's own time-outs may be longer.
_GRACE_S: Final = 2.0
_LONGEST_PAUSE_S: Final = 60.0
_TRIES_ONCE: Final = 3
_READERS: Final = 2

_log = logging.getLogger("dateline.collect")


class Collector:
    """Polls due feeds until stopped; one request a host at a time.

    `emit` appends entries to the log and blocks; it runs in a thread. A feed's state (validators,
    entries seen) moves only after `emit` has returned: a crash in between emits again, which the
    pipeline counts as duplicates. Where `emit` raises `Retryable` the entries are held and offered
    again with growing pauses, and their host is left in peace; any other error ends `run`.
    """

    def __init__(
        self,
        settings: Collect,
        store: FeedStore,
        emit: Callable[[list[RawArticle]], None],
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        random: Callable[[], float] = random_module.random,
    ) -> None:
        self._settings = settings
        self._store = store
        self._emit = emit
        self._clock = clock
        self._random = random
        self._book = StatisticsBook()
        self._running: dict[asyncio.Task[None], FeedState] = {}
        self._settling: set[asyncio.Task[None]] = set()
        self._host_free_at: dict[str, float] = {}
        self._done: set[str] = set()

    @property
    def statistics(self) -> CollectStatistics:
        """The counts of this moment; may be read from any thread."""
        return self._book.read()

    async def run(self, stop: asyncio.Event, *, once: bool = False) -> None:
        """Poll until `stop` is set; with `once` until each feed that is due was polled one time."""
        self._done.clear()
        async with AsyncExitStack() as stack:
            session = await stack.enter_async_context(open_session(self._settings))
            readers = ThreadPoolExecutor(_READERS, thread_name_prefix="read-feed")
            stack.callback(readers.shutdown, wait=False, cancel_futures=True)
            poller = Poller(
                session, self._settings, self._store, readers, self._clock, self._random
            )
            stack.push_async_callback(self._end_tasks)
            while not stop.is_set():
                self._start_due(poller, stop, once)
                if once and not self._running and not self._left_over():
                    return
                await self._wait(stop)
                self._reap()

    def _start_due(self, poller: Poller, stop: asyncio.Event, once: bool) -> None:
        free = self._settings.concurrency - len(self._running)
        if free <= 0:
            return
        now_s = asyncio.get_running_loop().time()
        self._host_free_at = {host: at for host, at in self._host_free_at.items() if at > now_s}
        busy = {host_key(state) for state in self._running.values()} | set(self._host_free_at)
        skip = self._done if once else ()
        due = self._store.due(self._clock(), busy_hosts=busy, without=skip, limit=free)
        for state in due:
            task = asyncio.create_task(self._work(poller, state, stop, once))
            self._running[task] = state

    def _left_over(self) -> bool:
        return self._store.count_due(self._clock(), without=self._done) > 0

    async def _wait(self, stop: asyncio.Event) -> None:
        """Wait until something has ended, a host is free again, or it is time to look again."""
        now_s = asyncio.get_running_loop().time()
        free_in_s = min((at - now_s for at in self._host_free_at.values()), default=_LOOK_AGAIN_S)
        stopped = asyncio.create_task(stop.wait())
        try:
            await asyncio.wait(
                [stopped, *self._running],
                timeout=max(0.005, min(free_in_s, _LOOK_AGAIN_S)),
                return_when=asyncio.FIRST_COMPLETED,
            )
        finally:
            stopped.cancel()

    def _reap(self) -> None:
        """Take leave of what has ended; raises what ended it, if it was an error."""
        free_at = asyncio.get_running_loop().time() + self._settings.per_host_spacing_s
        for task in [task for task in self._running if task.done()]:
            state = self._running.pop(task)
            self._settling.discard(task)
            self._done.add(state.url)
            self._host_free_at[host_key(state)] = free_at
            task.result()

    async def _work(
        self, poller: Poller, state: FeedState, stop: asyncio.Event, once: bool
    ) -> None:
        polled = await poller.poll(state)
        task = asyncio.current_task()
        if task is not None:
            self._settling.add(task)
        self._say(state, polled)
        entries = list(polled.decision.entries)
        if entries and not await self._emit_until_taken(state, entries, stop, once):
            self._book.count(polls=1, emit_failures=1)
            return
        await asyncio.to_thread(self._store.settle, polled.decision, now=self._clock())
        self._count(polled)

    async def _emit_until_taken(
        self, state: FeedState, entries: list[RawArticle], stop: asyncio.Event, once: bool
    ) -> bool:
        """Offer entries to the log until it takes them; False where it was stopped before."""
        pause_s = 0.0
        for attempt in itertools.count(1):
            try:
                await asyncio.to_thread(self._emit, entries)
            except Retryable as error:
                if once and attempt >= _TRIES_ONCE:
                    _log.error(
                        "%s: %d entries wait for the next run: %s", state.url, len(entries), error
                    )
                    return False
                pause_s = min(max(error.after_s, 2 * pause_s), _LONGEST_PAUSE_S)
                _log.warning(
                    "%s: %d entries are held, next try in %.1f s: %s",
                    state.url,
                    len(entries),
                    pause_s,
                    error,
                )
                if await _is_set_within(stop, pause_s):
                    return False
            else:
                return True
        raise AssertionError("unreachable: the count has no end")

    def _count(self, polled: Polled) -> None:
        if polled.failure is not None:
            self._book.count_failure(polled.failure.reason)
        elif polled.parsed is None:
            kind = "not_modified" if polled.status == 304 else "unchanged"
            self._book.count(polls=1, **{kind: 1})
        else:
            self._book.count(
                polls=1,
                parsed=1,
                entries_emitted=len(polled.decision.entries),
                complaints=len(polled.parsed.complaints),
            )

    def _say(self, state: FeedState, polled: Polled) -> None:
        after = polled.decision.state
        if polled.failure is not None:
            again = (
                "not asked again" if after.stopped else f"again at {after.next_poll_at:%H:%M:%S}"
            )
            _log.warning(
                "%s: %s: %s (%s)", state.url, polled.failure.reason, polled.failure.message, again
            )
        for complaint in polled.parsed.complaints if polled.parsed else ():
            _log.info("%s: %s", state.url, complaint)
        if after.address != state.address:
            _log.info("%s: asked at %s from now on", state.url, after.address)

    async def _end_tasks(self) -> None:
        """Cancel what is being fetched; wait a moment for what is being appended."""
        settling = [task for task in self._running if task in self._settling]
        for task in self._running:
            if task not in self._settling:
                task.cancel()
        if settling:
            await asyncio.wait(settling, timeout=_GRACE_S)
        for task in settling:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)
        self._running.clear()
        self._settling.clear()


async def _is_set_within(stop: asyncio.Event, seconds: float) -> bool:
    try:
        await asyncio.wait_for(stop.wait(), seconds)
    except TimeoutError:
        return False
    return True
