from __future__ import annotations

import pytest

from pipelines.extract import open_extractor
from schemas.analysis import Analysis
from tests.pipelines.extract.ablation import SWITCHES, switched_off
from tests.pipelines.extract.gold import (
    analysis_of,
    compare,
    empty_scores,
    gold_names,
    load_gold,
    score,
)


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


def test_acceptance_article() -> None:
    """Every actor, speaker, issue and statement of the acceptance article is right, and its date."""
    scores = score(["blinken-in-china"], open_extractor())
    assert scores.errors == []


@pytest.mark.parametrize(
    ("held_out", "floors"),
    [
        (
            False,
            {
                "actor person": (0.98, 0.96),
                "actor organisation": (0.92, 0.94),
                "actor country": (0.98, 0.98),
                "actor role": (0.95, 1.0),
                "metonyms": (0.95, 1.0),
                "quote": (0.98, 0.97),
                "speaker": (0.97, 1.0),
                "statement": (0.95, 1.0),
                "stance": (0.95, 1.0),
            },
        ),
        (
            True,
            {
                "actor person": (0.92, 0.94),
                "actor organisation": (0.88, 0.92),
                "actor country": (0.9, 0.95),
                "actor role": (0.88, 1.0),
                "metonyms": (0.85, 1.0),
                "quote": (0.92, 0.93),
                "speaker": (0.88, 1.0),
                "statement": (0.8, 1.0),
                "stance": (0.95, 1.0),
            },
        ),
    ],
    ids=["developed on", "held out"],
)
def test_quality_does_not_fall(held_out: bool, floors: dict[str, tuple[float, float]]) -> None:
    """Recall and precision of each part stay where they are, also where no rule was tuned."""
    names = [name for name in gold_names() if load_gold(name).held_out == held_out]
    scores = score(names, open_extractor())
    found = {part: (scores.recall(part), scores.precision(part)) for part in floors}
    fallen = {
        part: found[part]
        for part, floor in floors.items()
        if found[part][0] < floor[0] or found[part][1] < floor[1]
    }
    assert fallen == {}, scores.errors


@pytest.mark.parametrize("label", [label for label, switch in SWITCHES.items() if switch])
def test_parts_that_are_left_out_are_there(label: str) -> None:
    """Each part of the ablation is something of ours that can be left out."""
    with switched_off(SWITCHES[label]):
        score(["vaccine-minister"], open_extractor())
