"""Whether two articles are copies of each other, and what says so. Pure and symmetric."""

from __future__ import annotations

from typing import Final, Literal

from msgspec import Struct

from pipelines.dedupe import headlines
from pipelines.dedupe.document import UNDATED_MS, Document
from pipelines.dedupe.layout import Layout, layout_of
from pipelines.dedupe.quoting import quoting_of
from pipelines.dedupe.rewriting import likelihood, retelling_of
from pipelines.dedupe.tokens import Hashes, shared_count
from pipelines.dedupe.trace import Trace

HOUR_MS: Final = 3_600_000
COPY_WINDOW_MS: Final = 72 * HOUR_MS
LATE_WINDOW_MS: Final = 30 * 24 * HOUR_MS

_COPY_JACCARD: Final = 0.25  # measured on wire copies of ten outlets: P .99
_DOUBTFUL_JACCARD: Final = 0.06  # below it no text is worth a closer look
_CLEAR_JACCARD: Final = 0.5
_REWRITTEN: Final = 0.7
_LATE_REWRITTEN: Final = 0.9
_LATE_TITLE: Final = 0.5
_LATE_HOURS: Final = COPY_WINDOW_MS / HOUR_MS
_NEXT_DAY_REWRITTEN: Final = 0.9  # under another headline
_NEXT_DAY_HOURS: Final = 18
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
_SHORT_TITLE: Final = 0.67
_SAME_TITLE: Final = 0.9
_ONE_HEADLINE_JACCARD: Final = 0.2  # between hosts
_ONE_HEADLINE_HOURS: Final = 12  # a running affair has the same on the next day
_SAME_HOST_JACCARD: Final = 0.9
_SAME_HOST_HEAD: Final = 0.1
_LIKE_HEAD: Final = 0.25
_LATER_VERSION_JACCARD: Final = 0.5
_VERSION_HOURS: Final = 36
_ONE_DAY_HOURS: Final = 24
_PUT_INTO: Final = 0.8  # of a first report, into the next one under its headline
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
_FURNITURE: Final = (
    "what they share may be the host's own furniture: headlines or beginnings differ"
)
_QUOTED: Final = 0.5  # of what is shared
_OWN_PAIRS: Final = 0.4
_FEW_OWN_PAIRS: Final = 0.2  # where more is shared
_FEW_NUMBERS: Final = 3
_SAME_NUMBERS: Final = 0.34
_SAME_VALUES: Final = 0.85
_FEW_AMONG: Final = 0.07  # of shingles

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

    `title` is the containment of content words, None where a title has none; `one_headline` whether
    they are the same; `hours` how far the articles are apart, 0 where that is not known; `numbers` the
    shorter's numbers that the longer has too, beside the same word, None where it has too few to tell;
    `rewritten` how likely one is the other rewritten, and the `layout` of what they share, measured only
    between hosts, and where five-grams leave doubt.
    """

    overlap: Overlap
    title: float | None
    one_headline: bool
    hours: float
    numbers: float | None
    rewritten: float | None
    layout: Layout | None


class Judgement(Struct, frozen=True, gc=False, kw_only=True):
    """The kind of copy, how sure it is, and what was measured."""

    kind: Kind
    confidence: float
    likeness: Likeness


def within_window(one: Document, other: Document) -> bool:
    """Tell whether two articles are near enough in time to be compared at all."""
    hours = hours_apart(one, other)
    return hours is None or hours <= LATE_WINDOW_MS / HOUR_MS


def hours_apart(one: Document, other: Document) -> float | None:
    """Give how many hours lie between two articles; None where one has no date."""
    if UNDATED_MS in (one.at_ms, other.at_ms):
        return None
    return abs(one.at_ms - other.at_ms) / HOUR_MS


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
    least = _COPY_JACCARD if same_host else _DOUBTFUL_JACCARD
    if overlap.jaccard < least and not _is_excerpt(overlap):
        return _TOO_LITTLE
    likeness = _likeness(one, other, overlap)
    kind = _kind(likeness, same_host=same_host)
    if kind != "excerpt" and _is_one_passage(one, other, likeness):
        return "they share one passage, as articles do that quote the same statement"
    if kind is None:
        return _TOO_LITTLE
    objection = _objection(one, other, likeness, kind)
    if objection is None and not same_host and likeness.hours > _LATE_HOURS:
        objection = _objection_to_late(one, other, likeness, kind)
    if objection is None and same_host and not _is_version(one, other, likeness):
        objection = _FURNITURE
    if objection is not None:
        return objection
    return Judgement(kind=kind, confidence=_confidence(overlap, kind), likeness=likeness)


def _objection(one: Trace, other: Trace, likeness: Likeness, kind: Kind) -> str | None:
    """Say what speaks against copies of which enough is the same."""
    if kind == "syndicated" and _is_of_quotes(one, other, likeness.overlap):
        return "they share what both quote, and little else"
    if kind == "version" and _is_furniture_alone(one, other, likeness.overlap):
        return "their headlines differ, and the text that both have says nothing of either"
    if is_template(one, other, likeness):
        return "they share their words but not their numbers, as two days of one template do"
    if _is_summary_of_another(one, other, likeness):
        return "they are short, and their headlines differ"
    return None


def _objection_to_late(one: Trace, other: Trace, likeness: Likeness, kind: Kind) -> str | None:
    """Say what speaks against copies of two hosts that are days apart."""
    if not _is_late_copy(likeness, kind):
        return "they share too little for articles of two hosts that are more than 72 hours apart"
    titles = one.document.title, other.document.title
    if headlines.say_what_the_other_does_not(*titles, one.content_words, other.content_words):
        return "they are days apart, and each headline says what only its own text does"
    return None


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
    title = headlines.containment(one.document.title, other.document.title)
    same_host = one.document.host == other.document.host
    layout = None if same_host or not _is_doubtful(overlap) else layout_of(one, other)
    return Likeness(
        overlap=overlap,
        title=title,
        one_headline=headlines.are_one(one.document.title, other.document.title),
        hours=hours_apart(one.document, other.document) or 0.0,
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
    of_one_day = likeness.one_headline and likeness.hours <= _ONE_HEADLINE_HOURS
    if of_one_day and overlap.jaccard >= _ONE_HEADLINE_JACCARD:
        return True
    fair = overlap.jaccard >= _COPY_JACCARD
    short = overlap.shingles < _SHORT_SHINGLES
    title = likeness.title or 0.0
    if short and fair and title >= _LIKE_TITLE:
        return True
    if short and not fair and title < _SHORT_TITLE:
        return False  # two desks' reports of one event have the same names in one order
    needed = _MUCH_SHARED if fair and not short else _REWRITTEN
    if likeness.hours > _NEXT_DAY_HOURS and title < _LIKE_TITLE:
        needed = _NEXT_DAY_REWRITTEN  # the next day's article has the same background
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
    if _has_the_same_few_numbers(one, other):
        return False
    layout = likeness.layout or layout_of(one, other)
    if layout is None or layout.late_begin >= _LEGAL_NOTES:
        return True
    reworded = likeness.overlap.jaccard < _COPY_JACCARD and _shares_numbers(one, other)
    needed = _SENTENCE_SHINGLES if reworded else _PARAGRAPH_SHINGLES
    half = likeness.overlap.shingles / 2
    other_day = likeness.hours > _NEXT_DAY_HOURS and one.document.host != other.document.host
    return layout.longest < (half if other_day else min(needed, half))


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


def _is_late_copy(likeness: Likeness, kind: Kind) -> bool:
    """Ask more of two hosts' articles days apart: the next of a series has the same background."""
    title = likeness.title or 0.0
    if kind == "excerpt":
        return title >= _LIKE_TITLE
    if likeness.overlap.jaccard >= _CLEAR_JACCARD:
        return True
    fair = likeness.overlap.jaccard >= _COPY_JACCARD
    return fair and (likeness.rewritten or 0.0) >= _LATE_REWRITTEN and title >= _LATE_TITLE


