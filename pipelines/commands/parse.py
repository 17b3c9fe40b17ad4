"""`dateline parse`: a feed's bytes in, its entries as JSON lines out."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from schemas import wire


@click.command()
@click.argument("file", metavar="FILE|-")
@click.option(
    "--feed-url",
    default="file:feed",
    metavar="URL",
    help="Where the bytes come from: the base of relative links.",
)
def parse(file: str, feed_url: str) -> None:
    """Read a feed's bytes and print its entries, one RawArticle as JSON a line.

    RSS, Atom, JSON Feed and news sitemaps. What is wrong with the feed goes to stderr; where nothing
    can be read, the exit code is 1.

    \b
    dateline parse feed.xml
    curl -s https://example.org/rss | dateline parse - --feed-url https://example.org/rss
    """
    from connectors.feeds.parse import parse_feed
    from connectors.feeds.parsed import Unparseable

    result = parse_feed(_read(file), feed_url=feed_url, fetched_at=datetime.now(UTC))
    if isinstance(result, Unparseable):
        raise click.ClickException(f"{file}: {result.message}")
    for entry in result.entries:
        click.echo(wire.encode(entry).decode())
    for complaint in result.complaints:
        click.echo(f"{file}: {complaint}", err=True)


def _read(file: str) -> bytes:
    if file == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(file).read_bytes()
    except OSError as error:
        raise click.ClickException(f"{file}: can't be read: {error.strerror}.") from None
