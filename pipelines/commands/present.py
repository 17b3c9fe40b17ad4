"""Documents for people: a line of a table, or a page; nothing in them can disturb a terminal."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from connectors.index_parts import MAX_PARTS, parts_left_out
from connectors.ports import Hit, SearchResult
from pipelines.dedupe.story_titles import central_headline
from schemas.analysis import Actor, Quote, Span, Statement
from schemas.articles import Article
from schemas.enriched import EnrichedArticle
from schemas.relations import Evidence

_DOUBTFUL_BELOW: Final = 0.6
_MAIN_ACTORS: Final = 3
_UNBOUNDED: Final = 10_000  # columns
_STORY_LINES: Final = 10
_QUOTES_SHOWN: Final = 5
_JOINERS: Final = "\u200c\u200d"
_MARKED: Final = re.compile("⟦([^⟦⟧]*)⟧")


def plain(text: str) -> str:
    """Give the text on one line, without control characters or marks that turn its direction."""
    return " ".join(
        "".join(sign if sign.isprintable() or sign in _JOINERS else " " for sign in text).split()
    )


def print_table(table: Table) -> None:
    """Print a table: within a terminal's width, and with one line a row into a file or a pipe."""
    console = Console()
    if not console.is_terminal:
        console.width = _UNBOUNDED
    console.print(table)


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
            day_of(hit.document),
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


def page(document: EnrichedArticle, story: SearchResult | None = None) -> Iterator[str]:
    """Give the lines of a page with all that is known of an article.

    `story` are the latest articles of its story, where there are several.
    """
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
    if story is not None:
        yield from _story(document, story)
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
    if hit.story_size > 1:
        text.append(f"\n{_more_of_the_story(hit)}", style="cyan not bold")
    for line in quote_lines(hit):
        text.append(f"\n{line}", style="not bold")
    for fragment in () if hit.quotes else hit.highlights:
        text.append("\n")
        text.append_text(_styled(plain(fragment), marks=marks))
    return text


def quote_lines(hit: Hit) -> Iterator[str]:
    """Give the first quotes that were asked for, a line each, and how many more there are."""
    for found in hit.quotes[:_QUOTES_SHOWN]:
        yield f"{plain(found.speaker_name or 'someone')}: {plain(found.text)}"
    if len(hit.quotes) > _QUOTES_SHOWN:
        yield f"… and {len(hit.quotes) - _QUOTES_SHOWN} more quotes"


def _more_of_the_story(hit: Hit) -> str:
    copies = f", {_number(hit.copies, 'copy', 'copies')} among them" if hit.copies else ""
    return f"+ {_number(hit.story_size - 1, 'article', 'articles')} of this story{copies}"


def _number(count: int, one: str, many: str) -> str:
    return f"{count:,} {one if count == 1 else many}"


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


def day_of(document: EnrichedArticle) -> str:
    """Give the day an article is of, with a ? where that is in doubt."""
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
    for scope, count in parts_left_out(document).items():
        beyond = f"{count:,} {scope}s beyond the first {MAX_PARTS[scope]:,}"
        yield f"search      {beyond} are not found by {scope}:( ), only as words of the article"


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
    speaker = ", ".join(names.get(each, plain(each)) for each in quote.speakers) or "someone"
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


def _story(document: EnrichedArticle, story: SearchResult) -> Iterator[str]:
    """Give the story's title and its other articles, the latest first."""
    titles = [plain(hit.document.article.title) for hit in reversed(story.hits)]
    others = [
        f"{day_of(hit.document)} {plain(hit.document.article.source.host)}: "
        f"{plain(hit.document.article.title)} [{plain(hit.document.article.id)}]"
        for hit in story.hits
        if hit.document.article.id != document.article.id
    ][:_STORY_LINES]
    more = story.total - 1 - len(others)
    if more > 0:
        others.append(
            f"… and {more:,} more: dateline search story:{plain(document.story_id or '')}"
        )
    heading = f"Story: {central_headline(titles)} ({story.total:,} articles)"
    yield from _section(heading, others)


def _relations(document: EnrichedArticle) -> list[str]:
    return [
        f"{each.kind} {'as' if each.kind == 'same_story' else 'of'} {plain(each.to)} "
        f"(confidence {each.confidence:.2f}; {', '.join(map(_evidence, each.evidence))})"
        for each in document.relations
    ]


def _evidence(evidence: Evidence) -> str:
    terms = f" in {', '.join(map(plain, evidence.terms))}" if evidence.terms else ""
    return f"{plain(evidence.measure)} {evidence.value:.2f}{terms}"


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
