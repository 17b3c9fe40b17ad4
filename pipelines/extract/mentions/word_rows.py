"""The words that the mention model has met, and the weights of each by the place it is seen from."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import Final

import numpy as np
from numpy.typing import NDArray

from pipelines.extract.mentions.candidates import Ints, Traits, traits
from pipelines.extract.mentions.word_features import PLACES, WordFeatures

_MOST_WORDS: Final = 60_000
_MOST_CHARS: Final = 2_000_000
_WORDS_AT_FIRST: Final = 1024
_WORDS_AT_ONCE: Final = 1024  # bounds what a long text of nothing but new words takes in between

Floats = NDArray[np.float32]


class _Numbers(dict[str, int]):
    """Words by number, in the order in which they were first asked for."""

    def __init__(self) -> None:
        self.words: list[str] = []

    def __missing__(self, word: str) -> int:
        number = self[word] = len(self.words)
        self.words.append(word)
        return number


class WordRows:
    """Numbers for words, and what each word adds to the scores of itself and its neighbours.

    `by_place[i, word]` are the weights (tags) seen from `PLACES[i]`, those of place 0 once
    `complete` has been called for the word; `classes[word]` is the number of the word's class,
    `traits[word]` what it is by itself (`candidates.py`).
    """

    def __init__(self, look: WordFeatures, row_of: Mapping[int, int], table: Floats) -> None:
        self._look = look
        self._row_of = row_of
        self._table = table
        self._none = len(table) - 1
        self._prefixes = [zlib.crc32(str(place).encode()) for place in PLACES]
        self._numbers = _Numbers()
        self._known = 0
        self._chars = 0
        self._has_own = np.zeros(_WORDS_AT_FIRST, bool)
        self.class_numbers: dict[str, int] = {}
        self.classes: Ints = np.zeros(_WORDS_AT_FIRST, np.int64)
        self.traits: Traits = np.zeros(_WORDS_AT_FIRST, np.uint8)
        self.by_place: Floats = np.zeros((len(PLACES), _WORDS_AT_FIRST, table.shape[1]), np.float32)

    @property
    def is_full(self) -> bool:
        """Whether it holds so many words, or so long ones, that it is time to begin anew."""
        return len(self._numbers.words) > _MOST_WORDS or self._chars > _MOST_CHARS

    def numbers(self, words: Sequence[str]) -> Ints:
        """Give the words' numbers; what is new among them is learnt."""
        found = np.fromiter(map(self._numbers.__getitem__, words), np.int64, len(words))
        known = self._numbers.words
        while len(known) > len(self.classes):
            self.classes = np.concatenate([self.classes, np.zeros_like(self.classes)])
            self.traits = np.concatenate([self.traits, np.zeros_like(self.traits)])
            self._has_own = np.concatenate([self._has_own, np.zeros_like(self._has_own)])
            self.by_place = np.concatenate([self.by_place, np.zeros_like(self.by_place)], axis=1)
        while self._known < len(known):
            end = min(self._known + _WORDS_AT_ONCE, len(known))
            self._learn(self._known, end)
            self._known = end
        return found

    def complete(self, tagged: Ints) -> None:
        """Compute what words that are to be tagged add to their own scores."""
        missing = sorted({*tagged[~self._has_own[tagged]].tolist()})
        for first in range(0, len(missing), _WORDS_AT_ONCE):
            own = missing[first : first + _WORDS_AT_ONCE]
            inner = [_encoded(self._look.inner(self._numbers.words[number])) for number in own]
            self.by_place[0, own] = self._sums(inner, self._prefixes[0])
            self._has_own[own] = True

    def _learn(self, first: int, end: int) -> None:
        """Learn the class and the traits of words, and what they add to their neighbours' scores."""
        words = self._numbers.words[first:end]
        self._chars += sum(map(len, words))
        self.traits[first:end] = list(map(traits, words))
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
