"""The pipeline benchmark: reproducible records, and figures that account for all of them."""

from __future__ import annotations

import pytest

from pipelines.jobs.bench_pipeline import raw_articles, run_pipeline_benchmark
from schemas import wire

STAGES = ("normalise", "dedupe", "extract", "index")


def test_records_are_the_same_for_a_seed() -> None:
    """Two runs measure the same records: copies and new versions among them, of about 1.5 KB."""
    first = list(raw_articles(200, seed=1))
    assert first == list(raw_articles(200, seed=1))
    assert first != list(raw_articles(200, seed=2))
    sizes = [len(wire.encode(raw)) for raw in first]
    assert 1_000 < sum(sizes) / len(sizes) < 2_500
    assert 0.75 < len({raw.link for raw in first}) / len(first) < 0.95


@pytest.mark.slow
def test_it_gives_its_figures() -> None:
    """A run says records a second, peak memory and each stage's seconds, and its books balance."""
    result = run_pipeline_benchmark(records=60, batch=25, servers=False)
    assert (result["records"], result["batch"]) == (60, 25)
    for measured in result["embedded"].values():
        assert measured["records_per_s"] > 0
        assert measured["peak_rss_mb"] > 0
        assert measured["books"]["balanced"]
        assert measured["books"]["received"] == 60
        stages = measured["stage_s"]
        assert set(stages) == {*STAGES, "beam", "poll_and_commit"}
        assert sum(stages.values()) == pytest.approx(measured["elapsed_s"], abs=0.05)
