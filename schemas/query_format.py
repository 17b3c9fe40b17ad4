"""The query language: syntax tree to text (`format_query`)."""

from __future__ import annotations

import re
from typing import Final

from schemas.query import Everything, Not, Or, Published, Query, Same, Term
from schemas.query_dates import write_published

_BARE: Final = re.compile(r"\w[\w.'’-]*")
_RESERVED: Final = frozenset({"AND", "OR", "NOT"})


def format_query(query: Query) -> str:
    """Give text that `parse_query` reads as this very tree.

    It does for every tree that `parse_query` can give: AND and OR of at least two, texts that are not
    empty and hold no runs of white space, periods in UTC with at least one end.
    """
    return "" if isinstance(query, Everything) else _format(query, top=True)


def _format(query: Query, *, top: bool = False) -> str:
    if isinstance(query, Everything):
        return "*"
    if isinstance(query, Term):
        return _format_term(query)
    if isinstance(query, Published):
        return write_published(query)
    if isinstance(query, Not):
        return f"-{_format(query.query)}"
    if isinstance(query, Same):
        return f"{query.scope}:({_format(query.query, top=True)})"
    joint = " OR " if isinstance(query, Or) else " "
    inner = joint.join(_format(part) for part in query.queries)
    return inner if top else f"({inner})"


def _format_term(term: Term) -> str:
    bare = _BARE.fullmatch(term.text) is not None and term.text not in _RESERVED
    text = term.text
    if not bare:
        escaped = text.replace("\\", "\\\\").replace('"', '\\"')
        text = f'"{escaped}"'
    field = "" if term.field is None else f"{term.field}:"
    return f"{field}{text}{'*' if term.prefix else ''}"
