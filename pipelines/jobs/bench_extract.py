"""Benchmark: articles analysed per second, each part's share, and what hostile texts cost."""

from __future__ import annotations

import multiprocessing
import resource
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import islice
from random import Random
from statistics import mean
from typing import Any, Final, TypeVar

from pipelines.jobs.long_lived import spare_long_lived
from pipelines.jobs.news_stream import new_types_shares, news_stream
from pipelines.newsroom.affairs import written_affairs
from schemas.articles import Article, Language, Source

_TOKENS_AN_ARTICLE: Final = 500
_HOSTILE_CHARS: Final = 1_000_000
_STREAM_BEFORE: Final = 100  # articles that go by before the stream is measured
_STREAM_MEASURED: Final = 112
_SEED: Final = 20240501
_AT: Final = datetime(2024, 5, 1, tzinfo=UTC)
# Words that are all different: hexadecimal numbers with letters for their digits.
_AS_NAME: Final = str.maketrans("0123456789", "ghklmnorst")
_NUMBERS: Final = range(1_000_000, 1_120_000)
_T = TypeVar("_T")


def run_extract_benchmark(*, backend: str, rounds: int, patience_s: float) -> dict[str, Any]:
    """Measure the extractor in a process of its own, on one core.

    All times are CPU seconds. Gives articles of about 500 tokens a second, and ms an article by part,
    for a stream where each article brings new words as news does (`news_stream.py`) and for articles
    met before; start-up in s, peak RSS in MB. For each hostile text: its seconds and peak RSS, how
    much longer a character takes than in a normal text, and how much longer the whole text takes
    than its first half: 2 where time is linear. One that takes over `patience_s` is given up.
    """
    with _process() as pool:
        result: dict[str, Any] = pool.apply(_measure, (backend, rounds))
    result["hostile"] = {
        name: _measure_hostile(name, backend, result["us_a_character"], patience_s)
        for name in hostile_texts()
    }
    return result


def benchmark_articles() -> list[Article]:
    """Give articles of about 500 tokens made of the newsroom's own texts, none used twice."""
    from pipelines.extract.text import read_document

    articles: list[Article] = []
    paragraphs: list[str] = []
    tokens = 0
    for affair in written_affairs():
        for written in affair.articles:
            for paragraph in written.text.split("\n\n"):
                paragraphs.append(paragraph)
                tokens += len(read_document(paragraph).tokens)
                if tokens >= _TOKENS_AN_ARTICLE:
                    articles.append(_article("\n\n".join(paragraphs), written.title))
                    paragraphs, tokens = [], 0
    return articles


