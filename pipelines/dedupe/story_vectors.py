"""The vectors of the articles looked at last, in rows of a matrix: one is compared with many at once."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any, Final, Protocol

import numpy as np
import numpy.typing as npt

from pipelines.dedupe.compare import HOUR_MS
from pipelines.dedupe.story_terms import MOST_TERMS, SCALE, Terms, keys_of, weights_of
from pipelines.dedupe.trace import UNDATED_MS

_ROWS: Final = 1 << 13
_NO_KEY: Final = -1
_FEW_NAMES: Final = 0.3
_LIKE_NAMES: Final = 0.35
_WORDS_TOLD: Final = 8
_HALF_LIFE_MS: Final = 48 * HOUR_MS

_Matrix = npt.NDArray[Any]


class Told(Protocol):
    """What is compared of an article."""

    @property
    def id(self) -> str: ...
    @property
    def at_ms(self) -> int: ...
    @property
    def terms(self) -> Terms: ...


class Comparison:
    """One article beside some others, each told by its place among them.

    `cosines` say how alike they are, 0 to 1, `values` the same halved every 48 hours between them,
    `shared` how many terms they share, and `ages` are their event times and ids.
    """

    def __init__(self, vectors: Vectors, row: int, rows: Sequence[int]) -> None:
        self._row = row
        self._rows = rows
        self._vectors = vectors
        size = vectors.sizes[row]
        keys = vectors.keys[row, :size]
        order = keys.argsort()
        keys = keys.take(order)
        theirs = vectors.keys.take(rows, axis=0)
        self._mine = order.take(keys.searchsorted(theirs), mode="clip") if size else 0 * theirs
        matches = vectors.keys[row].take(self._mine) == theirs
        self._products = vectors.weights[row].take(self._mine)
        self._products *= vectors.weights.take(rows, axis=0)
        self._products *= matches
        self.shared: _Matrix = matches.sum(axis=1)
        self.cosines: _Matrix = np.minimum(self._products.sum(axis=1) / (SCALE * SCALE), 1.0)
        self.values: _Matrix = (self.cosines * self._left_by_time()).round(4)
        self.ages = [vectors.ages[other] for other in rows]

    def _left_by_time(self) -> _Matrix:
        """Give what time leaves of each likeness; where one has no date, it may be near the other."""
        times_ms, at_ms = self._vectors.at_ms.take(self._rows), self._vectors.at_ms[self._row]
        apart_ms = np.abs(times_ms - at_ms)
        apart_ms[(times_ms == UNDATED_MS) | (at_ms == UNDATED_MS)] = 0
        left: _Matrix = np.exp2(apart_ms / -_HALF_LIFE_MS)
        return left

    def names_differ(self, place: int) -> bool:
        """Tell whether two articles name different things, however alike they are told.

        So do the quarters of two companies, the arrests of two evenings, two earthquakes and two matches.
        """
        vectors, other = self._vectors, self._rows[place]
        lengths = vectors.names_lengths[self._row], vectors.names_lengths[other]
        if min(lengths) < _FEW_NAMES:
            return False
        products = self._products[place]
        named = max(
            int(products @ vectors.names[self._row].take(self._mine[place])),
            int(products @ vectors.names[other]),
        )
        return named < _LIKE_NAMES * lengths[0] * lengths[1] * SCALE * SCALE

    def shared_words(self, place: int, words: Sequence[str]) -> tuple[str, ...]:
        """Give which of the article's `words` make it like another, the weightiest first."""
        products = self._products[place]
        shared = [
            (-int(products[at]), words[self._mine[place, at]]) for at in products.nonzero()[0]
        ]
        return tuple(word for _, word in sorted(shared)[:_WORDS_TOLD])


class Vectors:
    """The vectors of articles, by number; `load` gives those that are not held.

    A row has the keys of an article's terms (-1 where it has no more), their weights, and which of them
    are names; `names_lengths` is the share of a vector's length that names make, 0 to 1.
    """

    def __init__(self, load: Callable[[int], Told]) -> None:
        self._load = load
        self.keys: _Matrix = np.zeros((_ROWS, MOST_TERMS), np.int64)
        self.weights: _Matrix = np.zeros((_ROWS, MOST_TERMS), np.int64)
        self.names: _Matrix = np.zeros((_ROWS, MOST_TERMS), np.int64)
        self.at_ms: _Matrix = np.zeros(_ROWS, np.int64)
        self.ages: list[tuple[int, str]] = [(0, "")] * _ROWS
        self.sizes: list[int] = [0] * _ROWS
        self.names_lengths: list[float] = [0.0] * _ROWS
        self.clear()

    def clear(self) -> None:
        """Hold none."""
        self._row_of: dict[int, int] = {}
        self._number_in: list[int | None] = [None] * _ROWS
        self._next = 0

    def discard(self, number: int) -> None:
        """Hold an article no more: its terms have changed."""
        row = self._row_of.pop(number, None)
        if row is not None:
            self._number_in[row] = None

    def compare(self, number: int, others: Sequence[int]) -> Comparison:
        """Compare an article with up to some hundred others."""
        wanted = (number, *others)
        while missing := [each for each in wanted if each not in self._row_of]:
            for each in missing:  # these may push out others that are wanted
                self._take_in(each, self._load(each))
        row, *rows = [self._row_of[each] for each in wanted]
        return Comparison(self, row, rows)

    def _take_in(self, number: int, told: Told) -> None:
        row = self._next
        self._next = (row + 1) % _ROWS
        before = self._number_in[row]
        if before is not None:
            del self._row_of[before]
        self._row_of[number] = row
        self._number_in[row] = number
        self.ages[row] = told.at_ms, told.id
        self.at_ms[row] = told.at_ms
        keys = keys_of(told.terms)
        size = self.sizes[row] = len(keys)
        weights, is_name = weights_of(told.terms)
        self.keys[row, :size] = keys
        self.keys[row, size:] = _NO_KEY
        self.weights[row, :size] = weights
        self.weights[row, size:] = 0
        self.names[row, :size] = is_name
        self.names[row, size:] = 0
        named = weights * is_name
        self.names_lengths[row] = math.sqrt(int(named @ named)) / SCALE
