"""Highlights: the passages of a text that a query's words stand in, marked by ⟦ and ⟧."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from connectors.index_fields import fold, words_of
from schemas.query import And, Or, Query, Same, Term

MARKS: Final = ("⟦", "⟧")
_CONTEXT_CHARS: Final = 70
_FRAGMENTS: Final = 3
# Enough of the longest articles; beyond it a hit is shown without its passage.
_MAX_CHARS: Final = 200_000
_SINGLE: Final = "\u3040-\u309f\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_TOKEN: Final = re.compile(rf"[{_SINGLE}]|[^\W{_SINGLE}]+(?:[.·][^\W{_SINGLE}]+)*")
_SHOWN: Final = (
    *(None, "title", "text", "actor", "speaker", "role", "issue"),
    *("addressee", "target"),
)


class _Wanted(Struct, frozen=True):
    words: tuple[str, ...]
    prefix: bool


def highlights(query: Query, text: str) -> tuple[str, ...]:
    """Give up to three fragments of the text, in order, with the query's words marked."""
    wanted = [
        _Wanted(words, term.prefix)
        for term in _terms(query)
        if (words := tuple(fold(found) for found in _TOKEN.findall(words_of(term.text))))
    ]
    if not wanted:
        return ()
    spans = _spans(wanted, text[:_MAX_CHARS])
    return tuple(_marked(text, group) for group in _grouped(text, spans))


def _terms(query: Query) -> Iterator[Term]:
    """Give the terms that a hit may owe its place to: those not negated."""
    if isinstance(query, Term) and query.field in _SHOWN:
        yield query
    elif isinstance(query, And | Or):
        for part in query.queries:
            yield from _terms(part)
    elif isinstance(query, Same):
        yield from _terms(query.query)


def _spans(wanted: list[_Wanted], text: str) -> list[tuple[int, int]]:
    found = [(match.start(), match.end(), fold(match.group())) for match in _TOKEN.finditer(text)]
    spans: list[tuple[int, int]] = []
    for at in range(len(found)):
        lengths = [len(each.words) for each in wanted if _stands_at(each, found, at)]
        if lengths:
            start, end = found[at][0], found[at + max(lengths) - 1][1]
            if spans and start < spans[-1][1]:
                start, end = spans[-1][0], max(end, spans[-1][1])
                spans.pop()
            spans.append((start, end))
    return spans


def _stands_at(wanted: _Wanted, found: list[tuple[int, int, str]], at: int) -> bool:
    last = at + len(wanted.words) - 1
    if last >= len(found):
        return False
    if any(found[at + n][2] != word for n, word in enumerate(wanted.words[:-1])):
        return False
    word = found[last][2]
    return word.startswith(wanted.words[-1]) if wanted.prefix else word == wanted.words[-1]


def _grouped(text: str, spans: list[tuple[int, int]]) -> list[list[tuple[int, int]]]:
    """Put spans of one passage together; a fragment never crosses paragraphs."""
    groups: list[list[tuple[int, int]]] = []
    for span in spans:
        near = groups and span[0] - groups[-1][-1][1] <= _CONTEXT_CHARS
        short = groups and span[1] - groups[-1][0][0] <= 3 * _CONTEXT_CHARS
        if near and short and "\n" not in text[groups[-1][-1][1] : span[0]]:
            groups[-1].append(span)
        elif len(groups) == _FRAGMENTS:
            break
        else:
            groups.append([span])
    return groups


def _marked(text: str, spans: list[tuple[int, int]]) -> str:
    first, last = spans[0][0], spans[-1][1]
    start = max(0, first - _CONTEXT_CHARS, text.rfind("\n", 0, first) + 1)
    if start and text[start - 1] != "\n":
        gap = text.find(" ", start, first)
        start = gap + 1 if gap >= 0 else start
    line_end = text.find("\n", last)
    end = min(len(text) if line_end < 0 else line_end, last + _CONTEXT_CHARS)
    if end < len(text) and text[end] != "\n":
        gap = text.rfind(" ", last, end)
        end = gap if gap >= 0 else end
    pieces = []
    position = start
    for span_start, span_end in spans:
        pieces += [text[position:span_start], MARKS[0], text[span_start:span_end], MARKS[1]]
        position = span_end
    return "".join((*pieces, text[position:end]))
