"""The words that the mention model has met, and the weights of each by the place it is seen from."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate
from typing import Final

import numpy as np
from numpy.typing import NDArray

from pipelines.extract.mentions.word_features import PLACES, WordFeatures

_MOST_WORDS: Final = 60_000
_MOST_CHARS: Final = 2_000_000
_WORDS_AT_FIRST: Final = 1024
_WORDS_AT_ONCE: Final = 1024  # bounds what a long text of nothing but new words takes in between

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]


class WordRows:
    """Numbers for words, and what each word adds to the scores of itself and its neighbours.

    `by_place[i, word]` are the weights (tags) seen from `PLACES[i]`; `classes[word]` is the number of
    the word's class. Both hold for a word once `complete` has been called after `number`.
    """

    def __init__(self, look: WordFeatures, row_of: Mapping[int, int], table: Floats) -> None:
        self._look = look
        self._row_of = row_of
        self._table = table
        self._none = len(table) - 1
        self._prefixes = [zlib.crc32(str(place).encode()) for place in PLACES]
        self._words: list[str] = []
        self._complete = 0
        self._chars = 0
        self._has_own: set[int] = set()
        self.numbers: dict[str, int] = {}
        self.class_numbers: dict[str, int] = {}
        self.classes: Ints = np.zeros(_WORDS_AT_FIRST, np.int64)
        self.by_place: Floats = np.zeros((len(PLACES), _WORDS_AT_FIRST, table.shape[1]), np.float32)

    @property
    def is_full(self) -> bool:
        """Whether it holds so many words, or so long ones, that it is time to begin anew."""
        return len(self._words) > _MOST_WORDS or self._chars > _MOST_CHARS

    def number(self, word: str) -> int:
        """Give a word's number, a new one where it has none."""
        found = self.numbers.setdefault(word, len(self._words))
        if found == len(self._words):
            self._words.append(word)
            self._chars += len(word)
        return found

    def complete(self, tagged: Iterable[int]) -> None:
        """Compute what is missing for new words, and for those that are to be tagged themselves."""
        while len(self._words) > len(self.classes):
            self.classes = np.concatenate([self.classes, np.zeros_like(self.classes)])
            self.by_place = np.concatenate([self.by_place, np.zeros_like(self.by_place)], axis=1)
        while self._complete < len(self._words):
            end = min(self._complete + _WORDS_AT_ONCE, len(self._words))
            self._learn_as_neighbours(self._complete, end)
            self._complete = end
        missing = list({*tagged} - self._has_own)
        for first in range(0, len(missing), _WORDS_AT_ONCE):
            own = missing[first : first + _WORDS_AT_ONCE]
            inner = [_encoded(self._look.inner(self._words[number])) for number in own]
            self.by_place[0, own] = self._sums(inner, self._prefixes[0])
            self._has_own.update(own)

    def _learn_as_neighbours(self, first: int, end: int) -> None:
        words = self._words[first:end]
        for number, word in enumerate(words, start=first):
            name = self._look.word_class(word)
            self.classes[number] = self.class_numbers.setdefault(name, len(self.class_numbers))
        near = [_encoded(self._look.near(word)) for word in words]
        far = [_encoded(self._look.far(word)) for word in words]
        for index in range(1, len(PLACES)):
            features = near if abs(PLACES[index]) == 1 else far
            self.by_place[index, first:end] = self._sums(features, self._prefixes[index])

    def _sums(self, words: Sequence[Sequence[bytes]], prefix: int) -> Floats:
        """Give the sum of the weights of each word's features, at least one each."""
        rows = [row for features in words for row in self._rows(features, prefix)]
        begins = list(accumulate(map(len, words), initial=0))[:-1]
        sums: Floats = np.add.reduceat(self._table[rows], begins, axis=0)
        return sums

    def _rows(self, features: Sequence[bytes], prefix: int) -> list[int]:
        """Give the rows of the table; a CRC goes on from that of the place before the feature."""
        row_of, none, crc32 = self._row_of, self._none, zlib.crc32
        return [row_of.get(crc32(feature, prefix), none) for feature in features]


def _encoded(features: Sequence[str]) -> list[bytes]:
    return [feature.encode() for feature in features]
