"""An analysis as lines for a terminal: what became of its date, who is in it, who said and did what."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from typing import Final

import click

from pipelines.commands.extract_html import role_lines
from pipelines.commands.present import plain
from schemas.analysis import Actor, DateCheck, Quote, Span, Statement
from schemas.enriched import EnrichedArticle

_NARROWEST: Final = 40
_LABEL: Final = 10
_VERDICT_COLOURS: Final = {"ok": "green", "doubtful": "yellow", "wrong": "red"}
_STANCE_COLOURS: Final = {
    "supportive": "green",
    "offer": "green",
    "critical": "red",
    "denial": "red",
    "demand": "yellow",
}


def table_lines(document: EnrichedArticle, width: int | None) -> Iterator[str]:
    """Give the lines of one analysis, wrapped at a width, or not at all (None) for a pipe.

    Lines have colours, which `click.echo` leaves out where no terminal shows them.
    """
    article, analysis = document.article, document.analysis
    shown = _Page(width, {actor.id: plain(actor.name) for actor in analysis.actors})
    yield click.style(plain(article.source.name or ""), bold=True)
    if article.title:
        yield plain(article.title)
    yield from shown.date(analysis.date_check)
    yield from shown.labelled("Language", plain(article.language.code))
    if analysis.issues:
        told = " · ".join(f"{plain(each.label)} {each.score:.2f}" for each in analysis.issues)
        yield from shown.labelled("Issues", told)
    labels = {issue.id: plain(issue.label) for issue in analysis.issues}
    sections = {
        "Actors": [shown.actor(actor) for actor in by_salience(analysis.actors)],
        "Quotes": [shown.quote(quote, document) for quote in analysis.quotes],
        "Statements": [shown.statement(each, document, labels) for each in analysis.statements],
    }
    for heading, entries in sections.items():
        yield ""
        yield click.style(
            f"{heading} ({len(entries):,})" if entries else f"{heading}: none", bold=True
        )
        for lines in entries:
            yield from lines
    yield ""


def by_salience(actors: tuple[Actor, ...]) -> list[Actor]:
    """Give the actors, those that the article is most about first."""
    return sorted(actors, key=lambda actor: (-actor.salience, actor.name))


class _Page:
    """Writes the parts of one analysis at one width."""

    def __init__(self, width: int | None, names: Mapping[str, str]) -> None:
        self._width = max(width, _NARROWEST) if width else None
        self._names = names

    def labelled(self, label: str, text: str) -> Iterator[str]:
        return self._wrapped(text, f"{label:<{_LABEL}}", " " * _LABEL)

    def date(self, check: DateCheck) -> Iterator[str]:
        claimed = f"claims {check.claimed}" if check.claimed else "claims none"
        likely = _likely(check)
        verdict = f"{check.verdict}: " if check.verdict != "unknown" else ""
        lines = self.labelled("Date", f"{verdict}{claimed}{f', likely {likely}' if likely else ''}")
        for line in lines:
            yield click.style(line, fg=_VERDICT_COLOURS.get(check.verdict))
        for why in check.why:
            yield from self._wrapped(plain(why), f"{'':<{_LABEL}}- ", " " * (_LABEL + 2))

    def actor(self, actor: Actor) -> list[str]:
        kind = f"{actor.kind} {actor.country}" if actor.country else actor.kind
        parts = [f"{plain(actor.name)} · {kind} · {len(actor.mentions)}×"]
        roles = [
            plain(role.title) + ("" if role.is_stated else " (known office)")
            for role in role_lines(actor)
        ]
        parts += ["; ".join(roles)] if roles else []
        also = ", ".join(plain(each) for each in (*actor.aliases, *actor.misspellings))
        parts += [f"also {also}"] if also else []
        return list(self._wrapped(" · ".join(parts), "  ", "      "))

    def quote(self, quote: Quote, document: EnrichedArticle) -> list[str]:
        speakers = ", ".join(self._name(each) for each in quote.speakers) or "someone"
        to = f" → {self._name(quote.addressee)}" if quote.addressee else ""
        within = f", within quote {quote.nested_in + 1}" if quote.nested_in is not None else ""
        head = click.style(f"  {speakers}{to}", fg="cyan") + f" ({quote.kind}{within})"
        return [head, *self._wrapped(_words(quote.span, document), "      ", "      ")]

    def statement(
        self, statement: Statement, document: EnrichedArticle, labels: Mapping[str, str]
    ) -> list[str]:
        to = f" → {self._name(statement.target)}" if statement.target else ""
        stance = click.style(statement.stance, fg=_STANCE_COLOURS.get(statement.stance))
        head = click.style(f"  {self._name(statement.source)}{to}", fg="cyan")
        head += f" ({stance}, {statement.certainty})"
        about = ", ".join(labels.get(each, plain(each)) for each in statement.issues)
        lines = [head, *self._wrapped(_words(statement.evidence, document), "      ", "      ")]
        return [*lines, *self._wrapped(about, "      on ", "         ")] if about else lines

    def _name(self, actor_id: str | None) -> str:
        return self._names.get(actor_id or "", plain(actor_id or ""))

    def _wrapped(self, text: str, first: str, following: str) -> Iterator[str]:
        if self._width is None:
            yield f"{first}{text}"
            return
        yield from textwrap.wrap(
            text,
            self._width,
            initial_indent=first,
            subsequent_indent=following,
            break_on_hyphens=False,
        ) or [first]


def _likely(check: DateCheck) -> str:
    if check.likely_from and check.likely_to:
        return f"{check.likely_from} to {check.likely_to}"
    if check.likely_from:
        return f"{check.likely_from} or later"
    return f"{check.likely_to} or earlier" if check.likely_to else ""


def _words(span: Span, document: EnrichedArticle) -> str:
    text = document.article.title if span.in_title else document.article.text
    return plain(text[span.start : span.end])
