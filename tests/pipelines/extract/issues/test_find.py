from __future__ import annotations

import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.extract.issues import find_issues
from pipelines.extract.text import read_document
from tests.pipelines.extract.issues.gold import Half, gold_texts, issues_of, judge, score

_FLOOD = (
    "Floods cut off forty villages on Tuesday after the river burst its banks in the night. "
    "Rescue teams evacuated residents by boat, and officials said that the water was still rising."
)


def test_acceptance_article_has_all_its_issues() -> None:
    """The article on the visit to Beijing gives every issue that it names, and no other."""
    gold = next(each for each in gold_texts() if each.name == "blinken-in-china")
    judged = judge(gold)
    assert not judged.missed
    assert not judged.silly


@pytest.mark.parametrize(
    ("half", "least_precision", "least_recall"),
    [
        ("dev", 0.95, 0.93),
        ("held-out", 0.93, 0.85),
        ("fresh", 0.88, 0.65),
        ("oblique", 0.88, 0.95),
        ("feeds-unseen", 0.9, 0.92),
        ("wikinews-unseen", 0.85, 0.88),
    ],
)
def test_issues_of_the_gold(
    half: Half, least_precision: float, least_recall: float, capsys: pytest.CaptureFixture[str]
) -> None:
    """Most topics are found with few false alarms, a handful a text, the first one nearly always right."""
    total = score(half)
    if not total.texts:
        pytest.skip("the real texts are not beside the checkout")
    with capsys.disabled():
        sys.stdout.write(f"\nissues, {half}: {total.line()}\n")
    assert total.precision >= least_precision
    assert total.recall >= least_recall
    assert (total.right + total.silly) / total.texts <= 5
    assert total.first_right >= 0.95 * (total.texts - total.silent)


def test_a_headline_alone_has_no_issues() -> None:
    """Without a body nothing is claimed, however plain the headline is."""
    assert issues_of("Floods cut off forty villages after river bursts its banks", "") == ()
    assert issues_of("Floods cut off forty villages", "Floods after days of rain.") == ()


def test_evidence_points_at_its_words() -> None:
    """A topic's evidence is what stands in the text or, where said so, in the title."""
    found = {issue.id: issue for issue in issues_of("Floods in the delta", _FLOOD)}
    flood = found["medtop:20000154"]
    words = [
        ("Floods in the delta" if e.in_title else _FLOOD)[e.start : e.end] for e in flood.evidence
    ]
    assert words[0] == "Floods"
    assert "burst its banks" in words


def test_topics_within_a_quote() -> None:
    """A stretch of the text has the topics that are spoken of in it."""
    findings = find_issues(read_document(_FLOOD), read_document("", is_title=True))
    end = _FLOOD.index("Rescue")
    assert "medtop:20000154" in findings.within(0, end)
    assert "medtop:20000168" not in findings.within(0, end)
    assert "medtop:20000168" in findings.within(end, len(_FLOOD))


def test_a_policy_area_comes_last() -> None:
    """After the topics stands the policy area of the Comparative Agendas Project."""
    strike = (
        "Train drivers began a strike for more pay on Monday, and the union said that its members "
        "would stay on the picket line until the employers made a better offer."
    )
    assert [issue.id for issue in issues_of("", strike)][-1] == "cap:5"


_PIECES = st.sampled_from(
    [
        "the war in",
        " strike",
        "flood",
        "\n",
        "“",
        "s’",
        ". ",
        "Ü",
        "🙂",
        "\u200b",
        "مرحبا",
        "AI ",
        " trade",
    ]
)


@settings(deadline=None)
@given(st.lists(_PIECES | st.text(max_size=4), max_size=120).map("".join))
def test_any_text_is_read(text: str) -> None:
    """Whatever stands in a text, evidence lies within it and nothing breaks."""
    findings = find_issues(read_document(text), read_document(text[:30], is_title=True))
    for match in findings.matches:
        assert 0 <= match.start < match.end <= len(text)
        assert match.weight > 0
    for issue in findings.issues:
        assert 0 < issue.score <= 1
