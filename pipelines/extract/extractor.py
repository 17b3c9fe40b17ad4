"""All parts of extraction, one after the other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Final, Protocol

from msgspec.structs import replace

from pipelines.extract.actors import resolve_actors, with_pronouns
from pipelines.extract.date_check import check_date, stated_date
from pipelines.extract.issues import IssueFinder, IssueFindings, default_finder, open_finder
from pipelines.extract.mentions import MentionBackend, open_default_backend
from pipelines.extract.quotes import find_headline_quotes, find_quotes
from pipelines.extract.statements import find_headline_statements, find_statements
from pipelines.extract.text import read_document
from schemas.analysis import Actor, Analysis, Quote, Statement
from schemas.articles import Article

MODEL_EPOCH: Final = 1


class Extractor(Protocol):
    """What the pipeline asks: an article in, its analysis out."""

    model: str

    def analyse(self, article: Article) -> Analysis:
        """Find actors, quotes, issues and statements; deterministic, linear in the text's length."""
        ...


class ArticleExtractor:
    """Names → actors → quotes, issues → statements, and the date held against all of it."""

    def __init__(self, backend: MentionBackend, finder: IssueFinder) -> None:
        self._backend = backend
        self._finder = finder
        self.model = f"dateline-{MODEL_EPOCH}/{backend.name}"

    def analyse(self, article: Article) -> Analysis:
        """Analyse one article; offsets are code points of its text (or title, where said so)."""
        body = read_document(article.text)
        title = read_document(article.title, is_title=True)
        claimed = article.published.at.date() if article.published else stated_date(body)
        first_seen = article.first_seen.date()
        names, title_names = self._backend.find_all([body, title])
        cast = resolve_actors(body, names, title, title_names, written_on=claimed or first_seen)
        issues = self._finder.find(body, title)
        quotes = find_quotes(body, cast)
        headline = find_headline_quotes(title, cast)
        statements = find_statements(body, cast, quotes, issues)
        statements += find_headline_statements(title, cast, headline, issues)
        said = _with_topics(quotes.quotes, issues) + _with_topics(headline, issues)
        actors = with_pronouns(cast.actors, quotes.pronouns, body)
        return Analysis(
            model=self.model,
            actors=_with_issues(actors, issues, said, statements),
            issues=issues.issues,
            quotes=said,
            statements=statements,
            date_check=check_date(
                body, cast, claimed=claimed, first_seen=first_seen, url=article.canonical_url
            ),
        )


def open_extractor(
    backend: MentionBackend | None = None, topics_model: Path | None = None
) -> ArticleExtractor:
    """Open the extractor with a mention backend, the default one where none is given.

    Topics are found by rules, and where a model is given by that too; raises `SettingsError` where
    it can't be read.
    """
    finder = open_finder(topics_model) if topics_model else default_finder()
    return ArticleExtractor(backend or open_default_backend(), finder)


def _with_topics(quotes: tuple[Quote, ...], issues: IssueFindings) -> tuple[Quote, ...]:
    """Give quotes with the topics that their words speak of."""
    return tuple(
        replace(quote, issues=issues.within(span.start, span.end, in_title=span.in_title))
        for quote in quotes
        for span in (quote.span,)
    )


def _with_issues(
    actors: Iterable[Actor],
    issues: IssueFindings,
    quotes: tuple[Quote, ...],
    statements: tuple[Statement, ...],
) -> tuple[Actor, ...]:
    """Give actors with the topics of what they say and do."""
    topics: dict[str, set[str]] = defaultdict(set)
    for quote in quotes:
        for speaker in quote.speakers:
            topics[speaker].update(quote.issues)
    for statement in statements:
        topics[statement.source].update(statement.issues)
    return tuple(
        replace(
            actor,
            issues=tuple(issue.id for issue in issues.issues if issue.id in topics[actor.id]),
        )
        if topics.get(actor.id)
        else actor
        for actor in actors
    )
