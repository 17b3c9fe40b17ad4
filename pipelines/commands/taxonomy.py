"""`dateline taxonomy`: the table of topics, looked at, checked and tried on a text."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec
from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipelines.commands.present import plain, print_table

if TYPE_CHECKING:
    from pipelines.extract.issues.taxonomy import Taxonomy

_FORMAT = click.option("--format", "format_", type=click.Choice(["table", "json"]), default="table")
_TOPICS = click.option(
    "--topics",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Use these tables instead of the one that comes with dateline.",
)


@click.group()
def taxonomy() -> None:
    """List, show, check and try the topics that articles are sorted by.

    A table is one or more TOML files. IPTC Media Topics give the ids (medtop:…); a local topic has an
    id x:… and names the broader topic that it belongs to.

    \b
    dateline taxonomy list --under medtop:16000000
    dateline taxonomy show x:taiwan
    dateline taxonomy try article.txt
    dateline taxonomy check my-topics.toml
    """


@taxonomy.command("list")
@click.option("--under", metavar="ID", help="Only this topic and the narrower ones.")
@_FORMAT
@_TOPICS
def list_(under: str | None, format_: str, topics: tuple[Path, ...]) -> None:
    """List the topics: id, label, broader topic, policy area.

    \b
    dateline taxonomy list --under medtop:16000000
    dateline taxonomy list --topics my-topics.toml --format json
    """
    from pipelines.extract.issues.taxonomy import CAP_LABELS

    table = _table(topics)
    if under is not None and under not in table.topics:
        raise click.ClickException(f"No topic {under!r}; see `dateline taxonomy list`.")
    chosen = [
        topic
        for topic in table.topics.values()
        if under is None or under == topic.id or under in table.ancestors(topic.id)
    ]
    if format_ == "json":
        keys = ("id", "label", "broader", "cap")
        click.echo(json.dumps([{key: getattr(topic, key) for key in keys} for topic in chosen]))
        return
    shown = Table("id", "label", "broader", "policy area", box=None)
    for topic in chosen:
        area = f"{topic.cap} {CAP_LABELS[topic.cap]}" if topic.cap in CAP_LABELS else ""
        shown.add_row(topic.id, topic.label, topic.broader or "", area)
    print_table(shown)
    click.echo(f"{len(chosen)} topics. See one with: dateline taxonomy show ID")


@taxonomy.command()
@click.argument("topic_id", metavar="ID")
@_TOPICS
def show(topic_id: str, topics: tuple[Path, ...]) -> None:
    """Show one topic: its place, patterns, exclusions, examples.

    \b
    dateline taxonomy show x:taiwan
    """
    table = _table(topics)
    topic = table.topics.get(topic_id)
    if topic is None:
        near = [each.id for each in table.topics.values() if topic_id.lower() in each.label.lower()]
        hint = f" Did you mean {', '.join(near[:5])}?" if near else " See `dateline taxonomy list`."
        raise click.ClickException(f"No topic {topic_id!r}.{hint}")
    click.echo(f"{topic.id}  {topic.label}")
    above = [f"{each} ({table.topics[each].label})" for each in table.ancestors(topic.id)]
    click.echo(f"broader   {' < '.join(above) or 'none'}")
    narrower = [each.label for each in table.topics.values() if each.broader == topic.id]
    click.echo(f"narrower  {', '.join(narrower) or 'none'}")
    click.echo(f"cap       {topic.cap if topic.cap is not None else 'none'}")
    for key in ("strong", "patterns", "weak", "hints", "exclude", "examples", "counter_examples"):
        lines = getattr(topic, key)
        if lines:
            click.echo(f"{key}:")
            click.echo("\n".join(f"  {line}" for line in lines))


@taxonomy.command("try")
@click.argument("file", metavar="FILE|-")
@click.option("--title", default="", help="The text's headline.")
@click.option(
    "--learnt",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Also use a model made by `dateline train issues`.",
)
@_FORMAT
@_TOPICS
def try_(
    file: str, title: str, learnt: Path | None, format_: str, topics: tuple[Path, ...]
) -> None:
    """Find the topics of a text, with the words that speak of each.

    \b
    dateline taxonomy try article.txt
    dateline taxonomy try - --title "A headline" --format json < article.txt
    """
    from pipelines.extract.issues.find import IssueFinder
    from pipelines.extract.issues.learnt import load_learnt
    from pipelines.extract.text import read_document

    table = _table(topics)
    text = _read(file)
    finder = IssueFinder(table, load_learnt(learnt) if learnt else None)
    found = finder.find(read_document(text), read_document(title, is_title=True)).issues
    if format_ == "json":
        click.echo(msgspec.json.encode(found).decode())
        return
    if not found:
        click.echo("No topic: the text is short, or says too little of any.")
        return
    shown = Table("score", "id", "label", "words", box=None)
    for issue in found:
        words = ((title if e.in_title else text)[e.start : e.end] for e in issue.evidence)
        evidence = " · ".join(dict.fromkeys(plain(each) for each in words))
        shown.add_row(f"{issue.score:.2f}", issue.id, issue.label, Text(evidence))
    Console().print(shown)


@taxonomy.command()
@click.argument("table_files", metavar="[FILE]…", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--unexercised",
    is_flag=True,
    help="Also list patterns that no example holds, or that say nothing new.",
)
def check(table_files: tuple[Path, ...], unexercised: bool) -> None:
    """Check tables of topics; without FILE the one of dateline.

    Found are: ids and labels that IPTC Media Topics do not have, broader topics that are missing or
    go round in a circle, patterns that can't be read, stand twice or never count, exclusions that
    never take anything away, hints that are too few, examples that are about another topic,
    counter-examples that are found.

    A file holds [[topics]] with id, label, broader, cap, strong, patterns, weak, hints, exclude,
    examples, counter_examples; in patterns, word* is a prefix, (one|another) a choice, a .. b words
    near each other, =word an exact form, and capitals match only capitals.

    \b
    dateline taxonomy check
    dateline taxonomy check my-topics.toml
    """
    from pipelines.extract.issues import lint

    table = _table(table_files)
    found = lint.check(table)
    errors = [finding for finding in found if finding.level == "error"]
    if unexercised and not errors:
        found += lint.unexercised(table)
    for finding in found:
        click.echo(f"{finding.level}: {finding.line()}")
    examples = sum(len(topic.examples) for topic in table.topics.values())
    summary = f"{len(table.topics)} topics, {examples} examples: {len(errors)} errors"
    click.echo(f"{summary}, {len(found) - len(errors)} warnings.")
    if errors:
        raise click.exceptions.Exit(1)


def _table(paths: tuple[Path, ...]) -> Taxonomy:
    from pipelines.extract.issues.taxonomy import default_taxonomy, read_taxonomy

    return read_taxonomy(paths) if paths else default_taxonomy()


def _read(file: str) -> str:
    try:
        raw = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except OSError as error:
        raise click.ClickException(f"{file}: can't be read: {error.strerror}.") from None
    return raw.decode("utf-8", errors="replace")
