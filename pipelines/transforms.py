"""The Beam pipeline: records of the log in, documents of the index out, every record counted.

    records | Normalise() | Deduplicate(store) | Extract(extractor) | WriteToIndex(index)

Every transform gives two outputs: `main`, and `rejected` with dead letters. Every record ends in
exactly one counter `status/partition[/reason]` of the namespace `dateline`; `pipelines.tally` adds
them up to the books. What is learnt of articles that are in the index already is counted apart, as
`amendment/outcome`. Nothing here opens a client: handles come in as openers (`pipelines.lending`).
"""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, Final

import apache_beam as beam
from apache_beam.io import iobase
from apache_beam.io.range_trackers import OffsetRangeTracker, UnsplittableRangeTracker
from apache_beam.metrics import Metrics
from apache_beam.transforms.window import GlobalWindow
from apache_beam.utils.timestamp import MIN_TIMESTAMP
from apache_beam.utils.windowed_value import WindowedValue
from msgspec import Struct
from msgspec.structs import replace

from connectors.embedded.sqlite_files import sqlite_errors
from connectors.ports import Amended, Index, Log, Received
from pipelines.dead_letters import Stage, append_dead_letters, dead_letter
from pipelines.dedupe import DedupeStore, Verdict
from pipelines.extract import ANALYSED_TOGETHER, MODEL_EPOCH, Extractor
from pipelines.lending import Opener
from pipelines.normalise import Dropped, normalise
from schemas import wire
from schemas.analysis import Analysis
from schemas.articles import Article, RawArticle
from schemas.enriched import EnrichedArticle
from schemas.rejected import Rejected, RejectReason

NAMESPACE: Final = "dateline"
REJECTED: Final = "rejected"
_CHARS_TOGETHER: Final = (
    400_000  # what is known of a text while it is analysed takes 100 times as much
)
_STATE: Final = "The state of deduplication (dedupe.sqlite)"
AMENDMENT: Final = "amendment"
Clock = Callable[[], datetime]

_log = logging.getLogger("dateline.process")


class Carried(Struct, frozen=True):
    """One record on its way: where it came from, and what it has become so far."""

    received: Received
    article: Article
    verdict: Verdict | None = None
    document: EnrichedArticle | None = None


class ReadBatch(beam.PTransform):  # type: ignore[misc]  # Beam has no types
    """Give the records of one polled batch, in the order they were polled."""

    def __init__(self, batch: Opener[Sequence[Received]]) -> None:
        super().__init__()
        self._batch = batch

    def expand(self, begin: Any) -> Any:
        return begin | beam.io.Read(_BatchSource(self._batch))


class _BatchSource(iobase.BoundedSource):  # type: ignore[misc]  # Beam has no types
    """A batch in memory as a source: `Create` would pickle and compress every record."""

    def __init__(self, batch: Opener[Sequence[Received]]) -> None:
        self._batch = batch

    def estimate_size(self) -> int:
        return sum(len(record.value) for record in self._batch())

    def split(self, *_: Any, **__: Any) -> Iterator[iobase.SourceBundle]:
        # One bundle: the order within a partition must last until Deduplicate.
        yield iobase.SourceBundle(1, self, None, None)

    def get_range_tracker(self, *_: Any) -> UnsplittableRangeTracker:
        return UnsplittableRangeTracker(OffsetRangeTracker(0, 1))

    def read(self, range_tracker: Any) -> Iterable[Received]:
        return self._batch()


