"""Whether two articles are copies of each other, and what says so. Pure and symmetric."""

from __future__ import annotations

from functools import lru_cache
from typing import Final, Literal

import numpy as np
from msgspec import Struct

from pipelines.dedupe.document import UNDATED_MS, Document
from pipelines.dedupe.layout import Layout, layout_of
from pipelines.dedupe.rewriting import likelihood, retelling_of
from pipelines.dedupe.tokens import CONTENT_BIT, NUMBER_BIT, Hashes, shared_count, tokens_of
from pipelines.dedupe.trace import Trace

HOUR_MS: Final = 3_600_000
COPY_WINDOW_MS: Final = 72 * HOUR_MS
LATE_WINDOW_MS: Final = 30 * 24 * HOUR_MS

_COPY_JACCARD: Final = 0.25  # measured on wire copies of ten outlets: P .99
_DOUBTFUL_JACCARD: Final = 0.06  # below it no text is worth a closer look
_CLEAR_JACCARD: Final = 0.5  # after 72 hours, between hosts, nothing less is enough
_REWRITTEN: Final = 0.7
_MUCH_SHARED: Final = 0.6
_EXCERPT_CONTAINMENT: Final = 0.7
_SHORT_EXCERPT_CONTAINMENT: Final = 0.6  # where the whole is so long that they can't be copies
_EXCERPT_LENGTH: Final = 0.67
_SUMMARY_SHINGLES: Final = 40
_SHORT_SHINGLES: Final = 80
_LONG_SHINGLES: Final = 200
_SHORT_JACCARD: Final = 0.5
_SHORT_VERSION_JACCARD: Final = 0.4
_SAME_HOST_TITLE: Final = 0.34
_LIKE_TITLE: Final = 0.6
_SAME_TITLE: Final = 0.9
_FEWEST_HEADLINE_WORDS: Final = 5
_ONE_HEADLINE_WORDS: Final = 0.85
_ONE_HEADLINE_JACCARD: Final = 0.1  # between hosts
_ONE_HEADLINE_WINDOW_MS: Final = 12 * HOUR_MS
_SAME_HOST_JACCARD: Final = 0.9
_SAME_HOST_HEAD: Final = 0.1
_LIKE_HEAD: Final = 0.25
_RETITLED_SPAN: Final = 0.58
_RETITLED_SHINGLES: Final = 70  # without a gap
_FEWEST_RETITLED_SHINGLES: Final = 150
_UNTITLED_JACCARD: Final = 0.5
_OTHER_NUMBERS_JACCARD: Final = 0.5
_ENTRY_JACCARD: Final = 0.1
_PASSAGE_JACCARD: Final = 0.5
_PASSAGE_CONTAINMENT: Final = 0.67
_PASSAGE_BLOCK: Final = 0.8  # of what is shared
_PASSAGE_BEGIN: Final = 0.24
_UNLIKE_PASSAGE_BEGIN: Final = 0.03  # where the headlines differ too
_LATE_PASSAGE_BEGIN: Final = 0.5  # what another article was added below
_PASSAGE_TITLE: Final = 0.8
_PARAGRAPH_SHINGLES: Final = 40
_SENTENCE_SHINGLES: Final = 20
_LEGAL_NOTES: Final = 0.6  # what begins below is in every article of a series
_TOO_LITTLE: Final = "their texts share too little"
_TOO_LATE: Final = (
    "they share too little for articles of two hosts that are more than 72 hours apart"
)
_FURNITURE: Final = (
    "what they share may be the host's own furniture: headlines or beginnings differ"
)
_FEW_NUMBERS: Final = 3
_SAME_NUMBERS: Final = 0.34

Kind = Literal["version", "syndicated", "excerpt"]


class Overlap(Struct, frozen=True, gc=False, kw_only=True):
    """What two texts share, from 0 to 1.

    `jaccard` and `containment` (in the shorter) of five-grams; `length` of the shorter against the
    longer; `shingles` of the shorter.
    """

    jaccard: float
    containment: float
    length: float
    shingles: int


class Likeness(Struct, frozen=True, gc=False, kw_only=True):
    """All that was measured of two articles.

    `title` is the containment of content words, None where a title has none; `one_headline` whether these
    are the same, but for one in seven, and their numbers; `numbers` the shorter's
    numbers that the longer has too, beside the same word, None where it has too few to tell;
    `rewritten` how likely one is the other rewritten, and the `layout` of what they share, measured only
    between hosts, and where five-grams leave doubt.
    """

    overlap: Overlap
    title: float | None
    one_headline: bool
    numbers: float | None
    rewritten: float | None
    layout: Layout | None


