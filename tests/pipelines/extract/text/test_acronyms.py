"""Acronyms in brackets."""

from __future__ import annotations

import pytest

from pipelines.extract.text import read_words
from pipelines.extract.text.acronyms import acronyms_in_brackets, long_form_start


@pytest.mark.parametrize(
    ("line", "long_form"),
    [
        ("the World Health Organization ( WHO ) said", "World Health Organization"),
        ("the Ministry of Defence ( MoD ) said", "Ministry of Defence"),
        ("the Gulf Relief Fund for Aden ( Grfa ) said", "Gulf Relief Fund for Aden"),
        ("the Miami - Dade Sheriff ’s Office ( MDSO ) said", "Miami - Dade Sheriff ’s Office"),
        ("They met . World Health ended the Organization ( WHO ) said", None),
        ("the Relief Fund ( Aden ) said", None),
        ("the Relief Fund ( RF and others ) said", None),
        ("the Relief Fund ( rf ) said", None),
        ("( RF ) said", None),
        ("Relief Fund (", None),
    ],
)
def test_long_forms(line: str, long_form: str | None) -> None:
    """What an acronym in brackets is short for begins where its initials do, or is not told."""
    text = read_words(line.split())
    starts = [
        (start, place)
        for place in acronyms_in_brackets(text)
        if (start := long_form_start(text.written, place)) is not None
    ]
    found = [" ".join(text.written[start : place - 1]) for start, place in starts]
    assert found == ([long_form] if long_form else [])
