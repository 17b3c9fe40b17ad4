"""The query language's syntax tree.

    Taiwan actor:"Antony Blinken" (trade OR tariff*) -opinion published:2023-04..2023-06

Words are joined by AND; `OR`, `NOT` or a leading `-`, parentheses, "phrases", `prefix*` and
`field:value` work as in other search engines. An index compiles the tree to its own queries.

    quote:(speaker:"Wang Yi" Taiwan)   statement:(source:CN target:US stance:critical)

A scope holds what must be true of one and the same quote, actor or statement: with `speaker:"Wang
Yi" Taiwan` outside of one, somebody else may have spoken of Taiwan.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final, Literal

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
    "addressee",
    "kind",
    "sector",
    "target",
    "stance",
    "certainty",
]
Scope = Literal["quote", "actor", "statement"]

# What may stand within a scope, beside words: those of the quote or the evidence, or of the name.
# A quote's role and country are its speaker's.
SCOPE_FIELDS: Final[dict[Scope, tuple[FieldName, ...]]] = {
    "quote": ("speaker", "role", "country", "addressee", "issue", "kind"),
    "actor": ("role", "country", "kind", "sector", "issue"),
    "statement": ("source", "target", "stance", "certainty", "issue"),
}
# What stands outside of scopes: all but what only a part of an article has.
ARTICLE_FIELDS: Final[tuple[FieldName, ...]] = (
    *("text", "title", "actor", "role", "issue", "speaker"),
    *("country", "source", "language", "story", "id"),
)


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


class Same(Struct, frozen=True, tag="same"):
    """Matches articles with a quote, actor or statement of which the inner query is true.

    The inner query has terms of the scope's fields, and neither periods nor scopes.
    """

    scope: Scope
    query: Query


Query = Everything | Term | Published | Not | And | Or | Same
