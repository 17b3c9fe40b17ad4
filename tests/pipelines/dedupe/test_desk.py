from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.pipelines.dedupe.desk_figures import PARTS, desk, found_in, readings, score
from tests.pipelines.dedupe.desk_pages import Page
from tests.pipelines.dedupe.desk_world import framed

_SEED = 12


@pytest.fixture(scope="module")
def pages() -> list[Page]:
    return desk(_SEED)


@pytest.fixture(scope="module")
def groups(pages: list[Page], tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    file = Path(tmp_path_factory.mktemp("desk")) / "desk.jsonl"
    return readings(pages, found_in(framed(pages, _SEED), file))["clusters"]


@pytest.mark.parametrize("part", ["all, open", "all, control"])
def test_copies_of_editors(part: str, pages: list[Page], groups: Mapping[str, str]) -> None:
    """Of agency copy that desks cut, restyle, localise and update, nine in ten pairs are found."""
    scored = score([page for page in pages if PARTS[part](page)], groups)
    assert scored.recall >= 0.9
    assert scored.precision >= 0.85


def test_pages_of_editors(pages: list[Page]) -> None:
    """Every page that an editor made of another has text, and a place among the articles."""
    articles = {page.article for page in pages if page.kind == "original"}
    assert all(page.paragraphs and page.article in articles for page in pages)
