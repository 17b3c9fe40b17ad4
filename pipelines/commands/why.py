"""`dateline why`: whether two articles are copies or one story, and what they share."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from typing import Final

import click
import msgspec

from connectors.embedded.sqlite_files import sqlite_errors
from pipelines.cli import SettingsSource
from pipelines.commands.dedupe import CountedLines, opened
from pipelines.commands.present import plain
from pipelines.dedupe.document import UNDATED_MS, Document
from pipelines.dedupe.why import Explanation, explain, repeated_lines
from pipelines.jobs.dedupe_lines import ArticleLine, read_lines
from schemas.relations import Relation

_LONGEST_SHOWN: Final = 600
_SAID: Final = {
    "version": "is a version of",
    "syndicated": "is a copy of",
    "excerpt": "is an excerpt of",
}


@click.command()
@click.argument("ids", metavar="ID1 ID2", nargs=2)
@click.option(
    "--file",
    "file",
    metavar="FILE.jsonl",
    type=click.Path(exists=True, dir_okay=False),
    help="Look the articles up in this file, not in the index.",
)
@click.option(
    "--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True
)
@click.pass_obj
def why(source: SettingsSource, ids: tuple[str, str], file: str | None, format_: str) -> None:
    """Explain whether two articles are copies or one story, and show what they share.

    \b
    dateline why a1b2c3 d4e5f6
    dateline why 17 42 --file articles.jsonl
    """
    if ids[0] == ids[1]:
        raise click.ClickException(f"{ids[0]!r} is given twice: name two articles.")
    if file is not None:
        documents, boilerplate = _from_file(file, ids)
    else:
        documents, boilerplate = _from_index(source, ids)
    explanation = explain(documents[0], documents[1], boilerplate)
    if format_ == "json":
        click.echo(msgspec.json.format(msgspec.json.encode(explanation), indent=2))
        return
    for text in _in_words(explanation, documents):
        click.echo(text)


def _from_index(
    source: SettingsSource, ids: tuple[str, str]
) -> tuple[list[Document], frozenset[int]]:
    """Find two articles in the index, and what the pipeline has learnt of their hosts."""
    from pipelines.commands.search import find_article
    from pipelines.dedupe.copy_store import learnt_boilerplate
    from pipelines.dedupe.document import document_of
    from pipelines.jobs.ports import open_index_to_read

    settings = source.load()
    with closing(open_index_to_read(settings)) as index:
        documents = [document_of(find_article(index, each).article) for each in ids]
    path = settings.data_path / "dedupe.sqlite"
    with sqlite_errors(f"The state of deduplication {path}"):
        return documents, learnt_boilerplate(path, documents)


def _from_file(file: str, ids: tuple[str, str]) -> tuple[list[Document], frozenset[int]]:
    """Find two articles in a file, then what their hosts repeat in it."""
    with opened(file) as stream:
        found = {
            line.document.id: line.document
            for line in CountedLines(file).articles(stream)
            if line.document.id in ids
        }
    for article_id in ids:
        if article_id not in found:
            raise click.ClickException(f"{file}: there is no article {article_id!r}.")
    documents = [found[article_id] for article_id in ids]
    with opened(file) as stream:
        # The lines that can't be read have been told.
        articles = (line.document for line in read_lines(stream) if isinstance(line, ArticleLine))
        return documents, repeated_lines(articles, documents)


def _in_words(explanation: Explanation, documents: list[Document]) -> Iterator[str]:
    for document in sorted(documents, key=lambda each: (each.at_ms, each.id)):
        yield f"{plain(document.id)}  {_time(document)}  {plain(document.host)}  {plain(document.title)}"
    yield ""
    relation, of, to = explanation.relation, plain(explanation.of), plain(explanation.to)
    if relation is None:
        yield f"{of} and {to} are different articles: {explanation.difference}."
    else:
        yield f"{of} {_SAID[relation.kind]} {to} (confidence {relation.confidence:.2f})."
    for measure, value in explanation.measures:
        yield f"  {measure.replace('_', ' '):<24}{value:.3f}"
    yield _story_in_words(explanation.story)
    for line in explanation.boilerplate:
        yield f"  left out, as the host repeats it: {_short(line)}"
    if not explanation.shared:
        yield "They share no passage of eight words."
    for shared in explanation.shared:
        yield ""
        yield f"from {shared.start_of} in {of}, from {shared.start_to} in {to}:"
        yield f"  {_short(shared.text)}"


def _story_in_words(story: Relation | None) -> str:
    if story is None:
        return "In their words alone they are no story."
    likeness = story.evidence[0]
    words = ", ".join(map(plain, likeness.terms))
    return (
        f"In their words alone they are one story (confidence {story.confidence:.2f}, "
        f"cosine {likeness.value:.3f}): {words}."
    )


def _time(document: Document) -> str:
    if document.at_ms == UNDATED_MS:
        return "no date         "
    return f"{datetime.fromtimestamp(document.at_ms / 1000, UTC):%Y-%m-%d %H:%M}"


def _short(text: str) -> str:
    text = plain(text)
    return (
        text
        if len(text) <= _LONGEST_SHOWN
        else f"{text[:_LONGEST_SHOWN]}… ({len(text)} characters)"
    )
