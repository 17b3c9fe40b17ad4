"""What two headlines say, and whether the texts below say it too. Pure and symmetric."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import numpy as np
from msgspec import Struct

from pipelines.dedupe.outline import hash32
from pipelines.dedupe.tokens import CONTENT_BIT, NUMBER_BIT, Hashes, tokens_of

_FEWEST_LETTERS: Final = 20
_FEWEST_WORDS: Final = 5
_ALL_BUT_ONE_IN_SEVEN: Final = 0.85
_HALF: Final = 0.5
_SAID: Final = 0.25  # of the words that only one headline has
_SAID_ALONE: Final = 0.2  # of these, more in its own text than in the other


class Headline(Struct, frozen=True, gc=False):
    """The hashes of a headline's content words, and of its numbers."""

    words: frozenset[int]
    numbers: frozenset[int]


class Saying(Struct, frozen=True, gc=False):
    """How many of the words and numbers that only this headline has are in its text, and in the other's."""

    own: float
    other: float


@lru_cache(maxsize=4_096)
def headline_of(title: str) -> Headline:
    """Take a headline apart."""
    hashes = tokens_of(title).hashes
    kinds = hashes & np.uint64(CONTENT_BIT | NUMBER_BIT)
    return Headline(
        words=frozenset(hashes[kinds == CONTENT_BIT].tolist()),
        numbers=frozenset(hashes[kinds >= NUMBER_BIT].tolist()),
    )


def key_of(title: str) -> tuple[int, ...]:
    """Give a key of 32 bits that headlines of the same letters have; none where these are too few.

    A short part of a long text has its headline more often than one of its keys.
    """
    letters = "".join(filter(str.isalnum, title)).casefold()
    return (hash32("headline", letters),) if len(letters) >= _FEWEST_LETTERS else ()


def containment(one: str, other: str) -> float | None:
    """Give how many content words of the shorter headline the other has; None where one has none."""
    fewer, more = sorted((headline_of(one).words, headline_of(other).words), key=len)
    return len(fewer & more) / len(fewer) if fewer else None


def are_one(one: str, other: str) -> bool:
    """Tell whether two headlines have the same words, but for one in seven, and the same numbers."""
    here, there = headline_of(one), headline_of(other)
    shared, either = len(here.words & there.words), len(here.words | there.words)
    alike = shared >= _FEWEST_WORDS and shared >= _ALL_BUT_ONE_IN_SEVEN * either
    return alike and here.numbers == there.numbers


def are_unlike(one: str, other: str) -> bool:
    """Tell whether two headlines share less than half of the words and numbers of the shorter."""
    words, also = _all(one), _all(other)
    return len(words & also) < _HALF * min(len(words), len(also))


def say_nothing(one: str, other: str, here: Hashes, there: Hashes) -> bool:
    """Tell whether the texts below two unlike headlines have nothing of either: a notice, a comment.

    `here` and `there` are the content words of the texts, sorted.
    """
    return sum(each.own for each in _sayings(one, other, here, there)) < 2 * _SAID


def say_what_the_other_does_not(one: str, other: str, here: Hashes, there: Hashes) -> bool:
    """Tell the fourth of a kind from the sixth: each headline has words that only its own text has."""
    sayings = _sayings(one, other, here, there)
    return len(sayings) == 2 and all(each.own - each.other >= _SAID_ALONE for each in sayings)


def _sayings(one: str, other: str, here: Hashes, there: Hashes) -> list[Saying]:
    """Give the saying of each headline that has words of its own."""
    words, also = _all(one), _all(other)
    text, other_text = set(here.tolist()), set(there.tolist())
    return [
        Saying(len(only & own) / len(only), len(only & another) / len(only))
        for only, own, another in (
            (words - also, text, other_text),
            (also - words, other_text, text),
        )
        if only
    ]


def _all(title: str) -> frozenset[int]:
    headline = headline_of(title)
    return headline.words | headline.numbers
