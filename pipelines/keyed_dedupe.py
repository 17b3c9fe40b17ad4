"""Deduplication on a streaming engine: the same decisions, with their state in Beam's keyed state.

Exact tiers are keyed by article id. Copies are keyed by shard: what lasts of a shard is the bag of its
documents, from which a worker makes the finder of copies anew when it takes the shard over; since the
finder does not depend on the order of arrival, the copy it keeps in memory says the same.

Limits: copies are found within a shard only, a shard is one key and so one worker's work (about 2,000
articles a second), and the documents of 30 days must fit into that worker's memory. Languages make good
shards: articles in two languages are never copies of each other.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC
from typing import Any, Final

import apache_beam as beam
import msgspec
from apache_beam.coders import BytesCoder
from apache_beam.transforms.userstate import (
    BagStateSpec,
    ReadModifyWriteStateSpec,
    TimerSpec,
    on_timer,
)
from apache_beam.utils.timestamp import Timestamp
from msgspec import Struct
from msgspec.structs import replace

from pipelines.dedupe.compare import VERSION_WINDOW_MS
from pipelines.dedupe.copies import CopyFinder
from pipelines.dedupe.copy_state import MemoryCopyState
from pipelines.dedupe.document import document_of, event_ms
from pipelines.dedupe.reducer import ArticleState, reduce
from pipelines.dedupe.trace import Document
from schemas.articles import Article
from schemas.relations import Amendment

DAY_MS: Final = 24 * 3_600_000
VERDICTS: Final = "verdicts"
AMENDMENTS: Final = "amendments"
_PASSED: Final = "passed"


class Positioned(Struct, frozen=True):
    """An article and where its record stands in the log."""

    position: str
    article: Article


class _Arrived(Struct, frozen=True, array_like=True):
    """A document of a shard's bag, and when it was observed: of one id, what was observed last holds."""

    observed_ms: int
    document: Document


class _Progress(Struct, frozen=True, array_like=True):
    """How many documents a shard has taken in, and a digest of which: equal digests, equal shards."""

    count: int = 0
    digest: bytes = b""

    def after(self, arrived: bytes) -> _Progress:
        digest = hashlib.blake2b(self.digest + arrived, digest_size=16).digest()
        return _Progress(self.count + 1, digest)


class _Shard:
    """What a worker has in memory of a shard."""

    def __init__(self, progress: _Progress, arrived: Iterable[_Arrived]) -> None:
        self.progress = progress
        self._finder = CopyFinder(MemoryCopyState())
        self._observed_ms: dict[str, int] = {}
        for each in arrived:
            self.observe(each)

    def observe(self, arrived: _Arrived) -> tuple[Amendment, ...]:
        """Take in a document; what is older than what is known of its id changes nothing."""
        document = arrived.document
        if self._observed_ms.get(document.id, -1) >= arrived.observed_ms:
            return ()
        self._observed_ms[document.id] = arrived.observed_ms
        return self._finder.observe(document)


class KeyedDeduplicate(beam.PTransform):  # type: ignore[misc]  # Beam has no types
    """Decide `Positioned` articles; gives `verdicts` and, of those that pass, `amendments`.

    `shard_of` names the shard of an article. Of two amendments of one article the one with the
    greater revision holds: they may reach the index in another order.
    """

    def __init__(self, shard_of: Callable[[Article], str]) -> None:
        super().__init__()
        self._shard_of = shard_of

    def expand(self, articles: Any) -> dict[str, Any]:
        decided = (
            articles
            | "ById" >> beam.Map(_by_id).with_output_types(tuple[str, bytes])
            | "Decide" >> beam.ParDo(_DecideExact()).with_outputs(_PASSED, main=VERDICTS)
        )
        amendments = (
            decided[_PASSED]
            | "ByShard" >> beam.Map(_by_shard, self._shard_of).with_output_types(tuple[str, bytes])
            | "Relate" >> beam.ParDo(_RelateCopies())
        )
        return {VERDICTS: decided[VERDICTS], AMENDMENTS: amendments}


def _by_id(positioned: Positioned) -> tuple[str, bytes]:
    return positioned.article.id, msgspec.msgpack.encode(positioned)


