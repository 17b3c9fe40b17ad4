"""`dateline search` and `dateline show`: find articles, and read all that is known of one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import islice
from typing import Any, Literal

import click
import msgspec
from rich.console import Console

from connectors.ports import FACETS, FacetName, Index, SearchRequest, SearchResult
from pipelines.cli import SettingsSource
from pipelines.commands.present import facet_lines, hit_table, page, plain
from schemas import wire
from schemas.enriched import EnrichedArticle
from schemas.query import Everything, Term
from schemas.query_parser import parse_query

_SHOWN_IDS = 5
_STORY_SHOWN = 100


@click.command()
@click.argument("words", metavar="[QUERY]…", nargs=-1)
@click.option("--format", "format_", type=click.Choice(["table", "json", "jsonl"]), default="table")
@click.option("--size", type=click.IntRange(1, 1000), default=20, show_default=True)
@click.option(
    "--sort", type=click.Choice(["relevance", "newest"]), default="relevance", show_default=True
)
@click.option(
    "--facet",
    "facets",
    type=click.Choice(FACETS),
    multiple=True,
    help="Count the hits by this; may be given several times.",
)
@click.option(
    "--by-story", is_flag=True, help="One hit a story, with how many articles it has; copies apart."
)
@click.option("--cursor", metavar="CURSOR", help="The page after the one that gave this cursor.")
@click.pass_obj
def search(
    source: SettingsSource,
    words: tuple[str, ...],
    format_: str,
    size: int,
    sort: Literal["relevance", "newest"],
    facets: tuple[FacetName, ...],
    cursor: str | None,
    *,
    by_story: bool,
) -> None:
    """Find articles; without a query the newest ones.

    \b
    dateline search 'Taiwan actor:"Antony Blinken"'
    dateline search '(trade OR tariff*) -opinion published:2023-04..2023-06' --sort newest
    dateline search 'speaker:blinken issue:x:taiwan' --facet actor --format json
    dateline search 'earthquake since:2024' --by-story
    dateline search 'quote:(speaker:"Wang Yi" Taiwan)'
    dateline search 'statement:(source:CN target:US stance:critical)'

    \b
    Words are joined by AND; OR, NOT or a leading -, ( ), "phrases" and prefix* work.
    Fields: text title actor role issue speaker country source language story id
    Dates:  published:2023-04  published:2023-04-01..2023-06  since:2023  before:2024

    \b
    A scope holds what must be true of one and the same quote, actor or statement:
      quote:(WORDS speaker: role: country: addressee: issue: kind:)
      actor:(NAME role: country: kind: sector: issue:)
      statement:(WORDS source: target: stance: certainty: issue:)
    """
    request = SearchRequest(
        query=parse_query(" ".join(words)),
        size=size,
        sort=sort,
        cursor=cursor,
        facets=tuple(dict.fromkeys(facets)),
        highlight=True,
        collapse="story" if by_story else None,
    )
    with _opened(source) as index:
        result = index.search(request)
        empty = not result.total and not index.count()
    if format_ == "json":
        click.echo(msgspec.json.format(msgspec.json.encode(_as_json(result)), indent=2))
    elif format_ == "jsonl":
        for hit in _as_json(result)["hits"]:
            click.echo(msgspec.json.encode(hit))
    elif not result.hits:
        click.echo(empty_index(source) if empty else _nothing_found(request, result))
    else:
        _print_table(request, result)


@click.command()
@click.argument("article_id", metavar="ID")
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text")
@click.pass_obj
def show(source: SettingsSource, article_id: str, format_: str) -> None:
    """Show one article with all that is known of it; the beginning of an id is enough.

    \b
    dateline show 3f2a9c
    dateline show 3f2a9c --format json
    """
    with _opened(source) as index:
        document = find_article(index, article_id)
        story = _story_of(index, document) if format_ == "text" else None
    if format_ == "json":
        click.echo(msgspec.json.format(wire.encode(document), indent=2))
        return
    for line in page(document, story):
        click.echo(line)


@contextmanager
def _opened(source: SettingsSource) -> Iterator[Index]:
    from pipelines.jobs.ports import open_index_to_read

    with closing(open_index_to_read(source.load())) as index:
        yield index


def find_article(index: Index, article_id: str) -> EnrichedArticle:
    """Give the article whose id this is or begins so; says which there are where it is not one."""
    start = plain(article_id)
    document = index.get(start)
    if document is not None:
        return document
    by_prefix = Term(start, "id", prefix=True)
    found = list(islice(index.scan(by_prefix), _SHOWN_IDS + 1)) if start else []
    if len(found) == 1:
        return found[0]
    if not found:
        raise click.ClickException(
            f"No article {start!r}. `dateline search` shows the id below each title."
        )
    ids = ", ".join(plain(each.article.id) for each in found[:_SHOWN_IDS])
    more = ", …" if len(found) > _SHOWN_IDS else ""
    raise click.ClickException(f"Several ids begin with {start!r}: {ids}{more}. Write more of it.")


def _story_of(index: Index, document: EnrichedArticle) -> SearchResult | None:
    """Give the latest articles of the document's story, None where it is told by this one alone."""
    if document.story_id is None:
        return None
    query = Term(document.story_id, "story")
    result = index.search(SearchRequest(query=query, size=_STORY_SHOWN, sort="newest"))
    return result if result.total > 1 else None


def _print_table(request: SearchRequest, result: SearchResult) -> None:
    console = Console()
    console.print(hit_table(result, marks=not console.is_terminal))
    for line in facet_lines(result):
        click.echo(line)
    count = f"{result.total:,} {'article' if result.total == 1 else 'articles'}"
    stories = (" story" if len(result.hits) == 1 else " stories") if request.collapse else ""
    shown = f", {len(result.hits)}{stories} shown" if len(result.hits) < result.total else ""
    click.echo(f"{count}{shown}. Read one with: dateline show ID")
    if result.cursor is not None:
        click.echo(f"The next page: the same with --cursor {result.cursor}")


def empty_index(source: SettingsSource) -> str:
    """Say that there is nothing to search, and what to do."""
    from pipelines.jobs.ports import index_place

    return (
        f"The index {index_place(source.load())} is empty. `dateline demo` shows one with a simulated "
        "newsroom; `dateline feeds add URL` and `dateline run` fill this one with real news."
    )


def _nothing_found(request: SearchRequest, result: SearchResult) -> str:
    if result.total:
        return f"No more: this was the end of {result.total:,} articles."
    if isinstance(request.query, Everything):
        return "Nothing found."
    return (
        "No article matches. Try fewer words, OR between them, a prefix* instead of a whole word, "
        "or a wider period; `dateline search --help` has the language."
    )


def _as_json(result: SearchResult) -> dict[str, Any]:
    return {
        "total": result.total,
        "cursor": result.cursor,
        "facets": {
            name: [{"value": value, "count": count} for value, count in counts]
            for name, counts in result.facets.items()
        },
        "hits": [
            {
                "score": hit.score,
                "highlights": hit.highlights,
                "story_size": hit.story_size,
                "copies": hit.copies,
                "quotes": hit.quotes,
                "document": hit.document,
            }
            for hit in result.hits
        ],
    }
