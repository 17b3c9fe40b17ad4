from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.dedupe.markup import without_markup
from pipelines.dedupe.tokens import CONTENT_BIT, NUMBER_BIT, grams, tokens_of

_PAIRS_HASHED = [12919186957336710828, 7021054917967257339, 6027934078283145056]


def _words(text: str) -> list[str]:
    tokens = tokens_of(text)
    return [text[start:end] for start, end in zip(tokens.starts, tokens.ends, strict=True)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("U.S.-China talks, 3.5 %", ["U", "S", "China", "talks", "3", "5"]),
        ("Straße İstanbul fiſh", ["Straße", "İstanbul", "fiſh"]),
        ("政府は10日に", ["政", "府", "は", "10", "日", "に"]),
        ("हिन्दी समाचार", ["हिन्दी", "समाचार"]),
        ("🙂 a_b \ud800 x", ["a", "b", "x"]),
        ("Wahl\u00adkampf am 5.", ["Wahl\u00adkampf", "am", "5"]),
        ("١٢ عامًا", ["١٢", "عامًا"]),
        ("", []),
    ],
)
def test_words(text: str, words: list[str]) -> None:
    """A text's words are where they are said to be: folded letters, marks, CJK, emoji and all."""
    assert _words(text) == words


def test_equal_words() -> None:
    """A word has one hash wherever it stands and however it is written; other words have others."""
    one, other = tokens_of("The PORT was closed"), tokens_of("«the port — was opened»")
    assert one.hashes[:3].tolist() == other.hashes[:3].tolist()
    assert one.hashes[3] != other.hashes[3]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Wahlkampf", "Wahl\u00adkampf"),
        ("harbour", "har\u200bbour"),
        ("30 عاما في السجن", "٣٠ عامًا في السجن"),
        ("الى الاحساء في مدينه", "إلى الأحساء في مدينة"),
        ("طيران", "طيـران"),
        ("२०२४", "2024"),
    ],
)
def test_one_spelling(one: str, other: str) -> None:
    """Digits of any script, letters that print mixes up, and what is not seen make no other words."""
    assert tokens_of(one).hashes.tolist() == tokens_of(other).hashes.tolist()


def test_hashes_stay() -> None:
    """The hash never changes without a new version of the sketch: what is stored depends on it."""
    assert grams(tokens_of("Straße 10 政府").hashes, 2).tolist() == _PAIRS_HASHED


def test_kinds() -> None:
    """Words of grammar and short words say little; numbers are known as such."""
    kinds = tokens_of("they said 12 ministers at 5th").hashes & np.uint64(3)
    both = CONTENT_BIT | NUMBER_BIT
    assert kinds.tolist() == [0, 0, both, CONTENT_BIT, 0, both]


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=st.characters(), max_size=60))
def test_any_text(text: str) -> None:
    """Any text is taken apart into pieces of itself, in order."""
    tokens = tokens_of(text)
    assert (tokens.starts < tokens.ends).all()
    assert (tokens.ends[:-1] <= tokens.starts[1:]).all()
    assert len(tokens.ends) == 0 or tokens.ends[-1] <= len(text)


def test_long_text() -> None:
    """A megabyte on one line has the words it has, also beyond what is kept of the hash's powers."""
    tokens = tokens_of("harbour strike " * 70_000)
    assert len(tokens.hashes) == 140_000
    assert len(np.unique(tokens.hashes)) == 2


def test_markup() -> None:
    """Tags and entities are no words, and nothing that follows them moves; a mere < is no tag."""
    text = 'a <b class="x">bold</b> &amp; 1 < 2 &unfinished <!-- note --> end'
    blanked = without_markup(text)
    assert len(blanked) == len(text)
    assert blanked.split() == ["a", "bold", "1", "<", "2", "&unfinished", "end"]
