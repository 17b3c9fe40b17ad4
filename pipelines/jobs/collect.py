"""Collect: feeds to log, until stopped."""

from __future__ import annotations

import asyncio
import fcntl
import hashlib
import logging
import sqlite3
import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import IO, Final

from msgspec.structs import replace

from connectors.embedded.sqlite_files import sqlite_errors
from connectors.feeds.collector import Collector
from connectors.feeds.state import FeedStore
from connectors.feeds.statistics import CollectStatistics
from connectors.ports import RAW_TOPIC, Log, LogRecord, Position, Received, Refused
from pipelines.dead_letters import append_dead_letters, dead_letter
from pipelines.normalise import article_key
from schemas import wire
from schemas.articles import RawArticle
from schemas.errors import Fatal, Retryable, SettingsError
from schemas.rejected import Rejected
from schemas.settings import Settings

FEEDS_FILE: Final = "feeds.sqlite"
LOCK_FILE: Final = "feeds.lock"
# The log never gave the record a place: this partition says so, and `offset` is its hash instead.
NOT_IN_LOG_PARTITION: Final = -1
_CHUNK_RECORDS: Final = 500
_LOOK_S: Final = 0.1
_SHORT_SUMMARY_CHARS: Final = 2_000

_log = logging.getLogger("dateline.collect")


def open_feed_store(settings: Settings) -> FeedStore:
    """Open the feeds of these settings, making the folder; raises `Fatal` where it can't."""
    path = settings.data_path / FEEDS_FILE
    _make_folder(settings)
    with sqlite_errors(f"The list of feeds {path}"):
        return FeedStore(path)


def lock_feeds(settings: Settings) -> IO[bytes]:
    """Give a lock on the feeds of these settings, held until it is closed; a death ends it too.

    Raises `Retryable` where another process has it: publishers must not be asked twice.
    """
    _make_folder(settings)
    lock = (settings.data_path / LOCK_FILE).open("ab")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        raise Retryable(
            f"Another process collects the feeds of {settings.data_path} already, so this one asks none "
            "(to share the work after them, run `dateline process`).",
            after_s=5.0,
        ) from None
    return lock


def collect(
    settings: Settings,
    log: Log,
    *,
    stop: threading.Event,
    once: bool = False,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    on_progress: Callable[[CollectStatistics], None] | None = None,
) -> CollectStatistics:
    """Poll feeds and append their entries to the log until `stop` is set; gives the counts.

    With `once` it ends when each feed that is due was polled one time. A log that does not answer is
    waited for; what it refuses for its size becomes a dead letter. `on_progress` is called ten times a
    second from this thread.
    """
    appender = Appender(log, clock)
    with open_feed_store(settings) as store:
        if not store.feeds():
            _log.warning("No feeds yet. Add some with `dateline feeds add URL`.")
        roused = store.rouse(clock())
        if roused:
            _log.warning("The clock was set back: %d feeds, asked later than now, are due.", roused)
        collector = Collector(settings.collect, store, appender.append, clock=clock)

        def statistics() -> CollectStatistics:
            counts = collector.statistics
            return replace(
                counts,
                entries_emitted=max(0, counts.entries_emitted - appender.too_large),
                too_large=appender.too_large,
            )

        def look() -> None:
            if on_progress is not None:
                on_progress(statistics())

        try:
            asyncio.run(_run(collector, stop, once, look))
        except sqlite3.Error as error:
            raise Fatal(
                f"{settings.data_path / FEEDS_FILE}: the state of the feeds can't be kept: {error}. "
                "Nothing is lost; look at disk space and rights, then start again."
            ) from error
        return statistics()


def _make_folder(settings: Settings) -> None:
    try:
        settings.data_path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError(
            f"{settings.data_path}: the folder of the feeds can't be made: {error}. "
            "Check data_dir in the settings (DATELINE_DATA_DIR)."
        ) from None


async def _run(
    collector: Collector, stop: threading.Event, once: bool, look: Callable[[], None]
) -> None:
    """Run the collector, and pass a stop of the outside on to it."""
    stopping = asyncio.Event()

    async def watch() -> None:
        while not stop.is_set():
            look()
            await asyncio.sleep(_LOOK_S)
        stopping.set()

    watching = asyncio.create_task(watch())
    try:
        await collector.run(stopping, once=once)
    finally:
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)


class Appender:
    """Appends entries to the log, and dead letters for those it refuses; used by one or more threads."""

    def __init__(self, log: Log, clock: Callable[[], datetime]) -> None:
        self._log = log
        self._clock = clock
        self._lock = threading.Lock()
        self._too_large = 0

    @property
    def too_large(self) -> int:
        """How many entries were refused for their size and became dead letters."""
        with self._lock:
            return self._too_large

    def append(self, entries: list[RawArticle]) -> None:
        """Append all entries, or raise as the log does (some of them may then be in it)."""
        for start in range(0, len(entries), _CHUNK_RECORDS):
            self._append_chunk(entries[start : start + _CHUNK_RECORDS])

    def _append_chunk(self, entries: Sequence[RawArticle]) -> None:
        records = [LogRecord(article_key(entry), wire.encode(entry)) for entry in entries]
        outcomes = self._log.append(RAW_TOPIC, records)
        letters = [
            too_large_letter(entry, record, outcome, rejected_at=self._clock())
            for entry, record, outcome in zip(entries, records, outcomes, strict=True)
            if isinstance(outcome, Refused)
        ]
        if letters:
            append_dead_letters(self._log, letters)
            with self._lock:
                self._too_large += len(letters)
        for letter in letters:
            _log.warning("Refused by the log, kept as a dead letter: %s", letter.message)


def too_large_letter(
    entry: RawArticle, record: LogRecord, refused: Refused, *, rejected_at: datetime
) -> Rejected:
    """Make the dead letter of an entry the log refused: its record without the texts.

    A replay appends that shorter record: headline, link and the summary's beginning.
    """
    summary = entry.summary[:_SHORT_SUMMARY_CHARS] if entry.summary else None
    short = replace(entry, content=None, page_html=None, summary=summary)
    digest = hashlib.blake2b(record.value, digest_size=8).digest()
    place = Position(RAW_TOPIC, NOT_IN_LOG_PARTITION, int.from_bytes(digest) >> 1)
    received = Received(place, record.key, wire.encode(short), rejected_at)
    message = (
        f"{entry.link or entry.title or entry.entry_id or entry.feed_url}"[:300]
        + f": {len(record.value)} bytes; {refused.message}; kept without its text."
    )
    return dead_letter(received, "too_large", "decode", message, rejected_at=rejected_at)
