from __future__ import annotations

import random
from datetime import UTC, datetime

import pytest

from pipelines.dedupe.clusters import clusters
from schemas.relations import Evidence, Relation, RelationKind

_AGES = {"a": 3, "b": 1, "c": 2, "d": 9}


def _relation(
    kind: RelationKind,
    of: str,
    to: str,
    *,
    jaccard: float = 0.5,
    containment: float = 0.8,
    title: float = 0.0,
    at: int = 0,
) -> Relation:
    return Relation(
        kind=kind,
        of=of,
        to=to,
        evidence=(
            Evidence(measure="jaccard", value=jaccard),
            Evidence(measure="containment", value=containment),
            Evidence(measure="title_containment", value=title),
            Evidence(measure="shared_text", value=1.0, passages=((0, at, 100),)),
        ),
        confidence=0.9,
        decided_at=datetime(2024, 5, 1, tzinfo=UTC),
    )


def test_chain() -> None:
    """Articles tied by a chain of copies share the id of the earliest, in whatever order they are told."""
    relations = [
        _relation("version", "a", "c"),
        _relation("syndicated", "c", "b"),
        _relation("same_url", "d", "a"),
    ]
    for seed in range(6):
        shuffled = random.Random(seed).sample(relations, 3)
        assert clusters(_AGES, shuffled) == dict.fromkeys("abcd", "b")


@pytest.mark.parametrize(
    ("size", "jaccard", "one"), [(3, 0.3, True), (4, 0.3, False), (4, 0.5, True)]
)
def test_weak_link(size: int, jaccard: float, one: bool) -> None:
    """One link of two articles that share little does not make one of two clusters; it joins small ones."""
    ages = {f"{side}{number}": number for side in "ab" for number in range(size)}
    relations = [
        _relation("syndicated", f"{side}{number}", f"{side}0", jaccard=0.9)
        for side in "ab"
        for number in range(1, size)
    ]
    relations.append(_relation("syndicated", "a2", "b1", jaccard=jaccard))
    for seed in range(6):
        found = clusters(ages, random.Random(seed).sample(relations, len(relations)))
        assert len(set(found.values())) == (1 if one else 2)


def test_digest() -> None:
    """A digest does not make one of the articles that it quotes."""
    relations = [_relation("excerpt", "a", "d"), _relation("excerpt", "b", "d", at=200)]
    assert clusters(_AGES, relations) == {each: each for each in "abcd"}


def test_cut() -> None:
    """Cuts of one article belong to it, however many there are; a single quoted line does not."""
    relations = [
        _relation("excerpt", "a", "b"),
        _relation("excerpt", "c", "b"),
        _relation("excerpt", "d", "b", jaccard=0.1),
    ]
    assert clusters(_AGES, relations) == {"a": "b", "b": "b", "c": "b", "d": "d"}


def test_without_its_beginning() -> None:
    """A page of which only the beginning is missing belongs to its article, under any headline."""
    for containment, cluster_id in ((0.97, "b"), (0.8, "a")):
        excerpt = _relation("excerpt", "a", "b", jaccard=0.6, containment=containment, at=900)
        assert clusters(_AGES, [excerpt])["a"] == cluster_id


def test_stub() -> None:
    """What stands before a paywall belongs to its article, beside a digest's quotes of other parts."""
    relations = [
        _relation("excerpt", "a", "b", jaccard=0.1, title=0.8),
        _relation("excerpt", "c", "b", at=5_000),
        _relation("excerpt", "d", "b", jaccard=0.1, title=0.8, at=5_000),
    ]
    assert clusters(_AGES, relations) == {"a": "b", "b": "b", "c": "c", "d": "d"}


def test_second_wire() -> None:
    """What a page adds below its article, out of another, does not make the two one."""
    assert clusters(_AGES, [_relation("excerpt", "a", "b", at=2_000)]) == {e: e for e in "abcd"}
