"""An article as it is compared: without its host's boilerplate, as hashes of tokens and shingles."""

from __future__ import annotations

import re
from functools import cached_property, lru_cache
from typing import Final
from zlib import crc32

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from pipelines.dedupe.markup import without_markup
from pipelines.dedupe.sketch import shingles_of, signature_of
from pipelines.dedupe.tokens import (
    CONTENT_BIT,
    NUMBER_BIT,
    Hashes,
    Places,
    Tokens,
    distinct,
    grams,
    is_latin,
    tokens_of,
)

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
_PAIR_FACTOR: Final = np.uint64(0x9E3779B97F4A7C15)
_LONGER_WORD_CHARS: Final = 4
TIMES_REPEATED: Final = 3  # a line beside three different articles of a host belongs to the host
UNDATED_MS: Final = 1 << 61  # near every time, and later than any
MIN_TOKENS: Final = 12  # fewer say too little to tell a copy from a coincidence


class Document(Struct, frozen=True, gc=False, kw_only=True, array_like=True):
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


class Trace(Struct, frozen=True, kw_only=True, dict=True):
    """A document taken apart: the tokens of its text without boilerplate, and what is made of them.

    `shingle_row` has the five-grams in the order of the text, `shingles` each of them once, sorted.
    What only a comparison needs is made when first asked for.
    """

    document: Document
    hashes: Hashes
    starts: Places
    ends: Places
    shingle_row: Hashes
    shingles: Hashes
    sketch: bytes
    keys: tuple[int, ...]

    @cached_property
    def shingle_places(self) -> tuple[Hashes, Places]:
        """The five-grams in the order of their hashes, and the place of each in the text."""
        order = np.argsort(self.shingle_row, kind="stable").astype(np.int32)
        return self.shingle_row[order], order

    @cached_property
    def content_words(self) -> Hashes:
        """The set of the words that are no grammar."""
        return distinct(self._content)

    @cached_property
    def content_row(self) -> Hashes:
        """Every two content words that follow each other, in order."""
        return grams(self._content, 2)

    @cached_property
    def content_pairs(self) -> Hashes:
        """The set of these: what is left of a text where much was put in other words."""
        return distinct(self.content_row)

    @property
    def _content(self) -> Hashes:
        content: Hashes = self.hashes[(self.hashes & np.uint64(CONTENT_BIT)).astype(bool)]
        return content

    @cached_property
    def head_shingles(self) -> Hashes:
        """The shingles of the first third: a host's furniture stands below the article."""
        return shingles_of(self.hashes[: len(self.hashes) // 3])

    @cached_property
    def number_values(self) -> Hashes:
        """The set of the numbers."""
        return distinct(self.hashes[(self.hashes & np.uint64(NUMBER_BIT)).astype(bool)])

    @cached_property
    def numbers(self) -> tuple[Hashes, Hashes]:
        """The numbers with the word before each, and with the word after each."""
        places = np.flatnonzero(self.hashes & np.uint64(NUMBER_BIT))
        return (
            distinct(_pairs_at(self.hashes, places[places > 0] - 1)),
            distinct(_pairs_at(self.hashes, places[places < len(self.hashes) - 1])),
        )


def _pairs_at(hashes: Hashes, places: npt.NDArray[np.int64]) -> Hashes:
    """Give a hash of the two tokens at each place, which is compared with its like alone."""
    return hashes[places] * _PAIR_FACTOR + hashes[places + 1]


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


def trace_of(document: Document, outline: Outline, boilerplate: frozenset[int]) -> Trace:
    """Take a document apart, leaving out the edge lines whose keys are `boilerplate`."""
    tokens = tokens_of(without_markup(document.text))
    if boilerplate:
        tokens = _without(tokens, [edge for edge in outline.edges if edge.key in boilerplate])
    signature = signature_of(tokens.hashes, unspaced=tokens.unspaced)
    enough = len(tokens.hashes) >= MIN_TOKENS
    return Trace(
        document=document,
        hashes=tokens.hashes,
        starts=tokens.starts,
        ends=tokens.ends,
        shingle_row=signature.shingle_row,
        shingles=signature.shingles,
        sketch=signature.sketch if enough else b"",
        keys=signature.keys if enough else (),
    )


def _without(tokens: Tokens, lines: list[EdgeLine]) -> Tokens:
    keep = np.ones(len(tokens.starts), bool)
    bounds = np.array([(line.start, line.end) for line in lines], np.int32)
    for first, last in tokens.starts.searchsorted(bounds).tolist():
        keep[first:last] = False
    return Tokens(tokens.hashes[keep], tokens.starts[keep], tokens.ends[keep], tokens.unspaced)


def hash32(*parts: str) -> int:
    """Give 32 bits for some strings: to look up by, where a coincidence does no harm."""
    return crc32("\x1f".join(parts).encode("utf-8", "surrogatepass"))
