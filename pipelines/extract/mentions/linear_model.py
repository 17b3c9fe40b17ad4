"""The mention model at work: weights looked up once a word, the best tags found for all lines at once.

The weights are a conditional random field's (`train.py`). Since its features are those of single
words and of pairs of word classes, a word's share in the scores is a row computed when the word is
first met; a text's scores are sums of rows, and the Viterbi search runs over all stretches of
candidate words side by side. A word that can't be in a name is outside one, whatever the weights.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence, Set
from pathlib import Path
from typing import Final

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from pipelines.extract.mentions.word_features import (
    OUTSIDE,
    PAIRS,
    PLACES,
    WordFeatures,
    candidates,
    phrase_marks,
    readable,
)

_FORBIDDEN: Final = -1e4
_LONGEST_STRETCH: Final = 48  # words; a longer run of capitals is searched in pieces
_SHORT_STRETCH: Final = 10
_CLASSES_AT_FIRST: Final = 256
_UNKNOWN: Final = -1
_VOCABULARY_LIMIT: Final = 60_000
# The sets it is trained on leave names out, of persons most: what held-out documents say is best.
_INCLINATION: Final = {"PER": 1.0, "ORG": 0.6, "LOC": 0.6}
_PADDING: Final = 2  # the farthest place that is looked at

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]


class Weights(Struct, frozen=True):
    """What training gives: weights by (feature, tag) and (tag, tag), and the common words."""

    common: frozenset[str]
    states: dict[tuple[str, str], float]
    transitions: dict[tuple[str, str], float]


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
        self._inclination = np.array(
            [_INCLINATION.get(tag[2:], 0.0) for tag in self.tags], np.float32
        )
        self._outside_tag = self.tags.index("O")
        self._forget()

    def _forget(self) -> None:
        self._words: list[str] = []
        self._word_ids: dict[str, int] = {}
        self._has_inner: set[int] = set()
        self._classes: list[int] = []
        self._class_ids: dict[str, int] = {}
        self._pair_rows = np.full((len(PAIRS), _CLASSES_AT_FIRST, _CLASSES_AT_FIRST), _UNKNOWN)
        self._by_place: Floats = np.zeros((len(PLACES), 1024, len(self.tags)), np.float32)

    def tag(
        self, lines: Sequence[Sequence[str]], blocked: Sequence[Set[int]] = ()
    ) -> tuple[list[list[str]], list[list[float]]]:
        """Give the tags of each word of each line, and how sure they are (0 to 1).

        `blocked`: for each line the words that are in no name, whatever the model says.
        """
        if len(self._word_ids) > _VOCABULARY_LIMIT:
            self._forget()
        ids, at, marks, starts = self._flatten(lines, blocked)
        tags = np.full(len(ids), self._outside_tag)
        certainty = np.ones(len(ids), np.float32)
        if len(at):
            scores = self._scores(ids, at, marks)
            tags[at], certainty[at] = self._search(scores, at)
        names, sure = tags.tolist(), certainty.tolist()
        return (
            [
                [self.tags[tag] for tag in names[start : start + len(line)]]
                for start, line in zip(starts, lines, strict=True)
            ],
            [sure[start : start + len(line)] for start, line in zip(starts, lines, strict=True)],
        )

    def _flatten(
        self, lines: Sequence[Sequence[str]], blocked: Sequence[Set[int]]
    ) -> tuple[Ints, Ints, dict[int, str], list[int]]:
        """Put lines one after the other, with what stands outside between them.

        Gives word numbers, the places of candidates, phrase marks by place, and where lines start.
        """
        outside = [self._id(OUTSIDE)] * _PADDING
        flat = list(outside)
        places: list[int] = []
        marks: dict[int, str] = {}
        starts: list[int] = []
        known = self._word_ids
        for number, line in enumerate(lines):
            words = readable(line)
            start = len(flat)
            starts.append(start)
            for place, mark in phrase_marks(words):
                marks[start + place] = mark
            flat += [known[word] if word in known else self._id(word) for word in words]
            flat += outside
            never = blocked[number] if blocked else ()
            places += [start + place for place in candidates(words) if place not in never]
        for number in {flat[place] for place in places} - self._has_inner:
            self._know_inner(number)
        return np.array(flat, np.int64), np.array(places, np.int64), marks, starts

    def _id(self, word: str) -> int:
        """Give a word's number; a word met for the first time gets its rows."""
        if word in self._word_ids:
            return self._word_ids[word]
        number = self._word_ids[word] = len(self._words)
        self._words.append(word)
        name = self._look.word_class(word)
        self._classes.append(self._class_ids.setdefault(name, len(self._class_ids)))
        if number >= self._by_place.shape[1]:
            self._by_place = np.concatenate([self._by_place, np.zeros_like(self._by_place)], axis=1)
        for index, place in enumerate(PLACES):
            if place:
                self._by_place[index, number] = self._sum(self._look.at(place, word))
        return number

    def _know_inner(self, number: int) -> None:
        """A word that is to be tagged gets the row of its own features."""
        self._has_inner.add(number)
        self._by_place[0, number] = self._sum(self._look.at(0, self._words[number]))

    def _sum(self, features: Sequence[str]) -> Floats:
        rows = [self._row(feature) for feature in features]
        total: Floats = self._table[[row for row in rows if row != self._none]].sum(axis=0)
        return total

    def _row(self, feature: str) -> int:
        return self._row_of.get(zlib.crc32(feature.encode()), self._none)

    def _scores(self, ids: Ints, at: Ints, marks: dict[int, str]) -> Floats:
        """Give the scores (candidates, tags) before transitions."""
        scores: Floats = self._by_place[0, ids[at]] + self._inclination
        for index, place in enumerate(PLACES[1:], start=1):
            scores += self._by_place[index, ids[at + place]]
        classes = np.array(self._classes)[ids]
        for number, (left, right) in enumerate(PAIRS):
            scores += self._table[self._pairs(number, classes[at + left], classes[at + right])]
        plain = self._row("g")
        scores += self._table[
            [self._row(f"g{marks[place]}") if place in marks else plain for place in at.tolist()]
        ]
        return scores

    def _pairs(self, number: int, left: Ints, right: Ints) -> Ints:
        """Give the rows of pairs of classes; those met for the first time are looked up."""
        while len(self._class_ids) > self._pair_rows.shape[1]:
            self._pair_rows = np.pad(
                self._pair_rows,
                ((0, 0), (0, _CLASSES_AT_FIRST), (0, _CLASSES_AT_FIRST)),
                constant_values=_UNKNOWN,
            )
        rows: Ints = self._pair_rows[number, left, right]
        unknown = rows == _UNKNOWN
        if unknown.any():
            names = list(self._class_ids)
            for one, other in zip(left[unknown].tolist(), right[unknown].tolist(), strict=True):
                row = self._row(f"{number}&{names[one]}&{names[other]}")
                self._pair_rows[number, one, other] = row
            rows = self._pair_rows[number, left, right]
        return rows

    def _search(self, scores: Floats, at: Ints) -> tuple[Ints, Floats]:
        """Find the best tags of every stretch of neighbouring candidates."""
        tags = np.empty(len(at), np.int64)
        certainty = np.empty(len(at), np.float32)
        begins = np.flatnonzero(np.diff(at, prepend=-2) != 1)
        ends = np.append(begins[1:], len(at))
        pieces = [
            (piece, min(piece + _LONGEST_STRETCH, end))
            for begin, end in zip(begins.tolist(), ends.tolist(), strict=True)
            for piece in range(begin, end, _LONGEST_STRETCH)
        ]
        for low, high in ((0, _SHORT_STRETCH), (_SHORT_STRETCH, _LONGEST_STRETCH)):
            chosen = [piece for piece in pieces if low < piece[1] - piece[0] <= high]
            if chosen:
                self._search_side_by_side(scores, np.array(chosen), tags, certainty)
        return tags, certainty

    def _search_side_by_side(
        self, scores: Floats, pieces: Ints, tags: Ints, certainty: Floats
    ) -> None:
        """Viterbi over stretches padded to the longest; fills `tags` and `certainty`."""
        lengths = pieces[:, 1] - pieces[:, 0]
        longest = int(lengths.max())
        columns = np.arange(longest)
        inside = columns[None, :] < lengths[:, None]
        places = np.where(inside, pieces[:, :1] + columns[None, :], 0)
        local = scores[places]
        ends_here = columns[None, :] == lengths[:, None] - 1
        local += np.where(ends_here[:, :, None], self._end, 0)
        best = local[:, 0] + self._start
        came_from = np.zeros((longest, *best.shape), np.int64)
        final = best.copy()
        for step in range(1, longest):
            options = best[:, :, None] + self._steps
            came_from[step] = options.argmax(axis=1)
            best = options.max(axis=1) + local[:, step]
            final[lengths == step + 1] = best[lengths == step + 1]
        chosen = np.zeros((len(pieces), longest), np.int64)
        current = final.argmax(axis=1)
        everyone = np.arange(len(pieces))
        for step in range(longest - 1, -1, -1):
            active = step < lengths
            chosen[active, step] = current[active]
            previous = came_from[step][everyone, current]
            current = np.where(active & (step > 0), previous, current)
        tags[places[inside]] = chosen[inside]
        certainty[places[inside]] = self._certainty(local, chosen, lengths)[inside]

    def _certainty(self, local: Floats, chosen: Ints, lengths: Ints) -> Floats:
        """Give each tag's probability where its neighbours' tags are what they are."""
        given = local.copy()
        given[:, 0] += self._start
        given[:, 1:] += self._steps[chosen[:, :-1]]
        after = self._steps.T[chosen[:, 1:]]
        columns = np.arange(local.shape[1] - 1)
        given[:, :-1] += np.where((columns[None, :] < lengths[:, None] - 1)[:, :, None], after, 0)
        given -= given.max(axis=2, keepdims=True)
        odds = np.exp(given)
        odds /= odds.sum(axis=2, keepdims=True)
        sure: Floats = np.take_along_axis(odds, chosen[:, :, None], axis=2)[:, :, 0]
        return sure


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
