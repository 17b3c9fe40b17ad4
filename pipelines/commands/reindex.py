"""`dateline reindex`: build the embedded search index anew."""

from __future__ import annotations

import time

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

from pipelines.cli import SettingsSource


@click.command()
@click.pass_obj
def reindex(source: SettingsSource) -> None:
    """Rebuild the embedded search index from its documents; searches go on meanwhile.

    \b
    dateline reindex
    """
    from pipelines.jobs.reindex import reindex as rebuild

    settings = source.load()
    started = time.monotonic()
    console = Console(stderr=True)
    columns = (BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        task = progress.add_task("documents", total=None)
        count = rebuild(
            settings, lambda done, total: progress.update(task, completed=done, total=total)
        )
    click.echo(f"{count:,} documents indexed anew in {time.monotonic() - started:.1f} s.")
