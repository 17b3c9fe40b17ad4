"""The query language: text to syntax tree (`parse_query`).

    Taiwan actor:"Antony Blinken" (trade OR tariff*) -opinion published:2023-04..2023-06
    quote:(speaker:"Wang Yi" Taiwan)

Words next to each other are joined by AND, which binds closer than OR; NOT and a leading `-` bind
closest. Whatever is no field is text: `12:30` and `https://example.org/` are words.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final, get_args, get_type_hints

from schemas.analysis import Actor, Quote, Sector, Statement
from schemas.errors import QueryError
from schemas.query import (
    ARTICLE_FIELDS,
    SCOPE_FIELDS,
    And,
    Everything,
    FieldName,
    Not,
    Or,
    Published,
    Query,
    Same,
    Scope,
    Term,
)
from schemas.query_dates import read_before, read_published, read_since
from schemas.query_format import format_query
from schemas.query_tokens import SCOPES, Token, did_you_mean, error_at, tokenise

__all__ = ["format_query", "parse_query"]

# Elasticsearch refuses boolean queries nested deeper than 30 levels.
MAX_DEPTH: Final = 20
MAX_TERMS: Final = 500
MAX_CHARS: Final = 20_000

_PERIODS: Final[dict[str, Callable[[str], Published]]] = {
    "published": read_published,
    "since": read_since,
    "before": read_before,
}
_SCOPES: Final[dict[str, Scope]] = {scope: scope for scope in SCOPES}
_EXAMPLES: Final[dict[Scope, str]] = {
    "quote": 'quote:(speaker:"Wang Yi" Taiwan)',
    "actor": 'actor:("Antony Blinken" role:secretary)',
    "statement": "statement:(source:CN target:US stance:critical)",
}
# Fields that have one of few values: a misspelt one would silently find nothing.
_VALUES: Final[dict[tuple[Scope, FieldName], tuple[str, ...]]] = {
    ("quote", "kind"): get_args(get_type_hints(Quote)["kind"]),
    ("actor", "kind"): get_args(get_type_hints(Actor)["kind"]),
    ("actor", "sector"): get_args(Sector),
    ("statement", "stance"): get_args(get_type_hints(Statement)["stance"]),
    ("statement", "certainty"): get_args(get_type_hints(Statement)["certainty"]),
}
_SURROGATE: Final = re.compile("[\ud800-\udfff]")


def parse_query(text: str, within: Scope | None = None) -> Query:
    """Read a query; raises `QueryError` that points at the place and says what to write instead.

    With `within`, it is what stands between the parentheses of that scope.
    """
    if len(text) > MAX_CHARS:
        raise QueryError(
            f"The query has {len(text):,} characters; {MAX_CHARS:,} are allowed.",
            position=MAX_CHARS,
        )
    surrogate = _SURROGATE.search(text)
    if surrogate is not None:
        raise error_at(surrogate.start(), "A character that is no Unicode text", "Remove it.")
    tokens = tokenise(text)
    if tokens[0].kind == "end":
        return Everything()
    terms = [token for token in tokens if token.kind in ("word", "phrase")]
    if len(terms) > MAX_TERMS:
        raise error_at(
            terms[MAX_TERMS].position, f"More than {MAX_TERMS} words", "Shorten the query."
        )
    return _Parser(tokens, within).parse()


class _Parser:
    """Recursive descent over the tokens, with the depth of nesting bounded."""

    def __init__(self, tokens: list[Token], scope: Scope | None) -> None:
        self._tokens = tokens
        self._next = 0
        self._depth = 0
        self._scope = scope

    def parse(self) -> Query:
        query = self._any_of()
        token = self._peek()
        if token.kind != "end":
            raise error_at(token.position, "A ) without its (", "Remove it, or add the (.")
        return query

    def _peek(self) -> Token:
        return self._tokens[self._next]

    def _take(self) -> Token:
        token = self._tokens[self._next]
        self._next += 1
        return token

    def _any_of(self) -> Query:
        queries = [self._all_of()]
        while self._peek().kind == "OR":
            self._take()
            queries.append(self._all_of())
        return queries[0] if len(queries) == 1 else Or(tuple(queries))

    def _all_of(self) -> Query:
        queries = [self._negatable()]
        while self._peek().kind not in ("OR", ")", "end"):
            if self._peek().kind == "AND":
                self._take()
            queries.append(self._negatable())
        return queries[0] if len(queries) == 1 else And(tuple(queries))

    def _negatable(self) -> Query:
        if self._peek().kind not in ("NOT", "-"):
            return self._atom()
        depth = self._deeper(self._take())
        query = Not(self._negatable())
        self._depth = depth - 1
        return query

    def _atom(self) -> Query:
        token = self._take()
        if token.kind == "(":
            return self._group(token)
        if token.kind == "field":
            return self._field(token)
        if token.kind == "scope":
            return self._same(token)
        if token.kind in ("word", "phrase"):
            return _term(token)
        raise self._misplaced(token)

    def _group(self, opening: Token) -> Query:
        if self._peek().kind == ")":
            raise error_at(
                opening.position, "Nothing between the parentheses", "Write words there."
            )
        depth = self._deeper(opening)
        query = self._any_of()
        if self._take().kind != ")":
            raise error_at(opening.position, "This ( is never closed", "Add the closing ).")
        self._depth = depth - 1
        return query

    def _deeper(self, token: Token) -> int:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise error_at(
                token.position, f"Nested deeper than {MAX_DEPTH} levels", "Use fewer parentheses."
            )
        return self._depth

    def _same(self, token: Token) -> Query:
        if self._scope is not None:
            raise error_at(
                token.position,
                f"A scope {token.text}: within {self._scope}:( )",
                "A scope holds no other one: write them next to each other.",
            )
        scope = self._scope = _SCOPES[token.text]
        query = self._group(self._take()) if self._peek().kind == "(" else self._atom()
        self._scope = None
        return Same(scope, query)

    def _field(self, field: Token) -> Query:
        known = self._allowed(field)
        value = self._peek()
        if (
            value.kind not in ("word", "phrase")
            or value.position != field.position + len(field.text) + 1
        ):
            raise error_at(
                field.position,
                f"{field.text}: has no value",
                f"Write it right after the colon: {_example(field.text)}",
            )
        self._take()
        if known is not None:
            return _field_term(value, known, self._scope)
        try:
            return _PERIODS[field.text](value.text)
        except ValueError as error:
            raise QueryError(
                f"{error} (at character {value.position + 1} of the query)",
                position=value.position,
            ) from None

    def _allowed(self, field: Token) -> FieldName | None:
        """Give the field where it may stand here, None for a period; raises `QueryError`."""
        names = ARTICLE_FIELDS if self._scope is None else SCOPE_FIELDS[self._scope]
        known = next((name for name in names if name == field.text), None)
        if known is not None or (self._scope is None and field.text in _PERIODS):
            return known
        if self._scope is not None:
            fields = ", ".join(f"{name}:" for name in names)
            raise error_at(
                field.position,
                f"{field.text}: is no field of {self._scope}:( )",
                f"There stand words, {fields} as in {_EXAMPLES[self._scope]}; the rest goes outside.",
            )
        where = [scope for scope in SCOPES if field.text in SCOPE_FIELDS[scope]]
        raise error_at(
            field.position,
            f"{field.text}: stands within {' or '.join(f'{scope}:( )' for scope in where)} only",
            f"Write it as in {_EXAMPLES[where[0]]}.",
        )

    def _misplaced(self, token: Token) -> QueryError:
        before = self._tokens[self._next - 2] if self._next > 1 else None
        if before is not None and before.kind in ("AND", "OR", "NOT", "-"):
            hint = 'Add a word, or write it in "quotation marks" if it is meant as text.'
            return error_at(before.position, f"Nothing follows {before.text}", hint)
        if before is not None and before.kind == "(" and token.kind == "end":
            return error_at(
                before.position, "This ( is never closed", "Add words and the closing )."
            )
        if token.kind == ")":
            return error_at(token.position, "A ) without its (", "Remove it, or add the (.")
        hint = f'Add a word, or write "{token.text}" in quotation marks if it is meant as text.'
        return error_at(token.position, f"Nothing stands before {token.text}", hint)


def _example(field: str) -> str:
    if field in _PERIODS:
        return f"{field}:2023-04."
    return f'{field}:word or {field}:"several words".'


def _field_term(token: Token, field: FieldName, scope: Scope | None) -> Query:
    if not token.text:
        raise error_at(
            token.position, f"{field}:* has no letters before the *", f"Try {_example(field)}"
        )
    values = _VALUES.get((scope, field)) if scope is not None else None
    if values is not None and not token.prefix and token.text.lower() not in values:
        meant = did_you_mean(token.text, values)
        hint = f"Did you mean {meant}?" if meant else f"Write one of {', '.join(values)}."
        raise error_at(token.position, f"{field}:{token.text} does not exist", hint)
    return Term(token.text, field, token.prefix)


def _term(token: Token) -> Query:
    return Term(token.text, None, token.prefix) if token.text else Everything()
