"""What holds for the quotes and statements of any text whatever."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.extract.issues import IssueFindings
from pipelines.extract.quotes import QuoteFindings, find_quotes
from pipelines.extract.statements import find_statements
from pipelines.extract.text import Document
from schemas.analysis import Span
from tests.pipelines.extract.marked import read_marked

_PIECES = st.sampled_from(
    (
        "{Ana=p:ana f} {Bo=p:bo m} {Peru=c:pe} {Oxfam=o:ox} {Serbs=g:sr}+ said says told called on urged"
        " accused denied to that of and but , . : ; “ ” ‘ ’ \" ' « » ( ) - – According to he she they it"
        " who which not would the a 's n't minister met with sanctions war 🙂 \u200b ال שלום 習近平 «да»"
    ).split(" ")
)
_TEXTS = st.lists(st.one_of(_PIECES, st.just("\n"), st.text(max_size=4)), max_size=60).map(" ".join)


def analysed(marked: str) -> tuple[Document, QuoteFindings, list[Span]]:
    """Give the document, its quotes, and the evidence of all statements."""
    document, cast = read_marked(marked)
    quotes = find_quotes(document, cast)
    statements = find_statements(document, cast, quotes, IssueFindings())
    return document, quotes, [each.evidence for each in statements]


@given(_TEXTS)
@settings(max_examples=300, deadline=None)
def test_spans_lie_in_the_text(marked: str) -> None:
    """Every span of a quote, speaker, cue or statement is a stretch of the text that is not empty."""
    document, findings, evidence = analysed(marked)
    for quote in findings.quotes:
        spans = (quote.span, quote.speaker_span, quote.cue_span)
        evidence += [span for span in spans if span is not None]
        if quote.cue_span is not None:
            assert document.text[quote.cue_span.start : quote.cue_span.end] == quote.cue
    for span in evidence:
        assert 0 <= span.start < span.end <= len(document.text)


@given(_TEXTS)
@settings(max_examples=300, deadline=None)
def test_nested_quotes_lie_in_the_quote_they_name(marked: str) -> None:
    """A quote within a quote points to one that comes before it and holds all of it."""
    _, findings, _ = analysed(marked)
    for index, quote in enumerate(findings.quotes):
        if quote.nested_in is not None:
            outer = findings.quotes[quote.nested_in]
            assert quote.nested_in < index
            assert outer.span.start <= quote.span.start
            assert quote.span.end <= outer.span.end


@given(_TEXTS)
@settings(max_examples=100, deadline=None)
def test_the_same_text_gives_the_same_quotes(marked: str) -> None:
    """Reading an article twice gives the same analysis."""
    assert analysed(marked) == analysed(marked)


def test_deeply_nested_quotation_marks() -> None:
    """A text of a thousand quotations inside each other is read to its end."""
    marked = "{Ana=p:ana} said " + "“he said ‘" * 1000 + "no" + "’ ”" * 1000 + "."
    document, findings, _ = analysed(marked)
    assert findings.quotes[0].speaker == "p:ana"
    assert findings.quotes[0].span.end <= len(document.text)


def test_many_quotes_on_one_line() -> None:
    """Each of ten thousand quotes on one line keeps its speaker."""
    marked = "“It is late,” said {Ana=p:ana}. " * 10_000
    _, findings, _ = analysed(marked)
    assert len(findings.quotes) == 10_000
    assert {quote.speaker for quote in findings.quotes} == {"p:ana"}
