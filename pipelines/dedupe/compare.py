"""Whether two articles are copies of each other, and what says so. Pure and symmetric."""

from __future__ import annotations

from typing import Final, Literal

import numpy as np
from msgspec import Struct

from pipelines.dedupe.sketch import shingles_of
from pipelines.dedupe.tokens import Hashes
from pipelines.dedupe.trace import UNDATED_MS, Document, Trace, loose_shingles

HOUR_MS: Final = 3_600_000
COPY_WINDOW_MS: Final = 72 * HOUR_MS
VERSION_WINDOW_MS: Final = 30 * 24 * HOUR_MS

_COPY_JACCARD: Final = 0.25  # measured on wire copies of ten outlets: P .99
_EDITED_JACCARD: Final = 0.06  # below it not even three-grams are worth a look
_EDITED_CONTAINMENT: Final = 0.34
_EXCERPT_CONTAINMENT: Final = 0.7
_EXCERPT_LENGTH: Final = 0.67
_SHORT_SHINGLES: Final = 40
_SHORT_JACCARD: Final = 0.5
_SAME_HOST_TITLE: Final = 0.34
_SAME_HOST_JACCARD: Final = 0.9
_SAME_HOST_HEAD: Final = 0.1
_OTHER_NUMBERS_JACCARD: Final = 0.5
_ENTRY_JACCARD: Final = 0.1
_ENTRY_TITLE: Final = 0.6
_FEW_NUMBERS: Final = 3
_SAME_NUMBERS: Final = 0.34

Kind = Literal["version", "syndicated", "excerpt"]


class Likeness(Struct, frozen=True, kw_only=True):
    """What was measured of two texts, all from 0 to 1.

    `jaccard` and `containment` (in the shorter) of five-grams; `loose` containment of three-grams,
    measured only where the first two leave doubt; `length` of the shorter against the longer;
    `title` containment of content words; `numbers` the shorter's numbers that the longer has too,
    beside the same word, None where it has too few to tell.
    """

    jaccard: float
    containment: float
    loose: float | None
    length: float
    title: float
    numbers: float | None


class Judgement(Struct, frozen=True, kw_only=True):
    """The kind of copy, how sure it is, and what was measured."""

    kind: Kind
    confidence: float
    likeness: Likeness


def within_window(one: Document, other: Document) -> bool:
    """Tell whether two articles are near enough in time to be compared at all."""
    window_ms = VERSION_WINDOW_MS if one.host == other.host else COPY_WINDOW_MS
    if UNDATED_MS in (one.at_ms, other.at_ms):
        return True
    return abs(one.at_ms - other.at_ms) <= window_ms


def judge(one: Trace, other: Trace) -> Judgement | None:
    """Tell whether two articles are copies; None where they are different articles.

    `version` on one host, `syndicated` between hosts, `excerpt` where the shorter is part of the
    much longer. The order of the two makes no difference.
    """
    same_host = one.document.host == other.document.host
    likeness = measure(one, other)
    if same_host and is_same_entry(one.document, other.document):
        return _judge_entry(likeness)
    if _is_template(one, other, likeness):
        return None
    if same_host and not _is_same_host_version(one, other, likeness):
        return None
    kind = _kind(likeness, same_host, min(len(one.shingles), len(other.shingles)))
    if kind is None:
        return None
    return Judgement(kind=kind, confidence=_confidence(likeness, kind), likeness=likeness)


def lengths_of_part(one: int, other: int) -> bool:
    """Tell whether the lengths of two texts (in shingles) allow one to be an excerpt of the other."""
    return min(one, other) <= _EXCERPT_LENGTH * max(one, other)


def is_same_entry(one: Document, other: Document) -> bool:
    """Tell whether two articles are the same entry of the same feed, under different URLs."""
    return bool(one.entry) and one.entry == other.entry


