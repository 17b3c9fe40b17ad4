"""How well found clusters fit the true ones: precision and recall over pairs of articles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from typing import Any


def pair_scores(truth: Mapping[str, Any], found: Mapping[str, Any]) -> dict[str, float]:
    """Give precision, recall and F1 of the pairs of articles that are put into one cluster.

    Both map each article's id to its cluster.
    """
    true = _pairs(truth.values())
    told = _pairs(found[each] for each in truth)
    both = _pairs((truth[each], found[each]) for each in truth)
    precision = both / told if told else 1.0
    recall = both / true if true else 1.0
    f1 = 2 * both / (told + true) if told + true else 1.0
    return {"precision": precision, "recall": recall, "f1": f1}


def _pairs(clusters: Iterable[Hashable]) -> int:
    return sum(size * (size - 1) // 2 for size in Counter(clusters).values())