class Judgement(Struct, frozen=True, gc=False, kw_only=True):
    """The kind of copy, how sure it is, and what was measured."""

    kind: Kind
    confidence: float
    likeness: Likeness


class _Title(Struct, frozen=True, gc=False):
    """What a title says: the hashes of its content words, and of its numbers."""

    words: frozenset[int]
    numbers: frozenset[int]


def within_window(one: Document, other: Document) -> bool:
    """Tell whether two articles are near enough in time to be compared at all."""
    return UNDATED_MS in (one.at_ms, other.at_ms) or _apart_ms(one, other) <= LATE_WINDOW_MS


def _is_late(one: Document, other: Document) -> bool:
    """Tell articles of two hosts so far apart that few copies are: press releases, features."""
    if one.host == other.host or UNDATED_MS in (one.at_ms, other.at_ms):
        return False
    return _apart_ms(one, other) > COPY_WINDOW_MS


def _apart_ms(one: Document, other: Document) -> int:
    return abs(one.at_ms - other.at_ms)


def lengths_of_part(one: int, other: int) -> bool:
    """Tell whether the lengths of two texts (in shingles) allow one to be an excerpt of the other."""
    if one > other:  # without min and max: a crowd asks this hundreds of times an article
        one, other = other, one
    return one <= _EXCERPT_LENGTH * other


def judge(one: Trace, other: Trace) -> Judgement | None:
    """Tell whether two articles are copies; None where they are different articles.

    `version` on one host, `syndicated` between hosts, `excerpt` where the shorter is part of the
    much longer. The order of the two makes no difference.
    """
    weighed = _weigh(one, other)
    return weighed if isinstance(weighed, Judgement) else None


def difference(one: Trace, other: Trace) -> str:
    """Say why two articles are not taken for copies, where `judge` gives None."""
    if not within_window(one.document, other.document):
        return "they are too far apart in time: more than 30 days"
    weighed = _weigh(one, other)
    return weighed if isinstance(weighed, str) else "nothing: they are copies"


def _weigh(one: Trace, other: Trace) -> Judgement | str:
    """Judge two articles; gives the reason where they are different ones."""
    same_host = one.document.host == other.document.host
    overlap = _overlap(one, other)
    if same_host and is_same_entry(one.document, other.document):
        return _weigh_entry(_likeness(one, other, overlap))
    if overlap.jaccard < _CLEAR_JACCARD and _is_late(one.document, other.document):
        return _TOO_LATE
    least = _COPY_JACCARD if same_host else _DOUBTFUL_JACCARD
    if overlap.jaccard < least and not _is_excerpt(overlap):
        return _TOO_LITTLE
    likeness = _likeness(one, other, overlap)
    kind = _kind(likeness, same_host=same_host)
    if kind != "excerpt" and _is_one_passage(one, other, likeness):
        return "they share one passage, as articles do that quote the same statement"
    if kind is None:
        return _TOO_LITTLE
    if is_template(one, other, likeness):
        return "they share their words but not their numbers, as two days of one template do"
    if _is_summary_of_another(one, other, likeness):
        return "they are short, and their headlines differ"
    if same_host and not _is_version(one, other, likeness):
        return _FURNITURE
    return Judgement(kind=kind, confidence=_confidence(overlap, kind), likeness=likeness)


def is_same_entry(one: Document, other: Document) -> bool:
    """Tell whether two articles are the same entry of the same feed, under different URLs."""
    return bool(one.entry) and one.entry == other.entry


def measure(one: Trace, other: Trace) -> Likeness:
    """Measure all of two articles that `judge` may look at."""
    return _likeness(one, other, _overlap(one, other))


def may_be_copies(one: Trace, other: Trace) -> bool:
    """Tell, for less than `judge`, whether two articles could be copies, not an excerpt and its whole."""
    if one.document.host == other.document.host and is_same_entry(one.document, other.document):
        return True
    return not _is_excerpt(_overlap(one, other))


def _overlap(one: Trace, other: Trace) -> Overlap:
    few, many = sorted((len(one.shingles), len(other.shingles)))
    shared = shared_count(one.shingles, other.shingles)
    return Overlap(
        jaccard=shared / (few + many - shared) if many else 0.0,
        containment=shared / few if few else 0.0,
        length=few / many if many else 0.0,
        shingles=few,
    )


