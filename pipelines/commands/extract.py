"""`dateline extract`: plain text in, who said and did what out."""

from __future__ import annotations

import hashlib
import re
import shutil
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
import msgspec

from pipelines.commands.extract_texts import Unreadable, find_texts, read_texts
from schemas.articles import Article, Instant, Source
from schemas.enriched import EnrichedArticle

_TWO_WAYS = re.compile(r"(0?[1-9]|1[0-2])([./-])(0?[1-9]|1[0-2])\2\d{4}")


@click.command()
@click.argument("sources", metavar="[FILE|DIR|-]...", nargs=-1)
@click.option(
    "--format",
    "format_",
    type=click.Choice(["json", "jsonl", "html", "table"]),
    default="json",
    show_default=True,
)
@click.option(
    "--date",
    "date_",
    metavar="DATE",
    help="The day the text claims to be of; overrules a first line that is a date.",
)
@click.option(
    "--backend",
    metavar="NAME",
    default="default",
    show_default=True,
    help="What finds names: default, spacy:PATH of a pipeline, gliner:PATH of a model's folder.",
)
@click.option(
    "--conll",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Instead of reading a text, score the backend on a CoNLL file.",
)
@click.option("--title", default="", metavar="TEXT", help="The text's headline, where it has one.")
def extract(
    sources: tuple[str, ...],
    format_: str,
    date_: str | None,
    backend: str,
    conll: Path | None,
    title: str,
) -> None:
    """Read plain text and print actors, quotes, issues, statements and a check of its date.

    A first line that is nothing but a date is the text's claimed date. Offsets count code points of
    the text as it stands in the file. Of a folder, all *.txt files are read. A text that can't be read
    is told and left out, and the exit code is 1.

    \b
    dateline extract article.txt --format table
    pbpaste | dateline extract - --date 2023-06-19
    dateline extract articles/ --format jsonl
    dateline extract article.txt --format html > article.html
    dateline extract --conll news.conll --format table
    """
    if conll is not None:
        _score_names(conll, backend, format_, sources)
        return
    if not sources:
        raise click.UsageError("Name a file, a folder or - (standard input), or give --conll FILE.")
    now = datetime.now(UTC)
    claimed = _claimed(date_, now)
    names = find_texts(sources)
    if title and len(names) > 1:
        raise click.UsageError(f"--title is the headline of one text; these are {len(names)}.")
    left_out: list[str] = []
    documents = _documents(names, backend, title, claimed, now, left_out)
    if format_ == "table":
        _print_table(documents)
    elif format_ == "html":
        from pipelines.commands.extract_html import html_page

        click.echo(html_page(list(documents)))
    elif format_ == "jsonl":
        for document in documents:
            click.echo(msgspec.json.encode(_as_json(document)))
    else:
        results = list(map(_as_json, documents))
        is_one = len(sources) == 1 and not Path(sources[0]).is_dir()
        whole = results[0] if is_one else results
        click.echo(msgspec.json.format(msgspec.json.encode(whole), indent=2))
    if left_out:
        raise Unreadable(f"{len(left_out)} of {len(names)} texts could not be read.")


def _print_table(documents: Iterator[EnrichedArticle]) -> None:
    from pipelines.commands.extract_table import table_lines

    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
    for document in documents:
        for line in table_lines(document, width):
            click.echo(line)


def _score_names(conll: Path, backend: str, format_: str, sources: Sequence[str]) -> None:
    """Print how well a backend finds the names of a CoNLL file."""
    if sources:
        raise click.UsageError(f"--conll reads {conll} instead of a text: leave out {sources[0]}.")
    if format_ == "html":
        raise click.UsageError("--conll gives scores as json, jsonl or table.")
    from rich.console import Console
    from rich.progress import Progress

    from pipelines.commands.name_scores import scores_as_json, scores_as_lines
    from pipelines.extract.mentions import open_backend
    from pipelines.extract.mentions.conll import read_conll
    from pipelines.extract.mentions.evaluate_conll import evaluate_names

    texts = read_conll(conll)
    names = open_backend(backend)
    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("documents", total=len(texts))
        scores = evaluate_names(names, texts, lambda: progress.advance(task))
    left_out = Counter(kind for text in texts for kind in text.left_out)
    if format_ == "table":
        for line in scores_as_lines(scores):
            click.echo(line)
        if left_out:
            counts = ", ".join(f"{kind} {count:,}" for kind, count in left_out.most_common())
            click.echo(f"Not scored, of other types: {counts}.")
        return
    result = {
        "file": str(conll),
        "backend": names.name,
        "scores": scores_as_json(scores),
        "left_out": dict(left_out.most_common()),
    }
    indent = 0 if format_ == "jsonl" else 2
    click.echo(msgspec.json.format(msgspec.json.encode(result), indent=indent))


def _documents(
    names: Sequence[str],
    backend: str,
    title: str,
    claimed: Instant | None,
    now: datetime,
    left_out: list[str],
) -> Iterator[EnrichedArticle]:
    from pipelines.extract import MODEL_EPOCH, open_extractor
    from pipelines.extract.mentions import open_backend

    extractor = open_extractor(open_backend(backend))
    for name, text in read_texts(names, left_out):
        article = _article(name, text, title, claimed, now)
        yield EnrichedArticle(
            article=article, analysis=extractor.analyse(article), model_epoch=MODEL_EPOCH
        )


def _claimed(given: str | None, now: datetime) -> Instant | None:
    from pipelines.normalise.dates import read_date

    if given is None:
        return None
    if _TWO_WAYS.fullmatch(given.strip()):
        raise click.BadParameter(
            f"{given!r} may have the day or the month first; write it as YYYY-MM-DD.",
            param_hint="--date",
        )
    instant = read_date(given, observed_at=now)
    if instant is None:
        raise click.BadParameter(
            f"{given!r} can't be read as a date; write it as YYYY-MM-DD.", param_hint="--date"
        )
    return instant


def _article(name: str, text: str, title: str, claimed: Instant | None, now: datetime) -> Article:
    from pipelines.normalise.language import detect_language

    digest = hashlib.blake2b(f"{title}\n{text}".encode("utf-8", "surrogatepass"), digest_size=16)
    return Article(
        id=f"text-{digest.hexdigest()}",
        feed_url="",
        source=Source(host="", name=name),
        title=title,
        text=text,
        rendition="full",
        content_hash=digest.hexdigest(),
        observed_at=now,
        first_seen=now,
        language=detect_language(text, None),
        published=claimed,
    )


def _as_json(document: EnrichedArticle) -> dict[str, Any]:
    """Give the analysis with the text itself, and with each span the words it points at."""
    article = document.article
    analysis = msgspec.to_builtins(document.analysis)
    return {
        "file": article.source.name,
        "title": article.title,
        "language": article.language.code,
        **_with_words(analysis, article),
        "text": article.text,
    }


def _with_words(value: Any, article: Article) -> Any:
    if isinstance(value, list):
        return [_with_words(each, article) for each in value]
    if not isinstance(value, dict):
        return value
    filled = {key: _with_words(each, article) for key, each in value.items()}
    if {"start", "end"} <= filled.keys():
        text = article.title if filled.get("in_title") else article.text
        filled["text"] = text[filled["start"] : filled["end"]]
    return filled
