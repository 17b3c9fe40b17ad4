"""Benchmark: articles analysed per second, each part's share, and what hostile texts cost."""

from __future__ import annotations

import multiprocessing
import resource
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any, Final, TypeVar

from pipelines.newsroom.affairs import written_affairs
from schemas.articles import Article, Language, Source

_TOKENS_AN_ARTICLE: Final = 500
_HOSTILE_CHARS: Final = 1_000_000
_AT: Final = datetime(2024, 5, 1, tzinfo=UTC)
_T = TypeVar("_T")


def run_extract_benchmark(*, backend: str, rounds: int, patience_s: float) -> dict[str, Any]:
    """Measure the extractor in a process of its own, on one core.

    Gives articles of about 500 tokens a second when each text is new and when words are known, ms an
    article by part, start-up in s, peak RSS in MB; and for each hostile text its seconds and how much
    longer a character takes than in a normal text. One that takes over `patience_s` is given up.
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
    }


def _measure(backend: str, rounds: int) -> dict[str, Any]:
    started = time.perf_counter()
    from pipelines.extract import open_extractor
    from pipelines.extract.mentions import open_backend

    names = open_backend(backend)
    extractor = open_extractor(names)
    extractor.analyse(_article("Antony Blinken met Wang Yi in Beijing.", "Talks"))
    start_up_s = time.perf_counter() - started
    articles = benchmark_articles()
    first = _seconds(lambda: [extractor.analyse(each) for each in articles])
    again = min(
        _seconds(lambda: [extractor.analyse(each) for each in articles]) for _ in range(rounds)
    )
    parts = _parts(names, articles)
    return {
        "backend": names.name,
        "articles": len(articles),
        "articles_per_s_new_words": round(len(articles) / first, 1),
        "articles_per_s": round(len(articles) / again, 1),
        "ms_an_article": {part: round(1000 * spent / len(articles), 3) for part, spent in parts},
        "us_a_character": round(1e6 * again / sum(len(each.text) for each in articles), 3),
        "start_up_s": round(start_up_s, 2),
        "peak_rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def _parts(names: Any, articles: list[Article]) -> Iterator[tuple[str, float]]:
    """Run part after part over all articles, in the order of `extractor.py`."""
    from pipelines.extract.actors import resolve_actors
    from pipelines.extract.date_check import check_date
    from pipelines.extract.issues import find_issues
    from pipelines.extract.quotes import find_quotes
    from pipelines.extract.statements import find_statements
    from pipelines.extract.text import read_document

    day = _AT.date()
    bodies, spent = _timed(lambda: [read_document(each.text) for each in articles])
    titles = [read_document(each.title, is_title=True) for each in articles]
    yield "text", spent
    found, spent = _timed(lambda: [names.find(body) for body in bodies])
    yield "names", spent
    found_titles = [names.find(title) for title in titles]
    given = list(zip(bodies, found, titles, found_titles, strict=True))
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
            spent, chars = waiting.get(timeout=patience_s)
        except multiprocessing.TimeoutError:
            return {"seconds": None, "given_up_after_s": patience_s}
    ratio = 1e6 * spent / chars / us_a_character
    return {"chars": chars, "seconds": round(spent, 2), "time_a_char_to_normal": round(ratio, 2)}


def _hostile_seconds(name: str, backend: str) -> tuple[float, int]:
    from pipelines.extract import open_extractor
    from pipelines.extract.mentions import open_backend

    extractor = open_extractor(open_backend(backend))
    text = hostile_texts()[name]
    return _seconds(lambda: extractor.analyse(_article(text, ""))), len(text)


def _process() -> Any:
    # A process of its own: start-up and peak memory are those of the extractor alone.
    return multiprocessing.get_context("spawn").Pool(1)


def _timed(run: Callable[[], _T]) -> tuple[_T, float]:
    started = time.perf_counter()
    result = run()
    return result, time.perf_counter() - started


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