def _likeness(one: Trace, other: Trace, overlap: Overlap) -> Likeness:
    title = _title_containment(one.document.title, other.document.title)
    same_host = one.document.host == other.document.host
    layout = None if same_host or not _is_doubtful(overlap) else layout_of(one, other)
    return Likeness(
        overlap=overlap,
        title=title,
        one_headline=_is_one_headline(one.document, other.document),
        numbers=_numbers(one, other),
        rewritten=_rewritten(one, other, layout, title),
        layout=layout,
    )


def _rewritten(
    one: Trace, other: Trace, layout: Layout | None, title: float | None
) -> float | None:
    if layout is None:
        return None
    return likelihood(retelling_of(one, other, layout=layout, title=title))


def _is_doubtful(overlap: Overlap) -> bool:
    if overlap.shingles < _SUMMARY_SHINGLES or _is_excerpt(overlap):
        return False
    return _DOUBTFUL_JACCARD <= overlap.jaccard < _CLEAR_JACCARD


def _kind(likeness: Likeness, *, same_host: bool) -> Kind | None:
    overlap = likeness.overlap
    if _is_excerpt(overlap):
        return "excerpt"
    if same_host:
        needed = _COPY_JACCARD if overlap.shingles >= _SHORT_SHINGLES else _SHORT_JACCARD
        return "version" if overlap.jaccard >= needed else None
    return "syndicated" if _is_copy(likeness) else None


def _is_excerpt(overlap: Overlap) -> bool:
    whole = overlap.jaccard >= _COPY_JACCARD
    needed = _EXCERPT_CONTAINMENT if whole else _SHORT_EXCERPT_CONTAINMENT
    return overlap.length <= _EXCERPT_LENGTH and overlap.containment >= needed


def _is_copy(likeness: Likeness) -> bool:
    """Tell whether enough of two articles of two hosts is shared, of short ones under one headline."""
    overlap = likeness.overlap
    if overlap.jaccard >= _CLEAR_JACCARD:
        return True
    if likeness.one_headline and overlap.jaccard >= _ONE_HEADLINE_JACCARD:
        return True
    fair = overlap.jaccard >= _COPY_JACCARD
    short = overlap.shingles < _SHORT_SHINGLES
    if short and not fair:
        return False
    if short and (likeness.title or 0.0) >= _LIKE_TITLE:
        return True
    needed = _MUCH_SHARED if fair and not short else _REWRITTEN
    return likeness.rewritten is not None and likeness.rewritten >= needed


def _weigh_entry(likeness: Likeness) -> Judgement | str:
    """Ask less of one entry that has moved; but some feeds give one id to all they have."""
    if likeness.overlap.jaccard < _ENTRY_JACCARD and (likeness.title or 0.0) < _LIKE_TITLE:
        return _FURNITURE
    return Judgement(kind="version", confidence=0.95, likeness=likeness)


def is_template(one: Trace, other: Trace, likeness: Likeness) -> bool:
    """Tell texts that differ in their numbers, wherever these stand: weather, markets, results.

    A version with newer figures still has whole paragraphs of the one before; a text in other words has
    its numbers beside other words, and whole sentences.
    """
    if likeness.numbers is None or likeness.numbers >= _SAME_NUMBERS:
        return False
    layout = likeness.layout or layout_of(one, other)
    if layout is None or layout.late_begin >= _LEGAL_NOTES:
        return True
    reworded = likeness.overlap.jaccard < _COPY_JACCARD and _shares_numbers(one, other)
    needed = _SENTENCE_SHINGLES if reworded else _PARAGRAPH_SHINGLES
    return layout.longest < min(needed, likeness.overlap.shingles / 2)


def _is_one_passage(one: Trace, other: Trace, likeness: Likeness) -> bool:
    """Tell articles that share one block and no more: a statement, an old background, legal notes."""
    overlap = likeness.overlap
    if overlap.jaccard >= _PASSAGE_JACCARD or overlap.containment >= _PASSAGE_CONTAINMENT:
        return False
    layout = likeness.layout or layout_of(one, other)
    if layout is None or layout.block < _PASSAGE_BLOCK:
        return False
    title = _LIKE_TITLE if likeness.title is None else likeness.title
    if title < _SAME_HOST_TITLE:
        return layout.begin >= _UNLIKE_PASSAGE_BEGIN or layout.late_begin >= _LATE_PASSAGE_BEGIN
    return title < _PASSAGE_TITLE and layout.begin >= _PASSAGE_BEGIN


def _is_summary_of_another(one: Trace, other: Trace, likeness: Likeness) -> bool:
    """Tell very short texts that say the same under other headlines: "read more on our site"."""
    shingles = min(len(one.shingles), len(other.shingles))
    return shingles < _SUMMARY_SHINGLES and (likeness.title or 0.0) < _SAME_HOST_TITLE


