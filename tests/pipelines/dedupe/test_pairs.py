from __future__ import annotations

from collections import Counter, defaultdict
from functools import cache

import pytest

from pipelines.dedupe.copies import CopyFinder
from pipelines.dedupe.copy_state import MemoryCopyState
from tests.pipelines.dedupe.pairs import Pair, dev_pairs

_PAIRS = tuple(dev_pairs())


@cache
def _found() -> dict[str, Counter[str]]:
    """Relate each pair on its own; gives by kind how often which relation was found."""
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for pair in _PAIRS:
        found[pair.kind][_relation(pair)] += 1
    return found


def _relation(pair: Pair) -> str:
    finder = CopyFinder(MemoryCopyState())
    amendments = [*finder.observe(pair.one), *finder.observe(pair.other)]
    relations = {relation.kind for each in amendments for relation in each.relations}
    return relations.pop() if relations else "none"


def test_size() -> None:
    """The development set has enough pairs of every kind to say something."""
    kinds = Counter(pair.kind for pair in _PAIRS)
    assert sum(kinds.values()) >= 150
    assert sum(pair.relation is None for pair in _PAIRS) >= 150


@pytest.mark.parametrize("kind", sorted({pair.kind for pair in _PAIRS if pair.relation is None}))
def test_different_articles(kind: str) -> None:
    """Two different articles are never taken for copies, however alike they look."""
    assert _found()[kind] == Counter({"none": _found()[kind].total()})


@pytest.mark.parametrize(
    ("kind", "relation"),
    sorted({(pair.kind, pair.relation) for pair in _PAIRS if pair.relation is not None}),
)
def test_copies(kind: str, relation: str) -> None:
    """Of each kind of copy at least 95 % are found, for what they are."""
    assert _found()[kind][relation] >= 0.95 * _found()[kind].total()


def test_f1() -> None:
    """Over all copies and versions, F1 is at least .97."""
    hits = found = true = 0
    for pair in _PAIRS:
        relation = _relation(pair)
        positive = pair.relation in {"syndicated", "version"}
        true += positive
        found += relation in {"syndicated", "version"}
        hits += positive and relation == pair.relation
    assert 2 * hits / (found + true) >= 0.97
