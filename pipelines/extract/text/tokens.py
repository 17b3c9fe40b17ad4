"""A text's tokens: words, numbers and marks; every code point that is no space is in one of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import accumulate
from typing import Final

from pipelines.extract.text.abbreviations import is_abbreviation
from pipelines.extract.text.document import Token

# What continues a word though Python's \w leaves it out: combining marks, soft hyphen, zero width.
_INSIDE: Final = (
    "\u0300-\u036f\u0591-\u05bd\u064b-\u0652\u0900-\u0903\u093a-\u094d\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"
    "\u00ad\u200b-\u200d\u2060\ufe0f\ufeff"
)
_WORD: Final = rf"\w[\w{_INSIDE}]*"
# Each alternative consumes what it has looked at, or looks at a bounded stretch: one pass.
_PATTERN: Final = (
    r"https?://[^\s<>\"“”]*[^\s<>\"“”.,;:!?()'’\]]"
    r"|(?:[^\W\d_]\.){1,8}[^\W\d_](?:\.|(?!\w))|Ph\.D\b\.?"  # U.S., U.S, a.m., J.R.R.
    r"|\d+(?:[.,:]\d+)*\w*"
    rf"|{_WORD}(?:[&'’]{_WORD})*(?:\.(?:com|org|net)\b|\.(?!\.))?"
    rf"|[@#]{_WORD}"
    r"|['’](?:s|re|ve|ll|d|m)\b|\.{2,}|-{2,}|``|''|\S"
)
_TOKEN: Final = re.compile(_PATTERN)
_EMAIL: Final = r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}"
_TOKEN_OR_EMAIL: Final = re.compile(f"{_EMAIL}|{_PATTERN}")
_LONGEST_REMEMBERED: Final = 40  # characters
_MOST_REMEMBERED: Final = 30_000
_CLITIC: Final = re.compile(r"(?:n['’]t|['’](?:s|re|ve|ll|d|m))$", re.IGNORECASE)


# A token's first and last place in what it was cut from (the last outside), and the token.
_Piece = tuple[int, int, str]


class _Pieces(dict[str, tuple[_Piece, ...]]):
    """The tokens of what stands between two spaces, most of which has been met before."""

    def __missing__(self, written: str) -> tuple[_Piece, ...]:
        pieces = tuple(_cut(written))
        if len(written) <= _LONGEST_REMEMBERED:
            if len(self) >= _MOST_REMEMBERED:
                self.clear()
            self[written] = pieces
        return pieces


_PIECES: Final = _Pieces()


def read_tokens(text: str, start: int, end: int) -> list[Token]:
    """Give the tokens between two offsets, in order.

    Hyphenated words part at the hyphens ("U.S.", "-", "China"), words part from "'s", "n't" and the
    like; a full stop stays with abbreviations and initials; addresses are one token.
    """
    written = text[start:end].split(" ")
    places = accumulate([len(each) + 1 for each in written], initial=start)
    return [
        Token(place + first, place + last, word)
        for place, pieces in zip(places, map(_PIECES.__getitem__, written), strict=False)
        for first, last, word in pieces
    ]


def _cut(written: str) -> Iterator[_Piece]:
    """Cut what holds no space into tokens; no token reaches over one."""
    pattern = _TOKEN_OR_EMAIL if "@" in written else _TOKEN
    for match in pattern.finditer(written):
        word = match.group()
        if len(word) > 1 and (word[-1] == "." or "'" in word or "’" in word):
            yield from _parts(word, match.start())
        else:
            yield match.start(), match.end(), word


def _parts(word: str, start: int) -> Iterator[_Piece]:
    """Part a word from its full stop and from a clitic, where it has them."""
    body = word
    if word[-1] == "." and not _keeps_stop(word):
        body = word[:-1]
    end = start + len(body)
    clitic = _CLITIC.search(body)
    cut = clitic.start() if clitic else 0
    if cut:
        yield start, start + cut, body[:cut]
    yield start + cut, end, body[cut:]
    if body is not word:
        yield end, end + 1, "."


def _keeps_stop(word: str) -> bool:
    body = word[:-1]
    if len(body) == 1:
        # Initials; but "World War I." ends a sentence more often than an Isaac is shortened.
        return (body.isupper() and body != "I") or body == "."
    return "." in body or is_abbreviation(body)
