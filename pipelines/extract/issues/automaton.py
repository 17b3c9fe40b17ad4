"""All patterns of a table in one trie, and one pass over a text that finds them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import accumulate, pairwise
from typing import Final, NamedTuple

from msgspec import Struct

from pipelines.extract.issues.pattern import (
    NEAR_WORDS,
    PatternError,
    Prefixes,
    keys_of_word,
    read_pattern,
)

_WORD: Final = re.compile(r"([^\W_]+(?:['’]s(?![^\W_]))?)")
_POSSESSIVE: Final = ("'s", "’s")
# Marks that no phrase reaches across.
_BREAK: Final = re.compile(r"[\n,;:()!?—…]")
_LONGEST_WORD: Final = 40
_MOST_REMEMBERED: Final = 50_000


class Words(NamedTuple):
    """A text's words: their places; `newlines` are the indexes of words after the end of a line."""

    starts: list[int]
    ends: list[int]
    newlines: list[int]


class Hit(Struct, frozen=True, gc=False):
    """A pattern's place: the words from `first` to `last`, and those of the other side where near."""

    pattern: int
    first: int
    last: int
    other_first: int = -1
    other_last: int = -1

    def words(self) -> list[int]:
        """Give the indexes of the words that the pattern's own words stand at."""
        if self.first == self.last and self.other_first < 0:
            return [self.first]
        own = list(range(self.first, self.last + 1))
        if self.other_first >= 0:
            own.extend(range(self.other_first, self.other_last + 1))
        return own


class _Node:
    """One place in the trie: what ends here, and which key leads where.

    `sides` are the sides of near patterns: the pattern, the side's number and that of the side it is
    to stand near.
    """

    __slots__ = ("below", "hints", "patterns", "sides")

    def __init__(self) -> None:
        self.below: dict[int, _Node] = {}
        self.patterns: list[int] = []
        self.hints: list[int] = []
        self.sides: list[tuple[int, int, int]] = []

    def says_something(self) -> bool:
        """Tell whether anything ends here."""
        return bool(self.patterns or self.hints or self.sides)


class Scan(NamedTuple):
    """What a text holds: patterns' places, and hints as their numbers with first and last word."""

    words: Words
    hits: list[Hit]
    hints: list[tuple[list[int], int, int]]


# Where something of the trie stands: the node, its first word and its last.
_End = tuple[_Node, int, int]


class _Known(NamedTuple):
    """What a word is to the trie: its keys, patterns that it is, and nodes that lead on from it.

    `onwards` are the keys that one of those nodes leads on with.
    """

    keys: tuple[int, ...]
    ending: tuple[_Node, ...]
    beginning: tuple[_Node, ...]
    onwards: frozenset[int]


_UNKNOWN: Final = _Known((), (), (), frozenset())


class _Vocabulary(dict[str, _Known]):
    """What each word met is to the trie; begins anew when it is full."""

    def __init__(self, root: _Node, key_ids: dict[str, int]) -> None:
        self._root = root
        self._key_ids = key_ids
        self._prefixes = Prefixes(key_ids)

    def __missing__(self, word: str) -> _Known:
        if len(word) > _LONGEST_WORD:
            return _UNKNOWN
        if len(self) >= _MOST_REMEMBERED:
            self.clear()
        bare = word[:-2] if word.endswith(_POSSESSIVE) else word
        found = (self._key_ids.get(key) for key in keys_of_word(bare, self._prefixes))
        known = self[word] = self._read(tuple(each for each in found if each is not None))
        return known

    def _read(self, keys: tuple[int, ...]) -> _Known:
        if not keys:
            return _UNKNOWN
        nodes = [self._root.below[key] for key in keys if key in self._root.below]
        return _Known(
            keys,
            ending=tuple(node for node in nodes if node.says_something()),
            beginning=tuple(node for node in nodes if node.below),
            onwards=frozenset(key for node in nodes for key in node.below),
        )


