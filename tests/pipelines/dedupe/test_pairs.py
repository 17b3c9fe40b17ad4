from __future__ import annotations

from collections import Counter
from functools import cache

import pytest

from tests.pipelines.dedupe.figures import f1, relation_found
from tests.pipelines.dedupe.pairs import Pair, dev_pairs

_PAIRS = tuple(dev_pairs())


@cache
def _results() -> list[tuple[Pair, str]]:
    return [(pair, relation_found(pair)) for pair in _PAIRS]


def _found(kind: str) -> Counter[str]:
    return Counter(relation for pair, relation in _results() if pair.kind == kind)


def test_size() -> None:
    """The development set has enough pairs of every kind to say something."""
    kinds = Counter(pair.kind for pair in _PAIRS)
    assert sum(kinds.values()) >= 150
    assert sum(pair.relation is None for pair in _PAIRS) >= 150


@pytest.mark.parametrize("kind", sorted({pair.kind for pair in _PAIRS if pair.relation is None}))
def test_different_articles(kind: str) -> None:
    """Two different articles are never taken for copies, however alike they look."""
    assert _found(kind) == Counter({"none": _found(kind).total()})


@pytest.mark.parametrize(
    ("kind", "relation"),
    sorted({(pair.kind, pair.relation) for pair in _PAIRS if pair.relation is not None}),
)
def test_copies(kind: str, relation: str) -> None:
    """Of each kind of copy at least 95 % are found, for what they are."""
    assert _found(kind)[relation] >= 0.95 * _found(kind).total()


def test_f1() -> None:
    """Over all copies and versions, F1 is at least .97."""
    assert f1(_results()) >= 0.97
