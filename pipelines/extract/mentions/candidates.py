"""Which words of a text can be part of a name: all other words are outside of one."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from pipelines.extract.gazetteer.word_lists import word_lists
from pipelines.extract.mentions.readable import IN_HEADLINE

OUTSIDE: Final = "<s>"  # stands before and after a sentence; no token looks like it
_CONNECTORS: Final = frozenset(
    "of the and for de la le les del della di da do dos das du des der den van von bin ibn al el y e at in"
    " on to & - – ' ’ 's ’s . , / ( ) a an".split()
)
_LONGEST_CONNECTION: Final = 5  # "Office of the High Commissioner": words from one to the next
# What a word is by itself.
_NAME_LIKE, _CONNECTS, _CAPITAL, _HYPHEN, _BEGINS_PHRASE, _OUTSIDE = (1 << bit for bit in range(6))

Traits = NDArray[np.uint8]
Ints = NDArray[np.int64]


def traits(word: str) -> int:
    """Give what a word is by itself, one bit each."""
    if word == OUTSIDE:
        return _OUTSIDE
    return (
        _NAME_LIKE * _is_name_like(word)
        | _CONNECTS * (word in _CONNECTORS)
        | _CAPITAL * word[0].isupper()
        | _HYPHEN * (word == "-")
        | _BEGINS_PHRASE * (word in word_lists().phrases)
    )


def _is_name_like(word: str) -> bool:
    """Whether the word by itself can be part of a name: capitals, digits, scripts without case."""
    first = word[0]
    if first == IN_HEADLINE and len(word) > 1:
        return True
    if first.islower():
        return word.lower() != word
    return first.isalnum() or (first in "@#" and len(word) > 1)


def candidates(words: Traits) -> Ints:
    """Give the places of words that can be part of a name.

    Connecting words are where they stand between such words ("Bank of England"); and "un" is in
    "Jong-un".
    """
    possible = words & _NAME_LIKE != 0
    joined = (words[:-2] & _CAPITAL != 0) & (words[1:-1] & _HYPHEN != 0)
    possible[2:] |= joined & (words[2:] & _OUTSIDE == 0)
    found = np.flatnonzero(possible)
    connecting = np.cumsum(words & _CONNECTS != 0)
    between = found[1:] - found[:-1] - 1
    gaps = (between > 0) & (between < _LONGEST_CONNECTION)
    gaps &= connecting[found[1:] - 1] - connecting[found[:-1]] == between
    for left, right in zip(found[:-1][gaps].tolist(), found[1:][gaps].tolist(), strict=True):
        possible[left:right] = True
    return np.flatnonzero(possible)


def phrase_beginnings(words: Traits) -> list[int]:
    """Give the places of words that names of several words begin with in our lists."""
    return np.flatnonzero(words & _BEGINS_PHRASE).tolist()
