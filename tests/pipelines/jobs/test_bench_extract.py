"""The extraction benchmark: its articles, its hostile texts and the figures it promises."""

from __future__ import annotations

from pipelines.extract.text import read_document
from pipelines.jobs.bench_extract import benchmark_articles, hostile_texts


def test_articles_have_about_500_tokens() -> None:
    """What is measured are articles of about 500 tokens, no two the same."""
    articles = benchmark_articles()
    lengths = [len(read_document(each.text).tokens) for each in articles]
    assert 500 <= min(lengths) <= max(lengths) < 700
    assert len({each.text for each in articles}) == len(articles) > 20


def test_hostile_texts_are_large() -> None:
    """Hostile texts hold what their names say, in quantities that show quadratic time."""
    texts = hostile_texts()
    assert len(texts["single_line_1mb"]) == 1_000_000
    assert "\n" not in texts["single_line_1mb"]
    assert texts["quotes_50k"].count("“") + texts["quotes_50k"].count("”") == 50_000
    assert min(map(len, texts.values())) >= 50_000
    new = texts["new_words"].split()
    assert len(set(new)) == len(new) > 100_000
