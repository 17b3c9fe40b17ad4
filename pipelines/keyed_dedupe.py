"""Deduplication on a streaming engine: the same decisions, with their state in Beam's keyed state.

Exact tiers are keyed by article id. Copies and stories are keyed by shard: what lasts of a shard is the
bag of its documents, from which a worker makes the finders anew when it takes the shard over; since they
do not depend on the order of arrival, those that it keeps in memory say the same.

Limits: copies and stories are found within a shard only, a shard is one key and so one worker's work
(about a thousand articles a second), and the documents of 30 days must fit into that worker's memory.
Languages make good shards: articles in two languages are never copies of each other.
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

from pipelines.dedupe.compare import LATE_WINDOW_MS
from pipelines.dedupe.copies import CopyFinder
from pipelines.dedupe.copy_state import MemoryCopyState
from pipelines.dedupe.document import Document, document_of, event_ms
from pipelines.dedupe.reducer import ArticleState, reduce
from pipelines.dedupe.standings import with_copies, with_story
from pipelines.dedupe.stories import StoryFinder, leader_of
from pipelines.dedupe.story_state import MemoryStoryState
from schemas.articles import Article
from schemas.relations import Amendment

DAY_MS: Final = 24 * 3_600_000
VERDICTS: Final = "verdicts"
AMENDMENTS: Final = "amendments"
_PASSED: Final = "passed"


class Positioned(Struct, frozen=True):
    """An article and where its record stands in the log; ids of its actors and issues, where known."""

    position: str
    article: Article
    subjects: tuple[str, ...] = ()


class _Arrived(Struct, frozen=True, array_like=True):
    """A document of a shard's bag, and when it was observed: of one id, what was observed last holds."""

    observed_ms: int
    document: Document
    subjects: tuple[str, ...] = ()


class _Progress(Struct, frozen=True, array_like=True):
    """How many documents a shard has taken in, a digest of those it has, and when it forgets next.

    Equal digests, equal shards; the count only grows, through forgetting too. Were the timer set anew by
    every article, those that are ahead of the watermark would put it off for ever.
    """

    count: int = 0
    digest: bytes = b""
    forgets_ms: int | None = None

    def after(self, encoded: bytes) -> _Progress:
        digest = hashlib.blake2b(self.digest + encoded, digest_size=16).digest()
        return replace(self, digest=digest)


class _Shard:
    """What a worker has in memory of a shard."""

    def __init__(self, progress: _Progress, arrived: Iterable[_Arrived]) -> None:
        self.progress = progress
        copies = MemoryCopyState()
        self._copies = CopyFinder(copies)
        self._stories = StoryFinder(MemoryStoryState(), copies)
        self._arrived: dict[str, _Arrived] = {}
        self._known: dict[str, Amendment] = {}
        for each in arrived:
            self.observe(each)

    def observe(self, arrived: _Arrived) -> tuple[Amendment, ...]:
        """Take in a document and say what it changes: nothing, where a later one of its id is known."""
        document = arrived.document
        before = self._arrived.get(document.id)
        if before is not None and before.observed_ms >= arrived.observed_ms:
            return ()
        self._arrived[document.id] = arrived
        leaders: dict[str, str | None] = {}
        for each in self._copies.observe(document):
            leaders[each.article_id] = leader_of(each.relations)
            self._known[each.article_id] = with_copies(self._get(each.article_id), each.relations)
        parts = self._stories.observe(document, leaders, arrived.subjects)
        for article_id, part in parts.items():
            standing = self._get(article_id)
            self._known[article_id] = with_story(standing, part.story_id, part.relations)
        return tuple(self._known[each] for each in sorted(leaders | parts))

    def kept(self, from_ms: int) -> list[_Arrived]:
        """Give what is no older, and what that relates to: a story keeps the article it began with."""
        kept = {
            article_id
            for article_id, each in self._arrived.items()
            if each.document.at_ms >= from_ms
        }
        left = list(kept)
        while left:
            related = {each.to for each in self._get(left.pop()).relations} & self._arrived.keys()
            left.extend(related - kept)
            kept |= related
        return [each for article_id, each in self._arrived.items() if article_id in kept]

    def _get(self, article_id: str) -> Amendment:
        return self._known.get(article_id) or Amendment(article_id=article_id)


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
            | "Relate" >> beam.ParDo(_Relate())
        )
        return {VERDICTS: decided[VERDICTS], AMENDMENTS: amendments}


