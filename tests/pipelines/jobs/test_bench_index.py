"""The index benchmark: reproducible documents and the figures it promises."""

from __future__ import annotations

from pipelines.jobs.bench_index import run_index_benchmark, synthetic_documents


def test_documents_are_the_same_for_a_seed() -> None:
    """Two runs measure the same documents, and another seed others; all ids differ."""
    first = list(synthetic_documents(50, seed=1))
    assert first == list(synthetic_documents(50, seed=1))
    assert first != list(synthetic_documents(50, seed=2))
    assert len({each.article.id for each in first}) == 50


def test_it_gives_its_figures() -> None:
    """A run says how fast documents are stored and how long searches take, each kind by itself."""
    embedded = run_index_benchmark(documents=60, servers=False)["embedded"]
    assert embedded["upserts_per_s"] > 0
    assert embedded["disk_mb"] > 0
    assert embedded["peak_rss_mb"] > 0
    times = embedded["search_ms"]
    assert 0 < times["p50"] <= times["p95"] <= times["p99"]
    assert {"term", "or", "phrase", "actor", "facets", "newest"} <= set(times)
