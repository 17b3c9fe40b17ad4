from __future__ import annotations

from functools import cache

import pytest

from tests.pipelines.dedupe.wire_figures import Score, scores
from tests.pipelines.dedupe.wire_world import own_bases, world

READINGS = ("copies, closed", "with excerpts, closed", "clusters", "clusters, no stubs")


@cache
def _scores() -> dict[str, Score]:
    return scores(world(own_bases()))


@pytest.mark.parametrize("reading", READINGS)
def test_wire_copies(reading: str) -> None:
    """Of pages as outlets make them of wire copy, copies are told from what is only alike."""
    scored = _scores()[reading]
    assert scored.precision >= 0.97
    assert scored.recall >= 0.9