def _by_id(positioned: Positioned) -> tuple[str, bytes]:
    return positioned.article.id, msgspec.msgpack.encode(positioned)


def _by_shard(passed: Positioned, shard_of: Callable[[Article], str]) -> tuple[str, bytes]:
    article = passed.article
    observed_ms = event_ms(article.observed_at.astimezone(UTC))
    arrived = _Arrived(observed_ms, document_of(article), passed.subjects)
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
            passed = replace(positioned, article=verdict.article)
            yield beam.pvalue.TaggedOutput(_PASSED, passed)


class _Relate(beam.DoFn):  # type: ignore[misc]  # Beam has no types
    """The finders of copies and stories, over the documents of one shard."""

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
        shard = self._shard(name, documents, stored)
        arrived = msgspec.msgpack.decode(encoded, type=_Arrived)
        documents.add(encoded)
        forgets_ms = shard.progress.forgets_ms
        if forgets_ms is None:
            forgets_ms = _day_after(arrived.document.at_ms)
            daily.set(Timestamp.of(forgets_ms / 1_000))
        count = shard.progress.count + 1
        shard.progress = replace(shard.progress.after(encoded), count=count, forgets_ms=forgets_ms)
        stored.write(msgspec.msgpack.encode(shard.progress))
        for amendment in shard.observe(arrived):
            yield replace(amendment, revision=shard.progress.count)

    @on_timer(DAILY)  # type: ignore[untyped-decorator]  # Beam has no types
    def forget(
        self,
        name: Any = beam.DoFn.KeyParam,
        fired: Any = beam.DoFn.TimestampParam,
        documents: Any = beam.DoFn.StateParam(DOCUMENTS),
        stored: Any = beam.DoFn.StateParam(PROGRESS),
        daily: Any = beam.DoFn.TimerParam(DAILY),
    ) -> None:
        """Forget documents of more than 30 days ago, and older versions."""
        now_ms = fired.micros // 1_000
        shard = self._shard(name, documents, stored)
        kept = shard.kept(now_ms - LATE_WINDOW_MS)
        documents.clear()
        progress = _Progress(shard.progress.count)
        for each in kept:
            encoded = msgspec.msgpack.encode(each)
            documents.add(encoded)
            progress = progress.after(encoded)
        if kept:
            oldest_ms = min(each.document.at_ms for each in kept)
            forgets_ms = _day_after(max(now_ms, oldest_ms + LATE_WINDOW_MS))
            daily.set(Timestamp.of(forgets_ms / 1_000))
            progress = replace(progress, forgets_ms=forgets_ms)
        stored.write(msgspec.msgpack.encode(progress))

    def _shard(self, name: str, documents: Any, stored: Any) -> _Shard:
        """Give what is in memory of a shard, made anew where it was another worker's or a bundle failed."""
        progress = _progress(stored)
        shard = self._shards.get(name)
        if shard is None or shard.progress != progress:
            shard = self._shards[name] = _Shard(progress, _decoded(documents))
        return shard


def _decoded(documents: Any) -> list[_Arrived]:
    """Read a shard's bag, in the order of observation."""
    arrived = (msgspec.msgpack.decode(each, type=_Arrived) for each in documents.read())
    return sorted(arrived, key=lambda each: each.observed_ms)


def _progress(stored: Any) -> _Progress:
    encoded = stored.read()
    return msgspec.msgpack.decode(encoded, type=_Progress) if encoded else _Progress()


def _day_after(at_ms: int) -> int:
    return (at_ms // DAY_MS + 1) * DAY_MS
