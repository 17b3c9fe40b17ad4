"""Lines whose capitals tell little (headlines, datelines) as they would stand in a running text."""

from __future__ import annotations

from collections.abc import Container, Sequence
from typing import Final

from pipelines.extract.gazetteer.word_lists import word_lists

IN_HEADLINE: Final = "^"  # before a common word that a headline writes with a capital
_LONG: Final = 4  # characters; headlines write shorter words small, and acronyms are no longer
_LONG_WORDS: Final = 4  # of a headline
_CAPITALS: Final = 0.8  # of a headline's long words
_IN_PLACES: Final = frozenset({"-", "'", "’", "."})
_AFTER_PLACES: Final = frozenset({",", "(", ":", "-", "–", "—", "--", "/"})


def readable(words: Sequence[str], common: Container[str]) -> Sequence[str]:
    """Give a line as its words would stand in a text.

    A shouted line is written small, and so is the place that begins a dateline. In a headline ("Police
    Arrest Five") common words are marked: their capitals tell nothing.
    """
    if words and words[0].isupper() and len(words[0]) > 1:
        words = _with_small_place(words)
    if 2 * sum(map(str.islower, words)) > len(words):
        return words
    long = [word for word in words if len(word) >= _LONG and word.isalpha()]
    if sum(map(str.isupper, long)) >= max(3, _CAPITALS * len(long)):
        words = [word.capitalize() if len(word) >= _LONG else word for word in words]
        long = [word.capitalize() for word in long]
    capitals = sum(not word[0].islower() for word in long)
    if len(long) < _LONG_WORDS or capitals < _CAPITALS * len(long):
        return words
    return [
        IN_HEADLINE + word if word[0].isupper() and word.lower() in common else word
        for word in words
    ]


def _with_small_place(words: Sequence[str]) -> Sequence[str]:
    """Give "ADDIS ABABA, Ethiopia" as "Addis Ababa, Ethiopia"."""
    end = 0
    while end < len(words) and (words[end].isupper() or words[end] in _IN_PLACES):
        end += 1
    place = words[:end]
    if end == len(words) or words[end] not in _AFTER_PLACES or sum(map(len, place)) < _LONG:
        return words
    if end == 1 and "organisations" in word_lists().kinds(place[0]):
        return words
    return [*(word.capitalize() for word in place), *words[end:]]
