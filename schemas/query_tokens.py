"""The query language's words and signs: text to tokens (`tokenise`)."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from typing import Final, Literal, get_args

from msgspec import Struct

from schemas.errors import QueryError
from schemas.query import ARTICLE_FIELDS, FieldName, Scope

SCOPES: Final[tuple[Scope, ...]] = get_args(Scope)
PERIODS: Final = ("published", "since", "before")

_FIELDS: Final[tuple[FieldName, ...]] = get_args(FieldName)
_OPEN: Final = (*ARTICLE_FIELDS, *PERIODS)
_CLOSING: Final = {'"': '"', "“": '”"', "”": '”"', "„": '“”"', "«": "»"}
_OPERATORS: Final = ("AND", "OR", "NOT")
_NO_WORD: Final = re.compile(r"""[\s()"“”„«»]""")
_FIELD: Final = re.compile(r"([A-Za-z_]+):(?!//)")


class Token(Struct, frozen=True):
    """A piece of the query: `text` as written for words and signs, unescaped for a quoted phrase."""

    kind: Literal["word", "phrase", "(", ")", "-", "AND", "OR", "NOT", "field", "scope", "end"]
    text: str
    position: int
    prefix: bool = False


def error_at(position: int, what: str, hint: str) -> QueryError:
    """Give the error that says what is wrong where, and what to write instead."""
    return QueryError(
        f"{what} (at character {position + 1} of the query). {hint}", position=position
    )


def did_you_mean(written: str, known: Sequence[str]) -> str | None:
    """Give the known name that was probably meant."""
    near = difflib.get_close_matches(written.lower(), known, n=1)
    return near[0] if near else None


def tokenise(text: str) -> list[Token]:
    """Part the query into tokens, the last of which is its end; raises `QueryError`."""
    tokens: list[Token] = []
    position = 0
    while position < len(text):
        if text[position].isspace():
            position += 1
            continue
        found, position = _next_tokens(text, position)
        tokens.extend(found)
    tokens.append(Token("end", "", len(text)))
    return tokens


def _next_tokens(text: str, position: int) -> tuple[list[Token], int]:
    """Give the tokens that start here (a field and what follows are two) and where they end."""
    character = text[position]
    if character == "(":
        return [Token("(", character, position)], position + 1
    if character == ")":
        return [Token(")", character, position)], position + 1
    if character in _CLOSING:
        token, end = _phrase(text, position)
        return [token], end
    if character == "»":
        raise error_at(position, "A closing quotation mark without an opening one", "Remove it.")
    negated = character == "-" and _goes_on(text, position + 1)
    if negated:
        return [Token("-", character, position)], position + 1
    return _word(text, position)


def _goes_on(text: str, position: int) -> bool:
    return position < len(text) and not text[position].isspace() and text[position] != ")"


def _phrase(text: str, start: int) -> tuple[Token, int]:
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
        raise error_at(start, "This quotation mark is never closed", 'Add the closing ".')
    content = " ".join("".join(characters).split())
    if not content:
        raise error_at(start, "Nothing between the quotation marks", "Write a phrase there.")
    prefix = text[position + 1 : position + 2] == "*"
    return Token("phrase", content, start, prefix), position + 1 + prefix


def _word(text: str, start: int) -> tuple[list[Token], int]:
    stop = _NO_WORD.search(text, start)
    end = stop.start() if stop else len(text)
    word = text[start:end]
    for operator in _OPERATORS:
        if word == operator:
            return [_operator(operator, start)], end
    field = _FIELD.match(word)
    if field is None:
        return [_plain(word, start)], end
    value, follows = word[field.end() :], text[end : end + 1]
    kind = _kind_of(field[1].lower(), value, follows, start)
    if kind is None:
        return [_plain(word, start)], end
    tokens = [Token(kind, field[1].lower(), start)]
    if value:
        tokens.append(_plain(value, start + field.end()))
    return tokens, end


def _operator(operator: str, position: int) -> Token:
    kinds: dict[str, Literal["AND", "OR", "NOT"]] = {"AND": "AND", "OR": "OR", "NOT": "NOT"}
    return Token(kinds[operator], operator, position)


def _kind_of(
    name: str, value: str, follows: str, position: int
) -> Literal["field", "scope"] | None:
    """Say what `name:` is: `Breaking: news` is text, `actor:x`, `quote:(` and `actr:x` are not."""
    has_value = bool(value) or follows in _CLOSING
    opens = not value and follows == "("
    if name in SCOPES and (opens or (has_value and name not in _FIELDS)):
        return "scope"
    if name in _OPEN or (name in _FIELDS and (has_value or opens)):
        return "field"
    if opens and (meant := did_you_mean(name, SCOPES)) and name not in SCOPES:
        raise error_at(position, f"Unknown scope {name}:( )", f"Did you mean {meant}:( )?")
    if not has_value or name in SCOPES:
        return None
    meant = did_you_mean(name, (*_FIELDS, *PERIODS, *SCOPES))
    hint = f"Did you mean {meant}:?" if meant else f"Fields are {', '.join(_OPEN)}."
    raise error_at(
        position, f"Unknown field {name}:", f'{hint} For plain text use "quotation marks".'
    )


def _plain(word: str, position: int) -> Token:
    stem = word.rstrip("*")
    if "*" in stem:
        star = position + stem.index("*")
        raise error_at(star, "A * within a word", "It may only end a word, as in tariff*.")
    return Token("word", stem, position, prefix=stem != word)
