"""Titles are no part of names."""

from __future__ import annotations

import pytest

from pipelines.extract.mentions.titles import title_places


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("U.S. Secretary of State Antony Blinken met", "Secretary of State"),
        ("the Foreign Minister Ana Brnabic", "Foreign Minister"),
        ("Prime Minister Ana Brnabic", "Prime Minister"),
        ("Minister for Justice and Interior Ana Brnabic", "Minister for Justice and Interior"),
        ("Minister of Foreign Affairs Ana Brnabic", "Minister of Foreign Affairs"),
        ("Secretary of the Treasury Janet Yellen", "Secretary of the Treasury"),
        ("Mr. Ostberg left", "Mr."),
        ("Vice President Ostberg", "Vice President"),
        ("UN Secretary General Ostberg", "Secretary General"),
        ("the president of Chile", ""),
        ("General Motors and the General Assembly", ""),
    ],
)
def test_titles(line: str, title: str) -> None:
    """The words of a title are known as such, and the name after it is not among them."""
    words = line.split()
    assert " ".join(words[place] for place in sorted(title_places(words))) == title
