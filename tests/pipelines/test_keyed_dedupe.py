from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

import apache_beam as beam
import msgspec
import pytest
from apache_beam.runners.portability.fn_api_runner import FnApiRunner

from pipelines.dedupe import DedupeStore
from pipelines.jobs.bench_dedupe_stream import labelled_stream
from pipelines.keyed_dedupe import AMENDMENTS, KeyedDeduplicate, Positioned
from schemas.articles import Article
from schemas.relations import Amendment, Relation

Relations = dict[str, tuple[Relation, ...]]


def _order(articles: Sequence[Article], seed: int) -> list[Positioned]:
    """Give articles in an order of their own, one in ten of them a second time."""
    chance = random.Random(seed)
    placed = [Positioned(f"news.raw/0/{at}", each) for at, each in enumerate(articles)]
    shuffled = chance.sample(placed, len(placed)) if seed else placed
    replays = chance.sample(shuffled, len(shuffled) // 10)
    for again in replays:
        shuffled.insert(chance.randrange(shuffled.index(again), len(shuffled)) + 1, again)
    return shuffled


def _by_store(path: Path, stream: Sequence[Positioned]) -> Relations:
    found: Relations = {}
    with DedupeStore(path, copies=True) as store:
        for place, each in enumerate(stream):
            verdict = store.decide(each.article, each.position)
            assert verdict.status == "pass"
            found |= {amendment.article_id: amendment.relations for amendment in verdict.amendments}
            if place % 500 == 0:
                store.commit()
        store.commit()
    return found


def _by_keyed_state(path: Path, stream: Sequence[Positioned]) -> Relations:
    with beam.Pipeline(runner=FnApiRunner()) as pipeline:
        outputs = (
            pipeline
            | beam.Create(stream, reshuffle=False)
            | KeyedDeduplicate(lambda article: article.language.code)
        )
        _ = (
            outputs[AMENDMENTS]
            | beam.Map(lambda amendment: msgspec.json.encode(amendment).decode())
            | beam.io.WriteToText(str(path), shard_name_template="")
        )
    with path.open("rb") as lines:
        amendments = [msgspec.json.decode(line, type=Amendment) for line in lines]
    amendments.sort(key=lambda amendment: amendment.revision)
    return {each.article_id: each.relations for each in amendments}


@pytest.mark.parametrize(
    "count", [400, pytest.param(5_000, marks=[pytest.mark.slow, pytest.mark.timeout(1_800)])]
)
def test_both_states_say_the_same(tmp_path: Path, count: int) -> None:
    """The SQLite store and Beam's keyed state find the same relations, in any order, with replays."""
    articles = [each.article for each in labelled_stream(count)]
    expected = _by_store(tmp_path / "0.sqlite", _order(articles, 0))
    assert sum(map(bool, expected.values())) > count / 5
    for seed in (1, 2):
        assert _by_store(tmp_path / f"{seed}.sqlite", _order(articles, seed)) == expected
    for seed in (0, 1, 2):
        assert _by_keyed_state(tmp_path / f"{seed}.jsonl", _order(articles, seed)) == expected
