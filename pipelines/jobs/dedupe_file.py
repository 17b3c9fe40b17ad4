"""Relations between the articles of a file: found as a stream, told when all are known."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime

from pipelines.dedupe.clusters import clusters, united
from pipelines.dedupe.copies import CopyFinder
from pipelines.dedupe.copy_state import MemoryCopyState
from pipelines.dedupe.document import UNDATED_MS
from pipelines.dedupe.stories import StoryFinder, StoryPart, leader_of
from pipelines.dedupe.story_state import MemoryStoryState
from pipelines.jobs.dedupe_lines import ArticleLine
from schemas.relations import Evidence, Relation


class FileRelations:
    """What is known of the articles taken in so far; the order in which they come makes no difference.

    Of several lines with one id the latest published holds, of these the one with most text.
    """

    def __init__(self) -> None:
        self._copies = MemoryCopyState()
        self._finder = CopyFinder(self._copies)
        self._relations: dict[str, tuple[Relation, ...]] = {}
        self._held: dict[str, tuple[int, int, str]] = {}
        self._lines: dict[str, ArticleLine] = {}
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
        self._lines[document.id] = line
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
        return clusters(self._ages_ms(), self.relations())

    @property
    def articles(self) -> int:
        """How many articles there are."""
        return len(self._lines)

    def stories(self, on_article: Callable[[], None]) -> tuple[dict[str, str], list[Relation]]:
        """Give for each article the id of its story, and the relations that articles came to it through.

        A story holds all of a cluster, and is called after its earliest article; `on_article` is
        called after each.
        """
        finder = StoryFinder(MemoryStoryState(), self._copies)
        parts: dict[str, StoryPart] = {}
        for line in sorted(self._lines.values(), key=_age):
            document = line.document
            leader = leader_of(self._relations.get(document.id, ()))
            parts |= finder.observe(document, {document.id: leader}, line.subjects)
            on_article()
        links = [link for part in parts.values() for link in part.relations]
        stories = united(self._ages_ms(), [*self.clusters().items(), *_ties(parts)])
        return {article_id: f"s-{first}" for article_id, first in stories.items()}, links

    def _ages_ms(self) -> dict[str, int]:
        return {article_id: rank[0] for article_id, rank in self._held.items()}

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


def _age(line: ArticleLine) -> tuple[int, str]:
    return line.document.at_ms, line.document.id


def _ties(parts: Mapping[str, StoryPart]) -> Iterator[tuple[str, str]]:
    """Give each article with the one that its story began with."""
    return ((article_id, part.story_id.removeprefix("s-")) for article_id, part in parts.items())
