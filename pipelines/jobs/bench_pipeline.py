"""Benchmark: records per second from log to index, and where the time goes."""

from __future__ import annotations

import logging
import multiprocessing
import random
import resource
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import accumulate, product
from pathlib import Path
from typing import Any, Final

from connectors.ports import RAW_TOPIC, LogRecord
from pipelines.jobs.bench_dedupe_stream import draw_words
from pipelines.normalise import article_key
from schemas import wire
from schemas.analysis import Analysis
from schemas.articles import Article, RawArticle, Source
from schemas.settings import Process, Settings

_START: Final = datetime(2024, 1, 1, tzinfo=UTC)
_FAMILIES: Final = 20_000
_GIVEN: Final = ("Ana", "Jonas", "Mira", "Luis", "Wen", "Sara")
_SYLLABLES: Final = (
    *("ba", "ce", "di", "fo", "gu", "ha", "je", "ki", "lo", "mu"),
    *("na", "pe", "ri", "so", "tu", "va", "we", "xi", "yo", "zu"),
)


class NoExtraction:
    """An extractor that finds nothing: what the pipeline costs without extraction."""

    model = "none"

    def analyse_all(self, articles: Sequence[Article]) -> list[Analysis]:
        """Give empty analyses."""
        return [Analysis(model=self.model) for _ in articles]


def raw_articles(count: int, seed: int) -> Iterator[RawArticle]:
    """Give synthetic raw articles of about 1.5 KB: one in ten a copy, one in twenty a new version.

    Their words are those of the newsroom's articles in their frequencies, beside 20,000 made-up names
    that follow Zipf's law: with fewer, every article would look like part of every story.
    """
    chance = random.Random(seed)  # noqa: S311  # reproducible, not secret
    earlier: list[RawArticle] = []
    for number in range(count):
        fetched_at = _START + timedelta(seconds=number)
        draw = chance.random()
        if earlier and draw < 0.10:
            yield _again(chance.choice(earlier), fetched_at, "")
        elif earlier and draw < 0.15:
            yield _again(chance.choice(earlier), fetched_at, "<p>Corrected at the desk.</p>")
        else:
            raw = _raw_article(number, chance, fetched_at)
            earlier.append(raw)
            yield raw


def run_pipeline_benchmark(*, records: int, batch: int, servers: bool) -> dict[str, Any]:
    """Measure each set of engines with and without extraction, each in a process of its own.

    Gives records/s, CPU seconds, peak RSS in MB, seconds by stage and the books of each run. With
    `servers`, a Kafka broker and an Elasticsearch node are started for it (`Fatal` where Java is missing).
    """
    result: dict[str, Any] = {"records": records, "batch": batch}
    with tempfile.TemporaryDirectory(prefix="dateline-bench-") as folder:
        base = Settings(process=Process(batch_records=batch))
        result["embedded"] = _measure_set(base, Path(folder), records)
        if servers:
            from pipelines.jobs.services import start_elasticsearch, start_kafka

            with (
                start_kafka(Path(folder) / "kafka") as kafka,
                start_elasticsearch(Path(folder) / "elastic") as elastic,
            ):
                addresses = {"log": f"kafka://{kafka.address}", "index": elastic.address}
                result["servers"] = _measure_set(base, Path(folder), records, **addresses)
    return result


def _measure_set(
    base: Settings, folder: Path, records: int, log: str = "embedded", index: str = "embedded"
) -> dict[str, Any]:
    from msgspec.structs import replace

    measured = {}
    for name, extraction in (("without_extraction", False), ("with_extraction", True)):
        settings = replace(
            base,
            data_dir=str(folder / f"{log[:5]}-{name}"),
            log=log,
            index=index,
            process=replace(base.process, group=name),
            index_settings=replace(base.index_settings, name=name.replace("_", "-")),
        )
        # A process of its own: peak memory is that of this run alone.
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            measured[name] = pool.apply(_measure, (settings, records, extraction))
    return measured


