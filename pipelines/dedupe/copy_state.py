"""What is remembered to find copies: a contract of few methods, and the one that keeps it in memory."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final, Protocol

from msgspec import Struct

from pipelines.dedupe.trace import Document
from schemas.relations import Relation

MOST_IN_BUCKET: Final = 64


class Kept(Struct, frozen=True, kw_only=True, array_like=True):
    """One article as it is remembered.

    `keys` are those it is found by for 72 hours, `version_keys` those for 30 days; `boilerplate` the
    keys of the lines that were left out of its sketch; `component` the label of the copies it belongs
    to; `wholes` the numbers of the articles it is an excerpt of.
    """

    document: Document
    sketch: bytes
    keys: tuple[int, ...]
    version_keys: tuple[int, ...]
    boilerplate: frozenset[int] = frozenset()
    component: int | None = None
    wholes: tuple[int, ...] = ()
    relations: tuple[Relation, ...] = ()


class Component(Struct, frozen=True):
    """Articles that are copies of each other: how many, and the one they are copies of."""

    size: int
    canonical: int


class RepeatedLine(Struct, frozen=True, array_like=True):
    """A line of a host: beside which other lines it stood, and in which articles."""

    beside: tuple[int, ...]
    articles: tuple[str, ...]


class CopyState(Protocol):
    """Where copies are remembered; articles have numbers, which mean nothing outside."""

    def number_of(self, article_id: str) -> int | None:
        """Give the number of an article, None where it is not remembered."""
        ...

    def load(self, number: int) -> Kept | None:
        """Give one article."""
        ...

    def save(self, number: int | None, kept: Kept) -> int:
        """Store an article, a new one where there is no number; gives its number."""
        ...

    def sketches(self, numbers: Sequence[int]) -> list[tuple[int, bytes]]:
        """Give number and sketch of those of the articles that are remembered."""
        ...

    def bucket(self, key: int, from_ms: int, to_ms: int) -> list[int]:
        """Give the articles of a key within a time, the earliest 64."""
        ...

    def add_keys(self, number: int, at_ms: int, keys: Sequence[int]) -> None:
        """Enter an article in the buckets of its keys."""
        ...

    def remove_keys(self, number: int, at_ms: int, keys: Sequence[int]) -> None:
        """Take an article out of the buckets of its keys."""
        ...

    def component(self, label: int) -> Component | None:
        """Give one component."""
        ...

    def save_component(self, label: int, component: Component | None) -> None:
        """Store one component; None removes it."""
        ...

    def members(self, label: int) -> list[int]:
        """Give the articles of a component, in no order."""
        ...

    def parts(self, whole: int) -> list[int]:
        """Give the articles that are excerpts of one."""
        ...

    def line(self, key: int) -> RepeatedLine | None:
        """Give what is known of a line."""
        ...

    def save_line(self, key: int, line: RepeatedLine, at_ms: int) -> None:
        """Store what is known of a line; it may be forgotten when it is not seen any more."""
        ...


class MemoryCopyState:
    """Remembers everything, in this process."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._kept: list[Kept] = []
        self._buckets: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
        self._components: dict[int, Component] = {}
        self._members: defaultdict[int, set[int]] = defaultdict(set)
        self._parts: defaultdict[int, set[int]] = defaultdict(set)
        self._lines: dict[int, RepeatedLine] = {}

    def number_of(self, article_id: str) -> int | None:
        return self._numbers.get(article_id)

    def load(self, number: int) -> Kept | None:
        return self._kept[number]

    def save(self, number: int | None, kept: Kept) -> int:
        if number is None:
            number = len(self._kept)
            self._kept.append(kept)
            self._numbers[kept.document.id] = number
        else:
            self._unlink(number)
            self._kept[number] = kept
        if kept.component is not None:
            self._members[kept.component].add(number)
        for whole in kept.wholes:
            self._parts[whole].add(number)
        return number

    def _unlink(self, number: int) -> None:
        before = self._kept[number]
        if before.component is not None:
            self._members[before.component].discard(number)
        for whole in before.wholes:
            self._parts[whole].discard(number)

    def sketches(self, numbers: Sequence[int]) -> list[tuple[int, bytes]]:
        return [(number, self._kept[number].sketch) for number in numbers]

    def bucket(self, key: int, from_ms: int, to_ms: int) -> list[int]:
        entries = self._buckets.get(key, [])
        begin = bisect_left(entries, (from_ms, -1))
        return [
            number for at_ms, number in entries[begin : begin + MOST_IN_BUCKET] if at_ms <= to_ms
        ]

    def add_keys(self, number: int, at_ms: int, keys: Sequence[int]) -> None:
        for key in keys:
            insort(self._buckets[key], (at_ms, number))

    def remove_keys(self, number: int, at_ms: int, keys: Sequence[int]) -> None:
        for key in keys:
            _discard(self._buckets[key], (at_ms, number))

    def component(self, label: int) -> Component | None:
        return self._components.get(label)

    def save_component(self, label: int, component: Component | None) -> None:
        if component is None:
            self._components.pop(label, None)
        else:
            self._components[label] = component

    def members(self, label: int) -> list[int]:
        return list(self._members[label])

    def parts(self, whole: int) -> list[int]:
        return list(self._parts[whole])

    def line(self, key: int) -> RepeatedLine | None:
        return self._lines.get(key)

    def save_line(self, key: int, line: RepeatedLine, at_ms: int) -> None:
        self._lines[key] = line

    def everything(self) -> Iterable[Kept]:
        """Give all articles, in the order they came."""
        return iter(self._kept)


def _discard(entries: list[tuple[int, int]], entry: tuple[int, int]) -> None:
    place = bisect_left(entries, entry)
    if place < len(entries) and entries[place] == entry:
        del entries[place]
