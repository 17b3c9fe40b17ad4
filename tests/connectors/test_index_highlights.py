"""Highlights: the passages that show why an article was found."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.index_highlights import highlights
from schemas.query import Everything, Query
from schemas.query_parser import parse_query
from tests.schemas.queries import queries

LONG = "Before it all came nothing much. " * 20


@pytest.mark.parametrize(
    ("query", "text", "expected"),
    [
        ("taiwan", "On Taiwan.", ("On ⟦Taiwan⟧.",)),
        ("erdogan", "Erdoğan’s plan", ("⟦Erdoğan⟧’s plan",)),
        ("kobenhavn", "in København now", ("in ⟦København⟧ now",)),
        ('"new york"', "New times in New York", ("New times in ⟦New York⟧",)),
        ("tar*", "tar, tariffs, star", ("⟦tar⟧, ⟦tariffs⟧, star",)),
        ('"the tar"*', "the tariffs, tariffs", ("⟦the tariffs⟧, tariffs",)),
        ("台湾", "在台湾。", ("在⟦台湾⟧。",)),
        ("U.S.", "The U.S. side", ("The ⟦U.S⟧. side",)),
        ("one -two", "one two", ("⟦one⟧ two",)),
        ("a OR b", "a\n\nb", ("⟦a⟧", "⟦b⟧")),
        ('actor:"Wang Yi"', "said Wang Yi", ("said ⟦Wang Yi⟧",)),
        ("source:wang", "said Wang Yi", ()),
        ('"a b" OR "b c"', "a b c", ("⟦a b c⟧",)),
        ("none", "here", ()),
        ("x", "x\n" * 9, ("⟦x⟧", "⟦x⟧", "⟦x⟧")),
    ],
)
def test_the_words_are_marked(query: str, text: str, expected: tuple[str, ...]) -> None:
    """What the query asks for is marked where it stands; what it excludes is not."""
    assert highlights(parse_query(query), text) == expected


def test_a_fragment_is_short() -> None:
    """A hit in a long text shows some words around it, cut between words."""
    (fragment,) = highlights(parse_query("needle"), f"{LONG}A needle in it. {LONG}")
    assert "⟦needle⟧" in fragment
    assert len(fragment) < 200
    assert fragment.split()[0] in LONG.split()


def test_nothing_asked_nothing_marked() -> None:
    """Without words there is nothing to show."""
    assert highlights(Everything(), "text") == ()


@given(queries(), st.text(max_size=200))
def test_fragments_are_the_texts_own_words(query: Query, text: str) -> None:
    """A fragment without its marks stands in the text, word for word."""
    clean = text.replace("⟦", "").replace("⟧", "")
    for fragment in highlights(query, clean):
        assert fragment.replace("⟦", "").replace("⟧", "") in clean
