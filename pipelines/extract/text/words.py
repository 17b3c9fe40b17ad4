"""A text's words by token, and where those of our lists stand among them.

Each word has a number, and each list a column that says which words are in it. To look a text
through for a list is one step over its numbers: nine times faster than asking word by word.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from threading import Lock
from typing import Final

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

_MOST_WORDS: Final = 60_000
_MOST_CHARS: Final = 2_000_000
_WORDS_AT_FIRST: Final = 1024
_FEW_WORDS: Final = 60  # as headlines have: asked one by one they are sooner looked through
_LOCK: Final = Lock()  # texts may be read in several threads

Numbers = NDArray[np.int64]
Bools = NDArray[np.bool_]
Strings = NDArray[np.object_]


class WordList:
    """Words that every text is looked through for."""

    def __init__(self, words: Iterable[str]) -> None:
        self.words = frozenset(words)

    def __contains__(self, word: object) -> bool:
        return word in self.words


class _Column:
    """Which words of a vocabulary are in a list."""

    def __init__(self, wanted: WordList) -> None:
        self._wanted = wanted.words
        self._known = 0
        self._is_in: Bools = np.zeros(_WORDS_AT_FIRST, bool)

    def of(self, words: Sequence[str]) -> Bools:
        """Give it for all words there are by now, and some more."""
        while len(words) > len(self._is_in):
            self._is_in = np.concatenate([self._is_in, np.zeros_like(self._is_in)])
        if self._known < len(words):
            new = words[self._known :]
            self._is_in[self._known : len(words)] = list(map(self._wanted.__contains__, new))
            self._known = len(words)
        return self._is_in


class _Vocabulary(dict[str, int]):
    """Numbers for words, in the order in which texts bring them."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self._known = 0
        self._chars = 0
        # By number: the word, and the number of its lower case.
        self._strings: Strings = np.zeros(_WORDS_AT_FIRST, object)
        self._low: Numbers = np.zeros(_WORDS_AT_FIRST, np.int64)
        self._columns: dict[WordList, _Column] = {}

    def __missing__(self, word: str) -> int:
        number = self[word] = len(self.words)
        self.words.append(word)
        return number

    @property
    def is_full(self) -> bool:
        """Whether it holds so many words, or so long ones, that it is time to begin anew."""
        return len(self.words) > _MOST_WORDS or self._chars > _MOST_CHARS

    def read(self, words: Sequence[str]) -> Words:
        """Give words with their lower case; equal ones are one string."""
        numbers = np.fromiter(map(self.__getitem__, words), np.int64, len(words))
        # What is new may have a lower case that is new, too.
        while self._known < len(self.words):
            self._learn(self._known, len(self.words))
        low = self._low[numbers]
        return Words(
            written=self._strings[numbers].tolist(),
            low=self._strings[low].tolist(),
            numbers=numbers,
            low_numbers=low,
            vocabulary=self,
        )

    def _learn(self, first: int, end: int) -> None:
        new = self.words[first:end]
        while end > len(self._low):
            self._low = np.concatenate([self._low, np.zeros_like(self._low)])
            self._strings = np.concatenate([self._strings, np.zeros_like(self._strings)])
        self._strings[first:end] = new
        self._low[first:end] = [self[word.lower()] for word in new]
        self._chars += sum(map(len, new))
        self._known = end

    def is_in(self, wanted: WordList) -> Bools:
        """Give for each word, by number, whether it is in a list."""
        with _LOCK:
            column = self._columns.get(wanted)
            if column is None:
                column = self._columns[wanted] = _Column(wanted)
            return column.of(self.words)


class Words(Struct, frozen=True, kw_only=True, eq=False):
    """The words of one text by token; `numbers` are those of the vocabulary."""

    written: list[str]
    low: list[str]
    numbers: Numbers
    low_numbers: Numbers
    vocabulary: _Vocabulary

    def __eq__(self, other: object) -> bool:
        # Numbers depend on what was read before.
        return isinstance(other, Words) and self.written == other.written

    def __hash__(self) -> int:
        return hash(tuple(self.written))

    def __repr__(self) -> str:
        return f"Words({self.written!r})"

    def places(self, wanted: WordList | Container[str]) -> list[int]:
        """Give where one of these words stands, as written."""
        if isinstance(wanted, WordList):
            if len(self.written) > _FEW_WORDS:
                return _true_places(self.vocabulary.is_in(wanted)[self.numbers])
            wanted = wanted.words
        return [place for place, word in enumerate(self.written) if word in wanted]

    def low_places(self, wanted: WordList) -> list[int]:
        """Give where one of these words stands, by its lower case."""
        if len(self.low) > _FEW_WORDS:
            return _true_places(self.vocabulary.is_in(wanted)[self.low_numbers])
        return [place for place, word in enumerate(self.low) if word in wanted.words]


def _true_places(found: Bools) -> list[int]:
    places: list[int] = found.nonzero()[0].tolist()
    return places


_current = _Vocabulary()


def read_words(written: Sequence[str]) -> Words:
    """Give words with their lower case; texts share a vocabulary until it is full."""
    global _current  # what was read keeps the vocabulary that it was read with
    with _LOCK:
        if _current.is_full:
            _current = _Vocabulary()
        return _current.read(written)