def _is_of_quotes(one: Trace, other: Trace, overlap: Overlap) -> bool:
    """Tell two desks' reports of what somebody said."""
    if overlap.jaccard >= _CLEAR_JACCARD:
        return False
    quoting = quoting_of(one, other)
    needed = _OWN_PAIRS if overlap.jaccard < _COPY_JACCARD else _FEW_OWN_PAIRS
    return quoting.shared >= _QUOTED and quoting.own < needed


def _is_furniture_alone(one: Trace, other: Trace, overlap: Overlap) -> bool:
    """Tell pages of which only a notice was read: of cookies, of a paywall, a reader's comment."""
    if overlap.jaccard < _SAME_HOST_JACCARD:
        return False
    titles = one.document.title, other.document.title
    return headlines.are_unlike(*titles) and headlines.say_nothing(
        *titles, one.content_words, other.content_words
    )


def _is_summary_of_another(one: Trace, other: Trace, likeness: Likeness) -> bool:
    """Tell very short texts that say the same under other headlines: "read more on our site"."""
    shingles = min(len(one.shingles), len(other.shingles))
    return shingles < _SUMMARY_SHINGLES and (likeness.title or 0.0) < _SAME_HOST_TITLE


def _is_version(one: Trace, other: Trace, likeness: Likeness) -> bool:
    """Ask more of two pages of one host: what they share may be the host's own furniture."""
    jaccard = likeness.overlap.jaccard
    shingles = min(len(one.shingles), len(other.shingles))
    of_one_day = likeness.one_headline and likeness.hours <= _ONE_DAY_HOURS
    if of_one_day and likeness.overlap.containment >= _PUT_INTO:
        return True
    if shingles < _LONG_SHINGLES and jaccard < _SHORT_VERSION_JACCARD:
        return False
    if jaccard < _LATER_VERSION_JACCARD and likeness.hours > _VERSION_HOURS:
        return False
    numbers = [headlines.headline_of(each.document.title).numbers for each in (one, other)]
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


def _has_the_same_few_numbers(one: Trace, other: Trace) -> bool:
    """Tell texts, no tables, that have their numbers in common though beside other forms of words."""
    fewer, more = sorted((one, other), key=lambda each: len(each.number_values))
    numbers = len(fewer.number_values)
    if not numbers or len(more.number_values) > _FEW_AMONG * len(more.shingles):
        return False
    return shared_count(fewer.number_values, more.number_values) >= _SAME_VALUES * numbers


def _shares_numbers(one: Trace, other: Trace) -> bool:
    share = _number_containment(one.number_values, other.number_values)
    return share is None or share >= _SAME_NUMBERS


def _number_containment(one: Hashes, other: Hashes) -> float | None:
    fewer = min(len(one), len(other))
    return shared_count(one, other) / fewer if fewer >= _FEW_NUMBERS else None


def _confidence(overlap: Overlap, kind: Kind) -> float:
    measured = overlap.containment if kind == "excerpt" else overlap.jaccard
    return round(min(0.99, 0.8 + 0.4 * measured), 2)
