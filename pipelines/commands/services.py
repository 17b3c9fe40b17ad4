"""`dateline services`: a real Kafka and Elasticsearch on this machine, for development."""

from __future__ import annotations

import signal
import threading
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from pipelines.cli import SettingsSource
    from pipelines.jobs.services_holder import Services


@click.group()
def services() -> None:
    """Start and stop a real Kafka and Elasticsearch here; needs a JDK 21+ and Maven, no Docker.

    \b
    dateline services up        prints the two lines for dateline.toml
    dateline services status
    dateline services down
    """


@services.command()
@click.option("--foreground", is_flag=True, help="Stay until Ctrl-C, then stop both.")
@click.pass_obj
def up(source: SettingsSource, foreground: bool) -> None:
    """Start both servers and print the settings that use them.

    Their data is kept in the data folder; the first start fetches their jars with Maven.

    \b
    dateline services up
    """
    from pipelines.jobs import services_holder

    folder = _folder(source)
    click.echo("Starting Kafka and Elasticsearch (the first start fetches their jars) …", err=True)
    if not foreground:
        _print(services_holder.up(folder))
        return
    stop = threading.Event()

    def ask_to_stop(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, ask_to_stop)
    services_holder.hold(folder, stop, _print)


@services.command()
@click.pass_obj
def down(source: SettingsSource) -> None:
    """Stop both servers, wait for their end; their data stays.

    \b
    dateline services down
    """
    from pipelines.jobs import services_holder

    stopped = services_holder.down(_folder(source))
    click.echo("Stopped." if stopped else "Nothing runs here.")


@services.command()
@click.pass_obj
def status(source: SettingsSource) -> None:
    """Say what runs and where; exit code 1 where nothing does.

    \b
    dateline services status
    """
    from pipelines.jobs import services_holder

    running = services_holder.status(_folder(source))
    if running is None:
        click.echo("Nothing runs here. Start both with: dateline services up")
        raise click.exceptions.Exit(1)
    _print(running)


def _folder(source: SettingsSource) -> Path:
    return source.load().data_path / "services"


def _print(running: Services) -> None:
    click.echo(f"# Kafka runs as process {running.kafka_pid}, Elasticsearch as ", nl=False)
    click.echo(f"{running.elasticsearch_pid}. In dateline.toml:")
    click.echo(f'log = "kafka://{running.kafka}"')
    click.echo(f'index = "{running.elasticsearch}"')
