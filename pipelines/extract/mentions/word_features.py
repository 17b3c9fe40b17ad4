"""What a word tells of itself: its form, its parts, and the lists it stands in.

The model's features are those of single words at places around a token, and pairs of word classes:
so that they can be computed once a word and looked up afterwards (`linear_model.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Final

from pipelines.extract.gazetteer.word_lists import word_lists
from pipelines.extract.mentions.candidates import OUTSIDE
from pipelines.extract.mentions.readable import IN_HEADLINE

_KNOWN_FUNCTION_WORDS: Final = frozenset(
    "of the and for in on at to by from with a an as is was were are be said says who which that his her"
    " its their he she it they . , : ; ( ) \" “ ” ' ’ 's ’s - – — / & de al".split()
)


@lru_cache(maxsize=50_000)
def shape(word: str) -> str:
    """Give the word's form: Xx, XX, xx, 99, with runs shortened to one letter."""
    runs: list[str] = []
    for char in word[:20]:
        if char.isupper():
            kind = "X"
        elif char.islower():
            kind = "x"
        elif char.isdigit():
            kind = "9"
        elif char.isalpha():
            kind = "c"
        else:
            kind = char
        if not runs or runs[-1] != kind:
            runs.append(kind)
    return "".join(runs)


@lru_cache(maxsize=4096)  # each word is asked for as itself and as a neighbour
def _kinds(word: str) -> tuple[str, ...]:
    lists = word_lists()
    word = word.removeprefix(IN_HEADLINE)
    context = lists.context.get(word.lower(), ())
    return (*lists.kinds(word), *lists.wide_kinds(word), *context)


class WordFeatures:
    """Features of words; `common`: words that stand in texts in lower case."""

    def __init__(self, common: frozenset[str]) -> None:
        self.common = common

    def word_class(self, word: str) -> str:
        """Give the word's class for pairs: the word itself if it is a frequent one, else list and form."""
        if word == OUTSIDE or word in _KNOWN_FUNCTION_WORDS:
            return word
        found = _kinds(word)
        return f"{shape(word)[:3]}/{found[0] if found else ''}"

    def inner(self, word: str) -> list[str]:
        """Give the features of the word that is to be tagged."""
        low = word.lower().removeprefix(IN_HEADLINE)
        features = ["b", f"w={low}", f"s={shape(word)}", f"n={min(len(word), 8)}"]
        for length in range(2, min(5, len(word))):
            features += (f"p{low[:length]}", f"e{low[-length:]}")
        if low != word:
            features.append(f"W={word}")
            if low in self.common:
                features.append("common")
        return features + [f"k{kind}" for kind in _kinds(word)]

    def near(self, word: str) -> list[str]:
        """Give the features of a word next to the one that is to be tagged."""
        low = word.lower().removeprefix(IN_HEADLINE)
        features = [f"w={low}", f"s={shape(word)}"]
        if len(word) > 4:
            features.append(f"e{low[-3:]}")
        if low != word and low in self.common:
            features.append("common")
        return features + [f"k{kind}" for kind in _kinds(word)]

    def far(self, word: str) -> list[str]:
        """Give the features of a word two places away."""
        features = [f"w={word.lower().removeprefix(IN_HEADLINE)}", f"s={shape(word)[:2]}"]
        return features + [f"k{kind}" for kind in _kinds(word)]

    def at(self, place: int, word: str) -> list[str]:
        """Give the features of a word `place` tokens after the one that is to be tagged."""
        look = (self.inner, self.near, self.far)[abs(place)]
        return [f"{place}{feature}" for feature in look(word)]


# Places relative to the token that are looked at, and pairs of places whose word classes are.
PLACES: Final = (0, -1, 1, -2, 2)
PAIRS: Final = ((-1, 0), (0, 1), (-1, 1), (-2, -1))


def phrase_marks(words: Sequence[str], places: Iterable[int]) -> Iterator[tuple[int, str]]:
    """Give the places of words within names of several words that a list knows: (3, "B-places").

    `places`: where such a name may begin, in order.
    """
    phrases = word_lists().phrases
    after = 0
    for index in places:
        known = phrases.get(words[index])
        if known is None or index < after or index + 1 == len(words):
            continue
        for rest, name in known.get(words[index + 1], ()):
            if tuple(words[index + 1 : index + 1 + len(rest)]) == rest:
                after = index + 1 + len(rest)
                yield index, f"B-{name}"
                yield from ((place, f"I-{name}") for place in range(index + 1, after))
                break
