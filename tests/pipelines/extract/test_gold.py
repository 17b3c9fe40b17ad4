from __future__ import annotations

import pytest

from schemas.analysis import Analysis
from tests.pipelines.extract.gold import analysis_of, compare, empty_scores, gold_names, load_gold


@pytest.mark.parametrize("name", gold_names())
def test_gold_is_of_its_article(name: str) -> None:
    """The gold's words stand in its article, and an analysis that finds nothing misses all of it."""
    scores = empty_scores()
    compare(name, load_gold(name), Analysis(model="none"), scores)
    assert not scores.right.total()
    assert scores.missed.total()


@pytest.mark.parametrize("name", gold_names())
def test_gold_agrees_with_itself(name: str) -> None:
    """An analysis that finds just what the gold says has no error."""
    gold, scores = load_gold(name), empty_scores()
    compare(name, gold, analysis_of(gold), scores)
    assert not scores.errors
