"""`dateline dedupe`: how the articles of a file relate to each other."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from itertools import chain, count
from typing import TYPE_CHECKING, BinaryIO, Final

import click
import msgspec
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

if TYPE_CHECKING:
    from pipelines.jobs.dedupe_lines import ArticleLine, Unreadable
    from schemas.relations import Relation

_MOST_TOLD: Final = 20
_EVERY: Final = 200  # lines between two updates of the progress shown


@click.command()
@click.argument("file", metavar="FILE.jsonl|-")
@click.option(
    "--clusters",
    "with_clusters",
    is_flag=True,
    help="Also print one line an article: its cluster_id (copies of one text) and its story_id.",
)
@click.option(
    "--stories",
    "with_stories",
    is_flag=True,
    help="Also find the same event in other words: relations same_story, and wider story_ids.",
)
def dedupe(file: str, *, with_clusters: bool, with_stories: bool) -> None:
    """Read articles and print how they relate to each other, one relation as JSON a line.

    \b
    dateline dedupe articles.jsonl > relations.jsonl
    dateline dedupe articles.jsonl --clusters | grep cluster_id
    dateline dedupe articles.jsonl --clusters --stories

    \b
    Each line of the file has   id, url, title, text, published   in any order of time,
    and may have   source   and, to tell stories apart, ids of its   actors   and   issues.

    \b
    A cluster is one text: copies, versions and good parts of it. Its cluster_id is the id of its
    earliest article, and never depends on --stories. A story is one event, told in any words; it
    holds its clusters whole. Without --stories nothing is known beyond clusters, and the story_id
    is the cluster_id.

    \b
    Kinds are same_url, version (one host), syndicated (another host) and excerpt. Passages are
    [start in `of`, start in `to`, length], in characters of the two texts.

    \b
    What was measured, from 0 to 1:
      jaccard            runs of five words that both have, of all that either has
      containment        the same, of those of the shorter text
      title_containment  words of the shorter headline that the other has
      shared_numbers     numbers beside the same word, of the text that has fewer
      likely_rewritten   how likely one is the other in an editor's words
      shared_text        part of the text of `of` that stands in the passages
      tf_idf_cosine      likeness of all words, the rare ones weighed most (same_story)
      equal_content, equal_canonical_url: 1 where it is so; hours_apart are hours.
    `confidence` is how sure the kind is; `decided_at` the later date of the two.

    \b
    Lines that can't be read are told on stderr, with their number, and counted. An article without
    a date that can be read is near all others in time, and no original of a dated one; these are
    counted, too.
    """
    from pipelines.jobs.dedupe_file import FileRelations

    known = FileRelations()
    counted = CountedLines(file)
    with opened(file) as stream, _reading(stream) as step:
        for line in counted.articles(stream):
            known.take(line)
            step()
    stories: dict[str, str] = {}
    links: list[Relation] = []
    if with_stories:
        placed = count(1)
        with _progress("telling stories", known.articles) as show:
            stories, links = known.stories(lambda: show(next(placed)))
    relations = 0
    for relation in chain(known.relations(), links):
        click.echo(msgspec.json.encode(relation))
        relations += 1
    if with_clusters:
        for article_id, cluster_id in known.clusters().items():
            story_id = stories.get(article_id, cluster_id)
            ids = {"article_id": article_id, "cluster_id": cluster_id, "story_id": story_id}
            click.echo(msgspec.json.encode(ids))
    counted.close(f"{relations} relations, {known.again} lines of an id that was there before")


class CountedLines:
    """Counts what a file has, and tells the lines that can't be read."""

    def __init__(self, file: str) -> None:
        self._file = "stdin" if file == "-" else file
        self._read = 0
        self._unreadable = 0
        self._undated = 0

    def articles(self, stream: BinaryIO) -> Iterator[ArticleLine]:
        from pipelines.dedupe.document import UNDATED_MS
        from pipelines.jobs.dedupe_lines import Unreadable, read_lines

        for line in read_lines(stream):
            if isinstance(line, Unreadable):
                self._tell(line)
                continue
            self._read += 1
            self._undated += line.document.at_ms == UNDATED_MS
            yield line

    def _tell(self, line: Unreadable) -> None:
        self._unreadable += 1
        if self._unreadable <= _MOST_TOLD:
            click.echo(f"{self._file}:{line.line}: {line.message}", err=True)
        elif self._unreadable == _MOST_TOLD + 1:
            click.echo(f"{self._file}: more lines that can't be read are only counted", err=True)

    def close(self, found: str) -> None:
        """Tell the sums; raises where no line could be read at all."""
        click.echo(
            f"{self._file}: {self._read} articles, {self._undated} of them without a date that can be "
            f"read, {self._unreadable} lines not read, {found}",
            err=True,
        )
        if self._unreadable and not self._read:
            raise click.ClickException(
                f"{self._file}: no line can be read: each must be a JSON object with"
                " id, url, title, text, published[, source, actors, issues]."
            )


@contextmanager
def opened(file: str) -> Iterator[BinaryIO]:
    if file == "-":
        yield sys.stdin.buffer
        return
    try:
        stream = open(file, "rb")  # noqa: SIM115  # closed below
    except OSError as error:
        raise click.ClickException(f"{file}: can't be read: {error.strerror}.") from None
    with closing(stream):
        yield stream


@contextmanager
def _reading(stream: BinaryIO) -> Iterator[Callable[[], None]]:
    """Show on a terminal how far the reading is; gives what to call after every article."""
    if not stream.seekable():
        yield lambda: None
        return
    size = stream.seek(0, os.SEEK_END)
    stream.seek(0)
    with _progress("comparing", size) as show:
        yield lambda: show(stream.tell())


@contextmanager
def _progress(doing: str, total: int) -> Iterator[Callable[[int], None]]:
    """Show a bar on a terminal; gives what to call after every article, with how much is done."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda _: None
        return
    columns = (TextColumn(doing), BarColumn(), TextColumn("{task.fields[articles]} articles"))
    with Progress(*columns, TimeRemainingColumn(), console=console, transient=True) as bar:
        task = bar.add_task("", total=total, articles=0)
        articles = count(1)

        def show(done: int) -> None:
            number = next(articles)
            if number % _EVERY == 0:
                bar.update(task, completed=done, articles=number)

        yield show
