"""`dateline feeds`: which feeds are collected, and how they fare."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipelines.cli import SettingsSource
from pipelines.commands.present import print_table
from schemas.settings import Settings

if TYPE_CHECKING:
    from connectors.feeds.check import Checked
    from connectors.feeds.feed_state import FeedState
    from connectors.feeds.state import FeedStore


@click.group()
def feeds() -> None:
    """Add, import, list and remove feeds; a running collector takes changes up within a second.

    \b
    dateline feeds add https://example.org/rss
    dateline feeds import subscriptions.opml
    dateline feeds list
    """


@feeds.command()
@click.argument("urls", metavar="URL…", nargs=-1, required=True)
@click.option("--no-check", is_flag=True, help="Add without a first fetch.")
@click.pass_obj
def add(source: SettingsSource, urls: tuple[str, ...], no_check: bool) -> None:
    """Add feeds by URL: each is fetched once to see that it is one.

    \b
    dateline feeds add https://example.org/rss https://example.com/feed.json
    """
    for url in urls:
        _demand_web_url(url)
    settings = source.load()
    good = list(urls) if no_check else _good_ones(urls, settings)
    with _open(settings) as store:
        added = store.add(good, now=datetime.now(UTC))
    for url in good:
        click.echo(f"Added {url}" if url in added else f"Already there: {url}")
    if len(good) < len(urls):
        raise click.exceptions.Exit(1)


@feeds.command("import")
@click.argument("file", metavar="FILE.opml", type=click.Path(path_type=Path))
@click.pass_obj
def import_(source: SettingsSource, file: Path) -> None:
    """Add all feeds of an OPML file, which feed readers export.

    None is fetched first: `dateline feeds list` says later which of them fail.

    \b
    dateline feeds import subscriptions.opml
    """
    from connectors.feeds.opml import read_opml

    try:
        data = file.read_bytes()
    except OSError as error:
        raise click.ClickException(f"{file}: can't be read: {error.strerror}.") from None
    outlines = read_opml(data, name=str(file))
    with _open(source.load()) as store:
        added = store.add(outlines.urls, now=datetime.now(UTC))
    there = len(outlines.urls) - len(added)
    click.echo(f"{len(added)} feeds added, {there} were there already.")
    for url in outlines.skipped:
        click.echo(f"{file}: left out, no http or https URL: {url[:200]!r}", err=True)


@feeds.command("list")
@click.option("--format", "format_", type=click.Choice(["table", "json"]), default="table")
@click.pass_obj
def list_(source: SettingsSource, format_: str) -> None:
    """List the feeds: state, polls (UTC), failures and their reasons.

    \b
    dateline feeds list
    dateline feeds list --format json
    """
    with _open_to_read(source.load()) as store:
        states = store.feeds()
    if format_ == "json":
        click.echo(json.dumps([_as_json(state) for state in states], indent=2, ensure_ascii=False))
    elif not states:
        click.echo("No feeds yet. Add some: dateline feeds add URL…")
    else:
        _print_table(states)


@feeds.command()
@click.argument("url")
@click.pass_obj
def remove(source: SettingsSource, url: str) -> None:
    """Stop collecting a feed; its articles stay.

    What was seen of it is forgotten: a feed that is added again gives all its entries again.

    \b
    dateline feeds remove https://example.org/rss
    """
    with _open_to_read(source.load()) as store:
        if not store.remove(url):
            raise click.ClickException(f"No such feed: {url}. See them with `dateline feeds list`.")
    click.echo(f"Removed {url}")


@feeds.command()
@click.pass_obj
def export(source: SettingsSource) -> None:
    """Print all feeds as OPML.

    \b
    dateline feeds export > feeds.opml
    """
    from connectors.feeds.opml import write_opml

    with _open_to_read(source.load()) as store:
        click.echo(write_opml(store.feeds()).decode(), nl=False)


def _open(settings: Settings) -> FeedStore:
    from pipelines.jobs.collect import open_feed_store

    return open_feed_store(settings)


def _open_to_read(settings: Settings) -> FeedStore:
    """Open the feeds where there are some: who only looks makes no folder."""
    from pipelines.jobs.collect import FEEDS_FILE
    from pipelines.jobs.ports import demand_file

    demand_file(settings.data_path / FEEDS_FILE, "list of feeds")
    return _open(settings)


def _demand_web_url(url: str) -> None:
    from connectors.feeds.parse_text import is_web_url

    if is_web_url(url):
        return
    hint = f" Did you mean https://{url}?" if "://" not in url and "." in url else ""
    raise click.ClickException(f"No http or https URL: {url!r}.{hint}")


def _good_ones(urls: tuple[str, ...], settings: Settings) -> list[str]:
    """Fetch each URL once, report what it is, and give those that are feeds."""
    from connectors.feeds.check import check_feeds
    from connectors.feeds.parsed import ParsedFeed

    checked = asyncio.run(check_feeds(urls, settings.collect, clock=lambda: datetime.now(UTC)))
    for url, result in checked:
        click.echo(f"{url}: {_describe(result)}", err=not isinstance(result, ParsedFeed))
    return [url for url, result in checked if isinstance(result, ParsedFeed)]


def _describe(result: Checked) -> str:
    from connectors.feeds.parsed import ParsedFeed, Unparseable

    if isinstance(result, ParsedFeed):
        title = _one_line(result.meta.title or "untitled")
        faults = "".join(f"\n  {_one_line(complaint)}" for complaint in result.complaints)
        return f"{title} ({result.meta.format}), {len(result.entries)} entries{faults}"
    if isinstance(result, Unparseable) and result.candidates:
        offers = "".join(f"\n  dateline feeds add {url}" for url in result.candidates)
        return f"not added: a web page, no feed. It offers:{offers}"
    remedy = "" if isinstance(result, Unparseable) else " Add it all the same with --no-check."
    return f"not added: {_one_line(result.message)}{remedy}"


def _status(state: FeedState) -> str:
    if state.stopped is not None:
        return "stopped"
    if state.failures:
        return "failing"
    return "ok" if state.last_success_at else "new"


def _as_json(state: FeedState) -> dict[str, Any]:
    def moment(at: datetime | None) -> str | None:
        return at.isoformat() if at else None

    return {
        "url": state.url,
        "asked_at": state.address,
        "title": state.title,
        "format": state.format,
        "state": _status(state),
        "last_poll": moment(state.last_poll_at),
        "last_success": moment(state.last_success_at),
        "next_poll": None if state.stopped else moment(state.next_poll_at),
        "failures": state.failures,
        "failure_reason": state.failure_reason,
        "failure_message": state.failure_message,
        "polls": state.total_polls,
        "entries": state.total_entries,
    }


def _print_table(states: list[FeedState]) -> None:
    from rich import box
    from rich.table import Column, Table
    from rich.text import Text

    # Folded, not cut: a URL is there to be copied.
    feed_column, failure_column = (
        Column("feed", overflow="fold"),
        Column("failures", overflow="fold"),
    )
    columns = (feed_column, "state", "last poll", "next poll", "entries", failure_column)
    table = Table(*columns, box=box.SIMPLE_HEAD, pad_edge=False)
    for state in states:
        name = f"{_one_line(state.title)}\n{state.url}" if state.title else state.url
        fault = f"{state.failures} × {state.failure_reason}: {state.failure_message}"
        table.add_row(
            Text(name),
            _status(state),
            _short(state.last_poll_at),
            "-" if state.stopped else _short(state.next_poll_at),
            str(state.total_entries),
            Text(_one_line(fault) if state.failures else ""),
        )
    print_table(table)
    failing = sum(bool(state.failures) for state in states)
    noun = "feed" if len(states) == 1 else "feeds"
    click.echo(f"{len(states)} {noun}, {failing} failing. Times are UTC.")


def _short(at: datetime | None) -> str:
    return f"{at.astimezone(UTC):%m-%d %H:%M}" if at else "-"


def _one_line(text: str, most: int = 200) -> str:
    """Give the text without control characters: it comes from strangers and goes to a terminal."""
    clean = "".join(character if character.isprintable() else " " for character in text)
    return clean if len(clean) <= most else clean[: most - 1] + "…"
