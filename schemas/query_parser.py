"""The query language: text to syntax tree (`parse_query`).

    Taiwan actor:"Antony Blinken" (trade OR tariff*) -opinion published:2023-04..2023-06

Words next to each other are joined by AND, which binds closer than OR; NOT and a leading `-` bind
closest. Whatever is no field is text: `12:30` and `https://example.org/` are words.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable
from typing import Final, Literal, get_args

from msgspec import Struct

from schemas.errors import QueryError
from schemas.query import And, Everything, FieldName, Not, Or, Published, Query, Term
from schemas.query_dates import read_before, read_published, read_since
from schemas.query_format import format_query

__all__ = ["format_query", "parse_query"]

# Elasticsearch refuses boolean queries nested deeper than 30 levels.
MAX_DEPTH: Final = 20
MAX_TERMS: Final = 500
MAX_CHARS: Final = 20_000

_FIELDS: Final[tuple[FieldName, ...]] = get_args(FieldName)
_PERIODS: Final[dict[str, Callable[[str], Published]]] = {
    "published": read_published,
    "since": read_since,
    "before": read_before,
}
_CLOSING: Final = {'"': '"', "“": '”"', "”": '”"', "„": '“”"', "«": "»"}
_OPERATORS: Final = ("AND", "OR", "NOT")
_NO_WORD: Final = re.compile(r"""[\s()"“”„«»]""")
_FIELD: Final = re.compile(r"([A-Za-z_]+):(?!//)")
_SURROGATE: Final = re.compile("[\ud800-\udfff]")


class _Token(Struct, frozen=True):
    """A piece of the query: `text` as written for words and signs, unescaped for a quoted phrase."""

    kind: Literal["word", "phrase", "(", ")", "-", "AND", "OR", "NOT", "field", "end"]
    text: str
    position: int
    prefix: bool = False


def parse_query(text: str) -> Query:
    """Read a query; raises `QueryError` that points at the place and says what to write instead."""
    if len(text) > MAX_CHARS:
        raise QueryError(
            f"The query has {len(text):,} characters; {MAX_CHARS:,} are allowed.",
            position=MAX_CHARS,
        )
    surrogate = _SURROGATE.search(text)
    if surrogate is not None:
        raise _error("A character that is no Unicode text", surrogate.start(), "Remove it.")
    tokens = _tokenise(text)
    if tokens[0].kind == "end":
        return Everything()
    terms = [token for token in tokens if token.kind in ("word", "phrase")]
    if len(terms) > MAX_TERMS:
        raise _error(
            f"More than {MAX_TERMS} words", terms[MAX_TERMS].position, "Shorten the query."
        )
    return _Parser(tokens).parse()


def _error(what: str, position: int, hint: str) -> QueryError:
    return QueryError(
        f"{what} (at character {position + 1} of the query). {hint}", position=position
    )


# --- text to tokens --------------------------------------------------------------------------


def _tokenise(text: str) -> list[_Token]:
    tokens: list[_Token] = []
    position = 0
    while position < len(text):
        if text[position].isspace():
            position += 1
            continue
        found, position = _next_tokens(text, position)
        tokens.extend(found)
    tokens.append(_Token("end", "", len(text)))
    return tokens


def _next_tokens(text: str, position: int) -> tuple[list[_Token], int]:
    """Give the tokens that start here (a field and what follows are two) and where they end."""
    character = text[position]
    if character == "(":
        return [_Token("(", character, position)], position + 1
    if character == ")":
        return [_Token(")", character, position)], position + 1
    if character in _CLOSING:
        token, end = _phrase(text, position)
        return [token], end
    if character == "»":
        raise _error("A closing quotation mark without an opening one", position, "Remove it.")
    negated = character == "-" and _goes_on(text, position + 1)
    if negated:
        return [_Token("-", character, position)], position + 1
    return _word(text, position)


def _goes_on(text: str, position: int) -> bool:
    return position < len(text) and not text[position].isspace() and text[position] != ")"


def _phrase(text: str, start: int) -> tuple[_Token, int]:
    closing = _CLOSING[text[start]]
    characters: list[str] = []
    position = start + 1
    while position < len(text):
        character = text[position]
        if character == "\\" and text[position + 1 : position + 2] in ("\\", *closing):
            characters.append(text[position + 1])
            position += 2
            continue
        if character in closing:
            break
        characters.append(character)
        position += 1
    else:
        raise _error("This quotation mark is never closed", start, 'Add the closing ".')
    content = " ".join("".join(characters).split())
    if not content:
        raise _error("Nothing between the quotation marks", start, "Write a phrase there.")
    prefix = text[position + 1 : position + 2] == "*"
    return _Token("phrase", content, start, prefix), position + 1 + prefix


