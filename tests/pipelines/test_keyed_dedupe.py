from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import apache_beam as beam
import msgspec
import pytest
from apache_beam.options.pipeline_options import PipelineOptions
from apache_beam.runners.direct.direct_runner import BundleBasedDirectRunner
from apache_beam.runners.portability.fn_api_runner import FnApiRunner
from apache_beam.testing import test_stream as beam_streams

from pipelines.dedupe import DedupeStore
from pipelines.keyed_dedupe import AMENDMENTS, KeyedDeduplicate, Positioned
from schemas.articles import Article
from schemas.relations import Amendment, Relation
from tests.pipelines.dedupe.builders import make_article
from tests.pipelines.dedupe.streams import made_up_words, told_stream, written_articles

Known = dict[str, tuple[str | None, tuple[Relation, ...]]]


def _order(articles: Sequence[Article], seed: int) -> list[Positioned]:
    """Give articles in an order of their own, one in ten of them a second time."""
    chance = random.Random(seed)
    placed = [
        Positioned(f"news.raw/0/{at}", each, (f"person:{at % 3}",) if at % 5 else ())
        for at, each in enumerate(articles)
    ]
    shuffled = chance.sample(placed, len(placed)) if seed else placed
    replays = chance.sample(shuffled, len(shuffled) // 10)
    for again in replays:
        shuffled.insert(chance.randrange(shuffled.index(again), len(shuffled)) + 1, again)
    return shuffled


def _known(amendments: Sequence[Amendment]) -> Known:
    """Give what the amendments say in the end, of every article: its story and its relations."""
    ordered = sorted(amendments, key=lambda amendment: amendment.revision)
    return {each.article_id: (each.story_id, each.relations) for each in ordered}


def _by_store(path: Path, stream: Sequence[Positioned]) -> Known:
    found: list[Amendment] = []
    with DedupeStore(path, stories=True) as store:
        for place, each in enumerate(stream):
            verdict = store.decide(each.article, each.position, each.subjects)
            assert verdict.status == "pass"
            found.extend(verdict.amendments)
            if place % 500 == 0:
                store.commit()
        store.commit()
    return _known(found)


def _by_keyed_state(path: Path, stream: Sequence[Positioned]) -> Known:
    return _known(_amendments(path, beam.Create(stream, reshuffle=False), FnApiRunner()))


def _append(amendment: Amendment, path: str) -> None:
    with open(path, "ab") as lines:
        lines.write(msgspec.json.encode(amendment) + b"\n")


def _amendments(path: Path, articles: Any, runner: Any) -> list[Amendment]:
    """Deduplicate in Beam, one shard a language."""
    options = PipelineOptions([], streaming=isinstance(articles, beam_streams.TestStream))
    with beam.Pipeline(runner=runner, options=options) as pipeline:
        outputs = pipeline | articles | KeyedDeduplicate(lambda article: article.language.code)
        _ = outputs[AMENDMENTS] | beam.Map(_append, str(path))
    with path.open("rb") as lines:
        return [msgspec.json.decode(line, type=Amendment) for line in lines]


@pytest.mark.parametrize(
    "count", [400, pytest.param(5_000, marks=[pytest.mark.slow, pytest.mark.timeout(3_600)])]
)
def test_both_states_say_the_same(tmp_path: Path, count: int) -> None:
    """The SQLite store and Beam's keyed state find the same relations and stories, in any order."""
    articles = told_stream(count)
    expected = _by_store(tmp_path / "0.sqlite", _order(articles, 0))
    kinds = [each.kind for _, relations in expected.values() for each in relations]
    assert min(kinds.count("syndicated"), kinds.count("same_story")) > count / 10
    assert len({story_id for story_id, _ in expected.values()}) < count / 3
    for seed in (1, 2):
        assert _by_store(tmp_path / f"{seed}.sqlite", _order(articles, seed)) == expected
    for seed in (0, 1, 2):
        assert _by_keyed_state(tmp_path / f"{seed}.jsonl", _order(articles, seed)) == expected


def _running_affair(days: int) -> list[Article]:
    """Give articles two days apart, each in the words of the one before but for a few."""
    chance = random.Random("affair")
    words = made_up_words(chance, 60 + days)
    return [
        make_article(
            " ".join(chance.sample(words[day : day + 60], 60)),
            id_=f"day{day:02}",
            host=f"outlet{day}.example",
            title="The affair goes on",
            minutes=day * 24 * 60,
        )
        for day in range(0, days, 2)
    ]


@pytest.mark.parametrize(("days", "is_forgotten"), [(20, False), (40, True)])
def test_what_is_forgotten(tmp_path: Path, days: int, is_forgotten: bool) -> None:
    """After 30 days of event time an article is forgotten, but not the one that a story began with."""
    affair = _running_affair(days)
    text = written_articles()[0].text
    lone = make_article(text, id_="lone", host="wire.example")
    late = make_article(text, id_="late", host="copy.example", minutes=60)
    passing = beam_streams.TestStream().add_elements([Positioned("lone", lone)])
    for each in affair:
        passing.add_elements([Positioned(each.id, each)])
        passing.advance_watermark_to(each.observed_at.timestamp())
    passing.add_elements([Positioned("late", late)]).advance_watermark_to_infinity()
    known = _known(_amendments(tmp_path / "out", passing, BundleBasedDirectRunner()))
    assert known["late"] == (("s-late" if is_forgotten else "s-lone"), known["late"][1])
    assert [each.to for each in known["late"][1]] == ([] if is_forgotten else ["lone"])
    assert {known[each.id][0] for each in affair} == {f"s-{affair[0].id}"}