def _by_shard(article: Article, shard_of: Callable[[Article], str]) -> tuple[str, bytes]:
    arrived = _Arrived(event_ms(article.observed_at.astimezone(UTC)), document_of(article))
    return shard_of(article), msgspec.msgpack.encode(arrived)


class _DecideExact(beam.DoFn):  # type: ignore[misc]  # Beam has no types
    """The reducer of exact tiers, over the state of one article id."""

    STATE = ReadModifyWriteStateSpec("article", BytesCoder())

    def process(
        self, keyed: tuple[str, bytes], stored: Any = beam.DoFn.StateParam(STATE)
    ) -> Iterator[Any]:
        positioned = msgspec.msgpack.decode(keyed[1], type=Positioned)
        encoded = stored.read()
        before = msgspec.msgpack.decode(encoded, type=ArticleState) if encoded else None
        after, verdict = reduce(before, positioned.article, positioned.position)
        yield verdict
        if after is not before:
            stored.write(msgspec.msgpack.encode(after))
        if after is not before and verdict.status == "pass":  # given again, it has been related
            yield beam.pvalue.TaggedOutput(_PASSED, verdict.article)


class _RelateCopies(beam.DoFn):  # type: ignore[misc]  # Beam has no types
    """The finder of copies, over the documents of one shard."""

    DOCUMENTS = BagStateSpec("documents", BytesCoder())
    PROGRESS = ReadModifyWriteStateSpec("progress", BytesCoder())
    DAILY = TimerSpec("daily", beam.TimeDomain.WATERMARK)

    def setup(self) -> None:
        self._shards: dict[str, _Shard] = {}

    def process(
        self,
        keyed: tuple[str, bytes],
        documents: Any = beam.DoFn.StateParam(DOCUMENTS),
        stored: Any = beam.DoFn.StateParam(PROGRESS),
        daily: Any = beam.DoFn.TimerParam(DAILY),
    ) -> Iterator[Amendment]:
        name, encoded = keyed
        progress = _progress(stored)
        shard = self._shards.get(name)
        if shard is None or shard.progress != progress:  # another worker had it, or a bundle failed
            shard = _Shard(progress, _decoded(documents))
        arrived = msgspec.msgpack.decode(encoded, type=_Arrived)
        documents.add(encoded)
        shard.progress = progress.after(encoded)
        stored.write(msgspec.msgpack.encode(shard.progress))
        daily.set(_day_after(arrived.document.at_ms))
        self._shards[name] = shard
        for amendment in shard.observe(arrived):
            yield replace(amendment, revision=shard.progress.count)

    @on_timer(DAILY)  # type: ignore[untyped-decorator]  # Beam has no types
    def forget(
        self,
        fired: Any = beam.DoFn.TimestampParam,
        documents: Any = beam.DoFn.StateParam(DOCUMENTS),
        stored: Any = beam.DoFn.StateParam(PROGRESS),
        daily: Any = beam.DoFn.TimerParam(DAILY),
    ) -> None:
        """Forget documents of more than 30 days ago, and older versions."""
        now_ms = fired.micros // 1_000
        kept = {
            each.document.id: each
            for each in _decoded(documents)
            if each.document.at_ms >= now_ms - VERSION_WINDOW_MS
        }
        documents.clear()
        progress = _Progress(_progress(stored).count)
        for each in kept.values():
            encoded = msgspec.msgpack.encode(each)
            documents.add(encoded)
            progress = progress.after(encoded)
        stored.write(msgspec.msgpack.encode(progress))
        if kept:
            daily.set(_day_after(now_ms))


def _decoded(documents: Any) -> list[_Arrived]:
    """Read a shard's bag, in the order of observation."""
    arrived = (msgspec.msgpack.decode(each, type=_Arrived) for each in documents.read())
    return sorted(arrived, key=lambda each: each.observed_ms)


def _progress(stored: Any) -> _Progress:
    encoded = stored.read()
    return msgspec.msgpack.decode(encoded, type=_Progress) if encoded else _Progress()


def _day_after(at_ms: int) -> Timestamp:
    return Timestamp(seconds=(at_ms // DAY_MS + 1) * DAY_MS // 1_000)
