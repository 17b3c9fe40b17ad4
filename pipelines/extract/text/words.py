"""A text's words by token, as written and in lower case: what all parts of extraction look at."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable
from typing import Final

from msgspec import Struct

_MOST_WORDS: Final = 60_000
_LONGEST_KEPT: Final = 40


class Words(Struct, frozen=True):
    """The words of one text by the number of their token."""

    written: list[str]
    low: list[str]

    def places(self, wanted: Container[str]) -> list[int]:
        """Give where one of these words stands, as written."""
        return [place for place, word in enumerate(self.written) if word in wanted]

    def low_places(self, wanted: Container[str]) -> list[int]:
        """Give where one of these words stands, by its lower case."""
        return [place for place, word in enumerate(self.low) if word in wanted]


class _Forms(dict[str, str]):
    """A form of each word that texts bring again and again.

    Equal words have one string for their form: its hash is then known, and tables that hold it too
    find it by identity.
    """

    def __init__(self, form: Callable[[str], str]) -> None:
        self._form = form

    def __missing__(self, word: str) -> str:
        form = self._form(word)
        if len(word) <= _LONGEST_KEPT:
            if len(self) >= _MOST_WORDS:
                self.clear()
            self[word] = form
        return form


_WRITTEN: Final = _Forms(str)
_LOW: Final = _Forms(lambda word: _WRITTEN[word.lower()])


def same_words(words: Iterable[str]) -> list[str]:
    """Give the words again, equal ones as one string."""
    return list(map(_WRITTEN.__getitem__, words))


def read_words(written: list[str]) -> Words:
    """Give words with their lower case."""
    return Words(written, list(map(_LOW.__getitem__, written)))
