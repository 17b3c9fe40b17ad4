"""From cast, quotes and issues to statements."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from msgspec.structs import replace

from pipelines.extract.actors import Cast
from pipelines.extract.clauses import Reading, SubjectFinder
from pipelines.extract.issues import IssueFindings
from pipelines.extract.quotes import QuoteFindings
from pipelines.extract.quotes.cues import VERB_CUES
from pipelines.extract.statements.actions import ActionReader
from pipelines.extract.statements.lexicon import ACTS, ADJECTIVES, NAMING
from pipelines.extract.statements.stance import certainty_of, stance_of
from pipelines.extract.text import Document, WordList
from schemas.analysis import Quote, Span, Statement

_STATING: Final = WordList({*ACTS, *ADJECTIVES, *NAMING, "see"})
_REQUESTING: Final = frozenset("ask beg encourage exhort implore invite press request urge".split())
_REQUESTED_WITHIN: Final = 16
_STATED: Final = 0.9
_LONGEST_BETWEEN: Final = 24  # characters: "denied reports that …"


def find_statements(
    body: Document, cast: Cast, quotes: QuoteFindings, issues: IssueFindings
) -> tuple[Statement, ...]:
    """Find statements, in order of their evidence; linear in the text's length.

    Every quote with a speaker is one; so is every act between actors that the article itself tells.
    """
    reading = Reading(body, cast, quotes.pronouns)
    statements = [*_all_stated(reading, quotes.quotes), *_done(reading, quotes)]
    found = [_with_issues(each, issues) for each in statements]
    return tuple(sorted(found, key=lambda each: (each.evidence.start, each.evidence.end)))


def find_headline_statements(
    title: Document, cast: Cast, quotes: Sequence[Quote], issues: IssueFindings
) -> tuple[Statement, ...]:
    """Find what the quotes of a headline state."""
    found = _all_stated(Reading(title, cast), quotes) if quotes else ()
    return tuple(_with_issues(each, issues) for each in found)


def _with_issues(statement: Statement, issues: IssueFindings) -> Statement:
    evidence = statement.evidence
    topics = issues.within(evidence.start, evidence.end, in_title=evidence.in_title)
    return replace(statement, issues=topics)


def _all_stated(reading: Reading, quotes: Iterable[Quote]) -> Iterator[Statement]:
    for quote in quotes:
        if quote.speaker is not None:
            stated = _stated(reading, quote)
            yield from (replace(stated, source=speaker) for speaker in quote.speakers)


def _stated(reading: Reading, quote: Quote) -> Statement:
    first, end = reading.token_at(quote.span.start), reading.end_token(quote.span.end)
    lemma = _lemma(reading, quote)
    request = _is_request(reading, quote, lemma, first, end)
    stance = stance_of(reading, first, end, lemma, request)
    target = quote.addressee if quote.addressee is not None and request else None
    return Statement(
        source=quote.speaker or "",
        predicate=quote.cue or "said",
        evidence=_evidence(reading, quote),
        stance=stance,
        target=target or _spoken_of(reading, quote),
        certainty=certainty_of(reading, first, end, lemma, is_direct=quote.kind == "direct"),
        confidence=round(_STATED * quote.confidence, 3),
    )


def _lemma(reading: Reading, quote: Quote) -> str | None:
    if quote.cue_span is None:
        return None
    cue = VERB_CUES.get(reading.words[reading.token_at(quote.cue_span.start)])
    return cue.lemma if cue is not None else None


def _is_request(reading: Reading, quote: Quote, lemma: str | None, first: int, end: int) -> bool:
    """Whether what follows the cue is what somebody is to do, or is asked for."""
    if quote.cue is not None and quote.cue.rpartition(" ")[2] in ("on", "upon", "for", "to"):
        return True
    if quote.kind == "direct" or lemma not in _REQUESTING:
        return False
    words = reading.words[first : min(end, first + _REQUESTED_WITHIN)]
    return "to" in words or "for" in words


def _evidence(reading: Reading, quote: Quote) -> Span:
    """Give the quote, with its cue where that stands right before it."""
    cue = quote.cue_span
    if cue is None or cue.start > quote.span.start:
        return quote.span
    between = reading.text[cue.end : quote.span.start]
    if "," in between or len(between) > _LONGEST_BETWEEN:
        return quote.span
    return replace(quote.span, start=cue.start)


def _spoken_of(reading: Reading, quote: Quote) -> str | None:
    """Give the first actor that the words name, the speaker and whom the speaker speaks for aside."""
    speaker = reading.actors.get(quote.speaker or "")
    own = {quote.speaker, *quote.other_speakers}
    employers = {role.organisation for role in speaker.roles} if speaker is not None else set()
    if speaker is not None and speaker.country is not None:
        own.add(f"country:{speaker.country}")
    at = bisect_left(reading.reference_starts, quote.span.start)
    while at < len(reading.references) and reading.references[at].start < quote.span.end:
        reference = reading.references[at]
        actor = reading.actors.get(reference.actor)
        is_own = reference.actor in own or (actor is not None and actor.name in employers)
        if not is_own and (actor is None or actor.kind != "place"):
            return reference.actor
        at += 1
    addressee = reading.actors.get(quote.addressee or "")
    return quote.addressee if addressee is None or addressee.sector != "media" else None


def _done(reading: Reading, quotes: QuoteFindings) -> Iterator[Statement]:
    """Give the acts outside quotation marks whose verb is no cue of a quote."""
    cues = {quote.cue_span.start for quote in quotes.quotes if quote.cue_span is not None}
    starts = [quote.span.start for quote in quotes.quotes]
    reader = ActionReader(reading, SubjectFinder(reading))
    for index in reading.places(_STATING):
        offset = reading.tokens[index].start
        if offset in cues or reading.is_quoted(index):
            continue
        within = bisect_right(starts, offset) - 1
        quote = quotes.quotes[within] if within >= 0 else None
        if quote is not None and quote.span.end <= offset:
            quote = None
        for statement in reader.at(index):
            if quote is None:
                yield statement
            elif quote.speaker != statement.source:
                yield _as_reported(statement)


def _as_reported(statement: Statement) -> Statement:
    """An act within what somebody says is reported, not told by the article."""
    if statement.certainty == "asserted":
        return replace(statement, certainty="reported")
    return statement
