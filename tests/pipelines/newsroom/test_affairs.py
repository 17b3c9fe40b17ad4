from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.newsroom.affairs import AffairError, read_affair, written_affairs
from pipelines.newsroom.outlets import OUTLETS

_GOOD = '''
name = "harbour"
topic = "courts"
region = "Northern Europe"
people = ["Ada Brook"]

[[articles]]
key = "first"
outlet = "{outlet}"
published = 2023-06-05T09:20:00Z
title = "A title"
text = """
Ada Brook spoke. {words}
"""
{more}
'''


def _file(outlet: str = "meridian-post", words: int = 160, more: str = "") -> str:
    return _GOOD.format(outlet=outlet, words="word " * words, more=more)


def test_enough_to_read() -> None:
    """The newsroom holds sixty articles and more, of ten affairs and more, from eight regions and more."""
    affairs = written_affairs()
    articles = [article for affair in affairs for article in affair.articles]
    assert len(articles) - 1 >= 60  # without the acceptance article, which was not written for it
    assert len(affairs) - 1 >= 10
    assert len({affair.region for affair in affairs}) >= 8
    assert all(len(affair.articles) >= 3 for affair in affairs if affair.people)


def test_lengths() -> None:
    """Every article is as long as a news report: 150 to 600 words."""
    for affair in written_affairs():
        for article in affair.articles:
            assert 150 <= len(article.text.split()) <= 600, article.key


def test_no_article_twice() -> None:
    """No two written articles share a title or a first paragraph."""
    articles = [article for affair in written_affairs() for article in affair.articles]
    assert len({article.title for article in articles}) == len(articles)
    assert len({article.paragraphs[0] for article in articles}) == len(articles)


def test_every_outlet_is_used() -> None:
    """There are a dozen outlets and more, and hosts tell them apart."""
    assert len(OUTLETS) >= 12
    assert len({outlet.host for outlet in OUTLETS}) == len(OUTLETS)
    assert all(outlet.host.endswith(".example") for outlet in OUTLETS)


def test_acceptance_article_is_verbatim() -> None:
    """The article about the visit to Beijing is published word by word, under the date that heads it."""
    data = Path(__file__).parents[2] / "data" / "blinken-in-china.txt"
    lines = [line for line in data.read_text(encoding="utf-8").splitlines() if line]
    (affair,) = [affair for affair in written_affairs() if affair.name == "blinken-in-china"]
    assert list(affair.articles[0].paragraphs) == lines
    assert affair.articles[0].published.date().isoformat() == "2023-03-20"


def test_good_file() -> None:
    """A file that keeps the rules is read."""
    assert read_affair("harbour.toml", _file()).articles[0].key == "first"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("name = ", "harbour.toml: not valid TOML"),
        (_file(words=3), "article 'first' has 6 words, not 150 to 600"),
        (_file(outlet="nowhere"), "names an outlet that is not there: 'nowhere'"),
        (_file(more='colour = "red"'), "unknown field `colour`"),
        (_file(more='correction = {find="absent", replace="x", note="n"}'), "exactly once"),
        (_file().replace("Ada Brook spoke", "She spoke"), "no article names 'Ada Brook'"),
        (_file() + _file().partition("people")[2].partition("\n")[2], "'first' is there twice"),
    ],
)
def test_faults_are_named(text: str, told: str) -> None:
    """Who edits an article and breaks a rule is told file, article and fault."""
    with pytest.raises(AffairError, match=r"harbour\.toml") as caught:
        read_affair("harbour.toml", text)
    assert told in str(caught.value)
