"""Headlines and datelines as they would stand in a running text."""

from __future__ import annotations

import pytest

from pipelines.extract.mentions.readable import readable

_COMMON = frozenset("police arrest five after raid talks".split())


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("ADDIS ABABA , Ethiopia - Rain fell .", "Addis Ababa , Ethiopia - Rain fell ."),
        ("KHARTOUM : A market was hit .", "Khartoum : A market was hit ."),
        ("UNESCO : A site was hit .", "UNESCO : A site was hit ."),
        ("Police Arrest Five in Gomel", "^Police ^Arrest ^Five in Gomel"),
        ("POLICE ARREST FIVE IN GOMEL", "^Police ^Arrest ^Five IN Gomel"),
        ("Police arrest five after raid in Gomel", "Police arrest five after raid in Gomel"),
        ("NATO talks", "NATO talks"),
        ("", ""),
    ],
)
def test_lines_of_capitals(line: str, expected: str) -> None:
    """Places of datelines are written small, common words of headlines are marked, texts are kept."""
    assert " ".join(readable(line.split(), _COMMON)) == expected
