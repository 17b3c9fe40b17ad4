"""An article as it is compared: without its host's boilerplate, as hashes of tokens and shingles."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from pipelines.dedupe.document import Document
from pipelines.dedupe.markup import without_markup
from pipelines.dedupe.outline import EdgeLine, Outline
from pipelines.dedupe.sketch import shingles_of, signature_of
from pipelines.dedupe.tokens import (
    NUMBER_BIT,
    Hashes,
    Places,
    Tokens,
    content_of,
    distinct,
    grams,
    tokens_of,
)
from pipelines.extract.text.quotation_marks import find_quoted

_PAIR_FACTOR: Final = np.uint64(0x9E3779B97F4A7C15)
_PARAGRAPH: Final = re.compile(r"\S.*")
MIN_TOKENS: Final = 12  # fewer say too little to tell a copy from a coincidence


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

    @cached_property
    def quoted(self) -> npt.NDArray[np.bool_]:
        """Which of the tokens stand in quotation marks."""
        text = self.document.text
        paragraphs = [found.span() for found in _PARAGRAPH.finditer(text)]
        quoted = np.zeros(len(self.starts), np.bool_)
        regions = find_quoted(text, paragraphs)
        bounds = np.array([(region.start, region.end) for region in regions], np.int32)
        for first, last in self.starts.searchsorted(bounds).tolist():
            quoted[first:last] = True
        return quoted

    @cached_property
    def own_pairs(self) -> Hashes:
        """The set of every two content words that follow each other outside of quotation marks."""
        return distinct(grams(content_of(self.hashes[~self.quoted]), 2))

    @cached_property
    def single_words(self) -> tuple[Hashes, npt.NDArray[np.int64]]:
        """The content words that stand there once, sorted, and the place of each among all."""
        words, places, counts = np.unique(self._content, return_index=True, return_counts=True)
        return words[counts == 1], places[counts == 1]

    @property
    def _content(self) -> Hashes:
        return content_of(self.hashes)

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
