from __future__ import annotations

import random

from pipelines.dedupe.compare import difference, judge
from pipelines.dedupe.layout import layout_of
from pipelines.dedupe.outline import outline_of
from pipelines.dedupe.trace import Trace, trace_of
from tests.pipelines.dedupe.builders import make_document
from tests.pipelines.dedupe.streams import written_articles
from tests.pipelines.dedupe.wire_editing import rewrite
from tests.pipelines.dedupe.wire_series import STATEMENTS

_WRITTEN = written_articles()


def _trace(id_: str, paragraphs: list[str], title: str) -> Trace:
    document = make_document(id_, "\n\n".join(paragraphs), host=f"{id_}.example", title=title)
    return trace_of(document, outline_of(document), frozenset())


def test_layout() -> None:
    """A passage that two texts share is one block, at its place in each."""
    one = _trace("a", [*_WRITTEN[0].paragraphs, STATEMENTS[0]], "Budget")
    other = _trace("b", [STATEMENTS[0], *_WRITTEN[20].paragraphs], "Verdict")
    layout = layout_of(one, other)
    assert layout is not None
    assert layout.block > 0.9
    assert layout.begin < 0.05
    assert layout.late_begin > 0.5
    assert layout.longest == layout_of(other, one).longest  # type: ignore[union-attr]  # above


def test_nothing_in_common() -> None:
    """Texts without a common passage have no layout."""
    assert layout_of(_trace("a", ["One text."], "A"), _trace("b", ["Other words."], "B")) is None


def test_one_statement_in_two_articles() -> None:
    """Two articles that quote the same long statement are no copies, and it is said why."""
    one = _trace("a", [*_WRITTEN[0].paragraphs[:2], STATEMENTS[0]], "Budget passed at midnight")
    other = _trace("b", [*_WRITTEN[20].paragraphs[:2], STATEMENTS[0]], "Verdict is expected")
    assert judge(one, other) is None
    assert "one passage" in difference(one, other)


def test_rewritten_under_any_headline() -> None:
    """A copy of which most was written anew is found under any headline."""
    paragraphs = [each for number in (6, 7, 8) for each in _WRITTEN[number].paragraphs]
    one = _trace("a", paragraphs, "Storm closes the port")
    anew = rewrite(paragraphs, random.Random(2), 0.75)
    for title in ("Port closes for storm, say officials", "Minister resigns"):
        assert judge(one, _trace("b", anew, title)) is not None


def test_version_with_newer_figures() -> None:
    """A version in which all figures have changed is still one, for whole paragraphs are the same."""
    text = (
        "At least {} people were killed and {} injured when a ferry sank off the coast, police said."
        "\n\n{}\n\n{}\n\nThe ferry had {} passengers and {} crew on board, the operator said."
    )
    same = _WRITTEN[10].paragraphs[1], _WRITTEN[10].paragraphs[2]
    old, new = (
        _trace(id_, text.format(*first, *same, *last).split("\n\n"), "Ferry sinks off the coast")
        for id_, first, last in (("a", (12, 40), (180, 9)), ("b", (31, 77), (211, 14)))
    )
    assert judge(old, new) is not None
