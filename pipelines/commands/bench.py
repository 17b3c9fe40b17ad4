"""`dateline bench`: how fast the pipeline, its parts, the log and the index are on this machine."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import click

_format = click.option(
    "--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True
)
_servers = click.option(
    "--servers",
    is_flag=True,
    help="Measure Kafka and Elasticsearch too (started here; needs Java).",
)


@click.group()
def bench() -> None:
    """Measure on this machine; ratios hold elsewhere, absolute figures do not.

    \b
    dateline bench pipeline --records 5000 --format json
    """


@bench.command()
@click.option("--records", type=click.IntRange(min=1), default=10_000, show_default=True)
@click.option("--batch", type=click.IntRange(min=1), default=2_000, show_default=True)
@_servers
@_format
def pipeline(records: int, batch: int, servers: bool, format_: str) -> None:
    """Records per second from log to index, and each stage's share.

    Measured with and without extraction.

    \b
    dateline bench pipeline --records 2000 --batch 500
    """
    from pipelines.jobs.bench_pipeline import run_pipeline_benchmark

    _announce(format_)
    _print(run_pipeline_benchmark(records=records, batch=batch, servers=servers), format_)


@bench.command()
@click.option("--records", type=click.IntRange(min=1), default=20_000, show_default=True)
@click.option("--record-bytes", type=click.IntRange(min=1), default=1_500, show_default=True)
@_servers
@_format
def log(records: int, record_bytes: int, servers: bool, format_: str) -> None:
    """Records per second appended to and polled from the log.

    \b
    dateline bench log --record-bytes 4000
    """
    from pipelines.jobs.bench_log import run_log_benchmark

    _announce(format_)
    _print(run_log_benchmark(records=records, record_bytes=record_bytes, servers=servers), format_)


@bench.command()
@click.option("--documents", type=click.IntRange(min=1), default=20_000, show_default=True)
@_servers
@_format
def index(documents: int, servers: bool, format_: str) -> None:
    """Documents stored per second, and how long searches take.

    Of searches p50, p95 and p99 in milliseconds.

    \b
    dateline bench index --documents 5000
    """
    from pipelines.jobs.bench_index import run_index_benchmark

    _announce(format_)
    _print(run_index_benchmark(documents=documents, servers=servers), format_)


@bench.command()
@click.option("--backend", metavar="NAME", default="default", show_default=True)
@click.option("--rounds", type=click.IntRange(min=1), default=5, show_default=True)
@click.option(
    "--patience",
    "patience_s",
    type=click.FloatRange(min=1),
    default=120.0,
    show_default=True,
    help="Seconds after which a hostile text is given up.",
)
@_format
def extract(backend: str, rounds: int, patience_s: float, format_: str) -> None:
    """Articles analysed per second on one core, and each part's ms.

    Articles have 500 tokens; hostile texts are measured too. Backends are those of `dateline extract`:
    default, spacy:PATH, gliner:PATH.

    \b
    dateline bench extract --rounds 2
    """
    from pipelines.jobs.bench_extract import run_extract_benchmark

    _announce(format_)
    result = run_extract_benchmark(backend=backend, rounds=rounds, patience_s=patience_s)
    _print(result, format_)


@bench.command()
@click.option(
    "--articles",
    type=click.IntRange(min=1),
    default=5_000,
    show_default=True,
    help="How many are measured.",
)
@click.option(
    "--in-state",
    type=click.IntRange(min=0),
    default=20_000,
    show_default=True,
    help="How many are remembered before.",
)
@click.option(
    "--adversarial",
    type=click.IntRange(min=0),
    default=5_000,
    show_default=True,
    help="How long the streams are in which all articles are alike; 0 for none.",
)
@click.option(
    "--curve",
    type=click.IntRange(min=1),
    multiple=True,
    help="Measure the cost of an article with so many in state; several times for a curve.",
)
@_format
def dedupe(
    articles: int, in_state: int, adversarial: int, curve: tuple[int, ...], format_: str
) -> None:
    """Articles per second, and how many copies are found.

    Beside MinHash LSH and SimHash on the same articles.

    \b
    dateline bench dedupe --in-state 500000
    dateline bench dedupe --curve 10000 --curve 100000 --curve 1000000
    """
    from pipelines.commands.bench_dedupe_view import dedupe_view
    from pipelines.jobs.bench_dedupe import run_dedupe_benchmark

    result = run_dedupe_benchmark(
        articles=articles,
        in_state=in_state,
        adversarial=adversarial,
        curve=curve,
        tell=lambda doing: click.echo(doing, err=True) if format_ == "text" else None,
    )
    if format_ == "json":
        _print(result, format_)
    else:
        dedupe_view(result)


def _announce(format_: str) -> None:
    """Say that nothing will be said for a while; nothing may be drawn meanwhile, as that costs time."""
    if format_ == "text":
        click.echo("Measuring; all figures come at the end …", err=True)


def _print(result: Mapping[str, Any], format_: str) -> None:
    if format_ == "json":
        click.echo(json.dumps(result, indent=2))
        return
    for line in _lines(result, ""):
        click.echo(line)


def _lines(value: Any, path: str) -> list[str]:
    """Flatten nested results to `a.b.c  figure` lines."""
    if isinstance(value, Mapping):
        return [
            line
            for key, inner in value.items()
            for line in _lines(inner, f"{path}.{key}" if path else str(key))
        ]
    return [f"{path:<48} {_figure(value)}"]


def _figure(value: Any) -> str:
    if not isinstance(value, float):
        return str(value)
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
