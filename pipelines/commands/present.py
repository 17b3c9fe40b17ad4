"""Documents for people: a line of a table, or a page; nothing in them can disturb a terminal."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from rich import box
from rich.table import Table
from rich.text import Text

from connectors.ports import Hit, SearchResult
from schemas.analysis import Actor, Quote, Span, Statement
from schemas.articles import Article
from schemas.enriched import EnrichedArticle

_DOUBTFUL_BELOW: Final = 0.6
_MAIN_ACTORS: Final = 3
_JOINERS: Final = "\u200c\u200d"
_MARKED: Final = re.compile("⟦([^⟦⟧]*)⟧")


def plain(text: str) -> str:
    """Give the text on one line, without control characters or marks that turn its direction."""
    return " ".join(
        "".join(sign if sign.isprintable() or sign in _JOINERS else " " for sign in text).split()
    )


def hit_table(result: SearchResult, *, marks: bool) -> Table:
    """Give the hits as a table; `marks` keeps ⟦ ⟧ where colours can't be shown."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, expand=True)
    table.add_column("published", no_wrap=True)
    table.add_column("source", max_width=20, overflow="ellipsis", no_wrap=True)
    table.add_column("article", ratio=3)
    table.add_column("actors", ratio=1)
    for hit in result.hits:
        article = hit.document.article
        names = "\n".join(plain(actor.name) for actor in main_actors(hit.document))
        table.add_row(
            _day(hit.document),
            Text(plain(article.source.name or article.source.host)),
            _headline(hit, marks=marks),
            Text(names),
        )
    return table


def facet_lines(result: SearchResult) -> Iterator[str]:
    """Give one line a facet: its values and how many of the hits have each."""
    for name, counts in result.facets.items():
        values = ", ".join(f"{plain(value)} ({count})" for value, count in counts)
        yield f"{name:<9} {values or 'none'}"


def main_actors(document: EnrichedArticle) -> list[Actor]:
    """Give the few actors the article is about most."""
    ranked = sorted(document.analysis.actors, key=lambda actor: -actor.salience)
    return ranked[:_MAIN_ACTORS]


def page(document: EnrichedArticle) -> Iterator[str]:
    """Give the lines of a page with all that is known of an article."""
    article, analysis = document.article, document.analysis
    yield plain(article.title) or "(no title)"
    yield ""
    yield from _about(document)
    names = {actor.id: plain(actor.name) for actor in analysis.actors}
    yield from _section("Actors", [_actor(actor) for actor in analysis.actors])
    yield from _section(
        "Issues",
        [f"{plain(each.label)} [{plain(each.id)}] {each.score:.2f}" for each in analysis.issues],
    )
    yield from _section("Quotes", [_quote(quote, article, names) for quote in analysis.quotes])
    yield from _section(
        "Statements", [_statement(each, article, names) for each in analysis.statements]
    )
    yield from _section("Related", _relations(document))
    yield from _date_check(document)
    if article.text:
        yield ""
        yield "Text"
        for paragraph in article.paragraphs:
            yield f"  {plain(paragraph)}"
            yield ""


def _headline(hit: Hit, *, marks: bool) -> Text:
    text = Text(plain(hit.document.article.title) or "(no title)", style="bold")
    text.append(f"\n{plain(hit.document.article.id)}", style="dim not bold")
    for fragment in hit.highlights:
        text.append("\n")
        text.append_text(_styled(plain(fragment), marks=marks))
    return text


def _styled(fragment: str, *, marks: bool) -> Text:
    if marks:
        return Text(fragment, style="not bold")
    text = Text(style="not bold")
    position = 0
    for match in _MARKED.finditer(fragment):
        text.append(fragment[position : match.start()])
        text.append(match[1], style="bold yellow")
        position = match.end()
    text.append(fragment[position:])
    return text


def _day(document: EnrichedArticle) -> str:
    published = document.article.published
    if published is None:
        return f"{document.article.first_seen.date().isoformat()}?"
    doubtful = document.analysis.date_check.verdict in ("doubtful", "wrong")
    mark = "?" if doubtful or published.confidence < _DOUBTFUL_BELOW else ""
    return f"{published.at.date().isoformat()}{mark}"


def _about(document: EnrichedArticle) -> Iterator[str]:
    article = document.article
    host = plain(article.source.host)
    name = plain(article.source.name or "")
    yield f"id          {plain(article.id)}"
    yield f"source      {f'{name} ({host})' if name else host}"
    if article.canonical_url:
        yield f"url         {plain(article.canonical_url)}"
    if article.authors:
        yield f"authors     {plain(', '.join(article.authors))}"
    for label, instant in (("published", article.published), ("updated", article.updated)):
        if instant is not None:
            given = f"given as “{plain(instant.raw)}”, confidence {instant.confidence:.2f}"
            yield f"{label:<11} {_time(instant.at)} ({given})"
    if article.published is None:
        yield "published   unknown"
    yield f"first seen  {_time(article.first_seen)}"
    yield f"language    {plain(article.language.code)} ({article.language.confidence:.2f})"
    if document.story_id:
        yield f"story       {plain(document.story_id)}"


def _time(at: object) -> str:
    return f"{str(at)[:16]} UTC"


def _section(title: str, lines: list[str]) -> Iterator[str]:
    if lines:
        yield ""
        yield title
        yield from (f"  {line}" for line in lines)


def _actor(actor: Actor) -> str:
    roles = "; ".join(plain(role.title) for role in actor.roles)
    also = ", ".join(plain(name) for name in (*actor.aliases, *actor.misspellings))
    parts = [plain(actor.name), f"[{plain(actor.id)}]"]
    parts += [f"· {roles}"] if roles else []
    parts += [f"· {plain(actor.country)}"] if actor.country else []
    parts += [f"· also: {also}"] if also else []
    return " ".join(parts)


def _quote(quote: Quote, article: Article, names: dict[str, str]) -> str:
    speaker = names.get(quote.speaker or "", plain(quote.speaker or "someone"))
    return f"{speaker} ({quote.kind}): {_words(quote.span, article)}"


def _statement(statement: Statement, article: Article, names: dict[str, str]) -> str:
    source = names.get(statement.source, plain(statement.source))
    target = names.get(statement.target or "", plain(statement.target or ""))
    towards = f" → {target}" if target else ""
    issues = f" on {plain(', '.join(statement.issues))}" if statement.issues else ""
    kind = f"{statement.stance}, {statement.certainty}"
    return f"{source}{towards} ({kind}){issues}: {_words(statement.evidence, article)}"


def _words(span: Span, article: Article) -> str:
    return plain((article.title if span.in_title else article.text)[span.start : span.end])


def _relations(document: EnrichedArticle) -> list[str]:
    return [
        f"{each.kind} of {plain(each.to)} (confidence {each.confidence:.2f}; "
        + ", ".join(f"{plain(e.measure)} {e.value:.2f}" for e in each.evidence)
        + ")"
        for each in document.relations
    ]


def _date_check(document: EnrichedArticle) -> Iterator[str]:
    check = document.analysis.date_check
    if check.verdict == "unknown":
        return
    likely = ""
    if check.likely_from or check.likely_to:
        likely = f", likely {check.likely_from or '…'} to {check.likely_to or '…'}"
    yield from _section(
        f"Date: {check.verdict}{f' (claimed {check.claimed}{likely})' if check.claimed else likely}",
        [plain(why) for why in check.why] or ["no reason given"],
    )
