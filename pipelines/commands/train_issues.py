"""`dateline train issues`: learn from a stream which words go with the topics that the rules find."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click
import msgspec


class _Line(msgspec.Struct):
    """What is read of a line: an article, or a document of the index that holds one."""

    title: str = ""
    text: str = ""
    article: _Line | None = None


@click.command()
@click.argument("file", metavar="FILE.jsonl", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path("topics.npz"),
    show_default=True,
    help="Where the model is written.",
)
def issues(file: Path, out: Path) -> None:
    """Learn topics from articles that have no labels.

    The rules label them, and the model learns which words are around. FILE holds one JSON object a
    line with title and text (or article.title, article.text, as the index exports them). From fewer
    than some thousand articles only a few topics are learnt.

    \b
    dateline train issues articles.jsonl --out topics.npz
    dateline taxonomy try article.txt --learnt topics.npz
    """
    from rich.console import Console
    from rich.progress import track

    from pipelines.extract.issues.find import default_finder
    from pipelines.extract.issues.teach import label, learn

    finder = default_finder()
    lines = list(_read(file))
    shown = track(lines, "reading", console=Console(stderr=True), transient=True)
    labelled = [label(finder, line.title, line.text) for line in shown]
    found = sum(bool(each.topics) for each in labelled)
    model = learn(labelled)
    model.save(out)
    click.echo(f"{len(lines)} articles, {found} with topics: {len(model.topics)} topics learnt.")
    click.echo(f"{out}: {out.stat().st_size / 1e3:.0f} kB.")


def _read(file: Path) -> Iterator[_Line]:
    decoder = msgspec.json.Decoder(_Line)
    try:
        with file.open("rb") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    read = _decode(decoder, line, f"{file}:{number}")
                    yield read.article or read
    except OSError as error:
        raise click.ClickException(f"{file}: can't be read: {error.strerror}.") from None


def _decode(decoder: msgspec.json.Decoder[_Line], line: bytes, where: str) -> _Line:
    try:
        return decoder.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        message = f"{where}: {error}. Each line must be a JSON object with title and text."
        raise click.ClickException(message) from None
