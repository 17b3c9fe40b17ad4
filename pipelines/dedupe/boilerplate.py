"""Which lines a host repeats below or above its articles: learnt from the articles themselves."""

from __future__ import annotations

from typing import Final

from pipelines.dedupe.copy_state import CopyState, RepeatedLine
from pipelines.dedupe.trace import Document, edge_lines

_TIMES: Final = 3  # a line beside three different articles of a host belongs to the host
_MOST_ARTICLES: Final = 16
_UNSEEN: Final = RepeatedLine((), ())


def count_lines(state: CopyState, document: Document) -> tuple[frozenset[int], set[str]]:
    """Count a document's edge lines; gives those that are boilerplate, and who must learn of it.

    The second are ids of articles seen before, of which a line has just turned out to be boilerplate:
    so the result does not depend on which article came first.
    """
    boilerplate: set[int] = set()
    concerned: set[str] = set()
    for edge in edge_lines(document.host, document.text):
        line = state.line(edge.key) or _UNSEEN
        if len(line.beside) < _TIMES:
            grown = _grown(line, edge.beside, document.id)
            if grown != line:
                state.save_line(edge.key, grown, document.at_ms)
            if len(grown.beside) >= _TIMES:
                concerned.update(line.articles)
            line = grown
        if len(line.beside) >= _TIMES:
            boilerplate.add(edge.key)
    concerned.discard(document.id)
    return frozenset(boilerplate), concerned


def known_boilerplate(state: CopyState, document: Document) -> frozenset[int]:
    """Give the keys of a document's lines that are known to be boilerplate, without counting."""
    lines = ((edge.key, state.line(edge.key)) for edge in edge_lines(document.host, document.text))
    return frozenset(key for key, line in lines if line and len(line.beside) >= _TIMES)


def _grown(line: RepeatedLine, beside: int, article_id: str) -> RepeatedLine:
    articles = line.articles
    if article_id not in articles and len(articles) < _MOST_ARTICLES:
        articles = (*articles, article_id)
    return RepeatedLine(line.beside if beside in line.beside else (*line.beside, beside), articles)
