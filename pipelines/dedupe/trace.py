"""An article as it is compared: without its host's boilerplate, as hashes of tokens and shingles."""

from __future__ import annotations

import hashlib
import re
from typing import Final

import numpy as np
from msgspec import Struct

from pipelines.dedupe.sketch import keys_of, shingles_of, sketch_of
from pipelines.dedupe.tokens import (
    NUMBER_BIT,
    Hashes,
    grams,
    hash_tokens,
    is_content,
    is_unspaced,
    tokenise,
)

_LINE_END: Final = re.compile(r"\s*\n\s*")
_DIGITS: Final = re.compile(r"\d+")
_LONGEST_BOILERPLATE_CHARS: Final = 300
_FIRST_LINES: Final = 1  # boilerplate stands at the edges
_LAST_LINES: Final = 3
UNDATED_MS: Final = 1 << 61  # near every time, and later than any
MIN_TOKENS: Final = 12  # fewer say too little to tell a copy from a coincidence


class Line(Struct, frozen=True):
    """One line of a text: where it begins in the text, and its words."""

    start: int
    text: str


class Document(Struct, frozen=True, kw_only=True, array_like=True):
    """What deduplication needs of an article.

    `at_ms` is its event time since 1970, `UNDATED_MS` where nothing is known of it; `entry` names the
    feed's entry, where the feed gives ids.
    """

    id: str
    host: str
    at_ms: int
    title: str
    text: str
    content_hash: str
    entry: str = ""


class Trace(Struct, frozen=True, kw_only=True):
    """A document taken apart: its lines without boilerplate, and hashes of what they say.

    `numbers_before` and `numbers_after` are its numbers with the word before and after each.
    """

    document: Document
    content: tuple[Line, ...]
    hashes: Hashes
    shingles: Hashes
    sketch: bytes
    keys: tuple[int, ...]
    title_words: frozenset[str]
    title_numbers: frozenset[str]
    numbers_before: frozenset[int]
    numbers_after: frozenset[int]


def lines_of(text: str) -> list[Line]:
    """Split a text into its lines, without blank ones."""
    lines: list[Line] = []
    start = 0
    for break_ in _LINE_END.finditer(text):
        if break_.start() > start:
            lines.append(Line(start, text[start : break_.start()]))
        start = break_.end()
    if start < len(text):
        lines.append(Line(start, text[start:]))
    return lines


def edge_keys(host: str, text: str) -> tuple[int, tuple[int, ...]]:
    """Give a hash of the text's longest line, and the keys of the lines that may be boilerplate.

    These stand at the edges, and a line repeats only beside different articles: those are told apart
    by their longest line, which is never boilerplate itself.
    """
    lines = lines_of(text)
    if len(lines) < 2:
        return 0, ()
    longest = max(lines, key=lambda line: len(line.text))
    edges = (*lines[:_FIRST_LINES], *lines[-_LAST_LINES:])
    keys = dict.fromkeys(
        line_key(host, line.text)
        for line in edges
        if line.text != longest.text and len(line.text) <= _LONGEST_BOILERPLATE_CHARS
    )
    return hash32(longest.text), tuple(keys)


def line_key(host: str, line: str) -> int:
    """Give the key of a line of a host: case, white space and the value of numbers don't matter."""
    return hash32(host, _DIGITS.sub("0", " ".join(line.casefold().split())))


def trace_of(document: Document, boilerplate: frozenset[int]) -> Trace:
    """Take a document apart, leaving out the lines whose keys are `boilerplate`."""
    content = tuple(
        line
        for line in lines_of(document.text)
        if not boilerplate or line_key(document.host, line.text) not in boilerplate
    )
    text = "\n".join(line.text for line in content)
    tokens = tokenise(text)
    hashes = hash_tokens(tokens)
    shingles = shingles_of(hashes)
    enough = len(tokens) >= MIN_TOKENS
    title = tokenise(document.title)
    before, after = _numbers_in_context(hashes)
    return Trace(
        document=document,
        content=content,
        hashes=hashes,
        shingles=shingles,
        sketch=sketch_of(shingles) if enough else b"",
        keys=keys_of(hashes, unspaced=is_unspaced(text, len(tokens))) if enough else (),
        title_words=frozenset(
            token for token in title if is_content(token) and not _DIGITS.search(token)
        ),
        title_numbers=frozenset(_DIGITS.findall(document.title)),
        numbers_before=before,
        numbers_after=after,
    )


def loose_shingles(trace: Trace) -> Hashes:
    """Give the runs of three tokens, in order: what is left of a text after every fifth word changed."""
    return grams(trace.hashes, 3)


def _numbers_in_context(hashes: Hashes) -> tuple[frozenset[int], frozenset[int]]:
    """Give each number with the word before it, and with the word after it."""
    pairs = grams(hashes, 2)
    is_number = (hashes & np.uint64(NUMBER_BIT)).astype(bool)
    before, after = pairs[is_number[1:]], pairs[is_number[:-1]]
    return frozenset(before.tolist()), frozenset(after.tolist())


def hash32(*parts: str) -> int:
    """Give 32 bits for some strings: to look up by, where a coincidence does no harm."""
    text = "\x1f".join(parts).encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.blake2b(text, digest_size=4).digest(), "little")