class Automaton:
    """Patterns by number, compiled; `scan` is linear in the text for a given table."""

    def __init__(
        self, patterns: Iterable[tuple[int, str]], hints: Iterable[tuple[int, str]] = ()
    ) -> None:
        self._root = _Node()
        self._key_ids: dict[str, int] = {}
        self._sides = 0
        for number, pattern in patterns:
            self._add(number, _read(pattern))
        for number, pattern in hints:
            for phrase in _read(pattern)[0]:
                self._node(phrase).hints.append(number)
        self._vocabulary = _Vocabulary(self._root, self._key_ids)

    def scan(self, text: str) -> Scan:
        """Find every pattern's places, those of near patterns last."""
        words, known, broken = self._read_words(text)
        ends: list[_End] = []
        pairs = pairwise([*known, _UNKNOWN])
        for first, ((_, ending, beginning, onwards), after) in enumerate(pairs):
            if ending:
                ends += [(node, first, first) for node in ending]
            if beginning and not onwards.isdisjoint(after.keys):
                _walk(beginning, known, broken, first, ends)
        hits = [Hit(number, first, at) for node, first, at in ends for number in node.patterns]
        hits += _within_lines(_near_hits(ends, self._sides), words)
        hints = [(node.hints, first, at) for node, first, at in ends if node.hints]
        return Scan(words, hits, hints)

    def _add(self, number: int, sides: list[list[tuple[str, ...]]]) -> None:
        if len(sides) == 1:
            for phrase in sides[0]:
                self._node(phrase).patterns.append(number)
            return
        for phrases in sides:
            for phrase in phrases:
                self._node(phrase).sides.append((number, self._sides, self._sides ^ 1))
            self._sides += 1

    def _node(self, keys: tuple[str, ...]) -> _Node:
        node = self._root
        for key in keys:
            number = self._key_ids.setdefault(key, len(self._key_ids))
            below = node.below.get(number)
            if below is None:
                below = node.below[number] = _Node()
            node = below
        return node

    def _read_words(self, text: str) -> tuple[Words, list[_Known], set[int]]:
        """Part a text into words; `broken` are the words that no phrase reaches across to."""
        pieces = _WORD.split(text)
        ends = list(accumulate(map(len, pieces)))
        words = Words(ends[0:-1:2], ends[1::2], [])
        known = list(map(self._vocabulary.__getitem__, pieces[1::2]))
        broken: set[int] = set()
        gaps = pieces[0:-1:2]
        for index in [index for index, gap in enumerate(gaps) if gap != " "]:
            if _BREAK.search(gaps[index]):
                broken.add(index)
                if "\n" in gaps[index]:
                    words.newlines.append(index)
        return words, known, broken


def _read(pattern: str) -> list[list[tuple[str, ...]]]:
    try:
        return read_pattern(pattern)
    except PatternError as error:
        raise PatternError(f"{pattern!r}: {error}; see `dateline taxonomy check`.") from None


def _walk(
    reached: Sequence[_Node], known: list[_Known], broken: set[int], first: int, ends: list[_End]
) -> None:
    """Follow the trie from one word on; as deep as the longest pattern."""
    at = first + 1
    while reached and at < len(known) and at not in broken:
        onwards = []
        for key in known[at].keys:
            for node in reached:
                below = node.below.get(key)
                if below is not None:
                    onwards.append(below)
                    if below.says_something():
                        ends.append((below, first, at))
        reached, at = onwards, at + 1


def _near_hits(ends: list[_End], sides: int) -> list[Hit]:
    """Find the near patterns: where a pattern's other side stood shortly before, that's a hit."""
    hits: list[Hit] = []
    near: list[tuple[int, int] | None] = [None] * sides
    for node, first, at in ends:
        if not node.sides:
            continue
        here = (first, at)
        for pattern, side, opposite in node.sides:
            other = near[opposite]
            if other is not None and first - NEAR_WORDS <= other[1] < first:
                hits.append(Hit(pattern, first, at, *other))
                near[opposite] = None
            near[side] = here
    return hits


def _within_lines(hits: list[Hit], words: Words) -> list[Hit]:
    """Leave out near patterns whose sides stand in different paragraphs."""
    if not words.newlines:
        return hits
    return [
        hit
        for hit in hits
        if hit.other_first < 0 or not _any_between(words.newlines, hit.other_last + 1, hit.first)
    ]


def _any_between(numbers: list[int], low: int, high: int) -> bool:
    """Tell whether sorted numbers hold one from `low` to `high`."""
    place = bisect_left(numbers, low)
    return place < len(numbers) and numbers[place] <= high
