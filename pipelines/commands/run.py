"""`dateline run`, `collect`, `process`: the long-running jobs."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from pipelines.cli import SettingsSource
from pipelines.commands.stopping import stop_on_signal
from schemas.books import Books

if TYPE_CHECKING:
    from pipelines.jobs.process import BatchReport


@click.command()
@click.pass_obj
def run(source: SettingsSource) -> None:
    """Collect and process until stopped (Ctrl-C), in one process.

    It resumes where it was: what was collected but not processed is in the log, what was processed
    is committed. For more throughput run `dateline collect` once and `dateline process` several times.

    \b
    dateline feeds add https://example.org/rss
    dateline run
    """
    settings = source.load()
    from pipelines.jobs.run import run as run_job

    with stopping() as stop:
        say_books(run_job(settings, stop=stop, on_batch=_say_batch))


@click.command()
@click.pass_obj
def collect(source: SettingsSource) -> None:
    """Poll the feeds and append their entries to the log, until stopped (Ctrl-C).

    Of several processes on one data folder one collects; the next takes over when that has ended.

    \b
    DATELINE_LOG=kafka://broker:9092 dateline collect
    """
    settings = source.load()
    from pipelines.jobs.run import collect_until_stopped

    with stopping() as stop:
        collect_until_stopped(settings, stop=stop)


@click.command()
@click.option(
    "--until-idle",
    "until_idle_s",
    type=click.FloatRange(min=0),
    metavar="SECONDS",
    help="End when nothing has come for so long (for scheduled runs); a server must be up.",
)
@click.pass_obj
def process(source: SettingsSource, until_idle_s: float | None) -> None:
    """Read the log, deduplicate, extract and index, until stopped (Ctrl-C).

    Several processes with the same log share the work (one consumer group).

    \b
    dateline process
    dateline process --until-idle 5
    """
    settings = source.load()
    from pipelines.jobs.run import process_until_stopped

    with stopping() as stop:
        books = process_until_stopped(
            settings, stop=stop, on_batch=_say_batch, until_idle_s=until_idle_s
        )
        say_books(books)


@contextmanager
def stopping() -> Iterator[threading.Event]:
    """Log to stderr what a job says, and stop it when asked to."""
    form = "%(asctime)s %(levelname)s %(message)s"
    logging.basicConfig(format=form, level=logging.INFO, force=True)
    for noisy in ("apache_beam", "kafka", "elastic_transport", "elasticsearch"):
        logging.getLogger(noisy).setLevel(logging.CRITICAL)
    with stop_on_signal(_say_stopping) as stop:
        yield stop


def _say_stopping() -> None:
    click.echo("Stopping: finishing the batch at hand. Once more to stop at once.", err=True)


def _say_batch(report: BatchReport) -> None:
    books = report.books
    logging.getLogger("dateline").info(
        "%d received: %d indexed, %d duplicate, %d stale, %d rejected, %d amended, in %.1f s",
        books.received,
        books.indexed,
        books.duplicate,
        books.stale,
        books.rejected,
        report.amendments.get("amended", 0),
        report.elapsed_s,
    )


def say_books(books: Books) -> None:
    click.echo(
        f"received {books.received} = indexed {books.indexed} + duplicate {books.duplicate}"
        f" + stale {books.stale} + rejected {books.rejected}"
    )
    for reason, count in sorted(books.rejected_by_reason.items()):
        click.echo(f"  rejected as {reason}: {count}")
