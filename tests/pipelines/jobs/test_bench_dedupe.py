"""The benchmark of deduplication measures what it says, small."""

from __future__ import annotations

from itertools import islice

import pytest

from pipelines.jobs.bench_dedupe import run_dedupe_benchmark
from pipelines.jobs.bench_dedupe_stream import crowd, labelled_stream
from pipelines.jobs.bench_scores import pair_scores


def test_stream() -> None:
    """The stream is the same for a seed, and three in ten of its articles are copies."""
    stream = list(labelled_stream(600))
    assert stream[:50] == list(labelled_stream(50))
    assert stream[:50] != list(labelled_stream(50, seed=2))
    copies = sum(place != each.original for place, each in enumerate(stream))
    assert 120 < copies < 240
    assert len({each.article.id for each in stream}) == 600


@pytest.mark.parametrize("copies", [True, False])
def test_crowd(copies: bool) -> None:
    """An adversary's articles share a good part of their text."""
    first, second = islice(crowd(2, copies=copies), 2)
    shared = set(first.text.split("\n\n")) & set(second.text.split("\n\n"))
    assert len(shared) >= 3


def test_pair_scores() -> None:
    """Precision and recall count pairs of articles, not articles."""
    truth = {"a": 1, "b": 1, "c": 1, "d": 2}
    scores = pair_scores(truth, {"a": 1, "b": 1, "c": 2, "d": 2})
    assert scores["precision"] == pytest.approx(1 / 2)
    assert scores["recall"] == pytest.approx(1 / 3)
    assert scores["f1"] == pytest.approx(2 / 5)


def test_everything_is_measured() -> None:
    """`dateline bench dedupe` gives speed and quality of each method, the adversaries and the curve."""
    said: list[str] = []
    result = run_dedupe_benchmark(
        articles=300, in_state=300, adversarial=1_100, curve=(100, 200), tell=said.append
    )
    ours, simhash = (result["methods"][name] for name in ("dateline", "SimHash"))
    assert ours["f1"] > simhash["f1"] > 0
    assert ours["articles_per_s_core"] > 0
    minhash = result["methods"]["MinHash LSH (datasketch)"]
    assert minhash.get("f1", 0) > 0 or "dateline[bench]" in minhash["missing"]
    assert result["state"]["disk_mb_per_million"] > 0
    assert result["adversarial"]["copies of one article"]["times_normal"] > 0
    assert list(result["curve_us_per_article"]) == ["100", "200"]
    assert said
