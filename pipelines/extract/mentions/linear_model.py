"""The mention model at work: weights looked up once a word, the best tags found for all lines at once.

The weights are a conditional random field's (`train.py`). Since its features are those of single
words and of pairs of word classes, a word's share in the scores is a row computed when the word is
first met; a text's scores are sums of rows, and the Viterbi search runs over all stretches of
candidate words side by side. A word that can't be in a name is outside one, whatever the weights.
"""

from __future__ import annotations

import zlib
from bisect import bisect_right
from collections.abc import Container, Iterable, Iterator, Sequence, Set
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
from msgspec import Struct

from pipelines.extract.mentions.candidates import OUTSIDE, Ints, candidates, phrase_beginnings
from pipelines.extract.mentions.readable import readable
from pipelines.extract.mentions.word_features import (
    PAIRS,
    PLACES,
    WordFeatures,
    phrase_marks,
)
from pipelines.extract.mentions.word_rows import Floats, WordRows

_FORBIDDEN: Final = -1e4
_LONGEST_STRETCH: Final = 48  # words; a longer run of capitals is searched in pieces
_CLASSES_AT_FIRST: Final = 256
_UNKNOWN: Final = -1
# The sets it is trained on leave names out, of persons most: what held-out documents say is best.
_INCLINATION: Final = {"PER": 1.0, "ORG": 0.6, "LOC": 0.6}
_PADDING: Final = 2  # the farthest place that is looked at


class Weights(Struct, frozen=True):
    """What training gives: weights by (feature, tag) and (tag, tag), and the common words."""

    common: frozenset[str]
    states: dict[tuple[str, str], float]
    transitions: dict[tuple[str, str], float]


class LineName(NamedTuple):
    """Words `first` up to `end` (outside) of a line are a name; `certainty` is from 0 to 1."""

    line: int
    first: int
    end: int
    entity_type: str
    certainty: float


def save_weights(weights: Weights, path: Path) -> None:
    """Write weights to a file: features as CRC-32, weights as half floats."""
    tags = sorted(
        {tag for _, tag in weights.states} | {tag for pair in weights.transitions for tag in pair}
    )
    rows = sorted(
        (zlib.crc32(feature.encode()), tags.index(tag), value)
        for (feature, tag), value in weights.states.items()
    )
    transitions = np.zeros((len(tags), len(tags)), np.float32)
    for (before, after), value in weights.transitions.items():
        transitions[tags.index(before), tags.index(after)] = value
    with path.open("wb") as file:
        np.savez_compressed(
            file,
            tags=np.array(tags),
            common=np.array("\n".join(sorted(weights.common))),
            features=np.array([row[0] for row in rows], np.uint32),
            feature_tags=np.array([row[1] for row in rows], np.uint8),
            values=np.array([row[2] for row in rows], np.float16),
            transitions=transitions.astype(np.float16),
        )