class _Step(beam.DoFn):  # type: ignore[misc]  # Beam has no types
    """What all steps share: counting what ends here, dead letters, and the time spent.

    Counters are added up in plain Python and handed to Beam once a bundle.
    """

    stage: Stage

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def start_bundle(self) -> None:
        self._counts: Counter[str] = Counter()
        self._spent_ns = 0

    def count(self, status: str, received: Received) -> None:
        self._counts[f"{status}/{received.position.partition}"] += 1

    def count_amendment(self, article_id: str, amended: Amended) -> None:
        """Count apart from the records: an amendment ends none."""
        self._counts[f"{AMENDMENT}/{amended.outcome}"] += 1
        if amended.outcome == "refused":
            _log.warning("The index refuses an amendment of %s: %s", article_id, amended.message)

    def reject(self, received: Received, reason: RejectReason, message: str) -> Rejected:
        self._counts[f"rejected/{received.position.partition}/{reason}"] += 1
        return dead_letter(received, reason, self.stage, message, rejected_at=self._clock())

    def settle(self) -> None:
        """Hand the bundle's counts to Beam."""
        for name, count in self._counts.items():
            Metrics.counter(NAMESPACE, name).inc(count)
        Metrics.counter(NAMESPACE, f"spent_us/{self.stage}").inc(self._spent_ns // 1000)


class Normalise(beam.PTransform):  # type: ignore[misc]  # Beam has no types
    """Read the wire record and make it an article: URL, text, language, dates."""

    def __init__(self, max_text_chars: int, clock: Clock) -> None:
        super().__init__()
        self._step = _NormaliseStep(max_text_chars, clock)

    def expand(self, records: Any) -> Any:
        return records | beam.ParDo(self._step).with_outputs(REJECTED, main="main")


class _NormaliseStep(_Step):
    stage = "normalise"

    def __init__(self, max_text_chars: int, clock: Clock) -> None:
        super().__init__(clock)
        self._max_text_chars = max_text_chars

    def process(self, received: Received) -> Iterator[Any]:
        started = time.perf_counter_ns()
        outcome = self._normalise(received)
        self._spent_ns += time.perf_counter_ns() - started
        if isinstance(outcome, Rejected):
            yield beam.pvalue.TaggedOutput(REJECTED, outcome)
        else:
            yield Carried(received, outcome)

    def _normalise(self, received: Received) -> Article | Rejected:
        raw = wire.decode(received.value, RawArticle)
        if isinstance(raw, wire.WireError):
            return self.reject(received, raw.reason, raw.message)
        try:
            article = normalise(raw, max_text_chars=self._max_text_chars)
        except Exception as error:  # a bug of ours must cost one counted record, not the stream
            return self.reject(received, "normalise_failed", _say(error))
        if isinstance(article, Dropped):
            return self.reject(received, article.reason, article.message)
        return article

    def finish_bundle(self) -> None:
        self.settle()


class Deduplicate(beam.PTransform):  # type: ignore[misc]  # Beam has no types
    """Let the first of several equal articles and its newer versions pass, count the others."""

    def __init__(self, store: Opener[DedupeStore], clock: Clock) -> None:
        super().__init__()
        self._step = _DeduplicateStep(store, clock)

    def expand(self, articles: Any) -> Any:
        return articles | beam.ParDo(self._step).with_outputs(REJECTED, main="main")


class _DeduplicateStep(_Step):
    """Decides a whole bundle at its end, so that the store is locked only for that moment.

    The verdicts are durable before anything goes on to the index; a record that is given again
    after a crash is recognised by its position and gets its old verdict again.
    """

    stage = "dedupe"

    def __init__(self, store: Opener[DedupeStore], clock: Clock) -> None:
        super().__init__(clock)
        self._open_store = store

    def start_bundle(self) -> None:
        super().start_bundle()
        self._bundle: list[Carried] = []

    def process(self, carried: Carried) -> None:
        self._bundle.append(carried)

    def finish_bundle(self) -> Iterator[Any]:
        started = time.perf_counter_ns()
        outputs = self._decide_all(self._open_store())
        self._spent_ns += time.perf_counter_ns() - started
        self.settle()
        yield from outputs

    def _decide_all(self, store: DedupeStore) -> list[Any]:
        try:
            with sqlite_errors(_STATE):
                decided = [(carried, self._decide(store, carried)) for carried in self._bundle]
                outputs = [
                    _at_end(Carried(carried.received, verdict.article, _by_now(store, verdict)))
                    for carried, verdict in decided
                    if verdict.status == "pass"
                ]
                store.commit()
        except BaseException:
            store.rollback()
            raise
        return outputs

    def _decide(self, store: DedupeStore, carried: Carried) -> Verdict:
        position = carried.received.position
        verdict = store.decide(
            carried.article, f"{position.topic}/{position.partition}/{position.offset}"
        )
        if verdict.status != "pass":
            self.count(verdict.status, carried.received)
        return verdict


def _by_now(store: DedupeStore, verdict: Verdict) -> Verdict:
    """Give a verdict with what is known of the article at the end of its bundle.

    Said with the document, it need not be said in an amendment.
    """
    if not verdict.amendments:
        return verdict
    return replace(verdict, amendments=(store.standing(verdict.article.id),))


class Extract(beam.PTransform):  # type: ignore[misc]  # Beam has no types
    """Find actors, quotes, issues and statements in the article's text."""

    def __init__(self, extractor: Opener[Extractor], clock: Clock) -> None:
        super().__init__()
        self._step = _ExtractStep(extractor, clock)

    def expand(self, articles: Any) -> Any:
        return articles | beam.ParDo(self._step).with_outputs(REJECTED, main="main")


class _ExtractStep(_Step):
    stage = "extract"

    def __init__(self, extractor: Opener[Extractor], clock: Clock) -> None:
        super().__init__(clock)
        self._open_extractor = extractor

    def start_bundle(self) -> None:
        super().start_bundle()
        self._waiting: list[Carried] = []
        self._chars = 0

    def process(self, carried: Carried) -> Iterator[Any]:
        self._waiting.append(carried)
        self._chars += len(carried.article.text)
        if len(self._waiting) >= ANALYSED_TOGETHER or self._chars >= _CHARS_TOGETHER:
            for output in self._flush():
                yield _tagged(output)

    def finish_bundle(self) -> Iterator[Any]:
        for output in self._flush():
            yield _tagged(output, at_end=True)
        self.settle()

    def _flush(self) -> list[Carried | Rejected]:
        started = time.perf_counter_ns()
        waiting, self._waiting, self._chars = self._waiting, [], 0
        outputs = self._analysed(waiting)
        self._spent_ns += time.perf_counter_ns() - started
        return outputs

    def _analysed(self, waiting: Sequence[Carried]) -> list[Carried | Rejected]:
        try:
            analyses = self._open_extractor().analyse_all([each.article for each in waiting])
        except Exception as error:  # a bug of ours must cost one counted record, not the stream
            if len(waiting) > 1:
                return [output for each in waiting for output in self._analysed([each])]
            return [self.reject(waiting[0].received, "extract_failed", _say(error))]
        return [_enriched(*each) for each in zip(waiting, analyses, strict=True)]


def _enriched(carried: Carried, analysis: Analysis) -> Carried:
    document = EnrichedArticle(article=carried.article, analysis=analysis, model_epoch=MODEL_EPOCH)
    if carried.verdict is not None:
        document = _related(document, carried.verdict)
    return Carried(carried.received, carried.article, carried.verdict, document)


class WriteToIndex(beam.PTransform):  # type: ignore[misc]  # Beam has no types
    """Store the documents, in buffers of `buffer_documents`, then what is new about other ones.

    An outage fails the pipeline: nothing is committed then, and the batch is given again.
    """

    def __init__(
        self,
        index: Opener[Index],
        store: Opener[DedupeStore],
        clock: Clock,
        buffer_documents: int = 200,
    ) -> None:
        super().__init__()
        self._step = _WriteStep(index, store, clock, buffer_documents)

    def expand(self, documents: Any) -> Any:
        return documents | beam.ParDo(self._step).with_outputs(REJECTED, main="main")


class _WriteStep(_Step):
    stage = "index"

    def __init__(
        self,
        index: Opener[Index],
        store: Opener[DedupeStore],
        clock: Clock,
        buffer_documents: int,
    ) -> None:
        super().__init__(clock)
        self._open_index = index
        self._open_store = store
        self._buffer_documents = buffer_documents

    def start_bundle(self) -> None:
        super().start_bundle()
        self._buffer: list[Carried] = []
        self._revisions: dict[str, int] = {}

    def process(self, carried: Carried) -> Iterator[Any]:
        self._buffer.append(carried)
        if len(self._buffer) >= self._buffer_documents:
            for output in self._flush():
                yield _tagged(output)

    def finish_bundle(self) -> Iterator[Any]:
        for output in self._flush():
            yield _tagged(output, at_end=True)
        self._amend()
        self.settle()

    def _amend(self) -> None:
        """Tell the index what became known of documents that are there already."""
        started = time.perf_counter_ns()
        index, store = self._open_index(), self._open_store()
        with sqlite_errors(_STATE):
            for amendments in store.outstanding(self._revisions):
                for amendment, amended in zip(amendments, index.amend(amendments), strict=True):
                    self.count_amendment(amendment.article_id, amended)
                store.settle(amendments)
        self._spent_ns += time.perf_counter_ns() - started

    def _flush(self) -> list[Carried | Rejected]:
        """Write the buffer and count each document's outcome; `unchanged` is a replay of ours."""
        buffer, self._buffer = self._buffer, []
        if not buffer:
            return []
        started = time.perf_counter_ns()
        documents = [carried.document for carried in buffer if carried.document is not None]
        outcomes = self._open_index().upsert(documents)
        self._spent_ns += time.perf_counter_ns() - started
        outputs: list[Carried | Rejected] = []
        for carried, document, upserted in zip(buffer, documents, outcomes, strict=True):
            if upserted.outcome != "refused":
                stored = upserted.outcome == "stored"
                self._revisions[carried.article.id] = document.revision if stored else -1
            if upserted.outcome == "refused":
                outputs.append(self.reject(carried.received, "index_refused", upserted.message))
            elif upserted.outcome == "stale":
                self.count("stale", carried.received)
            else:
                self.count("indexed", carried.received)
                outputs.append(carried)
        return outputs


class WriteRejected(beam.PTransform):  # type: ignore[misc]  # Beam has no types
    """Append dead letters to `news.rejected` and wait for the log's acknowledgement."""

    def __init__(self, log: Opener[Log]) -> None:
        super().__init__()
        self._step = _WriteRejectedStep(log)

    def expand(self, rejected: Any) -> Any:
        return rejected | beam.ParDo(self._step)


class _WriteRejectedStep(beam.DoFn):  # type: ignore[misc]  # Beam has no types
    def __init__(self, log: Opener[Log]) -> None:
        self._open_log = log

    def start_bundle(self) -> None:
        self._letters: list[Rejected] = []

    def process(self, rejected: Rejected) -> None:
        self._letters.append(rejected)

    def finish_bundle(self) -> None:
        if self._letters:
            append_dead_letters(self._open_log(), self._letters)


def enrich(
    records: Any,
    *,
    store: Opener[DedupeStore],
    extractor: Opener[Extractor],
    index: Opener[Index],
    log: Opener[Log],
    max_text_chars: int,
    clock: Clock,
) -> Any:
    """Apply the whole pipeline to a PCollection of `Received`; gives the `Carried` that were indexed."""
    normalised = records | "Normalise" >> Normalise(max_text_chars, clock)
    unique = normalised.main | "Deduplicate" >> Deduplicate(store, clock)
    extracted = unique.main | "Extract" >> Extract(extractor, clock)
    written = extracted.main | "WriteToIndex" >> WriteToIndex(index, store, clock)
    rejected = [step[REJECTED] for step in (normalised, unique, extracted, written)]
    _ = rejected | beam.Flatten() | "WriteRejected" >> WriteRejected(log)
    return written.main


def _related(document: EnrichedArticle, verdict: Verdict) -> EnrichedArticle:
    """Give the document with its relations to its own versions, then those to other articles."""
    document = replace(document, relations=verdict.relations)
    return document.amended(verdict.amendments[-1]) if verdict.amendments else document


def _at_end(value: Any) -> WindowedValue:
    """What is given at the end of a bundle needs its window said."""
    return WindowedValue(value, MIN_TIMESTAMP, [GlobalWindow()])


def _tagged(output: Carried | Rejected, *, at_end: bool = False) -> Any:
    """Send on what goes on, and what was rejected where dead letters go."""
    value = _at_end(output) if at_end else output
    return value if isinstance(output, Carried) else beam.pvalue.TaggedOutput(REJECTED, value)


def _say(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:2000]
