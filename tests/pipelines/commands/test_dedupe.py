from __future__ import annotations

import json
import random
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from pipelines.commands.dedupe import dedupe
from pipelines.commands.why import why
from pipelines.dedupe.document import Document
from tests.pipelines.dedupe.edits import cut
from tests.pipelines.dedupe.story_sets import b_cubed, reports
from tests.pipelines.dedupe.streams import written_articles

_WRITTEN = written_articles()


def _line(number: int, host: str, **changed: Any) -> dict[str, Any]:
    article = _WRITTEN[number]
    fields = {
        "id": f"{host}-{number}",
        "url": f"https://{host}.example/{number}",
        "title": article.title,
        "text": "\n".join(article.paragraphs),
        "published": "2024-05-01T10:00:00Z",
    }
    return fields | changed


def _articles() -> list[dict[str, Any]]:
    half = "\n".join(cut(_WRITTEN[0].paragraphs, random.Random(1), 0.5))
    return [
        _line(0, "wire"),
        _line(0, "copy", published="2024-05-01T12:00:00+02:00", title="Their own headline"),
        _line(0, "half", published="Wed, 01 May 2024 15:00:00 GMT", text=half),
        _line(1, "other"),
        _line(2, "undated", published=None),
        _line(2, "dated"),
        _line(3, "empty", text=""),
        _line(3, "empty2", text=""),
    ]


def _run(tmp_path: Path, lines: list[str], *options: str) -> Result:
    path = tmp_path / "articles.jsonl"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return CliRunner().invoke(dedupe, [str(path), *options])


def _said(result: Result) -> set[tuple[str, str, str]]:
    printed = [json.loads(line) for line in result.stdout.splitlines()]
    return {(each["kind"], each["of"], each["to"]) for each in printed if "kind" in each}


_EXPECTED = {
    ("syndicated", "wire-0", "copy-0"),  # of one time: the lesser id is the original
    ("excerpt", "half-0", "copy-0"),
    ("syndicated", "undated-2", "dated-2"),
}


@pytest.mark.parametrize("seed", range(3))
def test_dedupe(tmp_path: Path, seed: int) -> None:
    """A file's articles are related to each other, whatever the order of its lines."""
    articles = random.Random(seed).sample(_articles(), len(_articles()))
    result = _run(tmp_path, [json.dumps(each) for each in articles])
    assert result.exit_code == 0
    assert _said(result) == _EXPECTED


def test_evidence(tmp_path: Path) -> None:
    """A relation says what was measured, and where the shared passages stand in both texts."""
    result = _run(tmp_path, [json.dumps(each) for each in _articles()])
    texts = {each["id"]: each["text"] for each in _articles()}
    for relation in map(json.loads, result.stdout.splitlines()):
        assert {"jaccard", "containment"} <= {each["measure"] for each in relation["evidence"]}
        passages = relation["evidence"][-1]["passages"]
        assert passages
        for here, there, length in passages:
            of, to = texts[relation["of"]], texts[relation["to"]]
            assert of[here : here + length] == to[there : there + length]


def test_every_measure_is_explained(tmp_path: Path) -> None:
    """Whatever figure a relation has, `--help` says what it is."""
    told = [_story_line(each.document) for each in reports()]
    moved = _line(4, "a", id="1"), _line(4, "a", id="2", url="https://a.example/4?utm_source=x")
    lines = [json.dumps(each) for each in (*_articles(), *told, *moved)]
    printed = [json.loads(each) for each in _run(tmp_path, lines, "--stories").stdout.splitlines()]
    measures = {each["measure"] for relation in printed for each in relation["evidence"]}
    assert {"jaccard", "equal_canonical_url", "tf_idf_cosine", "hours_apart"} <= measures
    explained = CliRunner().invoke(dedupe, ["--help"]).output
    assert not {each for each in measures if f" {each}" not in explained}


def test_clusters(tmp_path: Path) -> None:
    """Every article gets the id of the earliest one that it is one with; no story is known beyond that."""
    result = _run(tmp_path, [json.dumps(each) for each in _articles()], "--clusters")
    clusters, stories = _ids(result)
    assert clusters == stories
    assert len(clusters) == len(_articles())
    assert clusters["wire-0"] == clusters["copy-0"] == clusters["half-0"] == "copy-0"
    assert clusters["other-1"] == "other-1"


def test_clusters_are_the_same_with_stories(tmp_path: Path) -> None:
    """Asked for stories, clusters stay what they are, and every story holds its clusters whole."""
    told = [_story_line(each.document) for each in reports()]
    lines = [json.dumps(each) for each in (*_articles(), *told)]
    alone, _ = _ids(_run(tmp_path, lines, "--clusters"))
    clusters, stories = _ids(_run(tmp_path, lines, "--clusters", "--stories"))
    assert clusters == alone
    assert all(stories[each] == stories[first] for each, first in clusters.items())
    assert len(set(stories.values())) < len(set(clusters.values()))