class LinearModel:
    """Finds tags; keeps the rows of words it has met, so it is for one thread at a time."""

    def __init__(self, path: Path) -> None:
        with np.load(path, allow_pickle=False) as stored:
            self.tags: tuple[str, ...] = tuple(str(tag) for tag in stored["tags"])
            common = frozenset(str(stored["common"]).split("\n"))
            features = stored["features"]
            keys, places = np.unique(features, return_inverse=True)
            table = np.zeros((len(keys) + 1, len(self.tags)), np.float32)
            table[places, stored["feature_tags"]] = stored["values"]
            transitions = stored["transitions"].astype(np.float32)
        self._look = WordFeatures(common)
        self._table: Floats = table
        self._row_of = {int(key): row for row, key in enumerate(keys)}
        self._none = len(keys)
        self._start, self._steps, self._end = _constraints(self.tags, transitions)
        self._steps_to: Floats = np.ascontiguousarray(self._steps.T)
        self._inclination = np.array(
            [_INCLINATION.get(tag[2:], 0.0) for tag in self.tags], np.float32
        )
        self._outside_tag = self.tags.index("O")
        self._forget()

    def _forget(self) -> None:
        self._rows = WordRows(self._look, self._row_of, self._table)
        self._pair_rows = np.full((len(PAIRS), _CLASSES_AT_FIRST, _CLASSES_AT_FIRST), _UNKNOWN)

    def find(
        self, lines: Sequence[Sequence[str]], blocked: Sequence[Set[int]] = ()
    ) -> Iterator[LineName]:
        """Give the names in all lines, in order.

        `blocked`: for each line the words that are in no name, whatever the model says.
        """
        if self._rows.is_full:
            self._forget()
        words, starts = _one_after_the_other(lines, self._look.common)
        ids = self._rows.numbers(words)
        traits = self._rows.traits[ids]
        at = candidates(traits)
        never = {starts[line] + place for line, places in enumerate(blocked) for place in places}
        if never:
            at = at[[place not in never for place in at.tolist()]]
        if len(at):
            self._rows.complete(ids[at])
            marks = phrase_marks(words, phrase_beginnings(traits))
            tags, certainty = self._search(self._scores(ids, at, marks), at)
            inside = np.flatnonzero(tags != self._outside_tag)
            placed = zip(at[inside].tolist(), tags[inside].tolist(), strict=True)
            yield from self._names(list(placed), certainty[inside].tolist(), starts)

    def _names(
        self, placed: Sequence[tuple[int, int]], certainty: Sequence[float], starts: Sequence[int]
    ) -> Iterator[LineName]:
        """Read names off places and their tags: B, I, L or U and the type."""
        first = 0
        for index, (place, number) in enumerate(placed):
            tag = self.tags[number]
            if tag[0] in "BU":
                first = index
            if tag[0] in "LU":
                line = bisect_right(starts, place) - 1
                begin, end = placed[first][0] - starts[line], place + 1 - starts[line]
                yield LineName(line, begin, end, tag[2:], min(certainty[first : index + 1]))

    def _row(self, feature: str) -> int:
        return self._row_of.get(zlib.crc32(feature.encode()), self._none)

    def _scores(self, ids: Ints, at: Ints, marks: Iterable[tuple[int, str]]) -> Floats:
        """Give the scores (candidates, tags) before transitions."""
        by_place = self._rows.by_place
        scores: Floats = by_place[0, ids[at]] + self._inclination
        for index, place in enumerate(PLACES[1:], start=1):
            scores += by_place[index, ids[at + place]]
        classes = self._rows.classes[ids]
        for number, (left, right) in enumerate(PAIRS):
            scores += self._table[self._pairs(number, classes[at + left], classes[at + right])]
        of_phrases = np.full(len(ids), self._row("g"))
        for place, mark in marks:
            of_phrases[place] = self._row(f"g{mark}")
        scores += self._table[of_phrases[at]]
        return scores

    def _pairs(self, number: int, left: Ints, right: Ints) -> Ints:
        """Give the rows of pairs of classes; those met for the first time are looked up."""
        while len(self._rows.class_numbers) > self._pair_rows.shape[1]:
            self._pair_rows = np.pad(
                self._pair_rows,
                ((0, 0), (0, _CLASSES_AT_FIRST), (0, _CLASSES_AT_FIRST)),
                constant_values=_UNKNOWN,
            )
        rows: Ints = self._pair_rows[number, left, right]
        unknown = rows == _UNKNOWN
        if unknown.any():
            names = list(self._rows.class_numbers)
            for one, other in zip(left[unknown].tolist(), right[unknown].tolist(), strict=True):
                row = self._row(f"{number}&{names[one]}&{names[other]}")
                self._pair_rows[number, one, other] = row
            rows = self._pair_rows[number, left, right]
        return rows

    def _search(self, scores: Floats, at: Ints) -> tuple[Ints, Floats]:
        """Find the best tags of every stretch of neighbouring candidates: Viterbi, side by side.

        Stretches are in order of length: those that a step still reaches are the first ones.
        """
        starts, lengths = _stretches(at)
        scores[starts + lengths - 1] += self._end
        reached = (lengths[:, None] > np.arange(lengths[0])).sum(axis=0).tolist()
        best = scores[starts] + self._start
        came_from = np.zeros(scores.shape, np.uint8)
        for step, count in enumerate(reached[1:], start=1):
            options = best[:count, None, :] + self._steps_to
            places = starts[:count] + step
            before = options.argmax(axis=2, keepdims=True)
            came_from[places] = before[:, :, 0]
            best[:count] = np.take_along_axis(options, before, axis=2)[:, :, 0] + scores[places]
        tags = np.empty(len(at), np.int64)
        current = best.argmax(axis=1)
        for step in range(len(reached) - 1, -1, -1):
            places = starts[: reached[step]] + step
            tags[places] = current[: reached[step]]
            if step:
                current[: reached[step]] = came_from[places, tags[places]]
        return tags, self._certainty(scores, tags, starts, lengths)

    def _certainty(self, scores: Floats, tags: Ints, starts: Ints, lengths: Ints) -> Floats:
        """Give each tag's probability where its neighbours' tags are what they are."""
        given = scores.copy()
        given[starts] += self._start
        has_before = np.ones(len(tags), bool)
        has_before[starts] = False
        later = np.flatnonzero(has_before)
        given[later] += self._steps[tags[later - 1]]
        given[later - 1] += self._steps_to[tags[later]]
        given -= given.max(axis=1, keepdims=True)
        odds = np.exp(given)
        sure: Floats = odds[np.arange(len(tags)), tags] / odds.sum(axis=1)
        return sure


