"""The vectors of the articles looked at last, in rows of a matrix: one is compared with many at once."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any, Final, Protocol

import numpy as np
import numpy.typing as npt

from pipelines.dedupe.compare import HOUR_MS
from pipelines.dedupe.document import UNDATED_MS
from pipelines.dedupe.story_terms import MOST_TERMS, SCALE, Terms, keys_of, weights_of

_ROWS: Final = 1 << 14
_NOWHERE: Final = -1
_NO_KEY: Final = (1 << 32) - 1
_DIGITS: Final = 4
_ROUNDED: Final = 1e-4
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

    `cosines` say how alike they are, 0 to 1.
    """

    def __init__(self, vectors: Vectors, row: int, rows: Sequence[int]) -> None:
        self._vectors = vectors
        self._row = row
        self._rows = rows
        self._taken = taken = np.array(rows, np.int64)
        theirs = vectors.keys.take(taken, axis=0)
        self._columns = vectors.keys[row, : vectors.sizes[row]].searchsorted(theirs)
        self._products = vectors.weights[row].take(self._columns, mode="clip")
        self._products *= vectors.keys[row].take(self._columns, mode="clip") == theirs
        self._products *= vectors.weights.take(taken, axis=0)
        products = np.add.reduce(self._products, axis=1)
        self.cosines: _Matrix = np.minimum(products / (SCALE * SCALE), 1.0)

    def at_least(self, enough: float, shared_terms: int) -> list[tuple[int, float]]:
        """Give the places where so many terms are shared and the cosine is enough, with its value.

        The value is the cosine halved every 48 hours between the two.
        """
        places = (self.cosines >= enough - _ROUNDED).nonzero()[0]
        if not len(places):
            return []
        values = (self.cosines[places] * self._left_by_time(places)).round(_DIGITS)
        shared = np.add.reduce(self._products[places] != 0, axis=1)
        fit = ((values >= enough) & (shared >= shared_terms)).nonzero()[0]
        return list(zip(places[fit].tolist(), values[fit].tolist(), strict=True))

    def _left_by_time(self, places: _Matrix) -> _Matrix:
        """Give what time leaves of likenesses; where one has no date, it may be near the other."""
        times_ms = self._vectors.at_ms.take(self._taken[places])
        at_ms = self._vectors.at_ms[self._row]
        apart_ms = np.abs(times_ms - at_ms)
        apart_ms[(times_ms == UNDATED_MS) | (at_ms == UNDATED_MS)] = 0
        left: _Matrix = np.exp2(apart_ms / -_HALF_LIFE_MS)
        return left

    def age(self, place: int) -> tuple[int, str]:
        """Give an article's event time and id."""
        return self._vectors.ages[self._rows[place]]

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
            int(products @ vectors.names[self._row].take(self._columns[place], mode="clip")),
            int(products @ vectors.names[other]),
        )
        return named < _LIKE_NAMES * lengths[0] * lengths[1] * SCALE * SCALE

    def shared_words(self, place: int, terms: Terms) -> tuple[str, ...]:
        """Give which words of the article make it like another, the weightiest first."""
        products = self._products[place]
        columns = products.nonzero()[0]
        keys = self._vectors.keys[self._row][self._columns[place, columns]].tolist()
        word_of = dict(zip(keys_of(terms), terms.words, strict=True))
        weights = (-products[columns]).tolist()
        shared = sorted((weight, word_of[key]) for weight, key in zip(weights, keys, strict=True))
        return tuple([word for _, word in shared[:_WORDS_TOLD]])


class Vectors:
    """The vectors of articles, by number; `load` gives those that are not held.

    A row has the keys of an article's terms, ascending, where it has no more that of none; their weights;
    and which are names. `names_lengths` is the share of a vector's length that names make, 0 to 1.
    """

    def __init__(self, load: Callable[[int], Told]) -> None:
        self._load = load
        self.keys: _Matrix = np.zeros((_ROWS, MOST_TERMS), np.uint32)
        self.weights: _Matrix = np.zeros((_ROWS, MOST_TERMS), np.int32)
        self.names: _Matrix = np.zeros((_ROWS, MOST_TERMS), bool)
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
        wanted = [number, *others]
        rows = [self._row_of.get(each, _NOWHERE) for each in wanted]
        while _NOWHERE in rows:
            for each, row in zip(wanted, rows, strict=True):
                if row == _NOWHERE:  # taking it in may push out others that are wanted
                    self._take_in(each, self._load(each))
            rows = [self._row_of.get(each, _NOWHERE) for each in wanted]
        return Comparison(self, rows[0], rows[1:])

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
        keys = np.array(keys_of(told.terms), np.uint32)
        weights, is_name = weights_of(told.terms)
        order = keys.argsort()
        size = self.sizes[row] = len(keys)
        self.keys[row, :size] = keys[order]
        self.weights[row, :size] = weights[order]
        self.names[row, :size] = is_name[order]
        if size < MOST_TERMS:
            self.keys[row, size:] = _NO_KEY
            self.weights[row, size:] = 0
            self.names[row, size:] = 0
        named = weights[is_name]
        self.names_lengths[row] = math.sqrt(int(named @ named)) / SCALE
