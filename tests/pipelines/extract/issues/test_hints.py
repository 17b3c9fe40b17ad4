from __future__ import annotations

from pipelines.extract.issues import IssueFinder
from pipelines.extract.issues.taxonomy import Taxonomy, decode_topics
from pipelines.extract.text import read_document
from schemas.analysis import Issue

_TABLE = """
[[topics]]
id = "medtop:20000138"
label = "flood"
hints = ["gauge", "rubber boat", "upstairs window", "boat"]

[[topics]]
id = "medtop:20000065"
label = "weather"
strong = ["heavy rain"]
"""
_FILLING = "The mayor of the small town spoke to those who had come to the hall about it. "
_FINDER = IssueFinder(Taxonomy([("t.toml", decode_topics(_TABLE, "t.toml"))]))


def _issues(text: str, title: str = "") -> tuple[Issue, ...]:
    return _FINDER.find(read_document(text), read_document(title, is_title=True)).issues


def test_three_hints_that_stand_together_say_a_topic() -> None:
    """A text that only shows the scene is filed under what it shows, with the words that show it."""
    text = f"The gauge broke. A rubber boat lay below an upstairs window. {_FILLING}"
    (found,) = _issues(text)
    assert found.label == "flood"
    words = [text[each.start : each.end] for each in found.evidence]
    assert words == ["gauge", "rubber boat", "upstairs window"]


def test_hints_alone_or_far_apart_say_nothing() -> None:
    """Two hints, one hint many times, or hints in far-off parts of a text are chance."""
    assert _issues(f"The gauge broke, and a boat lay there. {_FILLING}") == ()
    assert _issues(f"A boat, a boat and a rubber boat lay there by the old house. {_FILLING}") == ()
    far = f"The gauge broke. {_FILLING * 5} A boat lay there. {_FILLING * 5} An upstairs window."
    assert _issues(far) == ()


def test_hints_of_the_title_stand_before_the_body() -> None:
    """A headline's hints count with those that follow in the text."""
    issues = _issues(f"The gauge broke, and people left in a boat. {_FILLING}", "Upstairs windows")
    assert [each.label for each in issues] == ["flood"]
    assert issues[0].evidence[0].in_title
