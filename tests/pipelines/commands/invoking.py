"""Commands run as an operator runs them."""

from __future__ import annotations

import click
from click.testing import CliRunner, Result

from pipelines.cli import SettingsSource


def invoke(command: click.Command, *words: str) -> Result:
    """Run a command without a settings file; what it raises, and is no exit, is raised."""
    result = CliRunner().invoke(command, words, obj=SettingsSource(None))
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result
