"""All patterns of a table in one trie, and one pass over a text that finds them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from typing import Any, Final, NamedTuple

from pipelines.extract.issues.pattern import NEAR_WORDS, keys_of_word, read_pattern

# A word, or a mark that no phrase reaches across.
_WORD_OR_BREAK: Final = re.compile(r"[^\W_]+|[\n,;:()!?—…]")
_OUTPUTS: Final = -1
_LONGEST_WORD: Final = 40
_MOST_REMEMBERED: Final = 100_000


class Words(NamedTuple):
    """A text's words and breaks: their places; `newlines` are the indexes of line ends."""

    starts: list[int]
    ends: list[int]
    newlines: list[int]


class Hit(NamedTuple):
    """A pattern's place: the words from `first` to `last`, and those of the other side where near."""

    pattern: int
    first: int
    last: int
    other_first: int = -1
    other_last: int = -1

    def words(self) -> list[int]:
        """Give the indexes of the words that the pattern's own words stand at."""
        own = list(range(self.first, self.last + 1))
        if self.other_first >= 0:
            own.extend(range(self.other_first, self.other_last + 1))
        return own


class Automaton:
    """Patterns by number, compiled; `scan` is linear in the text for a given table."""

    def __init__(self, patterns: Iterable[tuple[int, str]]) -> None:
        self._root: dict[int, Any] = {}
        self._key_ids: dict[str, int] = {}
        self._pairs = 0
        for number, pattern in patterns:
            self._add(number, read_pattern(pattern))
        lengths = {len(key) - 2 for key in self._key_ids if key[0] in "pP"}
        self._prefix_lengths = tuple(sorted(lengths))
        self._remembered: dict[str, tuple[int, ...]] = {}

    def scan(self, text: str) -> tuple[Words, list[Hit]]:
        """Find every pattern's places, in the order of their first words."""
        words = Words([], [], [])
        ids = self._read_words(text, words)
        hits: list[Hit] = []
        near: dict[int, tuple[int, int]] = {}
        for first, of_word in enumerate(ids):
            if of_word:
                self._walk(self._root, ids, first, first, hits, near)
        return words, self._within_lines(hits, words)

    def _add(self, number: int, sides: list[list[tuple[str, ...]]]) -> None:
        if len(sides) == 1:
            for phrase in sides[0]:
                self._add_phrase(phrase, (number, -1))
            return
        for side, phrases in enumerate(sides):
            for phrase in phrases:
                self._add_phrase(phrase, (number, 2 * self._pairs + side))
        self._pairs += 1

    def _add_phrase(self, keys: tuple[str, ...], output: tuple[int, int]) -> None:
        node = self._root
        for key in keys:
            node = node.setdefault(self._key_ids.setdefault(key, len(self._key_ids)), {})
        node.setdefault(_OUTPUTS, []).append(output)

    def _read_words(self, text: str, words: Words) -> list[tuple[int, ...]]:
        """Give the known keys of every word; breaks and possessive endings have none."""
        ids: list[tuple[int, ...]] = []
        remembered = self._remembered
        for match in _WORD_OR_BREAK.finditer(text):
            word, start = match.group(), match.start()
            if word == "s" and start and text[start - 1] in "'’":
                continue
            known = remembered.get(word)
            if known is None:
                known = self._ids(word)
            if word == "\n":
                words.newlines.append(len(ids))
            words.starts.append(start)
            words.ends.append(match.end())
            ids.append(known)
        return ids

    def _ids(self, word: str) -> tuple[int, ...]:
        if len(word) > _LONGEST_WORD or not word[0].isalnum():
            return ()
        found = (self._key_ids.get(key) for key in keys_of_word(word, self._prefix_lengths))
        ids = tuple(each for each in found if each is not None)
        if len(self._remembered) >= _MOST_REMEMBERED:
            self._remembered.clear()
        self._remembered[word] = ids
        return ids

    def _walk(
        self,
        node: dict[int, Any],
        ids: list[tuple[int, ...]],
        first: int,
        at: int,
        hits: list[Hit],
        near: dict[int, tuple[int, int]],
    ) -> None:
        """Follow the trie from one word on; as deep as the longest pattern."""
        for key in ids[at]:
            below = node.get(key)
            if below is None:
                continue
            for pattern, side in below.get(_OUTPUTS, ()):
                if side < 0:
                    hits.append(Hit(pattern, first, at))
                else:
                    self._meet(pattern, side, first, at, hits, near)
            if at + 1 < len(ids) and ids[at + 1]:
                self._walk(below, ids, first, at + 1, hits, near)

    @staticmethod
    def _meet(
        pattern: int,
        side: int,
        first: int,
        last: int,
        hits: list[Hit],
        near: dict[int, tuple[int, int]],
    ) -> None:
        """Remember one side of a near pattern; where the other stood shortly before, that's a hit."""
        other = near.get(side ^ 1)
        if other is not None and other[1] < first <= other[1] + NEAR_WORDS:
            hits.append(Hit(pattern, first, last, *other))
            del near[side ^ 1]
        near[side] = (first, last)

    @staticmethod
    def _within_lines(hits: list[Hit], words: Words) -> list[Hit]:
        """Leave out near patterns whose sides stand in different paragraphs."""
        if not words.newlines:
            return hits
        return [
            hit
            for hit in hits
            if hit.other_first < 0 or not _any_between(words.newlines, hit.other_last, hit.first)
        ]


def _any_between(numbers: list[int], low: int, high: int) -> bool:
    """Tell whether sorted numbers hold one between two bounds."""
    place = bisect_left(numbers, low)
    return place < len(numbers) and numbers[place] < high
