"""The query language's syntax tree.

    Taiwan actor:"Antony Blinken" (trade OR tariff*) -opinion published:2023-04..2023-06

Words are joined by AND; `OR`, `NOT` or a leading `-`, parentheses, "phrases", `prefix*` and
`field:value` work as in other search engines. An index compiles the tree to its own queries.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from msgspec import Struct

FieldName = Literal[
    "text",
    "title",
    "actor",
    "role",
    "issue",
    "speaker",
    "country",
    "source",
    "language",
    "story",
    "id",
]


class Everything(Struct, frozen=True, tag="everything"):
    """Matches every document (the empty query)."""


class Term(Struct, frozen=True, tag="term"):
    """One word, or a phrase where it holds several; `field` None searches title and text."""

    text: str
    field: FieldName | None = None
    prefix: bool = False


class Published(Struct, frozen=True, tag="published"):
    """Published (or, where undated, first seen) within [since, before); either end may be open."""

    since: datetime | None = None
    before: datetime | None = None


class Not(Struct, frozen=True, tag="not"):
    """Matches what the inner query does not."""

    query: Query


class And(Struct, frozen=True, tag="and"):
    """Matches what all of them match."""

    queries: tuple[Query, ...]


class Or(Struct, frozen=True, tag="or"):
    """Matches what any of them matches."""

    queries: tuple[Query, ...]


Query = Everything | Term | Published | Not | And | Or
