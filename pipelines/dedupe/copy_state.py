"""What is remembered to find copies: a contract of few methods, and the one that keeps it in memory."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from heapq import nsmallest
from typing import Protocol

from msgspec import Struct

from pipelines.dedupe.candidates import Candidates
from pipelines.dedupe.cards import Card
from pipelines.dedupe.document import Document


class Kept(Struct, frozen=True, gc=False, array_like=True):
    """An article as it is remembered, and the keys of its lines that are left out as boilerplate."""

    document: Document
    boilerplate: frozenset[int] = frozenset()


class Links(Struct, frozen=True, gc=False, array_like=True):
    """The numbers of the articles that one is a copy of, and of the earliest it is an excerpt of.

    `originals` begin with the earliest; each further one is no copy of those before it.
    """

    originals: tuple[int, ...] = ()
    whole: int | None = None

    @property
    def targets(self) -> tuple[int, ...]:
        """All articles linked to."""
        return self.originals if self.whole is None else (*self.originals, self.whole)


NO_LINKS = Links()


class CopyState(Protocol):
    """Where copies are remembered; articles have numbers, which mean nothing outside.

    A number stands for one text without one set of boilerplate lines: what is kept under it never
    changes, but for its links. Numbers ascend.
    """

    @property
    def candidates(self) -> Candidates:
        """The cards of all articles."""
        ...

    def number_of(self, article_id: str) -> int | None:
        """Give the number of an article, None where it is not remembered."""
        ...

    def next_number(self) -> int:
        """Give the number that the next article must get."""
        ...

    def load(self, number: int) -> Kept | None:
        """Give one article."""
        ...

    def add(self, kept: Kept, card: Card) -> None:
        """Store a new article."""
        ...

    def remove(self, number: int) -> None:
        """Forget an article and its links, not those of others to it."""
        ...

    def links(self, number: int) -> Links:
        """Give what an article links to."""
        ...

    def save_links(self, number: int, links: Links) -> None:
        """Store what an article links to."""
        ...

    def followers(self, number: int) -> list[int]:
        """Give the articles that link to one, in ascending order."""
        ...

    @property
    def has_postponed(self) -> bool:
        """Whether any article has to be linked anew."""
        ...

    def postpone(self, articles: Iterable[tuple[int, int]]) -> None:
        """Remember articles, each as (at_ms, number), that have to be linked anew later."""
        ...

    def take_postponed(self, most: int) -> list[int]:
        """Give the earliest of these, and forget that they had to be."""
        ...

    def boilerplate_among(self, keys: frozenset[int]) -> frozenset[int]:
        """Give the keys of the lines that are known to be boilerplate."""
        ...

    def learn_boilerplate(self, key: int, at_ms: int) -> None:
        """Remember that a line is boilerplate."""
        ...


class MemoryCopyState:
    """Remembers everything, in this process."""

    def __init__(self) -> None:
        self.candidates = Candidates()
        self._numbers: dict[str, int] = {}
        self._kept: dict[int, Kept] = {}
        self._links: dict[int, Links] = {}
        self._followers: defaultdict[int, set[int]] = defaultdict(set)
        self._postponed: set[tuple[int, int]] = set()
        self._boilerplate: set[int] = set()

    def number_of(self, article_id: str) -> int | None:
        return self._numbers.get(article_id)

    def next_number(self) -> int:
        return self.candidates.last_number + 1

    def load(self, number: int) -> Kept | None:
        return self._kept.get(number)

    def add(self, kept: Kept, card: Card) -> None:
        self._kept[card.number] = kept
        self._numbers[kept.document.id] = card.number
        self.candidates.add(card)

    def remove(self, number: int) -> None:
        self.save_links(number, NO_LINKS)
        del self._numbers[self._kept.pop(number).document.id]
        self.candidates.remove(number)

    def links(self, number: int) -> Links:
        return self._links.get(number, NO_LINKS)

    def save_links(self, number: int, links: Links) -> None:
        for target in self._links.pop(number, NO_LINKS).targets:
            self._followers[target].discard(number)
        for target in links.targets:
            self._followers[target].add(number)
            self._links[number] = links

    def followers(self, number: int) -> list[int]:
        return sorted(self._followers.get(number, ()))

    @property
    def has_postponed(self) -> bool:
        return bool(self._postponed)

    def postpone(self, articles: Iterable[tuple[int, int]]) -> None:
        self._postponed.update(articles)

    def take_postponed(self, most: int) -> list[int]:
        earliest = nsmallest(most, self._postponed)
        self._postponed.difference_update(earliest)
        return [number for _, number in earliest]

    def boilerplate_among(self, keys: frozenset[int]) -> frozenset[int]:
        return keys & self._boilerplate

    def learn_boilerplate(self, key: int, at_ms: int) -> None:
        self._boilerplate.add(key)