def _judge_entry(likeness: Likeness) -> Judgement | None:
    """Ask less of one entry that has moved; but some feeds give one id to all they have."""
    if likeness.jaccard < _ENTRY_JACCARD and likeness.title < _ENTRY_TITLE:
        return None
    return Judgement(kind="version", confidence=0.95, likeness=likeness)


def measure(one: Trace, other: Trace) -> Likeness:
    """Measure how alike two texts and their titles are."""
    few, many = sorted((len(one.shingles), len(other.shingles)))
    shared = _shared(one.shingles, other.shingles)
    jaccard = shared / (few + many - shared) if many else 0.0
    containment = shared / few if few else 0.0
    doubtful = _EDITED_JACCARD <= jaccard < _COPY_JACCARD
    return Likeness(
        jaccard=jaccard,
        containment=containment,
        loose=_loose(one, other) if doubtful else None,
        length=few / many if many else 0.0,
        title=_title_containment(one, other),
        numbers=_numbers(one, other),
    )


def _kind(likeness: Likeness, same_host: bool, shingles: int) -> Kind | None:
    if likeness.length <= _EXCERPT_LENGTH and likeness.containment >= _EXCERPT_CONTAINMENT:
        return "excerpt"
    needed = _COPY_JACCARD if shingles >= _SHORT_SHINGLES else _SHORT_JACCARD
    edited = likeness.loose is not None and likeness.loose >= _EDITED_CONTAINMENT
    if likeness.jaccard < needed and not (edited and shingles >= _SHORT_SHINGLES):
        return None
    return "version" if same_host else "syndicated"


def _is_template(one: Trace, other: Trace, likeness: Likeness) -> bool:
    """Tell texts that differ in their numbers alone: weather, markets, results, horoscopes."""
    if likeness.numbers is not None:
        return likeness.numbers < _SAME_NUMBERS
    titles = one.title_numbers, other.title_numbers
    return all(titles) and not (titles[0] & titles[1]) and likeness.jaccard < _OTHER_NUMBERS_JACCARD


def _is_same_host_version(one: Trace, other: Trace, likeness: Likeness) -> bool:
    """Ask more of two pages of one host: what they share may be the host's own furniture."""
    other_numbers = one.title_numbers != other.title_numbers
    if other_numbers and likeness.jaccard < _OTHER_NUMBERS_JACCARD:
        return False
    if likeness.jaccard >= _SAME_HOST_JACCARD:
        return True
    heads = min(_head_containment(one, other), _head_containment(other, one))
    return likeness.title >= _SAME_HOST_TITLE and heads >= _SAME_HOST_HEAD


def _head_containment(one: Trace, other: Trace) -> float:
    """Give how much of the first third the other has: furniture stands below the article."""
    head = shingles_of(one.hashes[: len(one.hashes) // 3])
    return _shared(head, other.shingles) / len(head) if len(head) else 1.0


def _numbers(one: Trace, other: Trace) -> float | None:
    shares = [
        _number_containment(one.numbers_before, other.numbers_before),
        _number_containment(one.numbers_after, other.numbers_after),
    ]
    known = [share for share in shares if share is not None]
    return max(known, default=None)


def _number_containment(one: frozenset[int], other: frozenset[int]) -> float | None:
    fewer, more = sorted((one, other), key=len)
    return len(fewer & more) / len(fewer) if len(fewer) >= _FEW_NUMBERS else None


def _title_containment(one: Trace, other: Trace) -> float:
    fewer, more = sorted((one.title_words, other.title_words), key=len)
    return len(fewer & more) / len(fewer) if fewer else 0.0


def _loose(one: Trace, other: Trace) -> float:
    first, second = np.unique(loose_shingles(one)), np.unique(loose_shingles(other))
    return _shared(first, second) / max(min(len(first), len(second)), 1)


def _shared(one: Hashes, other: Hashes) -> int:
    return len(np.intersect1d(one, other, assume_unique=True))


def _confidence(likeness: Likeness, kind: Kind) -> float:
    measured = likeness.containment if kind == "excerpt" else likeness.jaccard
    return round(min(0.99, 0.8 + 0.4 * measured), 2)
