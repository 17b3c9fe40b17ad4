"""An analysis as one HTML page: actors coloured in the text, quotes tied to speakers, issues beside it.

The page stands alone: no script, style or font comes from elsewhere, and all that stands in the
article is escaped. Without its script it still shows everything; the script lights up what belongs
together.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import Final

import jinja2
from msgspec import Struct

from schemas.analysis import Actor, Analysis, Issue, Quote, Span, Statement
from schemas.enriched import EnrichedArticle

_POLICY_AREA: Final = "cap:"
_WORDS_A_NOTE: Final = 3
_PARAGRAPH: Final = re.compile(r"[^\n]*\S[^\n]*")


class Mark(Struct, frozen=True):
    """One thing to mark in the text; `key` is its number among its kind."""

    start: int
    end: int
    kind: str
    key: int


class Segment(Struct, frozen=True):
    """A stretch of text in which the same marks hold; `quotes` and `issues` hold their numbers."""

    text: str
    actor: int | None
    mention: str | None
    quotes: tuple[int, ...]
    issues: tuple[int, ...]
    is_cue: bool


class Note(Struct, frozen=True):
    """An issue in the margin of a paragraph: its number, and the words there that tell it."""

    issue: int
    words: tuple[str, ...]


class Paragraph(Struct, frozen=True):
    """One paragraph in segments, with the quotes that begin and the issues spoken of in it."""

    start: int
    segments: tuple[Segment, ...]
    quotes: tuple[int, ...]
    notes: tuple[Note, ...]


class RoleLine(Struct, frozen=True):
    """A role to show once: as the text states it, and whether the table of offices knows it."""

    title: str
    is_stated: bool
    is_known: bool


class StatementLine(Struct, frozen=True):
    """A statement with its words, and the number of the paragraph they stand in."""

    statement: Statement
    words: str
    paragraph: int | None


class Shown(Struct, frozen=True, kw_only=True):
    """All that the template shows of one document."""

    name: str
    title: str
    language: str
    analysis: Analysis
    actors: tuple[Actor, ...]
    roles: tuple[tuple[RoleLine, ...], ...]
    issues: tuple[Issue, ...]
    quotes: tuple[Quote, ...]
    statements: tuple[StatementLine, ...]
    paragraphs: tuple[Paragraph, ...]
    actor_numbers: dict[str, int]
    labels: dict[str, str]


def html_page(documents: Iterable[EnrichedArticle]) -> str:
    """Give one page with all the documents."""
    return _template().render(documents=[_shown(document) for document in documents])


@cache
def _template() -> jinja2.Template:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("pipelines.commands", "extract_page"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("page.html")


def _shown(document: EnrichedArticle) -> Shown:
    article, analysis = document.article, document.analysis
    actors = tuple(sorted(analysis.actors, key=lambda actor: (-actor.salience, actor.name)))
    numbers = {actor.id: number for number, actor in enumerate(actors)}
    paragraphs = tuple(_paragraphs(article.text, list(_marks(analysis, numbers))))
    starts = [paragraph.start for paragraph in paragraphs]
    return Shown(
        name=article.source.name or article.source.host or article.id,
        title=article.title,
        language=article.language.code,
        analysis=analysis,
        actors=actors,
        roles=tuple(tuple(role_lines(actor)) for actor in actors),
        issues=analysis.issues,
        quotes=analysis.quotes,
        statements=tuple(
            StatementLine(each, _words(each.evidence, document), _at(each.evidence, starts))
            for each in analysis.statements
        ),
        paragraphs=paragraphs,
        actor_numbers=numbers,
        labels={issue.id: issue.label for issue in analysis.issues},
    )


def role_lines(actor: Actor) -> Iterator[RoleLine]:
    """Give an actor's roles; one that both the text and the table of offices know stands there once."""
    from pipelines.extract.offices import title_words

    stated: dict[frozenset[str], str] = {}
    known: dict[frozenset[str], str] = {}
    for role in actor.roles:
        titles = stated if role.source == "stated" else known
        titles.setdefault(title_words(role.title), role.title)
    for words, title in (stated | known | stated).items():
        yield RoleLine(title, words in stated, words in known)


