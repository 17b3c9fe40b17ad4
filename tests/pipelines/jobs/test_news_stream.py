"""The stream that extraction is measured on: as many new words as news brings."""

from __future__ import annotations

from itertools import islice
from random import Random

from pipelines.jobs.bench_extract import benchmark_articles
from pipelines.jobs.news_stream import new_types_shares, news_stream


def test_each_article_brings_as_many_new_words_as_news_does() -> None:
    """Of each article's distinct tokens 5 to 8 per cent stand in no article before it."""
    written = benchmark_articles()
    stream = list(islice(news_stream(written, Random(1)), 60))
    shares = new_types_shares(stream, written)
    assert 0.05 <= min(shares) <= max(shares) <= 0.08


def test_new_words_have_the_form_of_those_they_replace() -> None:
    """A name stays capitalised and a text keeps its words: only what the words are is new."""
    written = benchmark_articles()[:5]
    for old, new in zip(written, news_stream(written, Random(2)), strict=False):
        before, after = old.text.split(), new.text.split()
        assert [word[0].isupper() for word in before] == [word[0].isupper() for word in after]


def test_the_same_seed_gives_the_same_stream() -> None:
    """Two measurements are of the same texts."""
    written = benchmark_articles()
    one, other = (list(islice(news_stream(written, Random(3)), 40)) for _ in range(2))
    assert one == other
