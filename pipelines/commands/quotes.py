"""`dateline quotes`: who said what about a subject."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import islice
from typing import Any, Final

import click
import msgspec
from msgspec import Struct
from msgspec.structs import replace
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from connectors.ports import FoundQuote, Index, SearchRequest
from pipelines.cli import SettingsSource
from pipelines.commands.present import day_of, plain
from pipelines.commands.search import empty_index
from schemas.enriched import EnrichedArticle
from schemas.query import And, Everything, Not, Or, Published, Query, Same, Term
from schemas.query_dates import read_before, read_since
from schemas.query_parser import parse_query

_PAGE: Final = 100
_NOTHING_FOUND: Final = (
    "No such quote. Try fewer words, OR between them, a part of the name (Wang*), or * for anyone; "
    "`dateline search --facet speaker` names who is quoted."
)


class Said(Struct, frozen=True, kw_only=True):
    """A quote and the article it stands in."""

    found: FoundQuote
    document: EnrichedArticle


@click.command()
@click.argument("speaker", metavar="SPEAKER")
@click.argument("about", metavar="[ABOUT]…", nargs=-1)
@click.option("--since", metavar="DATE", help="Published since: 2023, 2023-06 or 2023-06-18.")
@click.option("--before", metavar="DATE", help="Published before that day, month or year.")
@click.option("--size", type=click.IntRange(1, 10_000), default=20, show_default=True)
@click.option("--format", "format_", type=click.Choice(["table", "json", "jsonl"]), default="table")
@click.pass_obj
def quotes(
    source: SettingsSource,
    speaker: str,
    about: tuple[str, ...],
    since: str | None,
    before: str | None,
    size: int,
    format_: str,
) -> None:
    """Print what a speaker said about a subject, quote by quote, the newest articles first.

    SPEAKER is a name, a part of it (Wang*), an id (person:wang-yi), or * for anyone. A word of ABOUT
    stands in the quote, or in the name of an issue that the quote is about.

    \b
    dateline quotes "Wang Yi" Taiwan --since 2023-06
    dateline quotes "Wang Yi" '"root cause" OR relations' --format json
    dateline quotes '*' 'tariff* role:minister country:NL kind:direct'
    """
    query = quotes_query(speaker, " ".join(about), _period(since, before))
    from pipelines.jobs.ports import open_index_to_read

    with closing(open_index_to_read(source.load())) as index:
        said = list(islice(_said(index, query), size + 1))
        empty = not said and not index.count()
    shown, more = said[:size], len(said) > size
    if format_ == "json":
        click.echo(msgspec.json.format(msgspec.json.encode([_record(each) for each in shown])))
    elif format_ == "jsonl":
        for each in shown:
            click.echo(msgspec.json.encode(_record(each)))
    elif shown:
        _print_table(shown, more=more)
    else:
        click.echo(empty_index(source) if empty else _NOTHING_FOUND)


def quotes_query(speaker: str, about: str, period: Published) -> Query:
    """Give the query: one and the same quote is of this speaker and about all of this.

    Raises `QueryError` where `about` can't be read.
    """
    wanted: list[Query] = [] if speaker == "*" else [_speaker(speaker)]
    if about.strip():
        wanted.append(_or_issue(parse_query(about, within="quote")))
    inner = wanted[0] if len(wanted) == 1 else And(tuple(wanted))
    same = Same("quote", inner if wanted else Everything())
    return same if period == Published() else And((same, period))


def _speaker(speaker: str) -> Term:
    name = speaker.strip().rstrip("*")
    if not name:
        raise click.BadParameter("write a name, or * for anyone.", param_hint="SPEAKER")
    return Term(name, "speaker", prefix=speaker.endswith("*"))


def _or_issue(query: Query) -> Query:
    """Let a word mean the issue too: who speaks of the island need not say Taiwan."""
    if isinstance(query, Term) and query.field is None:
        return Or((query, replace(query, field="issue")))
    if isinstance(query, Not):
        return Not(_or_issue(query.query))
    if isinstance(query, And | Or):
        return type(query)(tuple(_or_issue(part) for part in query.queries))
    return query


def _period(since: str | None, before: str | None) -> Published:
    start = _date(read_since, since, "--since").since if since else None
    end = _date(read_before, before, "--before").before if before else None
    if start and end and end <= start:
        raise click.BadParameter("ends before --since begins.", param_hint="--before")
    return Published(since=start, before=end)


def _date(read: Callable[[str], Published], value: str, option: str) -> Published:
    try:
        return read(value)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint=option) from None


def _said(index: Index, query: Query) -> Iterator[Said]:
    request = SearchRequest(query=query, size=_PAGE, sort="newest")
    while True:
        page = index.search(request)
        for hit in page.hits:
            yield from (Said(found=found, document=hit.document) for found in hit.quotes)
        if page.cursor is None:
            return
        request = replace(request, cursor=page.cursor)


def _record(said: Said) -> dict[str, Any]:
    article, quote = said.document.article, said.found.quote
    return {
        "date": day_of(said.document).rstrip("?"),
        "date_is_sure": not day_of(said.document).endswith("?"),
        "source": article.source.name or article.source.host,
        "article": article.id,
        "title": article.title,
        "speaker": quote.speaker,
        "other_speakers": quote.other_speakers,
        "speaker_name": said.found.speaker_name,
        "addressee": quote.addressee,
        "text": said.found.text,
        "kind": quote.kind,
        "issues": quote.issues,
        "start": quote.span.start,
        "end": quote.span.end,
        "in_title": quote.span.in_title,
        "confidence": quote.confidence,
    }


def _print_table(shown: list[Said], *, more: bool) -> None:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, expand=True)
    table.add_column("published", no_wrap=True)
    table.add_column("source", max_width=20, overflow="ellipsis", no_wrap=True)
    table.add_column("said", ratio=1)
    for said in shown:
        article = said.document.article
        words = Text(f"{plain(said.found.speaker_name or 'someone')}: ", style="bold")
        words.append(plain(said.found.text), style="not bold")
        words.append(f"\n{plain(article.id)}", style="dim not bold")
        table.add_row(
            day_of(said.document),
            Text(plain(article.source.name or article.source.host)),
            words,
        )
    Console().print(table)
    count = f"{len(shown):,} {'quote' if len(shown) == 1 else 'quotes'}"
    advice = "; there are more: raise --size, or narrow them with --before" if more else ""
    click.echo(f"{count}{advice}. Read an article with: dateline show ID")
