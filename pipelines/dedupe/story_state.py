"""What stories need to remember: articles with their terms and links, and buckets."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections import defaultdict
from collections.abc import Sequence
from typing import Final, Protocol

from msgspec import Struct

from pipelines.dedupe.story_terms import NO_TERMS, Terms
from pipelines.dedupe.story_vectors import Vectors

MOST_IN_BUCKET: Final = 48  # the nearest in time of those that share a key


class Link(Struct, frozen=True, array_like=True, gc=False):
    """Through which article another came to its story, and what was measured then.

    `value` is the cosine less what time has taken of it; `words` are shared, the weightiest first.
    """

    parent: int
    value: float
    cosine: float
    words: tuple[str, ...]


class Node(Struct, frozen=True, kw_only=True, array_like=True, gc=False):
    """One article. `leader` is the id of the article it is a copy of, which then stands for it.

    A copy has no terms. `root` is the number of the earliest article of the story; that one has neither
    `link` nor `root`. `subjects` are ids of actors and issues, where they are known.
    """

    id: str
    at_ms: int
    terms: Terms = NO_TERMS
    leader: str | None = None
    link: Link | None = None
    root: int | None = None
    subjects: tuple[str, ...] = ()


class StoryState(Protocol):
    """Storage of stories. What is said of SQLite in `story_store` is its contract."""

    @property
    def vectors(self) -> Vectors:
        """The vectors of all articles."""
        ...

    def number_of(self, article_id: str) -> int | None:
        """Give the number of an article."""
        ...

    def load(self, number: int) -> Node | None:
        """Give an article; None where it has been forgotten."""
        ...

    def save(self, number: int | None, node: Node) -> int:
        """Store an article, a new one where the number is None; gives its number."""
        ...

    def children(self, number: int) -> list[int]:
        """Give the articles that came to their story through this one."""
        ...

    def followers(self, article_id: str) -> list[int]:
        """Give the articles that are copies of this one."""
        ...

    def earlier(self, key: int, at_ms: int, from_ms: int) -> Sequence[int]:
        """Give the articles of a bucket not after a time, the latest first, at most 48."""
        ...

    def later(self, key: int, at_ms: int, to_ms: int) -> Sequence[int]:
        """Give the articles of a bucket from a time on, the earliest first, at most 48."""
        ...

    def latest_ms(self) -> int:
        """Give the latest event time that was ever stored; 0 at the beginning."""
        ...

    def add_keys(self, number: int, at_ms: int, keys: Sequence[int]) -> None:
        """Put an article into buckets."""
        ...

    def remove_keys(self, number: int, at_ms: int, keys: Sequence[int]) -> None:
        """Take an article out of buckets."""
        ...


class MemoryStoryState:
    """Remembers everything, in this process."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._nodes: list[Node] = []
        self._children: defaultdict[int, set[int]] = defaultdict(set)
        self._followers: defaultdict[str, set[int]] = defaultdict(set)
        self._buckets: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
        self._latest_ms = 0
        self.vectors = Vectors(self._nodes.__getitem__)

    def number_of(self, article_id: str) -> int | None:
        return self._numbers.get(article_id)

    def load(self, number: int) -> Node | None:
        return self._nodes[number]

    def save(self, number: int | None, node: Node) -> int:
        if number is None:
            number = len(self._nodes)
            self._nodes.append(node)
            self._numbers[node.id] = number
        else:
            before = self._nodes[number]
            if before.link is not None:
                self._children[before.link.parent].discard(number)
            if before.leader is not None:
                self._followers[before.leader].discard(number)
            self._nodes[number] = node
            if before.terms is not node.terms:
                self.vectors.discard(number)
        if node.link is not None:
            self._children[node.link.parent].add(number)
        if node.leader is not None:
            self._followers[node.leader].add(number)
        self._latest_ms = max(self._latest_ms, node.at_ms)
        return number

    def children(self, number: int) -> list[int]:
        return sorted(self._children.get(number, ()))

    def followers(self, article_id: str) -> list[int]:
        return sorted(self._followers.get(article_id, ()))

    def earlier(self, key: int, at_ms: int, from_ms: int) -> list[int]:
        entries = self._buckets.get(key, [])
        end = bisect_right(entries, (at_ms, len(self._nodes)))
        nearest = entries[max(0, end - MOST_IN_BUCKET) : end]
        return [number for time_ms, number in reversed(nearest) if time_ms >= from_ms]

    def later(self, key: int, at_ms: int, to_ms: int) -> list[int]:
        entries = self._buckets.get(key, [])
        start = bisect_left(entries, (at_ms, -1))
        nearest = entries[start : start + MOST_IN_BUCKET]
        return [number for time_ms, number in nearest if time_ms <= to_ms]

    def latest_ms(self) -> int:
        return self._latest_ms

    def add_keys(self, number: int, at_ms: int, keys: Sequence[int]) -> None:
        for key in keys:
            insort(self._buckets[key], (at_ms, number))

    def remove_keys(self, number: int, at_ms: int, keys: Sequence[int]) -> None:
        for key in keys:
            if (at_ms, number) in self._buckets[key]:
                self._buckets[key].remove((at_ms, number))
