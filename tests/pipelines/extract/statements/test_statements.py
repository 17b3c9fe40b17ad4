"""Who says or does what towards whom, and how it is meant."""

from __future__ import annotations

from typing import Final

import pytest

from pipelines.extract.issues import IssueFindings, IssueMatch
from pipelines.extract.quotes import find_quotes
from pipelines.extract.statements import find_statements
from schemas.analysis import Statement
from tests.pipelines.extract.marked import read_marked

# A text, and source, predicate, target, stance, certainty of what is stated in it.
Case = tuple[str, list[tuple[str, str, str | None, str, str]]]

SAID: Final[list[Case]] = [
    (
        "{Brazil=c:br} called on {Argentina=c:ar} to lift the tariffs.",
        [("c:br", "called on", "c:ar", "demand", "reported")],
    ),
    (
        "{Brazil=c:br} urged {Argentina=c:ar} to lift the tariffs.",
        [("c:br", "urged", "c:ar", "demand", "reported")],
    ),
    (
        "{Guterres=p:guterres} called for an immediate ceasefire.",
        [("p:guterres", "called for", None, "demand", "reported")],
    ),
    (
        "{Okafor=p:okafor} accused {Chevron=o:cvx} of poisoning the river.",
        [("p:okafor", "accused", "o:cvx", "critical", "reported")],
    ),
    (
        "“We ask families not to dig,” {Okafor=p:okafor} said.",
        [("p:okafor", "said", None, "demand", "reported")],
    ),
    (
        "“I am not guilty of treason,” {Okafor=p:okafor} said.",
        [("p:okafor", "said", None, "denial", "reported")],
    ),
    (
        "{Okafor=p:okafor} said the bank was right to wait.",
        [("p:okafor", "said", None, "supportive", "reported")],
    ),
    (
        "{Okafor=p:okafor} said the cut came too late.",
        [("p:okafor", "said", None, "critical", "reported")],
    ),
    (
        "{Okafor=p:okafor} said the offer did not go far enough.",
        [("p:okafor", "said", None, "critical", "reported")],
    ),
    (
        "{Okafor=p:okafor} said there was enough rice.",
        [("p:okafor", "said", None, "neutral", "reported")],
    ),
    (
        "{Okafor=p:okafor} said she would leave in May.",
        [("p:okafor", "said", None, "neutral", "reported")],
    ),
    (
        "{Okafor=p:okafor} said the bank could wait.",
        [("p:okafor", "said", None, "neutral", "hypothetical")],
    ),
    (
        "{Okafor=p:okafor} denied that money had changed hands.",
        [("p:okafor", "denied", None, "denial", "denied")],
    ),
    (
        "{Okafor=p:okafor} promised to publish the accounts.",
        [("p:okafor", "promised", None, "offer", "reported")],
    ),
    (
        "{Okafor=p:okafor} said {Chevron=o:cvx}’s plan was “a disgrace”.",
        [("p:okafor", "said", "o:cvx", "critical", "reported")],
    ),
    (
        "“The talks were constructive and we made progress,” {Okafor=p:okafor} said.",
        [("p:okafor", "said", None, "supportive", "reported")],
    ),
    (
        "“The company must clean the river,” {Okafor=p:okafor} said.",
        [("p:okafor", "said", None, "demand", "reported")],
    ),
    (
        "“We will not sign the paper,” {Okafor=p:okafor} said.",
        [("p:okafor", "said", None, "denial", "reported")],
    ),
    (
        "{Okafor=p:okafor} said the river might recover.",
        [("p:okafor", "said", None, "neutral", "hypothetical")],
    ),
    (
        "{Okafor=p:okafor} said the answer was not good.",
        [("p:okafor", "said", None, "critical", "reported")],
    ),
]

