"""`dateline dlq`: the dead letters, what they say, and how to replay them."""

from __future__ import annotations

import base64
import json
from contextlib import closing

import click
from rich.table import Table
from rich.text import Text

from pipelines.cli import SettingsSource
from pipelines.commands.present import print_table
from schemas import wire
from schemas.rejected import REJECT_REASONS, Rejected

_reason = click.option(
    "--reason", type=click.Choice(REJECT_REASONS), help="Only those rejected for this reason."
)


@click.group()
def dlq() -> None:
    """List, show and replay dead letters: the records that could not be processed.

    \b
    dateline dlq list
    dateline dlq show news.raw/0/17
    dateline dlq replay --reason unknown_schema
    """


@dlq.command("list")
@_reason
@click.option("--format", "format_", type=click.Choice(["table", "jsonl"]), default="table")
@click.pass_obj
def list_(source: SettingsSource, reason: str | None, format_: str) -> None:
    """List dead letters, the oldest first.

    \b
    dateline dlq list --reason no_content
    dateline dlq list --format jsonl
    """
    letters = _read(source, reason)
    if format_ == "jsonl":
        for letter in letters:
            click.echo(wire.encode(letter).decode())
        return
    if not letters:
        click.echo("No dead letters.")
        return
    table = Table("id", "rejected", "stage", "reason", "message")
    for letter in letters:
        when = f"{letter.rejected_at:%Y-%m-%d %H:%M:%S}"
        # As a Text: what a stranger wrote in [brackets] is no markup.
        message = Text(_one_line(letter.message))
        table.add_row(Text(letter.id), when, letter.stage, letter.reason, message)
    print_table(table)
    click.echo(f"{len(letters)} dead letters. See one with: dateline dlq show ID")


@dlq.command()
@click.argument("letter_id", metavar="ID")
@click.pass_obj
def show(source: SettingsSource, letter_id: str) -> None:
    """Show one dead letter: why, where it stood, and its record.

    \b
    dateline dlq show news.raw/0/17
    """
    letter = _find(_read(source, None), letter_id)
    click.echo(f"id        {letter.id}")
    click.echo(f"rejected  {letter.rejected_at:%Y-%m-%d %H:%M:%S} UTC, stage {letter.stage}")
    click.echo(f"reason    {letter.reason}: {_one_line(letter.message, most=2000)}")
    record = base64.b64decode(letter.record_base64)
    click.echo(f"record    {len(record)} bytes")
    click.echo(_printable(record))


@dlq.command()
@click.argument("letter_ids", metavar="[ID]…", nargs=-1)
@click.option("--all", "all_", is_flag=True, help="Replay every dead letter.")
@_reason
@click.pass_obj
def replay(
    source: SettingsSource, letter_ids: tuple[str, ...], all_: bool, reason: str | None
) -> None:
    """Append dead letters' records to the log again.

    Do it when what was wrong has been mended; a record that fails again becomes a dead letter again.

    \b
    dateline dlq replay news.raw/0/17 news.raw/2/4
    dateline dlq replay --reason unknown_schema
    dateline dlq replay --all
    """
    from pipelines.dead_letters import replay as replay_letters
    from pipelines.jobs.ports import open_log

    if not (letter_ids or all_ or reason):
        raise click.UsageError("Say which: IDs, --reason REASON, or --all.")
    letters = _read(source, reason)
    if letter_ids:
        letters = [_find(letters, letter_id) for letter_id in letter_ids]
    if not letters:
        click.echo("No dead letters to replay.")
        return
    with closing(open_log(source.load())) as log:
        appended, failures = replay_letters(log, letters)
    click.echo(f"{appended} records appended again; `dateline process` or `run` takes them up.")
    for failure in failures:
        click.echo(failure, err=True)
    if failures:
        raise click.exceptions.Exit(1)


def _read(source: SettingsSource, reason: str | None) -> list[Rejected]:
    from pipelines.dead_letters import read_dead_letters
    from pipelines.jobs.ports import open_log_to_read

    with closing(open_log_to_read(source.load())) as log:
        return [letter for letter in read_dead_letters(log) if reason in (None, letter.reason)]


def _find(letters: list[Rejected], letter_id: str) -> Rejected:
    for letter in letters:
        if letter.id == letter_id:
            return letter
    raise click.ClickException(f"No dead letter {letter_id!r}; see `dateline dlq list`.")


def _printable(record: bytes) -> str:
    """Give JSON indented, other bytes with what a terminal must not see escaped."""
    try:
        return json.dumps(json.loads(record), indent=2, ensure_ascii=True)
    except (ValueError, RecursionError):
        return _one_line(record.decode("utf-8", errors="backslashreplace"), most=20_000)


def _one_line(text: str, most: int = 120) -> str:
    """Give the text without control characters, cut to `most` characters."""
    clean = "".join(character if character.isprintable() else " " for character in text)
    return clean if len(clean) <= most else clean[: most - 1] + "…"
