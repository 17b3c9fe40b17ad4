"""The `dateline` command: its subcommands are imported when they are used, so that --help is quick."""

from __future__ import annotations

import difflib
import importlib
import io
import logging
import os
import sys
from pathlib import Path
from typing import Final

import click

from schemas import __version__
from schemas.errors import DatelineError
from schemas.settings import Settings, load_settings

DEFAULT_SETTINGS_FILE: Final = "dateline.toml"

# name → (module, attribute, one line of help); the order is the order of `dateline --help`.
COMMANDS: Final[dict[str, tuple[str, str, str]]] = {
    "demo": ("demo", "demo", "Run the whole pipeline on a simulated newsroom."),
    "init": ("init", "init", "Write a commented dateline.toml."),
    "feeds": ("feeds", "feeds", "Add, import and list feeds."),
    "run": ("run", "run", "Collect and process until stopped."),
    "collect": ("run", "collect", "Only collect: feeds to log."),
    "process": ("run", "process", "Only process: log to index."),
    "search": ("search", "search", "Search the index."),
    "quotes": ("quotes", "quotes", "Print who said what about a subject, the newest first."),
    "show": ("search", "show", "Show one article with all that is known of it."),
    "parse": ("parse", "parse", "Read a feed's bytes, print its entries as JSON lines."),
    "extract": ("extract", "extract", "Read plain text, print who said and did what."),
    "dedupe": ("dedupe", "dedupe", "Read articles, print which are copies of each other."),
    "why": ("why", "why", "Explain whether two articles are copies, with the text they share."),
    "taxonomy": ("taxonomy", "taxonomy", "List, check and try the topics of articles."),
    "dlq": ("dlq", "dlq", "List, show and replay dead letters."),
    "reindex": ("reindex", "reindex", "Rebuild the search index, or a lost index from the log."),
    "doctor": ("doctor", "doctor", "Check every dependency and server, and say what to do."),
    "services": ("services", "services", "Start and stop a real Kafka and Elasticsearch here."),
    "train": ("train", "train", "Train models of names and of topics."),
    "bench": ("bench", "bench", "Measure the pipeline, its parts, the log and the index."),
}


class _LazyGroup(click.Group):
    """A group that knows its commands' names and help without importing them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        entry = COMMANDS.get(cmd_name)
        if entry is None:
            return None
        module = importlib.import_module(f"pipelines.commands.{entry[0]}")
        command: click.Command = getattr(module, entry[1])
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in COMMANDS and not args[0].startswith("-"):
            near = difflib.get_close_matches(args[0], COMMANDS, n=1)
            hint = f" Did you mean {near[0]!r}?" if near else ""
            ctx.fail(f"No such command {args[0]!r}.{hint}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry[2]) for name, entry in COMMANDS.items()])


class SettingsSource:
    """Where a command gets its settings: read when first asked for, so that --help needs none."""

    def __init__(self, path: str | None) -> None:
        self._path = path

    def load(self) -> Settings:
        """Read file and environment; raises `SettingsError` naming file, key and remedy."""
        path = Path(self._path or DEFAULT_SETTINGS_FILE)
        return load_settings(path, os.environ, required=self._path is not None)


@click.group(
    cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "show_default": True}
)
@click.option(
    "-c",
    "--config",
    "config",
    metavar="FILE",
    envvar="DATELINE_CONFIG",
    help=f"Settings file.  [default: {DEFAULT_SETTINGS_FILE}, where there is one]",
)
@click.version_option(__version__, prog_name="dateline")
@click.pass_context
def _root(ctx: click.Context, config: str | None) -> None:
    """From news feeds to a searchable record of who said and did what, about which issue."""
    ctx.obj = SettingsSource(config)
    if os.environ.get("NO_COLOR"):
        ctx.color = False


def main() -> None:
    """Run the command line: errors meant for people are one line on stderr and exit code 1."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A terminal that can't show a sign gets its number, not a traceback.
        sys.stdout.reconfigure(errors="backslashreplace")
    # Libraries warn of what they could do as well (Beam, of clouds it finds no client for).
    logging.basicConfig(format="%(levelname)s %(message)s", level=logging.ERROR)
    try:
        code = _root.main(standalone_mode=False, prog_name="dateline")
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.Abort:
        sys.exit(130)
    except KeyboardInterrupt:
        sys.exit(130)
    except DatelineError as error:
        click.echo(f"dateline: {error}", err=True)
        sys.exit(1)
    except OSError as error:
        # A disk that is full or a folder that is read-only, wherever it is noticed.
        where = f"{error.filename}: " if error.filename else ""
        click.echo(f"dateline: {where}{error.strerror or error}.", err=True)
        sys.exit(1)
    sys.exit(code if isinstance(code, int) else 0)