DONE: Final[list[Case]] = [
    (
        "{Canada=c:ca} expelled three envoys on Monday, blaming {Iran=c:ir} for the attack.",
        [
            ("c:ca", "expelled", None, "critical", "asserted"),
            ("c:ca", "blaming", "c:ir", "critical", "asserted"),
        ],
    ),
    (
        "{Macron=p:macron} met with {Scholz=p:scholz} in {Paris=l:paris}.",
        [("p:macron", "met", "p:scholz", "neutral", "asserted")],
    ),
    (
        "{Macron=p:macron} was received by President {Xi=p:xi} on Friday.",
        [("p:xi", "received", "p:macron", "neutral", "asserted")],
    ),
    (
        "{Canada=c:ca} imposed sanctions on {Iran=c:ir}.",
        [("c:ca", "imposed", "c:ir", "critical", "asserted")],
    ),
    (
        "{Canada=c:ca} welcomed the decision and thanked {Qatar=c:qa}.",
        [
            ("c:ca", "welcomed", None, "supportive", "asserted"),
            ("c:ca", "thanked", "c:qa", "supportive", "asserted"),
        ],
    ),
    (
        "{Canada=c:ca} rejected {Iran=c:ir}’s offer.",
        [("c:ca", "rejected", "c:ir", "denial", "asserted")],
    ),
    (
        "{Iran=c:ir} is not willing to compromise.",
        [("c:ir", "willing", None, "denial", "denied")],
    ),
    (
        "{Iran=c:ir} did not attack {Iraq=c:iq}.",
        [("c:ir", "attack", "c:iq", "neutral", "denied")],
    ),
    (
        "{Iran=c:ir} would attack {Iraq=c:iq}.",
        [("c:ir", "attack", "c:iq", "critical", "hypothetical")],
    ),
    (
        "{Iran=c:ir} and {Iraq=c:iq} do not see eye to eye on water.",
        [("c:ir", "see", None, "critical", "denied")],
    ),
    (
        "{Washington=c:us} called the scenes disturbing.",
        [("c:us", "called", None, "critical", "reported")],
    ),
    (
        "{Okafor=p:okafor} said {Iran=c:ir} attacked {Iraq=c:iq}.",
        [
            ("p:okafor", "said", "c:ir", "critical", "reported"),
            ("c:ir", "attacked", "c:iq", "critical", "reported"),
        ],
    ),
    (
        "{Cole=p:cole} said the party would not renegotiate.",
        [("p:cole", "said", None, "denial", "reported")],
    ),
    (
        "{Cole=p:cole} said his client never knew the man.",
        [("p:cole", "said", None, "denial", "reported")],
    ),
    (
        "{Cole=p:cole} said his team had been “robbed of a fair match”.",
        [("p:cole", "said", None, "critical", "reported")],
    ),
    (
        "{France=c:fr} criticised the move while {Peru=c:pe} slept.",
        [("c:fr", "criticised", None, "critical", "asserted")],
    ),
]

NOTHING: Final[list[str]] = [
    "The visit of {Macron=p:macron} lasted an hour.",
    "{Macron=p:macron}’s meeting with {Scholz=p:scholz} was short.",
    "{Macron=p:macron} wants to meet {Scholz=p:scholz}.",
    "{Macron=p:macron} stayed in {Paris=l:paris} to argue against the curbs.",
    "The weather in {Paris=l:paris} was mild.",
    "{Shuttle=o:shuttle} lifted off in {Peru=c:pe}.",
    "{Macron=p:macron} released a statement about {Scholz=p:scholz}.",
    "{Lind=p:lind} was shot and killed by police.",
    "It is a remark that {Macron=p:macron} neither made nor endorsed.",
    "{Macron=p:macron} received support from {Scholz=p:scholz}.",
]


def statements_of(marked: str, issues: IssueFindings | None = None) -> tuple[Statement, ...]:
    """Give the statements of a text."""
    document, cast = read_marked(marked)
    quotes = find_quotes(document, cast)
    return find_statements(document, cast, quotes, issues or IssueFindings())


@pytest.mark.parametrize(("marked", "expected"), [*SAID, *DONE])
def test_who_states_what(
    marked: str, expected: list[tuple[str, str, str | None, str, str]]
) -> None:
    """A reader finds who says or does what towards whom, how it is meant and how certain it is."""
    found = [
        (each.source, each.predicate, each.target, each.stance, each.certainty)
        for each in statements_of(marked)
    ]
    assert found == expected


@pytest.mark.parametrize("marked", NOTHING)
def test_no_statement(marked: str) -> None:
    """A noun, a wish or the weather states nothing."""
    assert statements_of(marked) == ()


def test_the_issue_is_what_the_evidence_speaks_of() -> None:
    """A statement has the topics that its evidence names, and no others."""
    match = IssueMatch(topic="x:water", start=12, end=17, weight=1.0)
    other = IssueMatch(topic="x:rain", start=40, end=44, weight=1.0)
    (only,) = statements_of(
        "{Ana=p:ana} said the water was bad. It was raining.", IssueFindings(matches=(match, other))
    )
    assert only.issues == ("x:water",)


def test_a_title_with_of_is_part_of_the_evidence() -> None:
    """An act is shown from the title of who does it on, not from the middle of that title."""
    body, cast = read_marked("Deputy Minister of Finance {Okafor=p:okafor} met {Mensah=p:mensah}.")
    (statement,) = find_statements(body, cast, find_quotes(body, cast), IssueFindings())
    assert body.text[statement.evidence.start :].startswith("Deputy Minister of Finance Okafor met")
