"""Process: read the log in batches, run one Beam pipeline a batch, commit once the sink has it all.

The delivery guarantee stands on this order: poll → pipeline (verdicts durable, documents stored,
dead letters appended) → books checked and written → offsets committed. A death at any point gives
the batch again, and every write in it is idempotent.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import apache_beam as beam
from apache_beam.options.pipeline_options import PipelineOptions
from apache_beam.runners.portability.fn_api_runner import FnApiRunner
from apache_beam.runners.worker.statesampler import StateSampler
from apache_beam.transforms.environments import EmbeddedPythonEnvironment
from msgspec import Struct

from connectors.embedded.ledger import Entry, Ledger
from connectors.ports import RAW_TOPIC, Index, Log, LogReader, Received
from pipelines.dedupe import DedupeStore
from pipelines.extract import Extractor, open_extractor
from pipelines.jobs.long_lived import spare_long_lived
from pipelines.jobs.patience import until_answered
from pipelines.lending import lend
from pipelines.tally import amendment_counts, partition_books, stage_seconds, total
from pipelines.transforms import Carried, ReadBatch, enrich
from schemas.books import Books
from schemas.enriched import EnrichedArticle
from schemas.errors import Fatal, Retryable
from schemas.settings import Settings

# A batch of 2,000 analysed articles takes 40 MB: they are not kept once the index has them.
_LATEST: Final = 20
# At a bundle's end Beam waits for its sampler of times to wake: after 200 ms, as long as 200 records take.
StateSampler.__init__.__defaults__ = (10,)
_log = logging.getLogger("dateline.process")


class BatchReport(Struct, frozen=True, kw_only=True):
    """What became of one batch: its books, the last documents it put into the index, where time went.

    `amendments` counts by outcome what was told of documents that were in the index already.
    """

    books: Books
    latest: tuple[EnrichedArticle, ...]
    elapsed_s: float
    stage_s: Mapping[str, float]
    amendments: Mapping[str, int]


def process(
    settings: Settings,
    log: Log,
    index: Index,
    *,
    stop: threading.Event,
    on_batch: Callable[[BatchReport], None] | None = None,
    until_idle_s: float | None = None,
    extractor: Extractor | None = None,
    known_since: Callable[[str], datetime | None] = lambda _: None,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Books:
    """Process until `stop` is set (or nothing came for `until_idle_s` seconds); gives the books.

    `known_since` tells when articles that the state of deduplication does not know were first seen. A
    server that does not answer is waited for, with a line in the log each time; raises `Fatal`
    where the books of a batch do not balance, with its offsets uncommitted.
    """
    data = settings.data_path
    data.mkdir(parents=True, exist_ok=True)
    with (
        DedupeStore(data / "dedupe.sqlite", stories=True, known_since=known_since) as store,
        Ledger(data / "ledger.sqlite") as ledger,
        ExitStack() as loans,
    ):
        parts = _Parts(settings, log, index, store, extractor or _open_extractor(settings), clock)
        processor = _Processor(
            settings=settings,
            log=log,
            ledger=ledger,
            pipeline=_BatchPipeline(parts, loans),
            stop=stop,
            on_batch=on_batch,
        )
        spare_long_lived()
        return processor.run(until_idle_s)


def _open_extractor(settings: Settings) -> Extractor:
    model = settings.process.topics_model
    return open_extractor(topics_model=Path(model) if model else None)


class _Parts(Struct):
    """What the steps of the pipeline work with."""

    settings: Settings
    log: Log
    index: Index
    store: DedupeStore
    extractor: Extractor
    clock: Callable[[], datetime]


class _Processor(Struct, kw_only=True):
    """What the batches are worked on with, and the books so far."""

    settings: Settings
    log: Log
    ledger: Ledger
    pipeline: _BatchPipeline
    stop: threading.Event
    on_batch: Callable[[BatchReport], None] | None
    books: Books = Books()

    def run(self, until_idle_s: float | None) -> Books:
        """Work as a member of the group; one that has lost a partition joins anew.

        What was polled and not committed is given again then, to this member or another.
        """
        group = self.settings.process.group
        while not self.stop.is_set():
            reader = until_answered(lambda: self.log.reader(RAW_TOPIC, group), self.stop)
            if reader is None:
                break
            with closing(reader):
                try:
                    self._work(reader, until_idle_s)
                    break
                except Retryable as error:
                    _log.warning("%s Joining group %s anew.", error, group)
                    self.stop.wait(error.after_s)
        return self.books

    def _work(self, reader: LogReader, until_idle_s: float | None) -> None:
        idle_since = time.monotonic()
        while not self.stop.is_set():
            batch = self._poll(reader)
            if batch:
                self._process(batch, reader)
                idle_since = time.monotonic()
            elif until_idle_s is not None and time.monotonic() - idle_since >= until_idle_s:
                return

    def _poll(self, reader: LogReader) -> list[Received] | None:
        most, wait_s = self.settings.process.batch_records, self.settings.process.batch_wait_s
        return until_answered(lambda: reader.poll(most, wait_s), self.stop)

    def _process(self, batch: Sequence[Received], reader: LogReader) -> None:
        """Run a batch until it is accepted, and commit it; a stop before leaves it as it was."""
        outcome = until_answered(lambda: self.pipeline.run(batch), self.stop)
        if outcome is None:
            return
        by_partition, report = outcome
        if not all(books.balanced for books in by_partition.values()):
            raise Fatal(
                f"The books of a batch do not balance: {len(batch)} records came in, "
                f"accounted for: {report.books}. Its offsets stay uncommitted; please report this."
            )
        self._settle(batch, by_partition, reader)
        self.books += report.books
        if self.on_batch is not None:
            self.on_batch(report)

    def _settle(
        self, batch: Sequence[Received], by_partition: Mapping[int, Books], reader: LogReader
    ) -> None:
        """Write the batch's books into the ledger, commit its offsets, and say so in the ledger."""
        group = self.settings.process.group
        offsets: dict[int, list[int]] = {}
        for record in batch:
            offsets.setdefault(record.position.partition, []).append(record.position.offset)
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

        def committed() -> Mapping[int, int]:
            return {
                number: done for number, (done, _) in self.log.backlog(RAW_TOPIC, group).items()
            }

        self.ledger.enter(group, entries, committed)
        reader.commit({entry.partition: entry.next_offset for entry in entries})
        self.ledger.settle(group, entries)


