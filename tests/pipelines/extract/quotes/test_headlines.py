"""What headlines say that somebody says."""

from __future__ import annotations

from typing import Final

import pytest
from msgspec.structs import replace

from pipelines.extract import open_extractor
from pipelines.extract.actors import Cast
from pipelines.extract.quotes import find_headline_quotes
from pipelines.extract.text import read_document
from tests.pipelines.extract.gold import gold_article, load_gold
from tests.pipelines.extract.marked import read_marked

SAID: Final = [
    ("{Lind=p:lind}: ‘Nobody will come’", [("p:lind", "direct", "‘Nobody will come’")]),
    ("{Lind=p:lind}, writer: ‘Nobody will come’", [("p:lind", "direct", "‘Nobody will come’")]),
    ("{Lind=p:lind}: the dam will hold", [("p:lind", "indirect", "the dam will hold")]),
    ("The dam will hold: {Netwatch=o:net}", [("o:net", "indirect", "The dam will hold")]),
    ("The dam will hold, says {Lind=p:lind}", [("p:lind", "indirect", "The dam will hold")]),
    ("{Peru=c:pe} says the dam ‘will hold’", [("c:pe", "mixed", "the dam ‘will hold’")]),
    ("‘Nothing but rain,’ {Lind=p:lind} says", [("p:lind", "direct", "‘Nothing but rain,’")]),
    ("‘Nobody will come’: {Peru=c:pe}", [("c:pe", "direct", "‘Nobody will come’")]),
    ("‘Nobody will come’: {Peru=c:pe} on the dam", [("c:pe", "direct", "‘Nobody will come’")]),
    ("The dam will hold: {Lind=p:lind} after talks", [("p:lind", "indirect", "The dam will hold")]),
    ("{Lind=p:lind} on the dam: ‘Nobody came’", [("p:lind", "direct", "‘Nobody came’")]),
    (
        "{Lind=p:lind}, the one writer who never gave an interview: ‘Nobody came’",
        [("p:lind", "direct", "‘Nobody came’")],
    ),
    ("{Peru=c:pe} athlete {Sato=p:sato}: ‘Nobody came’", [("p:sato", "direct", "‘Nobody came’")]),
    ("{Lind=p:lind} to {Peru=c:pe}: ‘We will come’", [("p:lind", "direct", "‘We will come’")]),
    ("{Peru=c:pe} to {Chad=c:td}: ‘We will come’", [("c:pe", "direct", "‘We will come’")]),
    ("‘I am here’ {Lind=p:lind} tells {Netwatch=o:net}", [("p:lind", "direct", "‘I am here’")]),
    ("The ‘Iron Lady’ {Lind=p:lind} tells {Netwatch=o:net}", []),
    ("{Lind=p:lind}’s ‘Board of Peace’ presses {Netwatch=o:net} on arms", []),
    ("{Peru=c:pe}: ‘Nobody will come’", []),
    ("‘Nobody will come’: what {Peru=c:pe} does next", []),
    ("{Peru=c:pe}: bridge falls into the river", []),
    ("{Peru=c:pe}: ‘I wish I had died,’ says a migrant", []),
    ("{Lind=p:lind}: what we know", []),
    ("{Lind=p:lind}: the writer who fell silent", []),
    ("From {Sato=p:sato} to {Lind=p:lind}: science begins to understand", []),
    ("A mayor who supports {Lind=p:lind} rages: ‘He is in chains’", []),
]


@pytest.mark.parametrize(("marked", "expected"), SAID)
def test_what_a_headline_says(marked: str, expected: list[tuple[str, str, str]]) -> None:
    """A reader finds the quotes of headlines: with colons on either side, and with verbs."""
    document, cast = read_marked(marked)
    title = read_document(document.text, is_title=True)
    moved = Cast(
        actors=cast.actors,
        references=tuple(replace(each, in_title=True) for each in cast.references),
    )
    quotes = find_headline_quotes(title, moved)
    assert all(quote.span.in_title for quote in quotes)
    assert [
        (each.speaker, each.kind, title.text[each.span.start : each.span.end]) for each in quotes
    ] == expected


def test_a_headline_is_part_of_the_analysis() -> None:
    """Quotes and statements of the headline come with the others, marked as the title's."""
    gold = load_gold("blinken-in-china")
    article = replace(gold_article("x", gold), title="Antony Blinken: Taiwan must be heard")
    analysis = open_extractor().analyse(article)
    quotes = [each for each in analysis.quotes if each.span.in_title]
    assert [(each.speaker, each.issues) for each in quotes] == [
        ("person:antony-blinken", ("x:taiwan",))
    ]
    statements = [each for each in analysis.statements if each.evidence.in_title]
    assert [(each.source, each.stance) for each in statements] == [
        ("person:antony-blinken", "demand")
    ]
