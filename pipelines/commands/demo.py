"""`dateline demo`: the whole pipeline on a simulated newsroom, in one command."""

from __future__ import annotations

import logging
import tempfile
import threading
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec

from pipelines.commands.stopping import stop_on_signal
from schemas.errors import Fatal

if TYPE_CHECKING:
    from pipelines.jobs.demo import DemoOutcome, DemoPlan

_SETTINGS_FILE = "dateline.toml"


@click.command()
@click.option(
    "--for",
    "for_s",
    type=click.FloatRange(min=1),
    default=40.0,
    show_default=True,
    metavar="SECONDS",
    help="How long; what is released then is still processed.",
)
@click.option("--forever", is_flag=True, help="Go on until Ctrl-C.")
@click.option(
    "--feeds",
    type=click.IntRange(min=1, max=10_000),
    metavar="N",
    help="How many feeds; beyond the written ones, outlets and articles are made up.",
)
@click.option("--seed", type=int, default=2023, show_default=True, metavar="N")
@click.option(
    "--format", "format_", type=click.Choice(["live", "json"]), default="live", show_default=True
)
@click.option(
    "--keep",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Keep log, index and settings in this (new) folder to look around in afterwards.",
)
def demo(
    for_s: float, forever: bool, feeds: int | None, seed: int, format_: str, keep: Path | None
) -> int:
    """Run the whole pipeline on a simulated newsroom; needs no settings, no server, no network.

    Fictional outlets publish, copy and correct articles on a local port; dateline collects them over
    HTTP, processes and indexes them, and searches what it has found. Ctrl-C ends it at any time.

    \b
    dateline demo
    dateline demo --for 20 --format json
    dateline demo --keep demo-data
    """
    from pipelines.jobs.demo import DemoPlan

    plan = DemoPlan(for_s=None if forever else for_s, feeds=feeds, seed=seed)
    with ExitStack() as stack:
        logging.getLogger("apache_beam").setLevel(logging.CRITICAL)
        stop = stack.enter_context(stop_on_signal())
        folder = _prepared(keep) if keep else _temporary(stack)
        outcome = _run(plan, folder, stop, format_, keep)
    return 0 if outcome.report.balanced else 1


def _run(
    plan: DemoPlan, folder: Path, stop: threading.Event, format_: str, keep: Path | None
) -> DemoOutcome:
    from pipelines.commands.demo_view import open_view, show_summary
    from pipelines.jobs.demo import run_demo

    if format_ == "json":
        outcome = run_demo(plan, folder, stop=stop)
        click.echo(msgspec.json.encode(outcome.report).decode())
        return outcome
    with open_view() as on_progress:
        outcome = run_demo(plan, folder, stop=stop, on_progress=on_progress)
    show_summary(outcome, keep / _SETTINGS_FILE if keep else None)
    return outcome


def _temporary(stack: ExitStack) -> Path:
    return Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="dateline-demo-")))


def _prepared(keep: Path) -> Path:
    """Make the folder, with settings by which the other commands find what the demo leaves in it."""
    try:
        keep.mkdir(parents=True, exist_ok=True)
        if any(keep.iterdir()):
            raise Fatal(f"{keep} is not empty. Give --keep a new folder, so that nothing mixes.")
        data_dir = msgspec.json.encode(str(keep.absolute())).decode()
        settings = f"# Written by dateline demo.\ndata_dir = {data_dir}\n"
        (keep / _SETTINGS_FILE).write_text(settings, encoding="utf-8")
    except OSError as error:
        raise Fatal(f"{keep}: can't be used: {error.strerror}.") from None
    return keep
