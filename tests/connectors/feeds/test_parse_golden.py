"""Every format and every fault we know, as pairs of input and expected reading."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.connectors.feeds.golden import expectation, inputs, reading


@pytest.mark.parametrize("feed", inputs(), ids=lambda path: path.name)
def test_a_feed_reads_as_its_golden_pair_says(feed: Path) -> None:
    """A feed gives exactly the entries and complaints that were reviewed once."""
    assert reading(feed) == expectation(feed).read_text(encoding="utf-8")


def test_there_is_a_pair_for_every_expectation() -> None:
    """No expectation is left behind without the feed it belongs to."""
    expected = {expectation(feed).name for feed in inputs()}
    found = {path.name for path in inputs()[0].parent.glob("*.jsonl")}
    assert found == expected
    assert len(found) >= 40
