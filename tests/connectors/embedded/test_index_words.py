"""Words as the embedded index has them: parted once, the same as queries are parted."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from connectors.embedded.index_words import WordParter, build_analyser

_LATIN = st.characters(min_codepoint=0x20, max_codepoint=0x24F)
_PROSE = st.sampled_from("abzAZ019_.,;:'-\"/ \n“”’—…éßÆİ·²€\u00ad\u00a0\u202f")
_part_words = WordParter()
_analyser = build_analyser()


@given(st.one_of(st.text(_PROSE), st.text(_LATIN), st.text()))
@example("U.S.-China talks: 1,000.5 % of __a1_b's “Zürich—Łódź” straße, ©2024 Ⅷ")
def test_what_is_indexed_is_what_is_asked_for(text: str) -> None:
    """Whatever the text, its words in the index are those that a query for them has."""
    assert _words(text) == _analyser.analyze(text)


@pytest.mark.parametrize("template", ["{}", "a{}b", "1{}2", "a.{}.b"])
def test_every_letter_and_sign_parts_alike(template: str) -> None:
    """No character of any script parts words otherwise in the index than in a query."""
    texts = (template.format(chr(point)) for point in range(0x3100))
    assert [text for text in texts if _words(text) != _analyser.analyze(text)] == []


def _words(text: str) -> list[str]:
    # tantivy parts them where there are blanks, and not at other kinds of space.
    return [word for word in _part_words(text).split(" ") if word]
