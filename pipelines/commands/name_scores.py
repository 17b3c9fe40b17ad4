"""How well names are found, as a table or as data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pipelines.extract.mentions.evaluate_conll import SpanScore


def scores_as_json(scores: Mapping[str, SpanScore]) -> dict[str, Any]:
    """Give precision, recall and F1 (0 to 1) and the counts, by type."""
    return {
        kind: {
            "precision": round(score.precision, 4),
            "recall": round(score.recall, 4),
            "f1": round(score.f1, 4),
            "expected": score.expected,
            "found": score.found,
            "right": score.right,
        }
        for kind, score in scores.items()
    }


def scores_as_lines(scores: Mapping[str, SpanScore]) -> list[str]:
    """Give a table: a line a type, shares in per cent."""
    head = f"{'':<6}{'P':>7}{'R':>7}{'F1':>7}{'expected':>10}{'found':>8}{'right':>8}"
    return [
        head,
        *(
            f"{kind:<6}{100 * score.precision:>7.1f}{100 * score.recall:>7.1f}{100 * score.f1:>7.1f}"
            f"{score.expected:>10,}{score.found:>8,}{score.right:>8,}"
            for kind, score in scores.items()
        ),
    ]
