"""What every index makes of amendments: the latest revision holds, whatever came in between."""

from __future__ import annotations

import itertools
import random
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

from connectors.ports import Index, SearchRequest
from schemas.query_parser import parse_query
from schemas.relations import Amendment, Evidence, Relation
from tests.contracts.library import FIRST_SEEN, document, later
from tests.contracts.test_index_contract import Opener, index, open_index

__all__ = ["index", "open_index"]  # fixtures


def _relation(of: str, to: str, value: float = 0.9) -> Relation:
    return Relation(
        kind="version" if of == to else "syndicated",
        of=of,
        to=to,
        evidence=(Evidence(measure="jaccard", value=value, passages=((0, 0, 40),)),),
        confidence=0.9,
        decided_at=FIRST_SEEN,
    )


def _amendment(of: str, revision: int, *to: str, story: str | None = None) -> Amendment:
    return Amendment(
        article_id=of,
        relations=tuple(_relation(of, each) for each in to),
        story_id=story,
        revision=revision,
    )


def _outcomes(index: Index, *amendments: Amendment) -> list[str]:
    return [amended.outcome for amended in index.amend(amendments)]


def test_an_amendment_replaces_relations_and_story(index: Index) -> None:
    """What became known later stands in the document, is searched, and nothing else changes."""
    given = document("x", "first", story="s-old")
    index.upsert([given, document("y", "other", story="s-old")])
    amendment = _amendment("x", 7, "y", story="s-new")
    assert _outcomes(index, amendment) == ["amended"]
    assert index.get("x") == given.amended(amendment)
    index.refresh()
    hits = index.search(SearchRequest(query=parse_query("story:s-new"))).hits
    assert [hit.document for hit in hits] == [given.amended(amendment)]
    hits = index.search(SearchRequest(query=parse_query("story:s-old"))).hits
    assert [hit.document.article.id for hit in hits] == ["y"]
    assert index.count() == 2


def test_relations_to_its_own_versions_stay(index: Index) -> None:
    """An amendment speaks of other articles: which text a new version replaced is not forgotten."""
    own = _relation("x", "x")
    index.upsert([document("x", "second").amended(Amendment(article_id="x", relations=(own,)))])
    index.amend([_amendment("x", 1, "y")])
    index.amend([_amendment("x", 2, "z")])
    stored = index.get("x")
    assert stored is not None
    assert stored.relations == (own, _relation("x", "z"))


def test_every_amendment_gets_its_outcome(index: Index) -> None:
    """A replay changes nothing, an older revision is dropped, what is not there is said."""
    index.upsert([document("x", "x")])
    first, second = _amendment("x", 1, "a"), _amendment("x", 2, "b")
    given = (first, first, second, first, _amendment("nowhere", 3), _amendment("", 1))
    assert _outcomes(index, *given) == [
        *("amended", "unchanged", "amended", "stale", "missing", "missing")
    ]
    assert _outcomes(index, second, first) == ["unchanged", "stale"]
    stored = index.get("x")
    assert stored is not None
    assert stored.relations == second.relations
    assert index.amend([]) == []


def test_amendments_come_in_any_order(index: Index) -> None:
    """However amendments, documents and replays are mixed, the same stands at the end."""
    versions = [document("x", "one")]
    versions += [later(versions[0], title="two"), later(versions[0], 120, title="three")]
    amendments = [_amendment("x", revision, f"to{revision}") for revision in (1, 2, 3)]
    chance = random.Random(4)
    for _ in range(12):
        steps: list[object] = [*versions, *amendments] * 2
        chance.shuffle(steps)
        for step in steps:
            if isinstance(step, Amendment):
                index.amend([step])
            else:
                index.upsert([each for each in versions if each is step])
        # Whoever writes documents says last what is known of them.
        index.amend([amendments[-1]])
        assert index.get("x") == versions[-1].amended(amendments[-1])


