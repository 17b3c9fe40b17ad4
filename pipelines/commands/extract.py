"""`dateline extract`: plain text in, who said and did what out."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
import msgspec
from msgspec.structs import replace

from schemas.articles import Article, Instant, Source
from schemas.enriched import EnrichedArticle

_TEXT_FILES = "*.txt"


@click.command()
@click.argument("source", metavar="FILE|DIR|-", required=False)
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
    source: str | None,
    format_: str,
    date_: str | None,
    backend: str,
    conll: Path | None,
    title: str,
) -> None:
    """Read plain text and print actors, quotes, issues, statements and a check of its date.

    A first line that is nothing but a date is the text's claimed date. Offsets count code points of
    the text as it stands in the file. Of a folder, all *.txt files are read.

    \b
    dateline extract article.txt --format table
    pbpaste | dateline extract - --date 2023-06-19
    dateline extract articles/ --format jsonl
    dateline extract article.txt --format html > article.html
    dateline extract --conll news.conll --format table
    """
    if conll is not None:
        _score_names(conll, backend, format_)
        return
    if source is None:
        raise click.UsageError("Name a file, a folder or - (standard input), or give --conll FILE.")
    now = datetime.now(UTC)
    claimed = _claimed(date_, now)
    documents = _documents(source, backend, title, claimed, now)
    if format_ == "table":
        for document in documents:
            _print_page(document)
        return
    if format_ == "html":
        from pipelines.commands.extract_html import html_page

        click.echo(html_page(documents))
        return
    results = map(_as_json, documents)
    if format_ == "jsonl":
        for result in results:
            click.echo(msgspec.json.encode(result))
        return
    whole = list(results) if Path(source).is_dir() else next(results)
    click.echo(msgspec.json.format(msgspec.json.encode(whole), indent=2))


def _score_names(conll: Path, backend: str, format_: str) -> None:
    """Print how well a backend finds the names of a CoNLL file."""
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
    if format_ == "table":
        for line in scores_as_lines(scores):
            click.echo(line)
        return
    result = {"file": str(conll), "backend": names.name, "scores": scores_as_json(scores)}
    indent = 0 if format_ == "jsonl" else 2
    click.echo(msgspec.json.format(msgspec.json.encode(result), indent=indent))


def _documents(
    source: str, backend: str, title: str, claimed: Instant | None, now: datetime
) -> Iterator[EnrichedArticle]:
    from pipelines.extract import MODEL_EPOCH, open_extractor
    from pipelines.extract.mentions import open_backend

    texts = _texts(source)
    extractor = open_extractor(open_backend(backend))
    for name, text in texts:
        article = _article(name, text, title, claimed, now)
        yield EnrichedArticle(
            article=article, analysis=extractor.analyse(article), model_epoch=MODEL_EPOCH
        )


def _texts(source: str) -> Iterator[tuple[str, str]]:
    """Give each text with its name; what can't be read is an error that names it, before any work."""
    if source == "-":
        return iter([("standard input", _decode("standard input", sys.stdin.buffer.read()))])
    path = Path(source)
    if not path.is_dir():
        return iter([(source, _read(path))])
    files = sorted(path.glob(_TEXT_FILES))
    if not files:
        raise click.ClickException(f"{source}: the folder holds no {_TEXT_FILES} files.")
    return ((str(file), _read(file)) for file in _with_progress(files))


def _with_progress(files: list[Path]) -> Iterator[Path]:
    from rich.console import Console
    from rich.progress import track

    console = Console(stderr=True)
    yield from track(
        files, description="extracting", console=console, disable=not console.is_terminal
    )


def _read(path: Path) -> str:
    try:
        return _decode(str(path), path.read_bytes())
    except OSError as error:
        raise click.ClickException(f"{path}: can't be read: {error.strerror}.") from None


def _decode(name: str, data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise click.ClickException(
            f"{name}: byte {error.start} is no UTF-8. Convert the text to UTF-8 first, "
            "for example with iconv -f windows-1252 -t utf-8."
        ) from None


def _claimed(given: str | None, now: datetime) -> Instant | None:
    from pipelines.normalise.dates import read_date

    if given is None:
        return None
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


def _print_page(document: EnrichedArticle) -> None:
    from pipelines.commands.present import page

    shown = replace(document, article=replace(document.article, title=document.article.source.name))
    for line in page(shown):
        click.echo(line)
