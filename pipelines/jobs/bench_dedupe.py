"""Deduplication measured: speed with the SQLite store, quality beside MinHash LSH and SimHash, limits."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, Final

from pipelines.dedupe import DedupeStore
from pipelines.dedupe.clusters import clusters
from pipelines.dedupe.document import document_of
from pipelines.jobs.bench_dedupe_others import METHODS, Missing
from pipelines.jobs.bench_dedupe_stream import Labelled, crowd, labelled_stream
from pipelines.jobs.bench_scores import pair_scores
from pipelines.jobs.long_lived import spare_long_lived
from schemas.articles import Article
from schemas.relations import Relation

_BATCH: Final = 2_000
_MILLION: Final = 1_000_000
_WARM: Final = 1_000

Tell = Callable[[str], None]


class _Measured:
    """A store that is given articles, and what that costs: the generator's time is not counted.

    Of the first `scored` articles it is remembered how they relate.
    """

    def __init__(self, folder: Path, scored: int = 0) -> None:
        self._folder = folder
        self._store = DedupeStore(folder / "dedupe.sqlite", copies=True)
        self._position = 0
        self._scored = scored
        self.relations: dict[str, tuple[Relation, ...]] = {}
        spare_long_lived()  # as `process` does

    def give(self, articles: Iterable[Article]) -> float:
        """Decide articles in batches; gives seconds of CPU an article."""
        spent_s, given = 0.0, 0
        for batch in _batches(articles):
            started = time.process_time()
            for article in batch:
                verdict = self._store.decide(article, str(self._position))
                if self._position < self._scored:
                    self.relations[article.id] = ()
                self._position += 1
                for each in verdict.amendments:
                    if each.article_id in self.relations:
                        self.relations[each.article_id] = each.relations
            self._store.commit()
            spent_s += time.process_time() - started
            given += len(batch)
        return spent_s / max(given, 1)

    def sizes(self) -> dict[str, float]:
        """Give what the state takes, in MB a million articles."""
        files = sum(file.stat().st_size for file in self._folder.iterdir())
        return {
            "disk_mb_per_million": files / self._position,
            "memory_mb_per_million": self._store.memory_bytes / self._position,
        }

    def close(self) -> None:
        self._store.close()


def run_dedupe_benchmark(
    *, articles: int, in_state: int, adversarial: int, curve: Sequence[int], tell: Tell
) -> Mapping[str, Any]:
    """Measure deduplication on a made-up stream; `tell` hears what is being done.

    `articles` are measured while `in_state` are remembered; `adversarial` is the length of each
    adversary's stream; `curve` are numbers in state at which the cost of an article is measured.
    """
    result: dict[str, Any] = {"articles": articles, "in_state": in_state}
    with tempfile.TemporaryDirectory(prefix="dateline-bench-") as folder:
        tell(f"{in_state} articles into the state, then {articles} are measured")
        found = _ours(Path(folder), articles, in_state)
    result["state"] = found.pop("state")
    result["methods"] = {"dateline": found, **_others(articles, tell)}
    if adversarial:
        tell(f"adversaries: {adversarial} articles each")
        result["adversarial"] = _adversaries(adversarial, tell)
    if curve:
        tell(f"cost an article at {', '.join(map(str, curve))} in state")
        result["curve_us_per_article"] = _curve(sorted(curve), tell)
    return result


def _ours(folder: Path, articles: int, in_state: int) -> dict[str, Any]:
    measured = _Measured(folder, scored=articles)
    stream = labelled_stream(in_state + articles)
    try:
        measured.give(each.article for each in islice(stream, in_state))
        labelled = list(stream)
        cost_s = measured.give(each.article for each in labelled)
        sizes = measured.sizes()
    finally:
        measured.close()
    return {**_speed(cost_s), **_our_quality(measured, articles), "state": sizes}


def _our_quality(measured: _Measured, articles: int) -> dict[str, float]:
    """Score all that was found in the first articles of the stream, where the others are scored too."""
    labelled = list(labelled_stream(articles))
    documents = [document_of(each.article) for each in labelled]
    ages_ms = {document.id: document.at_ms for document in documents}
    relations = (each for id_ in ages_ms for each in measured.relations.get(id_, ()))
    found = clusters(ages_ms, relations)
    return pair_scores(_originals(labelled), found)


def _others(articles: int, tell: Tell) -> dict[str, Any]:
    results: dict[str, Any] = {}
    labelled = list(labelled_stream(articles))
    documents = [document_of(each.article) for each in labelled]
    for name, method in METHODS.items():
        tell(f"{name} on the same {articles} articles")
        started = time.process_time()
        found = method(documents)
        cost_s = (time.process_time() - started) / articles
        if isinstance(found, Missing):
            results[name] = {"missing": found.message}
        else:
            results[name] = {**_speed(cost_s), **pair_scores(_originals(labelled), found)}
    return results


def _adversaries(count: int, tell: Tell) -> dict[str, Any]:
    normal_s = _cost_s(each.article for each in labelled_stream(count))
    results: dict[str, Any] = {"normal_us_per_article": normal_s * _MILLION}
    for name, copies in (("copies of one article", True), ("shared boilerplate", False)):
        tell(name)
        cost_s = _cost_s(crowd(count, copies=copies))
        results[name] = {"us_per_article": cost_s * _MILLION, "times_normal": cost_s / normal_s}
    return results


def _cost_s(articles: Iterable[Article]) -> float:
    """Give the cost of an article after the first thousand."""
    with tempfile.TemporaryDirectory(prefix="dateline-bench-") as folder:
        measured = _Measured(Path(folder))
        stream = iter(articles)
        try:
            measured.give(islice(stream, _WARM))
            return measured.give(stream)
        finally:
            measured.close()


def _curve(points: Sequence[int], tell: Tell) -> dict[str, float]:
    costs: dict[str, float] = {}
    with tempfile.TemporaryDirectory(prefix="dateline-bench-") as folder:
        measured = _Measured(Path(folder))
        stream = (each.article for each in labelled_stream(points[-1] + _BATCH * len(points)))
        filled = 0
        try:
            for point in points:
                measured.give(islice(stream, max(0, point - filled)))
                costs[str(point)] = measured.give(islice(stream, _BATCH)) * _MILLION
                filled = point + _BATCH
                tell(f"{point} in state: {costs[str(point)]:.0f} µs an article")
        finally:
            measured.close()
    return costs


def _speed(cost_s: float) -> dict[str, float]:
    return {"articles_per_s_core": 1 / cost_s if cost_s else 0.0}


def _originals(labelled: Iterable[Labelled]) -> dict[str, int]:
    return {each.article.id: each.original for each in labelled}


def _batches(articles: Iterable[Article]) -> Iterator[list[Article]]:
    stream = iter(articles)
    while batch := list(islice(stream, _BATCH)):
        yield batch