def test_a_newer_version_wins_and_can_be_amended_again(index: Index) -> None:
    """A new version brings its own relations, an amended document is still unchanged by a replay."""
    first = document("x", "first")
    index.upsert([first])
    index.amend([_amendment("x", 5, "y")])
    assert [each.outcome for each in index.upsert([first])] == ["unchanged"]
    second = later(first, 0.001, title="second").amended(_amendment("x", 4, "z"))
    assert [each.outcome for each in index.upsert([second])] == ["stored"]
    assert index.get("x") == second
    assert _outcomes(index, _amendment("x", 5, "y")) == ["amended"]
    stored = index.get("x")
    assert stored == second.amended(_amendment("x", 5, "y"))
    assert [each.outcome for each in index.upsert([first, second])] == ["stale", "unchanged"]


def test_many_amendments_of_one_document(index: Index) -> None:
    """However often a document is amended, the next version is still newer, and no other is."""
    first = document("x", "first")
    index.upsert([first])
    assert (
        _outcomes(index, *(_amendment("x", n + 1, f"to{n}") for n in range(1200)))
        == ["amended"] * 1200
    )
    for revision in range(1201, 1231):
        assert _outcomes(index, _amendment("x", revision, "to")) == ["amended"]
    assert [each.outcome for each in index.upsert([first])] == ["unchanged"]
    assert [each.outcome for each in index.upsert([later(first, 0.001)])] == ["stored"]


def test_two_that_amend_at_once(open_index: Opener) -> None:
    """Of several writers that amend the same documents at the same time, the latest revision holds."""
    given = [document(f"d{n}", "one") for n in range(5)]
    with closing(open_index()) as first, closing(open_index()) as second:
        first.upsert(given)

        def amend(index: Index, revisions: range) -> None:
            for revision in revisions:
                index.amend(
                    [_amendment(each.article.id, revision, f"to{revision}") for each in given]
                )

        with ThreadPoolExecutor(2) as pool:
            for task in [
                pool.submit(amend, first, range(1, 40, 2)),
                pool.submit(amend, second, range(40, 0, -2)),
            ]:
                task.result()
        for each in given:
            assert first.get(each.article.id) == each.amended(
                _amendment(each.article.id, 40, "to40")
            )


def test_one_amends_while_another_writes(open_index: Opener) -> None:
    """A newer version that comes while its document is amended is never overwritten."""
    given = [document(f"d{n}", "one") for n in range(20)]
    newer = [later(each, title="two") for each in given]
    with closing(open_index()) as first, closing(open_index()) as second:
        first.upsert(given)
        with ThreadPoolExecutor(2) as pool:
            amending = [
                pool.submit(first.amend, [_amendment(each.article.id, n, "y") for each in given])
                for n in range(1, 20)
            ]
            writing = [pool.submit(second.upsert, [each]) for each in newer]
            for task in amending:
                assert {each.outcome for each in task.result()} <= {"amended", "stale"}
            for written in writing:
                assert [each.outcome for each in written.result()] == ["stored"]
        last = [_amendment(each.article.id, 99, "z") for each in given]
        first.amend(last)
        for each, amendment in zip(newer, last, strict=True):
            assert first.get(each.article.id) == each.amended(amendment)


def test_documents_of_other_months_are_amended_too(index: Index) -> None:
    """Where an article is stored does not matter to who amends it."""
    months = [FIRST_SEEN.replace(month=month) for month in (1, 4, 7)]
    documents = [document(f"m{at.month}", "word", first_seen=at) for at in months]
    index.upsert(documents)
    amendments = [_amendment(each.article.id, 1, "y", story="s") for each in documents]
    assert _outcomes(index, *itertools.chain(amendments, [_amendment("z", 1)])) == [
        *["amended"] * 3,
        "missing",
    ]
    index.refresh()
    assert index.search(SearchRequest(query=parse_query("story:s"))).total == 3
