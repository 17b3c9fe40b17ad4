from __future__ import annotations

import pytest

from tests.pipelines.dedupe.real_stories import DATA, real_reports
from tests.pipelines.dedupe.story_figures import stories_of
from tests.pipelines.dedupe.story_sets import b_cubed

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not DATA.is_dir(), reason="the shared data is not here"),
]


def test_stories_of_real_feeds() -> None:
    """Headlines and summaries of real outlets fall into the events that a reader sees in them."""
    labelled = real_reports()
    assert len(labelled) == 576
    events = {each.document.id: each.event for each in labelled}
    precision, recall, _ = b_cubed(events, stories_of(labelled, {}))
    assert precision >= 0.95
    assert recall >= 0.88
