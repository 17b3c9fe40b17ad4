"""From a document and its cast to quotes with speakers."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import Final, Literal

from msgspec import Struct
from msgspec.structs import replace

from pipelines.extract.actors import Cast, Reference
from pipelines.extract.clauses import Reading, Subject, SubjectFinder
from pipelines.extract.clauses.descriptions import names_no_person
from pipelines.extract.function_words import DETERMINERS
from pipelines.extract.quotes.attributions import Attribution, AttributionList
from pipelines.extract.quotes.cues import (
    CONTENT_NOUNS,
    NOUN_FORMS,
    PLAIN,
    SOURCE_PHRASES,
    VERB_CUES,
    VIEW_NOUNS,
)
from pipelines.extract.quotes.headlines import HeadlineReader
from pipelines.extract.quotes.other_cues import OtherCueReader
from pipelines.extract.quotes.speech import Speech, SpeechReader
from pipelines.extract.quotes.verb_cues import VerbCueReader
from pipelines.extract.text import Document, WordList
from schemas.analysis import Quote, Span

Kind = Literal["direct", "indirect", "mixed"]

# Within what somebody says in direct speech, others are reported only where they are named.
_LOOK_AHEAD: Final = 3
_PRONOUNS_WITHIN_SPEECH: Final = frozenset(
    "i we you he she it they my our your his her its their".split()
)
_NAMING: Final = frozenset("call dub label term".split())
# Most words are none of these: looked up once instead of kind by kind.
_OPENING_CUES: Final = WordList({*VERB_CUES, *CONTENT_NOUNS, *VIEW_NOUNS, *SOURCE_PHRASES, ":"})


class QuoteFindings(Struct, frozen=True, kw_only=True):
    """The quotes of an article in order of their start; and the pronouns that were resolved."""

    quotes: tuple[Quote, ...] = ()
    pronouns: tuple[Reference, ...] = ()


def find_quotes(body: Document, cast: Cast) -> QuoteFindings:
    """Find direct, indirect and mixed quotes and who says them; `issues` of quotes are left empty.

    A speaker that is no actor of the cast ("residents") is None; such a quote is kept where it is direct
    speech or where a plain verb of saying leaves no doubt. Linear in the text's length.
    """
    reading = Reading(body, cast)
    subjects = SubjectFinder(reading)
    attributions = _attributions(AttributionList(reading, subjects))
    covering = _covering(reading, attributions)
    drafts = [_reported(reading, each) for each in attributions]
    left_over = SpeechReader(reading, subjects, attributions, covering).left_over()
    drafts += [_spoken(reading, each) for each in left_over]
    pronouns = sorted(subjects.pronouns.found, key=lambda each: each.start)
    return QuoteFindings(quotes=_nested(_kept(drafts)), pronouns=tuple(pronouns))


def find_headline_quotes(title: Document, cast: Cast) -> tuple[Quote, ...]:
    """Find what a headline says that actors of the cast say; spans are those of the title."""
    reading = Reading(title, cast)
    attributions = AttributionList(reading, SubjectFinder(reading))
    found = _attributions(attributions)
    if not found:
        HeadlineReader(attributions).read()
        found = attributions.found
    drafts = [_reported(reading, each) for each in found if each.subject.actor is not None]
    return tuple(replace(each, nested_in=None) for each in _nested(_kept(drafts)))


def _attributions(attributions: AttributionList) -> list[Attribution]:
    reading, subjects = attributions.reading, attributions.subjects
    verbs, others = VerbCueReader(attributions), OtherCueReader(attributions)
    words = reading.words
    for index in reading.places(_OPENING_CUES):
        word = words[index]
        cue = VERB_CUES.get(word)
        if cue is not None and not reading.is_owned(index):
            if not reading.is_named(index):
                lowest, highest = _reach(reading, index)
                verbs.read(index, cue, lowest, highest)
        elif word in CONTENT_NOUNS and index + 1 < len(words) and words[index + 1] == "that":
            others.noun(index, *_reach(reading, index))
        elif word in VIEW_NOUNS:
            others.view(index, *_reach(reading, index))
        elif word in SOURCE_PHRASES:
            if index + 1 < len(words) and words[index + 1] == SOURCE_PHRASES[word]:
                others.according_to(index, *_reach(reading, index))
        elif word == ":" and index + 1 in reading.opens and not reading.in_title:
            others.colon(index, *_reach(reading, index))
        else:
            continue
        _tell_speaker(reading, subjects, attributions.found, index)
    kept = [each for each in attributions.found if _is_kept(reading, each)]
    return [_within_later(kept, number) for number in range(len(kept))]


def _within_later(attributions: Sequence[Attribution], number: int) -> Attribution:
    """“X warned that …, Y reported”: what X warned of ends where Y's clause begins."""
    mine = attributions[number]
    for later in attributions[number + 1 : number + 1 + _LOOK_AHEAD]:
        if later.first <= mine.cue_first < later.end < mine.end:
            return replace(mine, end=later.end)
    return mine


def _reach(reading: Reading, index: int) -> tuple[int, int]:
    """Give the tokens between which a cue's subject and content lie."""
    first, end, _ = reading.unit_of(index)
    outer = reading.outer_of(index)
    if outer is None:
        return first, end
    opening, closing = outer
    return max(first, opening + 1), min(end, closing)


