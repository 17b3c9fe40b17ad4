"""How alike two articles are in their terms, and what parts them nonetheless."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import Final
from zlib import crc32

from msgspec import Struct

from pipelines.dedupe.story_terms import READ_CHARS, SCALE, Term
from pipelines.dedupe.story_words import stem_of

_NUMBER: Final = re.compile(r"\d+(?:[.,]\d+)*")
_BEFORE_CHARS, _AFTER_CHARS = 8, 6
_FRAMES_KEPT: Final = 24
_MANY_FRAMES: Final = 4
_LIKE_NUMBERS: Final = 0.34
_FEW_NAMES: Final = 0.3
_LIKE_NAMES: Final = 0.35


class Vector(Struct, frozen=True, gc=False):
    """An article as it is compared: weights by stem, and those of them that name somebody or something.

    `names_length` is the share of the vector's length that names make, 0 to 1.
    """

    weights: dict[str, int]
    names: dict[str, int]
    names_length: float


def vector_of(terms: Sequence[Term]) -> Vector:
    """Make a vector of an article's terms."""
    weights = {stem_of(term.word): term.weight for term in terms}
    names = {stem_of(term.word): term.weight for term in terms if term.is_name}
    length = math.sqrt(sum(weight * weight for weight in names.values()))
    return Vector(weights, names, length / SCALE)


def cosine(one: Vector, other: Vector) -> tuple[float, int]:
    """Give how alike two articles are, 0 to 1, and how many terms they share."""
    mine, theirs = one.weights, other.weights
    shared = mine.keys() & theirs.keys()
    product = 0
    for stem in shared:
        product += mine[stem] * theirs[stem]
    return min(product / (SCALE * SCALE), 1.0), len(shared)


def names_differ(one: Vector, other: Vector) -> bool:
    """Tell whether two articles name different things, however alike they are told.

    So do the quarters of two companies, the arrests of two evenings, two earthquakes and two matches.
    """
    length = one.names_length * other.names_length
    if min(one.names_length, other.names_length) < _FEW_NAMES:
        return False
    product = max(_named(one, other), _named(other, one))
    return product < _LIKE_NAMES * length * SCALE * SCALE


def is_refilled(one: Sequence[int], other: Sequence[int]) -> bool:
    """Tell whether two articles have the same frames with other numbers: the weather of two days."""
    frames = {each >> 32 for each in one} & {each >> 32 for each in other}
    return len(frames) >= _MANY_FRAMES and len({*one} & {*other}) < _LIKE_NUMBERS * len(frames)


def _named(one: Vector, other: Vector) -> int:
    """Give the product of the names of one with whatever weight the other gives to them."""
    weights = other.weights
    return sum(weight * weights.get(stem, 0) for stem, weight in one.names.items())


def shared_words(one: Sequence[Term], other: Vector, most: int = 8) -> tuple[str, ...]:
    """Give the words that make two articles alike, the weightiest first."""
    weights = [
        (-term.weight * other.weights[stem], term.word)
        for term in one
        if (stem := stem_of(term.word)) in other.weights
    ]
    return tuple(word for _, word in sorted(weights)[:most])


def frames_of(text: str) -> tuple[int, ...]:
    """Give the numbers of a text with what stands around each: 32 bits of that, then 32 of the number."""
    text = text[:READ_CHARS]
    frames = {
        _crc(f"{text[max(0, start - _BEFORE_CHARS) : start]}#{text[end : end + _AFTER_CHARS]}")
        << 32
        | _crc(text[start:end])
        for start, end in (number.span() for number in _NUMBER.finditer(text))
    }
    return tuple(sorted(frames)[:_FRAMES_KEPT])


def _crc(text: str) -> int:
    return crc32(text.casefold().encode("utf-8", "surrogatepass"))