def _at(span: Span, starts: Sequence[int]) -> int | None:
    """Give the paragraph that a span of the body begins in."""
    return None if span.in_title else max(0, bisect_right(starts, span.start) - 1)


def _words(span: Span, document: EnrichedArticle) -> str:
    text = document.article.title if span.in_title else document.article.text
    return text[span.start : span.end]


def _marks(analysis: Analysis, numbers: dict[str, int]) -> Iterator[Mark]:
    """Give every mark of the body."""
    for actor in analysis.actors:
        for mention in actor.mentions:
            if not mention.span.in_title:
                span = mention.span
                yield Mark(span.start, span.end, mention.kind, numbers[actor.id])
    for number, quote in enumerate(analysis.quotes):
        if not quote.span.in_title:
            yield Mark(quote.span.start, quote.span.end, "quote", number)
        if quote.cue_span is not None:
            yield Mark(quote.cue_span.start, quote.cue_span.end, "cue", number)
    for number, issue in enumerate(analysis.issues):
        for span in () if issue.id.startswith(_POLICY_AREA) else issue.evidence:
            if not span.in_title:
                yield Mark(span.start, span.end, "issue", number)


def _paragraphs(text: str, marks: Sequence[Mark]) -> Iterator[Paragraph]:
    """Cut the text into paragraphs and each into segments; marks may overlap and nest at will."""
    by_start = sorted(marks, key=lambda mark: mark.start)
    opened: list[Mark] = []
    following = 0
    for match in _PARAGRAPH.finditer(text):
        start, end = match.span()
        begun = following
        while following < len(by_start) and by_start[following].start < end:
            following += 1
        starting = by_start[begun:following]
        inside = [mark for mark in opened if mark.end > start] + starting
        opened = inside
        yield Paragraph(
            start=start,
            segments=tuple(_segments(text, start, end, inside)),
            quotes=tuple(mark.key for mark in starting if mark.kind == "quote"),
            notes=tuple(_notes(text, start, end, inside)),
        )


def _notes(text: str, start: int, end: int, marks: Sequence[Mark]) -> Iterator[Note]:
    words: dict[int, list[str]] = {}
    for mark in marks:
        if mark.kind == "issue":
            found = " ".join(text[max(start, mark.start) : min(end, mark.end)].split())
            words.setdefault(mark.key, []).append(found)
    for key in sorted(words):
        yield Note(key, tuple(dict.fromkeys(words[key]))[:_WORDS_A_NOTE])


def _segments(text: str, start: int, end: int, marks: Sequence[Mark]) -> Iterator[Segment]:
    edges = {start, end}
    for mark in marks:
        edges.update(edge for edge in (mark.start, mark.end) if start < edge < end)
    waiting = sorted(marks, key=lambda mark: mark.start, reverse=True)
    active: list[Mark] = []
    cuts = sorted(edges)
    for begin, finish in pairwise(cuts):
        active = [mark for mark in active if mark.end > begin]
        while waiting and waiting[-1].start <= begin:
            mark = waiting.pop()
            if mark.end > begin:
                active.append(mark)
        yield _segment(text[begin:finish], active)


def _segment(text: str, active: Sequence[Mark]) -> Segment:
    mentions = [m for m in active if m.kind in ("name", "nominal", "pronoun", "metonym")]
    shortest = min(mentions, key=lambda mark: mark.end - mark.start, default=None)
    return Segment(
        text=text,
        actor=shortest.key if shortest else None,
        mention=shortest.kind if shortest else None,
        quotes=_keys(active, "quote"),
        issues=_keys(active, "issue"),
        is_cue=any(mark.kind == "cue" for mark in active),
    )


def _keys(marks: Iterable[Mark], kind: str) -> tuple[int, ...]:
    return tuple(sorted({mark.key for mark in marks if mark.kind == kind}))