def _ids(result: Result) -> tuple[dict[str, str], dict[str, str]]:
    """Give the clusters and the stories that were printed, by article."""
    printed = [json.loads(line) for line in result.stdout.splitlines()]
    told = [each for each in printed if "article_id" in each]
    return (
        {each["article_id"]: each["cluster_id"] for each in told},
        {each["article_id"]: each["story_id"] for each in told},
    )


def _story_line(document: Document, **changed: Any) -> dict[str, Any]:
    at = datetime.fromtimestamp(document.at_ms / 1000, UTC)
    return {
        "id": document.id,
        "url": f"https://{document.host}/{document.id}",
        "title": document.title,
        "text": document.text,
        "published": at.isoformat(),
    } | changed


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize(("dated", "least_f1"), [(True, 0.98), (False, 0.92)])
def test_stories(tmp_path: Path, seed: int, dated: bool, least_f1: float) -> None:
    """Asked for stories, the same event in other words is one, in any order and without dates."""
    changed = {} if dated else {"published": None}
    lines = [
        _story_line(each.document, **changed)
        for each in random.Random(seed).sample(reports(), len(reports()))
    ]
    given = [json.dumps(each) for each in lines]
    result = _run(tmp_path, given, "--stories", "--clusters")
    events = {each.document.id: each.event for each in reports()}
    assert b_cubed(events, _ids(result)[1])[2] >= least_f1
    printed = [json.loads(line) for line in result.stdout.splitlines()]
    assert {each["kind"] for each in printed if "kind" in each} == {"same_story"}


def test_actors_and_issues_part_stories(tmp_path: Path) -> None:
    """Where two articles are known to share no actor and no issue, a weak likeness makes no story."""
    one, other = (each.document for each in reports() if each.event == "vote-liberia")
    stories = set()
    for actors in (["person:a"], ["person:b"], []):
        lines = [
            _story_line(one, actors=["person:a"], issues=["x:vote"]),
            _story_line(other, actors=actors),
        ]
        result = _run(tmp_path, [json.dumps(each) for each in lines], "--stories", "--clusters")
        stories.add((*actors, len(set(_ids(result)[1].values()))))
    assert stories == {("person:a", 1), ("person:b", 2), (1,)}


def test_same_url(tmp_path: Path) -> None:
    """Two ids at one canonical URL are the same article, tracking parameters aside."""
    lines = [
        _line(4, "a", id="1"),
        _line(4, "a", id="2", url="https://a.example/4?utm_source=x", text="Something else."),
    ]
    assert _said(_run(tmp_path, [json.dumps(each) for each in lines])) == {("same_url", "2", "1")}


def test_unreadable_lines(tmp_path: Path) -> None:
    """Lines that can't be read are told by file and number, and counted; the others are used."""
    bad = [
        "no json",
        "[1, 2]",
        '{"title": "neither id nor url"}',
        '{"id": "x", "text": 5}',
        '{"id": "x", "actors": "y"}',
        "",
    ]
    result = _run(tmp_path, [*bad, *(json.dumps(each) for each in _articles())])
    assert result.exit_code == 0
    assert _said(result) == _EXPECTED
    for number in (1, 2, 3, 4, 5):
        assert f"articles.jsonl:{number}: " in result.stderr
    assert (
        "8 articles, 1 of them without a date that can be read, 5 lines not read" in result.stderr
    )


def test_dates_that_can_not_be_read_are_counted(tmp_path: Path) -> None:
    """Articles whose dates mean nothing are used without, and their number is said."""
    lines = [_line(each, "a", published=date) for each, date in enumerate(["soon", "2024-13-45"])]
    result = _run(tmp_path, [json.dumps(each) for each in lines])
    assert "2 articles, 2 of them without a date that can be read" in result.stderr


def test_nothing_readable(tmp_path: Path) -> None:
    """Where no line can be read, the command fails and says what a line must be."""
    result = _run(tmp_path, ["<html>"])
    assert result.exit_code == 1
    assert "must be a JSON object" in result.stderr


def _why(tmp_path: Path, *arguments: str) -> Result:
    path = tmp_path / "articles.jsonl"
    path.write_text("\n".join(json.dumps(each) for each in _articles()), encoding="utf-8")
    return CliRunner().invoke(why, [*arguments, "--file", str(path)])


def test_why(tmp_path: Path) -> None:
    """Of two copies one reads what was measured, and the text that they share."""
    result = _why(tmp_path, "wire-0", "half-0")
    assert "half-0 is an excerpt of wire-0" in result.stdout
    assert _WRITTEN[0].paragraphs[0][:60] in result.stdout


def test_why_not(tmp_path: Path) -> None:
    """Of two different articles one reads why they are different."""
    assert (
        "different articles: their texts share too little"
        in _why(tmp_path, "wire-0", "other-1").stdout
    )


def test_why_unknown(tmp_path: Path) -> None:
    """An id that the file does not have is named."""
    result = _why(tmp_path, "wire-0", "nobody")
    assert result.exit_code == 1
    assert "no article 'nobody'" in result.stderr
