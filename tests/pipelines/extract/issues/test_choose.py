from __future__ import annotations

from tests.pipelines.extract.issues.gold import issues_of

_BACKGROUND = (
    "The striker scored twice and the goalkeeper saved a penalty as the home side won the cup final. "
    "The manager praised his midfield, and the fans sang for an hour after the whistle.\n\n"
) * 6


def _labels(title: str, text: str) -> list[str]:
    return [each.label for each in issues_of(title, text) if not each.id.startswith("cap:")]


def test_what_is_mentioned_in_passing_is_left_out_of_a_long_text() -> None:
    """One background phrase makes a long article about something else no article about that."""
    passing = f"{_BACKGROUND}The captain's brother works for the central bank."
    assert "central bank" not in _labels("", passing)
    assert "central bank" in _labels("", passing[-300:])


def test_a_broader_topic_goes_where_a_narrower_one_says_the_same() -> None:
    """Words that name football make an article about football, not one about sport as well."""
    text = "The football club signed a football coach, and football fans in the town were pleased."
    labels = _labels("Football club signs coach", text)
    assert labels[0] == "football"
    assert "sport" not in labels


def test_a_short_entry_is_read_with_its_title() -> None:
    """One sentence under a plain headline is enough, a headline over nothing is not."""
    title = "Lufthansa strike grounds hundreds of flights"
    assert "labour strike" in _labels(title, "Pilots and crew are staging an all-day walkout.")
    assert _labels(title, "Read more here.") == []


def test_an_article_has_a_handful_of_topics() -> None:
    """A text that touches everything is filed under at most eight heads, one sentence under four."""
    everything = (
        "Floods, an earthquake and a volcanic eruption hit the island, where cholera broke out. "
        "A strike shut the port, the central bank raised interest rates, and inflation rose. "
        "Police arrested a drug smuggler, a court sentenced a murderer, and parliament passed a budget. "
        "The football league began; an opera opened; a rocket reached orbit; teachers marched."
    )
    assert len(_labels("", everything)) <= 8
    assert len(_labels("", everything.split(". ")[0] + " in the night, said officials there.")) <= 4
