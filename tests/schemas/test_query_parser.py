"""The query language: what is understood, and what is said about what is not."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.errors import QueryError
from schemas.query import And, Everything, Not, Or, Published, Query, Same, Term
from schemas.query_parser import MAX_CHARS, format_query, parse_query
from tests.schemas.queries import queries


def _day(year: int, month: int = 1, day: int = 1) -> datetime:
    return datetime(year, month, day, tzinfo=UTC)


A, B, C = Term("a"), Term("b"), Term("c")

UNDERSTOOD: list[tuple[str, Query]] = [
    ("", Everything()),
    (" \t\n", Everything()),
    ("*", Everything()),
    ("Taiwan", Term("Taiwan")),
    ("a b", And((A, B))),
    ("a AND b", And((A, B))),
    ("a OR b c", Or((A, And((B, C))))),
    ("(a OR b) c", And((Or((A, B)), C))),
    ("a -b", And((A, Not(B)))),
    ("a NOT b", And((A, Not(B)))),
    ("-(a b)", Not(And((A, B)))),
    ("a or b", And((A, Term("or"), B))),
    ('"a  b"', Term("a b")),
    ("“a b”", Term("a b")),
    ("„a b“", Term("a b")),
    ("«a b»", Term("a b")),
    ('"say “no”"', Term("say “no”")),
    (r'"a \"b\" \\ c"', Term('a "b" \\ c')),
    ('"OR"', Term("OR")),
    ("tariff*", Term("tariff", prefix=True)),
    ('"trade tar"*', Term("trade tar", prefix=True)),
    ("actor:blinken", Term("blinken", "actor")),
    ("ACTOR:blinken", Term("blinken", "actor")),
    ('actor:"Antony Blinken"', Term("Antony Blinken", "actor")),
    ("actor:person:antony-blinken", Term("person:antony-blinken", "actor")),
    ("-source:x.example", Not(Term("x.example", "source"))),
    ("title:tar*", Term("tar", "title", prefix=True)),
    ("12:30", Term("12:30")),
    ("https://x.example/a?b=c", Term("https://x.example/a?b=c")),
    ("Breaking: b", And((Term("Breaking:"), B))),
    ("U.S.-China", Term("U.S.-China")),
    ("don't", Term("don't")),
    ("a - b", And((A, Term("-"), B))),
    ("published:2023", Published(_day(2023), _day(2024))),
    ("published:2023-04", Published(_day(2023, 4), _day(2023, 5))),
    ("published:2023-12", Published(_day(2023, 12), _day(2024))),
    ("published:2023-04-30", Published(_day(2023, 4, 30), _day(2023, 5))),
    ("published:2023-04-01..2023-06", Published(_day(2023, 4), _day(2023, 7))),
    ("published:2023..", Published(_day(2023), None)),
    ("published:..2023", Published(None, _day(2024))),
    ("published:9999..", Published(_day(9999), None)),
    ("published:..9999", Published(None, None)),
    ("since:2023-04", Published(_day(2023, 4), None)),
    ("before:2023-04", Published(None, _day(2023, 4))),
    (
        "since:2023-04-01T10:30Z",
        Published(datetime(2023, 4, 1, 10, 30, tzinfo=UTC), None),
    ),
    (
        'quote:(speaker:"Wang Yi" a)',
        Same("quote", And((Term("Wang Yi", "speaker"), A))),
    ),
    (
        "quote:(speaker:w (a OR -b)) c",
        And((Same("quote", And((Term("w", "speaker"), Or((A, Not(B)))))), C)),
    ),
    ("-quote:(a)", Not(Same("quote", A))),
    ("Quote:a", Same("quote", A)),
    ('statement:"a b"', Same("statement", Term("a b"))),
    ("quote:(*)", Same("quote", Everything())),
    ("Quote: a", And((Term("Quote:"), A))),
    ("Target: a", And((Term("Target:"), A))),
    (
        'actor:("Antony Blinken" role:secretary country:US)',
        Same(
            "actor",
            And((Term("Antony Blinken"), Term("secretary", "role"), Term("US", "country"))),
        ),
    ),
    (
        "statement:(source:w target:US stance:Critical issue:x:taiwan certainty:re*)",
        Same(
            "statement",
            And(
                (
                    Term("w", "source"),
                    Term("US", "target"),
                    Term("Critical", "stance"),
                    Term("x:taiwan", "issue"),
                    Term("re", "certainty", prefix=True),
                )
            ),
        ),
    ),
    (
        "quote:(kind:direct) OR actor:a",
        Or((Same("quote", Term("direct", "kind")), Term("a", "actor"))),
    ),
]


@pytest.mark.parametrize(("text", "query"), UNDERSTOOD)
def test_a_query_is_read_as_meant(text: str, query: Query) -> None:
    """Words, phrases, fields, dates, boolean signs and plain colons mean what one expects."""
    assert parse_query(text) == query


@pytest.mark.parametrize(
    ("text", "position", "words"),
    [
        ('a "b', 2, "never closed"),
        ("a “b", 2, "never closed"),
        ("a (b", 2, "never closed"),
        ("a b)", 3, "without its ("),
        ("a (", 2, "never closed"),
        ("((", 1, "never closed"),
        ("(OR a)", 1, "Nothing stands before OR"),
        ("a OR )", 2, "Nothing follows OR"),
        (")", 0, "without its ("),
        ("a »", 2, "without an opening"),
        ("()", 0, "Nothing between"),
        ('""', 0, "Nothing between"),
        ("a OR", 2, "Nothing follows OR"),
        ("AND a", 0, "Nothing stands before AND"),
        ("a OR OR b", 2, "Nothing follows OR"),
        ("a NOT", 2, "Nothing follows NOT"),
        ("actr:blinken", 0, "actor:"),
        ('isue:"x y"', 0, "issue:"),
        ("zzz:1", 0, "Fields are"),
        ("actor: blinken", 0, "right after the colon"),
        ("actor:", 0, 'actor:"several words"'),
        ("actor:*", 6, "no letters"),
        ("quote:(stance:critical)", 7, "no field of quote:( )"),
        ("quote:(actor:a)", 7, "speaker:"),
        ("quote:(published:2023)", 7, "goes outside"),
        ("quote:(text:a)", 7, "There stand words"),
        ("quote:(a actor:(b))", 9, "within quote:( )"),
        ("quote:(a quote:b)", 9, "next to each other"),
        ("stance:critical", 0, "within statement:( ) only"),
        ("kind:direct", 0, "quote:( ) or actor:( )"),
        ("qoute:(a)", 0, "Did you mean quote:( )?"),
        ("qoute:a", 0, "Did you mean quote:?"),
        ("speaker:(a)", 0, "has no value"),
        ("quote:(a", 6, "never closed"),
        ("quote:()", 6, "Nothing between"),
        ("statement:(stance:critcal)", 18, "Did you mean critical?"),
        ("actor:(sector:zzz)", 14, "Write one of government"),
        ("fo*o", 2, "may only end a word"),
        ("published:soon", 10, "is no date"),
        ("published:2023-13", 10, "is no date"),
        ("published:2024..2023", 10, "ends before it begins"),
        ("published:..", 10, "at least one end"),
        ("a\ud800", 1, "no Unicode"),
        ("(" * 500 + "a" + ")" * 500, 20, "Nested deeper"),
        ("NOT " * 500 + "a", 80, "Nested deeper"),
        ("a " * 501, 1000, "More than 500 words"),
        ("a" * (MAX_CHARS + 1), MAX_CHARS, "characters"),
    ],
)
def test_what_cannot_be_read_is_pointed_at(text: str, position: int, words: str) -> None:
    """A broken query says where it breaks and what to write instead."""
    with pytest.raises(QueryError) as caught:
        parse_query(text)
    assert caught.value.position == position
    assert words in str(caught.value)


@given(st.text(max_size=80) | st.text('ab:*-()"“” \\.0129', max_size=40))
def test_any_text_parses_or_is_explained(text: str) -> None:
    """Whatever one types gives a query or one clear error, and what it gives can be written again."""
    try:
        query = parse_query(text)
    except QueryError as error:
        pointed_at = error.position
        query = None
    if query is None:
        assert 0 <= pointed_at <= len(text)
    elif query != Published():
        assert parse_query(format_query(query)) == query


@given(queries())
def test_a_formatted_query_reads_as_itself(query: Query) -> None:
    """A query kept as text (in a link, in an alert) is the same query when it is read again."""
    assert parse_query(format_query(query)) == query
