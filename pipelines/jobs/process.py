"""Process: read the log in batches, run one Beam pipeline a batch, commit once the sink has it all.

The delivery guarantee stands on this order: poll → pipeline (verdicts durable, documents stored,
dead letters appended) → books checked and written → offsets committed. A death at any point gives
the batch again, and every write in it is idempotent.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime

import apache_beam as beam
from apache_beam.options.pipeline_options import PipelineOptions
from apache_beam.runners.portability.fn_api_runner import FnApiRunner
from msgspec import Struct

from connectors.embedded.ledger import Entry, Ledger
from connectors.ports import RAW_TOPIC, Index, Log, LogReader, Received
from pipelines.dedupe import DedupeStore
from pipelines.extract import Extractor, open_extractor
from pipelines.jobs.patience import until_answered
from pipelines.lending import lend
from pipelines.tally import amendment_counts, partition_books, stage_seconds, total
from pipelines.transforms import Carried, ReadBatch, enrich
from schemas.books import Books
from schemas.enriched import EnrichedArticle
from schemas.errors import Fatal, LeaseLost
from schemas.settings import Settings

_log = logging.getLogger("dateline.process")


class BatchReport(Struct, frozen=True, kw_only=True):
    """What became of one batch: its books, the documents it put into the index, where time went.

    `amendments` counts by outcome what was told of documents that were in the index already.
    """

    books: Books
    documents: tuple[EnrichedArticle, ...]
    elapsed_s: float
    stage_s: Mapping[str, float]
    amendments: Mapping[str, int]


class _Handles(Struct, frozen=True):
    """What the pipeline of a batch works with."""

    log: Log
    index: Index
    store: DedupeStore
    extractor: Extractor


def process(
    settings: Settings,
    log: Log,
    index: Index,
    *,
    stop: threading.Event,
    on_batch: Callable[[BatchReport], None] | None = None,
    until_idle_s: float | None = None,
    extractor: Extractor | None = None,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Books:
    """Process until `stop` is set (or nothing came for `until_idle_s` seconds); gives the books.

    A server that does not answer is waited for, with a line in the log each time; raises `Fatal`
    where the books of a batch do not balance, with its offsets uncommitted.
    """
    books = Books()
    data = settings.data_path
    data.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        store = stack.enter_context(DedupeStore(data / "dedupe.sqlite", copies=True))
        ledger = stack.enter_context(Ledger(data / "ledger.sqlite"))
        handles = _Handles(log, index, store, extractor or open_extractor())
        reader = log.reader(RAW_TOPIC, settings.process.group)
        stack.callback(reader.close)
        idle_since = time.monotonic()
        while not stop.is_set():
            batch = _poll(reader, settings, stop)
            if not batch:
                if until_idle_s is not None and time.monotonic() - idle_since >= until_idle_s:
                    break
                continue
            report = _process_batch(batch, handles, reader, ledger, settings, stop, clock)
            if report is not None:
                books += report.books
                if on_batch is not None:
                    on_batch(report)
            idle_since = time.monotonic()
    return books


def _poll(reader: LogReader, settings: Settings, stop: threading.Event) -> list[Received]:
    return (
        until_answered(
            lambda: reader.poll(settings.process.batch_records, settings.process.batch_wait_s), stop
        )
        or []
    )


def _process_batch(
    batch: Sequence[Received],
    handles: _Handles,
    reader: LogReader,
    ledger: Ledger,
    settings: Settings,
    stop: threading.Event,
    clock: Callable[[], datetime],
) -> BatchReport | None:
    """Run a batch until it is accepted and committed; None where it was stopped or given away."""
    outcome = until_answered(lambda: _run_pipeline(batch, handles, settings, clock), stop)
    if outcome is None:
        return None
    by_partition, report = outcome
    if not all(books.balanced for books in by_partition.values()):
        raise Fatal(
            f"The books of a batch do not balance: {len(batch)} records came in, "
            f"accounted for: {report.books}. Its offsets stay uncommitted; please report this."
        )
    try:
        _settle(batch, by_partition, reader, ledger, settings.process.group)
    except LeaseLost as error:
        _log.warning("%s The batch will be processed by the new holder.", error)
        return None
    return report


def _settle(
    batch: Sequence[Received],
    by_partition: Mapping[int, Books],
    reader: LogReader,
    ledger: Ledger,
    group: str,
) -> None:
    """Write the batch's books into the ledger, then commit its offsets."""
    offsets: dict[int, list[int]] = {}
    for record in batch:
        offsets.setdefault(record.position.partition, []).append(record.position.offset)
    lost = sorted(set(offsets) - reader.assigned())
    if lost:
        raise LeaseLost(f"Partitions {lost} have moved to another member of group {group!r}.")
    entries = [
        Entry(
            topic=RAW_TOPIC,
            partition=partition,
            first_offset=polled[0],
            next_offset=polled[-1] + 1,
            books=by_partition[partition],
        )
        for partition, polled in offsets.items()
    ]
    ledger.enter(group, entries)
    reader.commit({entry.partition: entry.next_offset for entry in entries})


def _run_pipeline(
    batch: Sequence[Received],
    handles: _Handles,
    settings: Settings,
    clock: Callable[[], datetime],
) -> tuple[Mapping[int, Books], BatchReport]:
    """Run one bounded pipeline in this process; raises what its steps raise."""
    started = time.perf_counter()
    indexed: list[Carried] = []
    with ExitStack() as loans:
        # FnApiRunner by name: the default local runner tries to download another one at start.
        pipeline = beam.Pipeline(runner=FnApiRunner(), options=PipelineOptions([]))
        records = pipeline | "ReadBatch" >> ReadBatch(loans.enter_context(lend(batch)))
        written = enrich(
            records,
            store=loans.enter_context(lend(handles.store)),
            extractor=loans.enter_context(lend(handles.extractor)),
            index=loans.enter_context(lend(handles.index)),
            log=loans.enter_context(lend(handles.log)),
            max_text_chars=settings.process.max_text_chars,
            clock=clock,
        )
        collected = loans.enter_context(lend(indexed))
        _ = written | "Collect" >> beam.Map(lambda carried: collected().append(carried))
        result = pipeline.run()
        result.wait_until_finish()
    counters = result.metrics().query()["counters"]
    received = Counter(record.position.partition for record in batch)
    by_partition = partition_books(counters, received)
    report = BatchReport(
        books=total(by_partition),
        documents=tuple(carried.document for carried in indexed if carried.document),
        elapsed_s=time.perf_counter() - started,
        stage_s=stage_seconds(counters),
        amendments=amendment_counts(counters),
    )
    return by_partition, report
