"""The lines of a text, and which of them may be boilerplate of the host: those at its edges."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final
from zlib import crc32

from msgspec import Struct

from pipelines.dedupe.document import Document
from pipelines.dedupe.tokens import is_latin

_OTHERS: Final = re.compile(r"[\W\d_]+")  # what is no letter
_LATIN: Final = bytes(range(256)).decode("latin-1")
_LATIN_LOWER: Final = _LATIN.lower().encode("latin-1")
_LATIN_OTHERS: Final = "".join(
    each for each in _LATIN if not each.isalpha() and each != "\n"
).encode("latin-1")
_BETWEEN_SENTENCES: Final = re.compile(r"[.!?…][”\"’')\]]?\s+(?=[^\sa-z])")
_LONGEST_BOILERPLATE_CHARS: Final = 1_000
_FIRST_LINES: Final = 3  # boilerplate stands at the edges
_LAST_LINES: Final = 8
_FEWEST_LINES: Final = 3
_OUTLINES_KEPT: Final = 16
_LONGER_WORD_CHARS: Final = 4
TIMES_REPEATED: Final = 3  # a line beside three different articles of a host belongs to the host


class EdgeLine(Struct, frozen=True, gc=False):
    """A line at an edge of a text, which may be boilerplate of its host: its key and where it stands."""

    key: int
    start: int
    end: int


class Outline(Struct, frozen=True, gc=False):
    """The edge lines of a text, their keys, and what tells its article from others of the host.

    A line is boilerplate where a host repeats it beside different articles. `beside` is the smallest
    hash of the longer words of the headline, so that versions of an article mostly have the same.
    """

    edges: tuple[EdgeLine, ...]
    keys: frozenset[int]
    beside: int


@lru_cache(maxsize=_OUTLINES_KEPT)  # copies and stories ask for the same
def outline_of(document: Document) -> Outline:
    """Find the edge lines of a document's text."""
    lines = lines_of(document.text)
    if len(lines) < 2:
        return Outline((), frozenset(), 0)
    last = max(_FIRST_LINES, len(lines) - _LAST_LINES)
    edges = [
        (start, text)
        for start, text in (*lines[:_FIRST_LINES], *lines[last:])
        if len(text) <= _LONGEST_BOILERPLATE_CHARS
    ]
    keys = line_keys(document.host, [text for _, text in edges])
    return Outline(
        edges=tuple(
            EdgeLine(key, start, start + len(text))
            for key, (start, text) in zip(keys, edges, strict=True)
        ),
        keys=frozenset(keys),
        beside=_word_of(document.title)
        or hash32(document.title or _longest(lines[_FIRST_LINES:last])),
    )


def lines_of(text: str) -> list[tuple[int, str]]:
    """Give where each line begins, and its words; sentences, where a text has no lines."""
    lines = _lines(text)
    return lines if len(lines) >= _FEWEST_LINES else _sentences(text)


def _lines(text: str) -> list[tuple[int, str]]:
    """Give where each line begins, and its words, without blank lines."""
    lines: list[tuple[int, str]] = []
    start = 0
    for line in text.split("\n"):
        words = line.strip()
        if words:
            lines.append((start + line.index(words[0]), words))
        start += len(line) + 1
    return lines


def _sentences(text: str) -> list[tuple[int, str]]:
    """Give where each sentence begins, and its words."""
    starts = [0, *(found.end() for found in _BETWEEN_SENTENCES.finditer(text))]
    ends = [*starts[1:], len(text)]
    return [(start, text[start:end].rstrip()) for start, end in zip(starts, ends, strict=True)]


def _longest(lines: list[tuple[int, str]]) -> str:
    return max((text for _, text in lines), key=len, default="")


def _word_of(title: str) -> int:
    """Give a hash of one longer word of a headline; 0 where there is none."""
    words = (word for word in title.casefold().split() if len(word) >= _LONGER_WORD_CHARS)
    return min((crc32(word.encode("utf-8", "surrogatepass")) for word in words), default=0)


def line_keys(host: str, lines: list[str]) -> list[int]:
    """Give the keys of lines of a host: their letters count, not case, blanks, numbers and marks."""
    begin = hash32(host, "")
    text = "\n".join(lines)
    if is_latin(text):
        letters = _letters(text).split(b"\n")
        if len(letters) == len(lines):
            return [crc32(each, begin) for each in letters]
    return [crc32(_letters_of_line(line), begin) for line in lines]


def _letters(text: str) -> bytes:
    """Give the letters and line ends of a text in which `is_latin` finds no others."""
    return text.encode("latin-1", "ignore").translate(_LATIN_LOWER, _LATIN_OTHERS)


def _letters_of_line(line: str) -> bytes:
    if is_latin(line):
        return _letters(line).replace(b"\n", b"")
    return _OTHERS.sub("", line.casefold()).encode("utf-8", "surrogatepass")


def hash32(*parts: str) -> int:
    """Give 32 bits for some strings: to look up by, where a coincidence does no harm."""
    return crc32("\x1f".join(parts).encode("utf-8", "surrogatepass"))
