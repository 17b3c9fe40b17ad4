"""A text's tokens: words, numbers and marks; every code point that is no space is in one of them."""

from __future__ import annotations

import re
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
    r"[A-Za-z]++(?=[ ,])"  # most words; the rest of the alternatives would find the same
    r"|https?://[^\s<>\"“”]*[^\s<>\"“”.,;:!?()'’\]]"
    r"|(?:[^\W\d_]\.){1,8}[^\W\d_](?:\.|(?!\w))|Ph\.D\b\.?"  # U.S., U.S, a.m., J.R.R.
    r"|\d+(?:[.,:]\d+)*\w*"
    rf"|{_WORD}(?:[&'’]{_WORD})*(?:\.(?:com|org|net)\b|\.(?!\.))?"
    rf"|[@#]{_WORD}"
    r"|['’](?:s|re|ve|ll|d|m)\b|\.{2,}|-{2,}|``|''|\S"
)
_TOKEN: Final = re.compile(f"({_PATTERN})")
_EMAIL: Final = r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}"
_TOKEN_OR_EMAIL: Final = re.compile(f"({_EMAIL}|{_PATTERN})")
_CLITIC: Final = re.compile(r"(?:n['’]t|['’](?:s|re|ve|ll|d|m))$", re.IGNORECASE)


def read_tokens(text: str, start: int, end: int) -> list[Token]:
    """Give the tokens between two offsets, in order.

    Hyphenated words part at the hyphens ("U.S.", "-", "China"), words part from "'s", "n't" and the
    like; a full stop stays with abbreviations and initials; addresses are one token.
    """
    pattern = _TOKEN if text.find("@", start, end) < 0 else _TOKEN_OR_EMAIL
    pieces = pattern.split(text[start:end])  # what stands between, a word, what stands between, …
    words = pieces[1::2]
    bounds = list(accumulate(map(len, pieces), initial=start))
    tokens = list(map(Token, bounds[1::2], bounds[2::2], words))
    parted: list[Token] = []
    done = 0
    for index in [
        index
        for index, word in enumerate(words)
        if (word[-1] == "." or "'" in word or "’" in word) and len(word) > 1
    ]:
        parted += tokens[done:index]
        parted += _parts(words[index], tokens[index].start)
        done = index + 1
    return parted + tokens[done:] if done else tokens


def _parts(word: str, start: int) -> list[Token]:
    """Part a word from its full stop and from a clitic, where it has them."""
    parts: list[Token] = []
    body = word
    if word[-1] == "." and not _keeps_stop(word):
        body = word[:-1]
    end = start + len(body)
    clitic = _CLITIC.search(body)
    cut = clitic.start() if clitic else 0
    if cut:
        parts.append(Token(start, start + cut, body[:cut]))
    parts.append(Token(start + cut, end, body[cut:]))
    if body is not word:
        parts.append(Token(end, end + 1, "."))
    return parts


def _keeps_stop(word: str) -> bool:
    body = word[:-1]
    if len(body) == 1:
        # Initials; but "World War I." ends a sentence more often than an Isaac is shortened.
        return (body.isupper() and body != "I") or body == "."
    return "." in body or is_abbreviation(body)
