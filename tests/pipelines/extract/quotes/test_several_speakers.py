"""Quotes of several speakers, and acts of several sources."""

from __future__ import annotations

from typing import Final

import pytest

from pipelines.extract.issues import IssueFindings
from pipelines.extract.quotes import find_quotes
from pipelines.extract.statements import find_statements
from pipelines.extract.text import read_document
from tests.pipelines.extract.actors.written import cast_of
from tests.pipelines.extract.marked import read_marked

TOGETHER: Final = [
    (
        "{Egypt=c:eg}, {Chad=c:td} and {Sudan=c:sd} said the dam was a danger.",
        [("c:eg", "c:td", "c:sd")],
    ),
    (
        "“Nobody is safe,” said {Lind=p:lind} and {Sato=p:sato}.",
        [("p:lind", "p:sato")],
    ),
    (
        "“Nobody is safe,” said the authors {Lind=p:lind} and {Sato=p:sato} of the {Institute=o:inst}.",
        [("p:lind", "p:sato")],
    ),
    (
        "The foreign ministers of {Egypt=c:eg} and {Chad=c:td} said the dam was a danger.",
        [("c:eg", "c:td")],
    ),
    (
        "According to {Reuters=o:r}, {Egypt=c:eg} and {Chad=c:td} say the dam is a danger.",
        [("o:r",), ("c:eg", "c:td")],
    ),
    (
        "{Lind=p:lind} met {Sato=p:sato} and {Novak=p:novak} said the talks were dead.",
        [("p:novak",)],
    ),
]


@pytest.mark.parametrize(("marked", "expected"), TOGETHER)
def test_who_speaks_together(marked: str, expected: list[tuple[str, ...]]) -> None:
    """A reader finds all who say something together, the first named first."""
    assert [quote.speakers for quote in find_quotes(*read_marked(marked)).quotes] == expected


def test_both_sides_speak() -> None:
    """Where "both sides" are two states, both say it."""
    cast = cast_of(
        "Talks between [L Egypt] and [L Chad] went on. [L Egypt]-[L Chad] ties grew. Both sides said so."
    )
    body = read_document(
        "Talks between Egypt and Chad went on. Egypt-Chad ties grew. Both sides said it rained."
    )
    assert [quote.speakers for quote in find_quotes(body, cast).quotes] == [
        ("country:EG", "country:TD")
    ]


def test_each_of_several_makes_the_statement() -> None:
    """A quote of two, and an act of two, is a statement of each of them."""
    document, cast = read_marked(
        "{Egypt=c:eg} and {Chad=c:td} condemned {Oman=c:om}."
        " {Lind=p:lind} and {Sato=p:sato} said it rained."
    )
    statements = find_statements(document, cast, find_quotes(document, cast), IssueFindings())
    sources = [(each.source, each.target) for each in statements]
    assert sources == [("c:eg", "c:om"), ("c:td", "c:om"), ("p:lind", None), ("p:sato", None)]


def test_the_war_between_two_is_an_act_of_neither() -> None:
    """“The war between X and Y has killed” blames nobody."""
    document, cast = read_marked(
        "The war between the army and the {RSF=o:rsf} has killed {Kim=p:kim}."
    )
    assert find_statements(document, cast, find_quotes(document, cast), IssueFindings()) == ()
