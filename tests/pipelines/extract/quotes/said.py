"""What is said in a text with its cast written into it."""

from __future__ import annotations

from pipelines.extract.quotes import find_quotes
from tests.pipelines.extract.marked import read_marked

# A text, and what is said in it: kind, speaker, words.
Case = tuple[str, list[tuple[str, str | None, str]]]


def said(marked: str) -> list[tuple[str, str | None, str]]:
    """Give kind, speaker and words of all quotes."""
    document, cast = read_marked(marked)
    return [
        (quote.kind, quote.speaker, document.text[quote.span.start : quote.span.end])
        for quote in find_quotes(document, cast).quotes
    ]