def _measure(settings: Settings, records: int, extraction: bool) -> dict[str, Any]:
    logging.disable(logging.WARNING)
    from pipelines.extract import open_extractor
    from pipelines.jobs.ports import open_index, open_log
    from pipelines.jobs.process import BatchReport, process

    settings.data_path.mkdir(parents=True)
    stages: defaultdict[str, float] = defaultdict(float)
    seen = 0
    stop = threading.Event()

    def on_batch(report: BatchReport) -> None:
        nonlocal seen
        for stage, spent_s in report.stage_s.items():
            stages[stage] += spent_s
        stages["pipeline"] += report.elapsed_s
        seen += report.books.received
        if seen >= records:
            stop.set()

    with closing(open_log(settings)) as log, closing(open_index(settings)) as index:
        if not log.backlog(RAW_TOPIC, settings.process.group):
            _fill(log.append, records)  # a server has them from the run before
        extractor = open_extractor() if extraction else NoExtraction()
        started, worked = time.perf_counter(), time.process_time()
        books = process(settings, log, index, stop=stop, on_batch=on_batch, extractor=extractor)
        elapsed_s, cpu_s = time.perf_counter() - started, time.process_time() - worked
    return {
        "records_per_s": round(records / elapsed_s, 1),
        "elapsed_s": round(elapsed_s, 3),
        "cpu_s": round(cpu_s, 3),  # what counts where the machine is shared
        "peak_rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "stage_s": _shares(stages, elapsed_s),
        "books": {
            "received": books.received,
            "indexed": books.indexed,
            "duplicate": books.duplicate,
            "stale": books.stale,
            "rejected": books.rejected,
            "balanced": books.balanced,
        },
    }


def _shares(stages: Mapping[str, float], elapsed_s: float) -> dict[str, float]:
    """Give each stage's seconds, what Beam itself took, and what polling and committing took."""
    steps = {name: round(spent, 3) for name, spent in stages.items() if name != "pipeline"}
    steps["beam"] = round(stages["pipeline"] - sum(steps.values()), 3)
    steps["poll_and_commit"] = round(elapsed_s - stages["pipeline"], 3)
    return steps


def _fill(append: Any, records: int) -> None:
    chunk: list[LogRecord] = []
    for raw in raw_articles(records, seed=7):
        chunk.append(LogRecord(article_key(raw), wire.encode(raw)))
        if len(chunk) == 1000:
            append(RAW_TOPIC, chunk)
            chunk = []
    if chunk:
        append(RAW_TOPIC, chunk)


def _raw_article(number: int, chance: random.Random, fetched_at: datetime) -> RawArticle:
    host = f"outlet{number % 40}.example"
    paragraphs = "".join(f"<p>{_sentences(chance, 3)}</p>" for _ in range(4))
    return RawArticle(
        feed_url=f"https://{host}/rss",
        fetched_at=fetched_at,
        source=Source(host=host, name=f"Outlet {number % 40}"),
        entry_id=f"{host}/{number}",
        link=f"https://{host}/2024/{number}",
        title=f"{_name(chance)} {_phrase(chance, 6)}",
        content=paragraphs,
        published=fetched_at.strftime("%a, %d %b %Y %H:%M:%S +0000"),
        language="en",
    )


def _again(raw: RawArticle, fetched_at: datetime, addition: str) -> RawArticle:
    from msgspec.structs import replace

    return replace(raw, fetched_at=fetched_at, content=(raw.content or "") + addition)


def _sentences(chance: random.Random, count: int) -> str:
    return " ".join(f"{_name(chance)} said {_phrase(chance, 16)}." for _ in range(count))


def _phrase(chance: random.Random, words: int) -> str:
    return " ".join(draw_words(chance, words))


def _name(chance: random.Random) -> str:
    names, weights = _families()
    (family,) = chance.choices(names, cum_weights=weights)
    return f"{chance.choice(_GIVEN)} {family}"


@cache
def _families() -> tuple[list[str], list[float]]:
    names = ["".join(syllables).capitalize() for syllables in product(_SYLLABLES, repeat=4)]
    weights = accumulate(1 / (rank + 2.7) for rank in range(_FAMILIES))
    return random.Random(1).sample(names, _FAMILIES), list(weights)  # noqa: S311  # a simulation
