"""Benchmark: documents stored per second, and how long searches take."""

from __future__ import annotations

import multiprocessing
import random
import resource
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import accumulate, islice
from pathlib import Path
from typing import Any, Final

from connectors.ports import FacetName, Index, SearchRequest
from schemas.analysis import Actor, Analysis, Issue, Quote, Role, Span, Statement
from schemas.articles import Article, Instant, Language, Source
from schemas.enriched import EnrichedArticle
from schemas.query_parser import parse_query
from schemas.settings import Settings

_START: Final = datetime(2024, 1, 1, tzinfo=UTC)
_BATCH: Final = 500
_VOCABULARY: Final = 30_000
_WORDS_AN_ARTICLE: Final = 160
_ROUNDS: Final = 20
_QUOTE_CHARS: Final = 100
_SYLLABLES: Final = (
    *("ba", "ce", "di", "fo", "gu", "ha", "je", "ki", "lo", "mu"),
    *("na", "pe", "ri", "so", "tu", "va", "we", "xi", "yo", "zu"),
)
_FACETS: Final[tuple[FacetName, ...]] = ("source", "actor", "issue")


def synthetic_documents(count: int, seed: int) -> Iterator[EnrichedArticle]:
    """Give documents of about 1 KB of text whose words follow Zipf's law; the same for one seed."""
    chance = random.Random(seed)  # noqa: S311  # reproducible, not secret
    ranks = range(_VOCABULARY)
    words = [_word(rank) for rank in ranks]
    weights = list(accumulate(1 / (rank + 2.7) for rank in ranks))
    for number in range(count):
        text = chance.choices(words, cum_weights=weights, k=_WORDS_AN_ARTICLE)
        yield _document(number, text, chance)


def run_index_benchmark(*, documents: int, servers: bool) -> dict[str, Any]:
    """Measure the embedded index and, with `servers`, Elasticsearch, each in a process of its own.

    Gives documents/s, search times in ms (p50, p95, p99; each kind of query), peak RSS in MB and disk
    in MB (embedded).
    """
    result: dict[str, Any] = {"documents": documents}
    with tempfile.TemporaryDirectory(prefix="dateline-bench-") as folder:
        data = Path(folder) / "data"
        result["embedded"] = _apart(Settings(data_dir=str(data)), documents)
        size = sum(path.stat().st_size for path in data.rglob("*") if path.is_file())
        result["embedded"]["disk_mb"] = round(size / 1e6, 1)
        if servers:
            from pipelines.jobs.services import start_elasticsearch

            with start_elasticsearch(Path(folder) / "elastic") as node:
                result["elasticsearch"] = _apart(Settings(index=node.address), documents)
    return result


def _apart(settings: Settings, documents: int) -> dict[str, Any]:
    # A process of its own: peak memory is that of this run alone.
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_measure, (settings, documents))


