"""Cursors: where a page of search results ended, as an opaque string bound to its query and sort."""

from __future__ import annotations

import base64
import hashlib
from typing import Final, Literal

import msgspec

from connectors.ports import SearchRequest
from schemas.errors import QueryError
from schemas.query import And, Everything, Not, Or, Published, Query, Same, Term

MAX_PAGE: Final = 1000
MAX_COLLAPSED: Final = 10_000  # as many as Elasticsearch skips by default
_TEXT_FIELDS: Final = (None, "title", "text")


class _Cursor(msgspec.Struct, frozen=True, array_like=True):
    bound_to: str
    values: tuple[int | float | str, ...]


def sort_of(request: SearchRequest) -> Literal["relevance", "newest"]:
    """Give the sort that is meant: without words of text there is no relevance, so newest first."""
    if request.sort == "relevance" and _has_words(request.query):
        return "relevance"
    return "newest"


def check_size(request: SearchRequest) -> None:
    """Raise `QueryError` where the page is empty or too large."""
    if not 1 <= request.size <= MAX_PAGE:
        raise QueryError(f"A page holds 1 to {MAX_PAGE} hits, not {request.size}.", position=0)
    if request.facet_size < 1:
        raise QueryError(f"A facet has at least 1 value, not {request.facet_size}.", position=0)


def write_cursor(request: SearchRequest, index: str, *values: int | float | str) -> str:
    """Give the cursor of a page that ended at these values."""
    cursor = msgspec.json.encode(_Cursor(_binding(request, index), values))
    return base64.urlsafe_b64encode(cursor).decode().rstrip("=")


def read_cursor(
    request: SearchRequest, index: str, *kinds: type
) -> tuple[int | float | str, ...] | None:
    """Give the values a cursor holds, None at the first page.

    Raises `QueryError` where it is no cursor, or one of another query, sort or index.
    """
    if request.cursor is None:
        return None
    try:
        data = base64.urlsafe_b64decode(request.cursor + "=" * (-len(request.cursor) % 4))
        cursor = msgspec.json.decode(data, type=_Cursor)
    except (ValueError, msgspec.DecodeError):
        raise QueryError("The cursor can't be read. Start without one.", position=0) from None
    fitting = len(cursor.values) == len(kinds) and all(
        isinstance(value, kind) or (kind is float and isinstance(value, int))
        for value, kind in zip(cursor.values, kinds, strict=True)
    )
    if not fitting or cursor.bound_to != _binding(request, index):
        raise QueryError(
            "The cursor belongs to another query or sort. Start without one.", position=0
        )
    return cursor.values


def read_offset(request: SearchRequest, index: str) -> int:
    """Give how many stories stand before a page of collapsed hits.

    Raises `QueryError` as `read_cursor`, and where the page lies beyond what can be paged through.
    """
    values = read_cursor(request, index, int)
    offset = int(values[0]) if values is not None else 0
    if offset + request.size >= MAX_COLLAPSED:
        raise QueryError(
            f"By story only the first {MAX_COLLAPSED:,} hits can be paged through. Narrow the query, "
            "by a period for instance, or search without collapsing.",
            position=0,
        )
    return offset


def _binding(request: SearchRequest, index: str) -> str:
    what = msgspec.json.encode((request.query, sort_of(request), index, request.collapse))
    return hashlib.blake2b(what, digest_size=6).hexdigest()


def _has_words(query: Query) -> bool:
    if isinstance(query, Term):
        return query.field in _TEXT_FIELDS
    if isinstance(query, And | Or):
        return any(_has_words(part) for part in query.queries)
    assert isinstance(query, Not | Everything | Published | Same)  # noqa: S101  # for the type checker
    return False