def _word(text: str, start: int) -> tuple[list[_Token], int]:
    stop = _NO_WORD.search(text, start)
    end = stop.start() if stop else len(text)
    word = text[start:end]
    for operator in _OPERATORS:
        if word == operator:
            return [_operator(operator, start)], end
    field = _FIELD.match(word)
    if field is None or not _is_field(field[1], word[field.end() :], text, end):
        return [_plain(word, start)], end
    tokens = [_Token("field", _known(field[1], start), start)]
    value = word[field.end() :]
    if value:
        tokens.append(_plain(value, start + field.end()))
    return tokens, end


def _operator(operator: str, position: int) -> _Token:
    kinds: dict[str, Literal["AND", "OR", "NOT"]] = {"AND": "AND", "OR": "OR", "NOT": "NOT"}
    return _Token(kinds[operator], operator, position)


def _is_field(name: str, value: str, text: str, end: int) -> bool:
    """Whether `name:` means a field: `Breaking: news` is text, `actor:x` and `actr:x` are not."""
    known = name.lower() in (*_FIELDS, *_PERIODS)
    return known or bool(value) or (end < len(text) and text[end] in _CLOSING)


def _known(name: str, position: int) -> str:
    known = (*_FIELDS, *_PERIODS)
    if name.lower() in known:
        return name.lower()
    near = difflib.get_close_matches(name.lower(), known, n=1)
    hint = f"Did you mean {near[0]}:?" if near else f"Fields are {', '.join(known)}."
    raise _error(
        f"Unknown field {name}:", position, f'{hint} For plain text use "quotation marks".'
    )


def _plain(word: str, position: int) -> _Token:
    stem = word.rstrip("*")
    if "*" in stem:
        star = position + stem.index("*")
        raise _error("A * within a word", star, "It may only end a word, as in tariff*.")
    return _Token("word", stem, position, prefix=stem != word)


# --- tokens to tree --------------------------------------------------------------------------


class _Parser:
    """Recursive descent over the tokens, with the depth of nesting bounded."""

    def __init__(self, tokens: list[_Token]) -> None:
        self._tokens = tokens
        self._next = 0
        self._depth = 0

    def parse(self) -> Query:
        query = self._any_of()
        token = self._peek()
        if token.kind != "end":
            raise _error("A ) without its (", token.position, "Remove it, or add the (.")
        return query

    def _peek(self) -> _Token:
        return self._tokens[self._next]

    def _take(self) -> _Token:
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
        if token.kind in ("word", "phrase"):
            return _term(token, None)
        raise self._misplaced(token)

    def _group(self, opening: _Token) -> Query:
        if self._peek().kind == ")":
            raise _error("Nothing between the parentheses", opening.position, "Write words there.")
        depth = self._deeper(opening)
        query = self._any_of()
        if self._take().kind != ")":
            raise _error("This ( is never closed", opening.position, "Add the closing ).")
        self._depth = depth - 1
        return query

    def _deeper(self, token: _Token) -> int:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise _error(
                f"Nested deeper than {MAX_DEPTH} levels", token.position, "Use fewer parentheses."
            )
        return self._depth

    def _field(self, field: _Token) -> Query:
        value = self._peek()
        if (
            value.kind not in ("word", "phrase")
            or value.position != field.position + len(field.text) + 1
        ):
            raise _error(
                f"{field.text}: has no value",
                field.position,
                f"Write it right after the colon: {_example(field.text)}",
            )
        self._take()
        if field.text not in _PERIODS:
            return _term(value, field.text)
        try:
            return _PERIODS[field.text](value.text)
        except ValueError as error:
            raise QueryError(
                f"{error} (at character {value.position + 1} of the query)",
                position=value.position,
            ) from None

    def _misplaced(self, token: _Token) -> QueryError:
        before = self._tokens[self._next - 2] if self._next > 1 else None
        if before is not None and before.kind in ("AND", "OR", "NOT", "-"):
            hint = 'Add a word, or write it in "quotation marks" if it is meant as text.'
            return _error(f"Nothing follows {before.text}", before.position, hint)
        if before is not None and before.kind == "(" and token.kind == "end":
            return _error("This ( is never closed", before.position, "Add words and the closing ).")
        if token.kind == ")":
            return _error("A ) without its (", token.position, "Remove it, or add the (.")
        hint = f'Add a word, or write "{token.text}" in quotation marks if it is meant as text.'
        return _error(f"Nothing stands before {token.text}", token.position, hint)


def _example(field: str) -> str:
    if field in _PERIODS:
        return f"{field}:2023-04."
    return f'{field}:word or {field}:"several words".'


def _term(token: _Token, field: str | None) -> Query:
    if not token.text:
        if field is not None:
            raise _error(
                f"{field}:* has no letters before the *", token.position, f"Try {_example(field)}"
            )
        return Everything()
    known: FieldName | None = next((name for name in _FIELDS if name == field), None)
    return Term(token.text, known, token.prefix)
