from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.extract.issues import IssueFinder, lint
from pipelines.extract.issues.taxonomy import Taxonomy, decode_topics, default_taxonomy
from schemas.errors import SettingsError

_IPTC = Path(__file__).parents[5] / "shared" / "data" / "iptc-media-topics.tsv"
_GOOD = """
[[topics]]
id = "medtop:20000154"
label = "flood"
strong = ["flood", "burst its banks"]
exclude = ["flood of letters"]
examples = ["A flood destroyed the bridge.", "The river burst its banks."]
counter_examples = ["A flood of letters arrived."]

[[topics]]
id = "x:sandbags"
label = "sandbags"
broader = "medtop:20000154"
strong = ["sandbag"]
examples = ["Sandbags lie on the dyke.", "He filled a sandbag."]
"""


def _findings(text: str) -> list[str]:
    return [
        each.line() for each in lint.check(Taxonomy([("t.toml", decode_topics(text, "t.toml"))]))
    ]


def test_the_table_that_ships_is_clean() -> None:
    """The table of topics has no finding, and covers at least 250 topics."""
    table = default_taxonomy()
    assert lint.check(table) == []
    assert len(table.topics) >= 250


def test_a_clean_table_has_no_findings() -> None:
    """A table without mistakes passes."""
    assert _findings(_GOOD) == []


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("medtop:20000154", "medtop:2154", "is no topic id"),
        ("medtop:20000154", "medtop:29999999", "is no active IPTC Media Topic"),
        ('label = "flood"', 'label = "floods"', "label: is 'floods', in IPTC Media Topics 'flood'"),
        ('"burst its banks"', '"(burst its banks"', "strong: '(burst its banks': '(', ')' and '|'"),
        (
            'strong = ["sandbag"]',
            'strong = ["sandbag"]\nweak = ["sandbags"]',
            "stands in strong too",
        ),
        ('"A flood destroyed the bridge."', '"The sun shines."', "no pattern matches"),
        ('"He filled a sandbag."', '"A flood, a flooding flood."', "no pattern matches"),
        ('"He filled a sandbag."', '"Two dams and a sandbag."', ""),
        ('["flood of letters"]', '["apple pie", "flood of letters"]', "it is never used"),
        ('exclude = ["flood of letters"]', "", "is found to be about the topic"),
        ('broader = "medtop:20000154"', "", "broader: is missing"),
        ('broader = "medtop:20000154"', 'broader = "x:gone"', "x:gone is not in the table"),
        ('broader = "medtop:20000154"', 'broader = "x:sandbags"', "leads back to the topic itself"),
        ('label = "flood"', 'label = "flood"\ncap = 99', "99 is no policy area"),
        (', "The river burst its banks."', "", "examples: are fewer than two"),
        (
            'exclude = ["flood of letters"]',
            'exclude = ["flood of letters", "its banks"]',
            "'burst its banks' never counts",
        ),
        (
            'strong = ["sandbag"]',
            'strong = ["sandbag", "dyk(e|es)"]',
            "'dyk(e|es)' never counts",
        ),
        (
            'strong = ["sandbag"]',
            'strong = ["sandbag"]\nhints = ["spade", "dyke"]',
            "hints: are fewer than 3",
        ),
        (
            'strong = ["sandbag"]',
            'strong = ["sandbag"]\nhints = ["spade", "dyke", "wet .. sand"]',
            "hints: 'wet .. sand' has two sides",
        ),
    ],
)
def test_what_is_wrong_is_said(right: str, wrong: str, said: str) -> None:
    """A mistake in a table is named with file, topic and key, and what to do about it."""
    assert right in _GOOD
    lines = _findings(_GOOD.replace(right, wrong))
    assert any(said in line and line.startswith("t.toml: ") for line in lines) or (
        not said and not lines
    )


def test_a_mask_that_cannot_be_read() -> None:
    """A mask or cue that can't be read is named by the check, and stops whoever uses the table."""
    text = 'masks = ["(Washington Post"]\n' + _GOOD
    assert any("t.toml: -: masks: '(Washington Post'" in line for line in _findings(text))
    with pytest.raises(SettingsError, match=r"Washington Post.*dateline taxonomy check"):
        IssueFinder(Taxonomy([("t.toml", decode_topics(text, "t.toml"))]))


def test_an_example_about_another_topic() -> None:
    """An example that speaks more of another topic is named."""
    other = '[[topics]]\nid = "medtop:20000152"\nlabel = "drought"\nstrong = ["drought"]\n'
    other += 'examples = ["A drought.", "Drought after drought, then a flood."]\n'
    assert _findings(_GOOD + other) == []
    other = other.replace("Drought after drought, then a flood", "Flood, burst its banks, drought")
    assert any("is about medtop:20000154 (flood) more" in line for line in _findings(_GOOD + other))


def test_unexercised_patterns_are_listed() -> None:
    """Patterns that no example uses are listed on demand."""
    text = _GOOD.replace('"burst its banks"', '"burst its banks", "deluge"')
    found = lint.unexercised(Taxonomy([("t.toml", decode_topics(text, "t.toml"))]))
    assert [each.message for each in found] == ["'deluge' matches nothing in the examples."]


def test_patterns_that_say_nothing_new_are_listed() -> None:
    """A pattern that another one of its topic speaks for wherever it stands is listed on demand."""
    text = _GOOD.replace('strong = ["flood", ', 'strong = ["flood", "flood .. village", ')
    text = text.replace("A flood destroyed the bridge.", "A flood destroyed the village.")
    found = lint.unexercised(Taxonomy([("t.toml", decode_topics(text, "t.toml"))]))
    assert [each.message for each in found] == ["'flood .. village' says nothing beyond 'flood'."]


@pytest.mark.skipif(not _IPTC.exists(), reason="the scheme's original is not beside the checkout")
def test_our_copy_of_the_scheme() -> None:
    """Ids, labels and parents are those of the scheme."""
    rows = [line.split("\t") for line in _IPTC.read_text("utf-8").splitlines()[1:]]
    active = {f"medtop:{row[0]}": row[2] for row in rows if len(row) < 6 or not row[5]}
    assert {key: topic.label for key, topic in lint.iptc_topics().items()} == active
