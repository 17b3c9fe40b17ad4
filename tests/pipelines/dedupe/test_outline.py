from __future__ import annotations

import pytest

from pipelines.dedupe.outline import line_keys

_HOST = "outlet.example"
_LINE = "Read more: 12 stories, at six"


@pytest.mark.parametrize(
    "other",
    [
        "READ MORE: 12 STORIES, AT SIX",
        "Read  more:\t3 stories,\u00a0at\u2009six ",
        "“Read more” – 1,300 stories at six …",
        "Read more 12 stories\nat six",
    ],
)
def test_only_letters_count(other: str) -> None:
    """A host's line is the same line whatever its case, blanks, numbers and marks."""
    assert line_keys(_HOST, [other]) == line_keys(_HOST, [_LINE])


@pytest.mark.parametrize(
    "beside", ["plain", "straße", "政府は火曜日", "Президент", "\ud800", "\u2028"]
)
def test_a_line_is_the_same_beside_any_other(beside: str) -> None:
    """The key of a line does not depend on what the other lines are written in."""
    assert line_keys(_HOST, [beside, _LINE, "Été à la mer"]) == [
        *line_keys(_HOST, [beside]),
        *line_keys(_HOST, [_LINE]),
        *line_keys(_HOST, ["ÉTÉ à la mer"]),
    ]


def test_lines_of_other_scripts() -> None:
    """Case and blanks don't matter in Cyrillic either; other letters are other lines."""
    same = line_keys(_HOST, ["Читать далее", "ЧИТАТЬ  ДАЛЕЕ 5"])
    assert same[0] == same[1]
    assert line_keys(_HOST, ["Читать"]) != line_keys(_HOST, ["Читал"])


def test_hosts_have_lines_of_their_own() -> None:
    """The same line of another host is another line."""
    assert line_keys(_HOST, [_LINE]) != line_keys("other.example", [_LINE])