def _is_version(one: Trace, other: Trace, likeness: Likeness) -> bool:
    """Ask more of two pages of one host: what they share may be the host's own furniture."""
    jaccard = likeness.overlap.jaccard
    shingles = min(len(one.shingles), len(other.shingles))
    if shingles < _LONG_SHINGLES and jaccard < _SHORT_VERSION_JACCARD:
        return False
    numbers = _title(one.document.title).numbers, _title(other.document.title).numbers
    if numbers[0] != numbers[1] and jaccard < _OTHER_NUMBERS_JACCARD:
        return _is_retitled(one, other, jaccard)  # a toll that rises, not the next of a series
    if jaccard >= _SAME_HOST_JACCARD and shingles >= _SHORT_SHINGLES:
        return True
    if likeness.title is None and jaccard >= _UNTITLED_JACCARD:
        return True
    if likeness.title is not None and likeness.title >= _needed_title(shingles):
        return _most_of_head(one, other) >= _SAME_HOST_HEAD
    return _is_retitled(one, other, jaccard)


def _is_retitled(one: Trace, other: Trace, jaccard: float) -> bool:
    """Tell a version under another headline: it has whole paragraphs of the other, all over."""
    shingles = min(len(one.shingles), len(other.shingles))
    if jaccard < _SHORT_VERSION_JACCARD or shingles < _FEWEST_RETITLED_SHINGLES:
        return False
    if _most_of_head(one, other) < _LIKE_HEAD:
        return False
    layout = layout_of(one, other)
    return (
        layout is not None
        and layout.span >= _RETITLED_SPAN
        and layout.longest >= _RETITLED_SHINGLES
    )


def _needed_title(shingles: int) -> float:
    """Give how alike headlines on one host must be: the shorter a text, the less it says by itself."""
    if shingles >= _LONG_SHINGLES:
        return _SAME_HOST_TITLE
    return _LIKE_TITLE if shingles >= _SUMMARY_SHINGLES else _SAME_TITLE


def _most_of_head(one: Trace, other: Trace) -> float:
    """Give how much of a first third is in the other text, of the text where it is more."""
    return max(_head_containment(one, other), _head_containment(other, one))


def _head_containment(one: Trace, other: Trace) -> float:
    head = one.head_shingles
    return shared_count(head, other.shingles) / len(head) if len(head) else 1.0


def _numbers(one: Trace, other: Trace) -> float | None:
    known = [
        share
        for here, there in zip(one.numbers, other.numbers, strict=True)
        if (share := _number_containment(here, there)) is not None
    ]
    return sum(known) / len(known) if known else None


def _shares_numbers(one: Trace, other: Trace) -> bool:
    share = _number_containment(one.number_values, other.number_values)
    return share is None or share >= _SAME_NUMBERS


def _number_containment(one: Hashes, other: Hashes) -> float | None:
    fewer = min(len(one), len(other))
    return shared_count(one, other) / fewer if fewer >= _FEW_NUMBERS else None


@lru_cache(maxsize=4_096)
def _title(title: str) -> _Title:
    hashes = tokens_of(title).hashes
    kinds = hashes & np.uint64(CONTENT_BIT | NUMBER_BIT)
    return _Title(
        words=frozenset(hashes[kinds == CONTENT_BIT].tolist()),
        numbers=frozenset(hashes[kinds >= NUMBER_BIT].tolist()),
    )


def _title_containment(one: str, other: str) -> float | None:
    fewer, more = sorted((_title(one).words, _title(other).words), key=len)
    return len(fewer & more) / len(fewer) if fewer else None


def _is_one_headline(one: Document, other: Document) -> bool:
    """Tell one headline, of one half-day: a running affair has the same on the next day."""
    if UNDATED_MS in (one.at_ms, other.at_ms) or _apart_ms(one, other) > _ONE_HEADLINE_WINDOW_MS:
        return False
    here, there = _title(one.title), _title(other.title)
    shared, either = len(here.words & there.words), len(here.words | there.words)
    return (
        shared >= _FEWEST_HEADLINE_WORDS
        and shared >= _ONE_HEADLINE_WORDS * either
        and here.numbers == there.numbers
    )


def _confidence(overlap: Overlap, kind: Kind) -> float:
    measured = overlap.containment if kind == "excerpt" else overlap.jaccard
    return round(min(0.99, 0.8 + 0.4 * measured), 2)