class _BatchPipeline:
    """The pipeline over one batch after the other: made once, since that takes as long as fifty records.

    What it works with is lent to it for as long as `loans` last.
    """

    def __init__(self, parts: _Parts, loans: ExitStack) -> None:
        self._batch: list[Received] = []
        self._indexed: deque[Carried] = deque(maxlen=_LATEST)
        self._options = PipelineOptions([])
        # FnApiRunner by name: the default local runner tries to download another one at start.
        pipeline = beam.Pipeline(runner=FnApiRunner(), options=self._options)
        written = enrich(
            pipeline | "ReadBatch" >> ReadBatch(loans.enter_context(lend(self._batch))),
            store=loans.enter_context(lend(parts.store)),
            extractor=loans.enter_context(lend(parts.extractor)),
            index=loans.enter_context(lend(parts.index)),
            log=loans.enter_context(lend(parts.log)),
            max_text_chars=parts.settings.process.max_text_chars,
            clock=parts.clock,
        )
        collected = loans.enter_context(lend(self._indexed))
        _ = written | "Collect" >> beam.Map(lambda carried: collected().append(carried))
        self._proto = pipeline.to_runner_api(
            default_environment=EmbeddedPythonEnvironment.default()
        )

    def run(self, batch: Sequence[Received]) -> tuple[Mapping[int, Books], BatchReport]:
        """Run in this process over one batch; raises what the steps raise."""
        started = time.perf_counter()
        self._batch[:] = batch
        self._indexed.clear()
        result = FnApiRunner().run_via_runner_api(self._proto, self._options)
        self._batch.clear()
        counters = result.metrics().query()["counters"]
        received = Counter(record.position.partition for record in batch)
        by_partition = partition_books(counters, received)
        report = BatchReport(
            books=total(by_partition),
            latest=tuple(each.document for each in self._indexed if each.document),
            elapsed_s=time.perf_counter() - started,
            stage_s=stage_seconds(counters),
            amendments=amendment_counts(counters),
        )
        return by_partition, report