def _measure(settings: Settings, documents: int) -> dict[str, Any]:
    from pipelines.jobs.ports import open_index

    with closing(open_index(settings)) as index:
        spent_s = 0.0
        given = synthetic_documents(documents, seed=7)
        while batch := list(islice(given, _BATCH)):
            started = time.perf_counter()
            index.upsert(batch)
            spent_s += time.perf_counter() - started
        started = time.perf_counter()
        index.refresh()
        spent_s += time.perf_counter() - started
        result: dict[str, Any] = {
            "upserts_per_s": round(documents / spent_s, 1),
            "search_ms": _search_times(index),
            "peak_rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        }
    return result


def _search_times(index: Index) -> Mapping[str, Any]:
    times: dict[str, list[float]] = {}
    chance = random.Random(11)  # noqa: S311  # reproducible, not secret
    for _ in range(_ROUNDS):
        for kind, request in _requests(chance):
            started = time.perf_counter()
            index.search(request)
            times.setdefault(kind, []).append((time.perf_counter() - started) * 1000)
    together = [spent for each in times.values() for spent in each]
    return _percentiles(together) | {kind: _percentiles(each) for kind, each in times.items()}


def _requests(chance: random.Random) -> Iterator[tuple[str, SearchRequest]]:
    """Give one query of each kind: from frequent words to rare ones."""
    common, other = _word(chance.randrange(5, 200)), _word(chance.randrange(5, 200))
    rare = _word(chance.randrange(2000, 20_000))
    person = chance.randrange(100)
    for kind, query in (
        ("term", common),
        ("rare_term", rare),
        ("and", f"{common} {other}"),
        ("or", f"{common} OR {other} OR {rare}"),
        ("phrase", f'"{_word(0)} {_word(1)}"'),
        ("prefix", f"{common[:4]}*"),
        ("actor", f"actor:person:p{person} {common}"),
        ("period", f"{common} published:2024-02..2024-03"),
        ("scoped", f"quote:(speaker:person:p{person} {common})"),
        ("scoped_wide", f"quote:({common}) {other}"),
    ):
        yield kind, SearchRequest(query=parse_query(query), highlight=True)
    query_tree = parse_query(common)
    yield "facets", SearchRequest(query=query_tree, facets=_FACETS, highlight=True)
    yield "newest", SearchRequest(query=query_tree, sort="newest", highlight=True)


def _percentiles(times_ms: list[float]) -> dict[str, float]:
    ordered = sorted(times_ms)
    return {
        f"p{share}": round(ordered[min(len(ordered) - 1, len(ordered) * share // 100)], 2)
        for share in (50, 95, 99)
    }


def _word(rank: int) -> str:
    """Give the word of a rank: frequent words are short, and no two are the same."""
    letters = ""
    rank += 1
    while rank:
        rank, syllable = divmod(rank, len(_SYLLABLES))
        letters += _SYLLABLES[syllable]
    return letters


def _document(number: int, words: list[str], chance: random.Random) -> EnrichedArticle:
    at = _START + timedelta(minutes=number)
    host = f"outlet{int(chance.expovariate(0.05)) % 100}.example"
    people = sorted({int(chance.expovariate(0.02)) % 2000 for _ in range(4)})
    cut = len(words) // 2
    return EnrichedArticle(
        article=Article(
            id=f"a{number:08x}",
            feed_url=f"https://{host}/rss",
            source=Source(host=host, name=host.partition(".")[0]),
            title=" ".join(words[:8]).capitalize(),
            text=f"{' '.join(words[8:cut])}.\n\n{' '.join(words[cut:])}.",
            rendition="full",
            content_hash=f"h{number:08x}",
            observed_at=at,
            first_seen=at,
            language=Language(code="en", confidence=1.0),
            published=Instant(at=at, raw=str(at), zone_source="offset", confidence=1.0),
        ),
        analysis=Analysis(
            model="synthetic",
            actors=tuple(_actor(person) for person in people),
            issues=(Issue(id=f"x:issue{people[0] % 50}", label=words[0], score=1.0),),
            quotes=tuple(
                Quote(
                    span=Span(start=start, end=start + _QUOTE_CHARS),
                    kind="direct",
                    speaker=f"person:p{people[start % len(people)]}",
                )
                for start in range(0, 4 * _QUOTE_CHARS, _QUOTE_CHARS)
            ),
            statements=tuple(
                Statement(
                    source=f"person:p{person}",
                    predicate="criticised",
                    evidence=Span(start=0, end=_QUOTE_CHARS),
                    stance="critical",
                    target=f"person:p{people[0]}",
                )
                for person in people
            ),
        ),
    )


def _actor(person: int) -> Actor:
    return Actor(
        id=f"person:p{person}",
        name=f"{_word(person).capitalize()} {_word(person + 5000).capitalize()}",
        kind="person",
        mentions=(),
        roles=(Role(title="minister", source="stated"),),
        country=("US", "CN", "FR", "TR", "BR")[person % 5],
    )
