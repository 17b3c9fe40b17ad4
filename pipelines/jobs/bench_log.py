"""Benchmark: records appended to and polled from the log per second."""

from __future__ import annotations

import multiprocessing
import random
import resource
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Any, Final

from connectors.ports import Log, LogRecord
from schemas.settings import Settings

_TOPIC: Final = "bench.log"
_GROUP: Final = "bench"
_APPENDED_AT_ONCE: Final = 500
_POLLED_AT_ONCE: Final = 2_000
_POLL_WAIT_S: Final = 5.0
_ARTICLES: Final = 5_000


def synthetic_records(count: int, record_bytes: int, seed: int) -> Iterator[LogRecord]:
    """Give records of words drawn by Zipf's law, which compress as news does; the same for one seed."""
    chance = random.Random(seed)  # noqa: S311  # reproducible, not secret
    words = [f"{chance.getrandbits(24):x}".encode() for _ in range(_ARTICLES)]
    weights = [1 / (rank + 2.7) for rank in range(len(words))]
    text = b" ".join(chance.choices(words, weights, k=max(1, record_bytes) * 2))
    for _ in range(count):
        start = chance.randrange(len(text) - record_bytes)
        key = f"{chance.randrange(_ARTICLES):032x}".encode()
        yield LogRecord(key, text[start : start + record_bytes])


def run_log_benchmark(*, records: int, record_bytes: int, servers: bool) -> dict[str, Any]:
    """Measure the embedded log and, with `servers`, Kafka, each in a process of its own.

    Gives records/s appended (500 a call, durable when it returns) and polled (2,000 a call, committed
    each time), peak RSS in MB and disk in MB (embedded).
    """
    result: dict[str, Any] = {"records": records, "record_bytes": record_bytes}
    with tempfile.TemporaryDirectory(prefix="dateline-bench-") as folder:
        data = Path(folder) / "data"
        result["embedded"] = _apart(Settings(data_dir=str(data)), records, record_bytes)
        size = sum(path.stat().st_size for path in data.rglob("*") if path.is_file())
        result["embedded"]["disk_mb"] = round(size / 1e6, 1)
        if servers:
            from pipelines.jobs.services import start_kafka

            with start_kafka(Path(folder) / "kafka") as broker:
                address = f"kafka://{broker.address}"
                result["kafka"] = _apart(Settings(log=address), records, record_bytes)
    return result


def _apart(settings: Settings, records: int, record_bytes: int) -> dict[str, Any]:
    # A process of its own: peak memory is that of this run alone.
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_measure, (settings, records, record_bytes))


def _measure(settings: Settings, records: int, record_bytes: int) -> dict[str, Any]:
    from pipelines.jobs.ports import open_log

    with closing(open_log(settings)) as log:
        appended_s = _append(log, records, record_bytes)
        polled_s = _poll(log, records)
    return {
        "appended_per_s": round(records / appended_s, 1),
        "polled_per_s": round(records / polled_s, 1),
        "peak_rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def _append(log: Log, records: int, record_bytes: int) -> float:
    """Give the seconds spent in `append`; making the records is not counted."""
    spent_s = 0.0
    given = synthetic_records(records, record_bytes, seed=7)
    while batch := list(islice(given, _APPENDED_AT_ONCE)):
        started = time.perf_counter()
        log.append(_TOPIC, batch)
        spent_s += time.perf_counter() - started
    return spent_s


def _poll(log: Log, records: int) -> float:
    """Give the seconds from joining a group until every record is polled and committed."""
    started = time.perf_counter()
    left = records
    with closing(log.reader(_TOPIC, _GROUP)) as reader:
        while left > 0:
            polled = reader.poll(_POLLED_AT_ONCE, _POLL_WAIT_S)
            reader.commit({each.position.partition: each.position.offset + 1 for each in polled})
            left -= len(polled)
    return time.perf_counter() - started
