"""Relations between the articles of a file: found as a stream, told when all are known."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime

from pipelines.dedupe.clusters import clusters
from pipelines.dedupe.copies import CopyFinder
from pipelines.dedupe.copy_state import MemoryCopyState
from pipelines.dedupe.stories import StoryFinder, StoryPart, leader_of
from pipelines.dedupe.story_state import MemoryStoryState
from pipelines.dedupe.trace import UNDATED_MS, Document
from pipelines.jobs.dedupe_lines import ArticleLine
from schemas.relations import Evidence, Relation


class FileRelations:
    """What is known of the articles taken in so far; the order in which they come makes no difference.

    Of several lines with one id the latest published holds, of these the one with most text.
    """

    def __init__(self) -> None:
        self._finder = CopyFinder(MemoryCopyState())
        self._relations: dict[str, tuple[Relation, ...]] = {}
        self._held: dict[str, tuple[int, int, str]] = {}
        self._documents: dict[str, Document] = {}
        self._urls: dict[str, str] = {}
        self.again = 0

    def take(self, line: ArticleLine) -> None:
        """Take in one article."""
        document = line.document
        rank = document.at_ms, len(document.text), document.content_hash
        held = self._held.get(document.id)
        if held is not None:
            self.again += 1
        if held is not None and held >= rank:
            return
        self._held[document.id] = rank
        self._documents[document.id] = document
        if line.url is not None:
            self._urls[document.id] = line.url
        for amendment in self._finder.observe(document):
            self._relations[amendment.article_id] = amendment.relations

    def relations(self) -> Iterator[Relation]:
        """Give all relations, by the articles in the order they came first."""
        same_url = self._same_url()
        for article_id in self._held:
            first = same_url.get(article_id)
            if first is not None:
                yield first
            for relation in self._relations.get(article_id, ()):
                if first is None or relation.to != first.to:
                    yield relation

    def clusters(self) -> dict[str, str]:
        """Give for each article the id of the earliest article that it is one with."""
        ages_ms = {article_id: rank[0] for article_id, rank in self._held.items()}
        return clusters(ages_ms, self.relations())

    def stories(self) -> dict[str, StoryPart]:
        """Give for each article the story of its event, and the relation it came to it through."""
        finder = StoryFinder(MemoryStoryState())
        parts: dict[str, StoryPart] = {}
        for document in sorted(self._documents.values(), key=lambda each: (each.at_ms, each.id)):
            leader = leader_of(self._relations.get(document.id, ()))
            parts |= finder.observe(document, {document.id: leader})
        return parts

    def _same_url(self) -> dict[str, Relation]:
        by_url: defaultdict[str, list[str]] = defaultdict(list)
        for article_id, url in self._urls.items():
            by_url[url].append(article_id)
        found: dict[str, Relation] = {}
        for ids in by_url.values():
            first, *others = sorted(ids, key=lambda each: (self._held[each][0], each))
            found.update((other, self._equal_url(other, first)) for other in others)
        return found

    def _equal_url(self, of: str, to: str) -> Relation:
        known_ms = [at for at in (self._held[of][0], self._held[to][0]) if at != UNDATED_MS]
        return Relation(
            kind="same_url",
            of=of,
            to=to,
            evidence=(Evidence(measure="equal_canonical_url", value=1.0),),
            confidence=1.0,
            decided_at=datetime.fromtimestamp(max(known_ms, default=0) / 1000, UTC),
            to_content_hash=self._held[to][2],
        )
