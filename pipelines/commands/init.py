"""`dateline init`: a commented settings file."""

from __future__ import annotations

from pathlib import Path

import click

from schemas.settings import settings_template


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path), default="dateline.toml")
@click.option("--force", is_flag=True, help="Overwrite a file that is there.")
def init(file: Path, force: bool) -> None:
    """Write a commented settings file (default: dateline.toml).

    Every key stands in it with its default, commented out; dateline runs without the file too.

    \b
    dateline init
    dateline init elsewhere.toml
    dateline -c elsewhere.toml run
    """
    if file.exists() and not force:
        raise click.ClickException(f"{file} is there already; --force overwrites it.")
    try:
        file.write_text(settings_template(), encoding="utf-8")
    except OSError as error:
        raise click.ClickException(f"{file}: can't be written: {error.strerror}.") from None
    click.echo(f"Wrote {file}. Next: dateline feeds add URL…, then dateline run")
