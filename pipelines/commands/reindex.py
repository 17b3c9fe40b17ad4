"""`dateline reindex`: make the index anew, from its documents or from the log."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

from pipelines.cli import SettingsSource
from pipelines.commands.run import say_books, stopping
from schemas.settings import Settings

if TYPE_CHECKING:
    from pipelines.jobs.reindex_log import Rebuilt

_INTERRUPTED = 130


@click.command()
@click.option(
    "--from-log",
    is_flag=True,
    help="Get a lost index back: process all that the log still holds anew.",
)
@click.pass_obj
def reindex(source: SettingsSource, from_log: bool) -> None:
    """Rebuild the embedded search index from its documents; searches go on meanwhile.

    Where the documents are lost as well (the index folder is deleted or damaged, a server's indices are
    gone), --from-log makes them anew, and the state of deduplication, from what the log still holds; any
    log, any index. Stop `dateline run` and `process` before: they go on afterwards where they were.
    `dateline collect` need not stop. Interrupted (Ctrl-C) and run again, it goes on where it was. What the
    log has let go (log_settings.retention_days) does not come back.

    \b
    dateline reindex
    mv dateline-data/index damaged-index && dateline reindex --from-log
    """
    settings = source.load()
    if from_log:
        _from_log(settings)
    else:
        _from_documents(settings)


def _from_documents(settings: Settings) -> None:
    from pipelines.jobs.reindex import reindex as rebuild

    started = time.monotonic()
    with _progress("documents") as show:
        count = rebuild(settings, show)
    click.echo(f"{count:,} documents indexed anew in {time.monotonic() - started:.1f} s.")


def _from_log(settings: Settings) -> None:
    from pipelines.jobs.reindex_log import reindex_from_log

    with _progress("records") as show, stopping() as stop:
        rebuilt = reindex_from_log(settings, stop=stop, on_progress=show)
    say_books(rebuilt.books)
    _say_dropped(rebuilt, settings)
    if rebuilt.left:
        click.echo(f"Interrupted: {rebuilt.left:,} records are left. Run it again, and it goes on.")
        raise click.exceptions.Exit(_INTERRUPTED)


def _say_dropped(rebuilt: Rebuilt, settings: Settings) -> None:
    if not rebuilt.dropped:
        return
    since = rebuilt.complete_from
    click.echo(
        f"{rebuilt.dropped:,} older records are no longer in the log (log_settings.retention_days is "
        f"{settings.log_settings.retention_days:g}): what only they told does not come back."
        + (f" The log has all from {since:%Y-%m-%d %H:%M} UTC on." if since else "")
    )


@contextmanager
def _progress(what: str) -> Iterator[Callable[[int, int], None]]:
    """Show on a terminal's stderr how many are done, and of how many."""
    console = Console(stderr=True)
    columns = (BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        task = progress.add_task(what, total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)
