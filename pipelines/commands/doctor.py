"""`dateline doctor`: what is there, what is not, what to do."""

from __future__ import annotations

import click
import msgspec

from pipelines.cli import SettingsSource

_MARKS = {"ok": ("✓", "green"), "warning": ("!", "yellow"), "broken": ("✗", "red")}


@click.command()
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text")
@click.pass_obj
def doctor(source: SettingsSource, format_: str) -> None:
    """Check every dependency and server: is it there, which version, and what to do where not.

    Exit code 0 where all is well (or could be better), 1 where something is broken.

    \b
    dateline doctor
    dateline -c demo-data/dateline.toml doctor --format json
    """
    import logging

    from pipelines.jobs.doctor import examine

    logging.disable(logging.CRITICAL)  # the findings say it, once and in words
    findings = []
    for finding in examine(source.load()):
        findings.append(finding)
        if format_ == "text":
            mark, colour = _MARKS[finding.state]
            click.echo(f"{click.style(mark, fg=colour)} {finding.name:<18} {finding.detail}")
            if finding.remedy:
                click.echo(f"  {'':<18} → {finding.remedy}")
    if format_ == "json":
        click.echo(msgspec.json.format(msgspec.json.encode(findings), indent=2).decode())
    if any(finding.state == "broken" for finding in findings):
        raise click.exceptions.Exit(1)