def _one_after_the_other(
    lines: Sequence[Sequence[str]], common: Container[str]
) -> tuple[list[str], list[int]]:
    """Give all words, with what stands outside of lines between them, and where each line starts."""
    outside = [OUTSIDE] * _PADDING
    words = list(outside)
    starts: list[int] = []
    for line in lines:
        starts.append(len(words))
        words += readable(line, common)
        words += outside
    return words, starts


def _stretches(at: Ints) -> tuple[Ints, Ints]:
    """Give first index and length of each run of neighbouring places, the longest first."""
    begins = np.flatnonzero(np.concatenate([[True], at[1:] - at[:-1] != 1]))
    lengths = np.concatenate([begins[1:], [len(at)]]) - begins
    if lengths.max() > _LONGEST_STRETCH:
        pieces = [
            (piece, min(_LONGEST_STRETCH, begin + length - piece))
            for begin, length in zip(begins.tolist(), lengths.tolist(), strict=True)
            for piece in range(begin, begin + length, _LONGEST_STRETCH)
        ]
        begins, lengths = np.array(pieces, np.int64).T
    order = np.argsort(-lengths, kind="stable")
    return begins[order], lengths[order]


def _constraints(tags: Sequence[str], transitions: Floats) -> tuple[Floats, Floats, Floats]:
    """Give scores of a stretch's first tag, of steps and of its last tag; what can't be is forbidden."""
    opens = np.array([tag[0] in "OBU" for tag in tags])
    closes = np.array([tag[0] in "OLU" for tag in tags])
    same_name = np.array(
        [
            [before[0] in "BI" and after[0] in "IL" and before[2:] == after[2:] for after in tags]
            for before in tags
        ]
    )
    allowed = same_name | (closes[:, None] & opens[None, :])
    outside = tags.index("O")
    steps = np.where(allowed, transitions, _FORBIDDEN).astype(np.float32)
    start = np.where(opens, transitions[outside], _FORBIDDEN).astype(np.float32)
    end = np.where(closes, transitions[:, outside], _FORBIDDEN).astype(np.float32)
    return start, steps, end