def _tell_speaker(
    reading: Reading, subjects: SubjectFinder, found: Sequence[Attribution], index: int
) -> None:
    """Let the pronouns that follow know who has just spoken."""
    if not found or found[-1].cue_first != index or reading.is_quoted(index):
        return
    subject = found[-1].subject
    if subject.is_pronoun or not _is_kept(reading, found[-1]):
        return
    unit = reading.unit_number(index)
    subjects.pronouns.speakers[unit] = subject.actor
    if subject.actor is None and names_no_person(reading.words[subject.last]):
        subjects.pronouns.unnamed_bodies.add(unit)


def _is_kept(reading: Reading, attribution: Attribution) -> bool:
    subject = attribution.subject
    if subject.actor is None:
        begins = attribution.first == attribution.cue_first + 1
        if attribution.lemma in _NAMING and begins and attribution.first in reading.opens:
            return False  # “an exhibition called “Free Gallery””
        if reading.opens.get(attribution.first) == attribution.end - 1:
            return True
        if _is_bare_noun(reading, attribution):
            return False
        return attribution.lemma in PLAIN and not reading.is_quoted(attribution.cue_first)
    if reading.is_quoted(attribution.cue_first):
        return reading.words[attribution.subject.first] not in _PRONOUNS_WITHIN_SPEECH
    return True


def _is_bare_noun(reading: Reading, attribution: Attribution) -> bool:
    """“Forums were full of urgent calls for action”: no subject, and the cue is a noun as well."""
    start = attribution.subject.start
    if reading.words[attribution.cue_first] not in NOUN_FORMS or start < 0:
        return False
    return reading.words[start] not in DETERMINERS and not reading.is_capitalised(start)


def _covering(reading: Reading, attributions: Iterable[Attribution]) -> dict[int, Attribution]:
    """Give for each quotation (by its opening mark) the attribution whose content holds it."""
    starts = reading.region_starts
    covering: dict[int, Attribution] = {}
    for attribution in attributions:
        at = bisect_left(starts, attribution.first)
        while at < len(starts) and starts[at] < attribution.end:
            covering.setdefault(starts[at], attribution)
            at += 1
    return covering


def _reported(reading: Reading, attribution: Attribution) -> Quote:
    subject = attribution.subject
    cue = _span(reading, attribution.cue_first, attribution.cue_end)
    return Quote(
        span=_span(reading, attribution.first, attribution.end),
        kind=_kind(reading, attribution.first, attribution.end),
        speaker=subject.actor,
        speaker_span=_span(reading, subject.first, subject.last + 1),
        cue=reading.text[cue.start : cue.end],
        cue_span=cue,
        addressee=attribution.addressee,
        confidence=attribution.confidence,
        other_speakers=subject.others,
    )


def _spoken(reading: Reading, speech: Speech) -> Quote:
    subject: Subject | None = speech.subject
    return Quote(
        span=_span(reading, speech.first, speech.end),
        kind="direct",
        speaker=subject.actor if subject is not None else None,
        speaker_span=_span(reading, subject.first, subject.last + 1) if subject else None,
        confidence=speech.confidence,
        other_speakers=subject.others if subject else (),
    )


def _kind(reading: Reading, first: int, end: int) -> Kind:
    if reading.opens.get(first) == end - 1:
        return "direct"
    at = bisect_left(reading.region_starts, first)
    while at < len(reading.regions) and reading.regions[at][0] < end:
        if reading.regions[at][1] < end:
            return "mixed"
        at += 1
    return "indirect"


def _span(reading: Reading, first: int, end: int) -> Span:
    return Span(
        start=reading.tokens[first].start,
        end=reading.tokens[end - 1].end,
        in_title=reading.in_title,
    )


def _kept(drafts: Iterable[Quote]) -> list[Quote]:
    """Order the drafts; of several with the same span the surest stays."""
    best: dict[tuple[int, int], Quote] = {}
    for quote in drafts:
        place = (quote.span.start, quote.span.end)
        if place not in best or best[place].confidence < quote.confidence:
            best[place] = quote
    return sorted(best.values(), key=lambda quote: (quote.span.start, -quote.span.end))


def _nested(quotes: Sequence[Quote]) -> tuple[Quote, ...]:
    """Give each quote the index of the one it is reported within.

    Who reports an own thought ("she said she hoped …") is quoted once.
    """
    kept: list[Quote] = []
    enclosing: list[int] = []
    for quote in quotes:
        while enclosing and kept[enclosing[-1]].span.end < quote.span.end:
            enclosing.pop()
        parent = enclosing[-1] if enclosing else None
        if parent is not None and _repeats(quote, kept[parent]):
            if _is_of_office(kept[parent]):
                kept[parent] = replace(quote, nested_in=kept[parent].nested_in)
            continue
        enclosing.append(len(kept))
        kept.append(replace(quote, nested_in=parent) if parent is not None else quote)
    return tuple(kept)


def _is_of_office(quote: Quote) -> bool:
    """““…,” X told reporters, according to X's office”: the words are X's, the report adds nothing."""
    return quote.cue is not None and quote.cue.lower() == "according to"


def _repeats(quote: Quote, parent: Quote) -> bool:
    if quote.speaker is None:
        return True
    return quote.speaker == parent.speaker and (quote.kind != "direct" or parent.kind == "mixed")