def hostile_texts() -> dict[str, str]:
    """Give texts that have broken readers of text before, by name."""
    prose = " ".join(article.text.replace("\n", " ") for article in benchmark_articles())
    long_line = (prose * (_HOSTILE_CHARS // len(prose) + 1))[:_HOSTILE_CHARS]
    return {
        "single_line_1mb": long_line,
        "quotes_50k": "“Yes,” he said. " * 25_000,
        "straight_quotes_50k": '"' * 50_000,
        "nested_quotes": "“a ‘b " * 20_000 + "c’ d” " * 20_000,
        "emoji": "😀👩‍👩‍👧 Xi 🇨🇳 " * 20_000,
        "right_to_left": "قال الرئيس إن السلام ممكن. " * 10_000,
        "zero_width": "Blin\u200bken \u200d\ufeffsaid " * 20_000,
        "capitals": "AB CD EF " * 40_000,
        "one_word": "a" * 500_000,
        "initials": "A.B. " * 60_000,
        "lines": "Xi said.\n" * 40_000,
        "new_words": " ".join(f"{number:x}".translate(_AS_NAME).title() for number in _NUMBERS),
    }


def _measure(backend: str, rounds: int) -> dict[str, Any]:
    started = time.process_time()
    from pipelines.extract import ANALYSED_TOGETHER, open_extractor
    from pipelines.extract.mentions import open_backend

    names = open_backend(backend)
    extractor = open_extractor(names)
    extractor.analyse(_article("Antony Blinken met Wang Yi in Beijing.", "Talks"))
    start_up_s = time.process_time() - started
    spare_long_lived()  # as `process` does

    def analyse_all(articles: list[Article]) -> float:
        together = [
            articles[at : at + ANALYSED_TOGETHER]
            for at in range(0, len(articles), ANALYSED_TOGETHER)
        ]
        return _seconds(lambda: [extractor.analyse_all(each) for each in together])

    articles = benchmark_articles()
    stream = news_stream(articles, Random(_SEED))  # noqa: S311  # made-up texts
    before = list(islice(stream, _STREAM_BEFORE))
    streamed = list(islice(stream, _STREAM_MEASURED))
    new_types = mean(new_types_shares(streamed, before))
    analyse_all(before)
    streaming = analyse_all(streamed) / len(streamed)
    # Words come for the first time in each part again: it gets articles that no part has met.
    parts = _parts(names, list(islice(stream, _STREAM_MEASURED)))
    warm = min(analyse_all(articles) for _ in range(rounds)) / len(articles)
    warm_rounds = [_parts(names, articles) for _ in range(rounds)]
    return {
        "backend": names.name,
        "articles": len(streamed),
        "new_types_share": round(new_types, 3),
        "articles_per_s_streaming": round(1 / streaming, 1),
        "articles_per_s_warm": round(1 / warm, 1),
        "ms_an_article_streaming": parts,
        "ms_an_article_warm": {part: min(each[part] for each in warm_rounds) for part in parts},
        "us_a_character": round(
            1e6 * warm * len(articles) / sum(len(each.text) for each in articles), 3
        ),
        "start_up_s": round(start_up_s, 2),
        "peak_rss_mb": _peak_rss_mb(),
    }


def _parts(names: Any, articles: list[Article]) -> dict[str, float]:
    """Give each part's ms an article."""
    return {
        part: round(1000 * spent / len(articles), 3)
        for part, spent in _timed_parts(names, articles)
    }


def _timed_parts(names: Any, articles: list[Article]) -> Iterator[tuple[str, float]]:
    """Run part after part over all articles, in the order of `extractor.py`."""
    from pipelines.extract.actors import resolve_actors
    from pipelines.extract.date_check import check_date
    from pipelines.extract.issues import find_issues
    from pipelines.extract.quotes import find_quotes
    from pipelines.extract.statements import find_statements
    from pipelines.extract.text import read_document

    day = _AT.date()
    bodies, body_spent = _timed(lambda: [read_document(each.text) for each in articles])
    titles, title_spent = _timed(
        lambda: [read_document(each.title, is_title=True) for each in articles]
    )
    yield "text", body_spent + title_spent
    texts = list(zip(bodies, titles, strict=True))
    found, spent = _timed(lambda: names.find_all([each for both in texts for each in both]))
    yield "names", spent
    given = [
        (body, of_body, title, of_title)
        for (body, title), of_body, of_title in zip(texts, found[::2], found[1::2], strict=True)
    ]
    casts, spent = _timed(lambda: [resolve_actors(*each, written_on=day) for each in given])
    yield "actors", spent
    issues, spent = _timed(lambda: list(map(find_issues, bodies, titles)))
    yield "issues", spent
    quotes, spent = _timed(lambda: list(map(find_quotes, bodies, casts)))
    yield "quotes", spent
    _, spent = _timed(lambda: list(map(find_statements, bodies, casts, quotes, issues)))
    yield "statements", spent
    both = list(zip(bodies, casts, strict=True))
    _, spent = _timed(lambda: [check_date(*each, claimed=day, first_seen=day) for each in both])
    yield "date_check", spent


def _measure_hostile(
    name: str, backend: str, us_a_character: float, patience_s: float
) -> dict[str, Any]:
    with _process() as pool:
        waiting = pool.apply_async(_hostile_seconds, (name, backend))
        try:
            half, whole, peak_rss_mb = waiting.get(timeout=patience_s)
        except multiprocessing.TimeoutError:
            return {"seconds": None, "given_up_after_s": patience_s}
    chars = len(hostile_texts()[name])
    ratio = 1e6 * whole / chars / us_a_character
    return {
        "chars": chars,
        "seconds": round(whole, 2),
        "seconds_half": round(half, 2),
        "whole_to_half": round(whole / half, 2),
        "time_a_char_to_normal": round(ratio, 2),
        "peak_rss_mb": peak_rss_mb,
    }


def _hostile_seconds(name: str, backend: str) -> tuple[float, float, int]:
    from pipelines.extract import open_extractor
    from pipelines.extract.mentions import open_backend

    extractor = open_extractor(open_backend(backend))
    text = hostile_texts()[name]
    first_half, all_of_it = _article(text[: len(text) // 2], ""), _article(text, "")
    half_s = _seconds(lambda: extractor.analyse(first_half))
    whole_s = _seconds(lambda: extractor.analyse(all_of_it))
    return half_s, whole_s, _peak_rss_mb()


def _peak_rss_mb() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _process() -> Any:
    # A process of its own: start-up and peak memory are those of the extractor alone.
    return multiprocessing.get_context("spawn").Pool(1)


def _timed(run: Callable[[], _T]) -> tuple[_T, float]:
    started = time.process_time()
    result = run()
    return result, time.process_time() - started


def _seconds(run: Callable[[], object]) -> float:
    return _timed(run)[1]


def _article(text: str, title: str) -> Article:
    return Article(
        id="bench",
        feed_url="",
        source=Source(host="bench.example", name="bench"),
        title=title,
        text=text,
        rendition="full",
        content_hash="",
        observed_at=_AT,
        first_seen=_AT,
        language=Language(code="en", confidence=1.0),
    )
