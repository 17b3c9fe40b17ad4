"""A document with its references, as tokens: what the search for subjects and quotes walks on."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from typing import Final

from pipelines.extract.actors import Cast, Reference
from pipelines.extract.function_words import POSSESSIVE_MARKS
from pipelines.extract.text import Document, QuotedRegion
from schemas.analysis import Actor

# No walk over tokens is longer: keeps everything linear on a text of one sentence.
LONGEST_WALK: Final = 160
_ORDERS: Final = frozenset({"KC", "QC", "SC", "CBE", "OBE", "MBE"})


class Reading:
    """Tokens of a body or headline in lower case; its units, quoted regions, references by token index.

    A unit is what a reader takes for one sentence: direct speech of several sentences together with
    the clause that reports it. `closes[i]` is the index of the mark that opens what token `i` closes,
    `opens` the other way round.
    """

    def __init__(self, body: Document, cast: Cast, references: Iterable[Reference] = ()) -> None:
        self.in_title = body.is_title
        self.text = body.text
        self.tokens = body.tokens
        self.words = body.words.low
        self.places = body.words.low_places
        self.actors: dict[str, Actor] = {actor.id: actor for actor in cast.actors}
        self._starts = body.starts
        self.opens: dict[int, int] = {}
        self.closes: dict[int, int] = {}
        self.regions: list[tuple[int, int, QuotedRegion]] = []
        self._read_regions(body.quoted)
        self.region_starts = [first for first, _, _ in self.regions]
        self._outer_opens = [first for first, _, region in self.regions if not region.depth]
        self.references: list[Reference] = []
        self.reference_starts: list[int] = []
        self.from_token: dict[int, Reference] = {}
        self.to_token: dict[int, Reference] = {}
        # By where a reference starts and ends: its first token and its last.
        self._first_at: dict[int, int] = {}
        self._last_at: dict[int, int] = {}
        self.beside: dict[int, list[str]] = {}  # “both sides”: further actors by their start
        self._add_references((*cast.references, *references))
        self.units = self._read_units(body)
        self._unit_starts = [first for first, _, _ in self.units]

    def token_at(self, offset: int) -> int:
        """Give the index of the token that an offset lies in or before."""
        index = bisect_right(self._starts, offset) - 1
        if index >= 0 and self.tokens[index].end > offset:
            return index
        return index + 1

    def end_token(self, offset: int) -> int:
        """Give the index after the last token that begins before an offset."""
        return bisect_left(self._starts, offset)

    def unit_of(self, index: int) -> tuple[int, int, int]:
        """Give first token, end token and paragraph of the unit that a token is in."""
        return self.units[bisect_right(self._unit_starts, index) - 1]

    def unit_number(self, index: int) -> int:
        """Give the number of the unit that a token is in."""
        return bisect_right(self._unit_starts, index) - 1

    def first_of(self, reference: Reference) -> int:
        """Give the index of a reference's first token."""
        return self._first_at[reference.start]

    def last_of(self, reference: Reference) -> int:
        """Give the index of a reference's last token: "Ann Lee" ends at "KC" where that follows."""
        return self._last_at[reference.end]

    def kind_of(self, reference: Reference) -> str | None:
        """Give what kind of actor a reference means; None where the cast has none."""
        actor = self.actors.get(reference.actor)
        return actor.kind if actor is not None else None

    def outer_of(self, index: int) -> tuple[int, int] | None:
        """Give the marks of the outermost quotation that a token stands in; None outside of all."""
        position = bisect_right(self._outer_opens, index) - 1
        if position < 0:
            return None
        first = self._outer_opens[position]
        last = self.opens[first]
        return (first, last) if index <= last else None

    def is_quoted(self, index: int) -> bool:
        """Whether a token stands within quotation marks (the marks themselves included)."""
        return self.outer_of(index) is not None

    def is_free(self, index: int) -> bool:
        """Whether a token stands apart from the one before it."""
        return index == 0 or self.tokens[index - 1].end < self.tokens[index].start

    def is_owned(self, index: int) -> bool:
        """Whether a token follows a possessive's mark, which no quotation ends with."""
        before = index - 1
        return index > 0 and self.words[before] in POSSESSIVE_MARKS and before not in self.closes

    def is_named(self, index: int) -> bool:
        """Whether a token is part of a name."""
        start = self.tokens[index].start
        position = bisect_right(self.reference_starts, start) - 1
        for number in range(position, max(-1, position - 3), -1):
            reference = self.references[number]
            if reference.end > start and reference.kind == "name":
                return True
        return False

    def is_capitalised(self, index: int) -> bool:
        """Whether a token begins with a capital."""
        return self.tokens[index].text[0].isupper()

    def _read_regions(self, quoted: Iterable[QuotedRegion]) -> None:
        for region in quoted:
            first = self.token_at(region.start)
            last = self.end_token(region.end) - 1
            if last <= first or first in self.opens:
                continue
            self.opens[first] = last
            self.closes.setdefault(last, first)
            self.regions.append((first, last, region))

    def _add_references(self, references: Iterable[Reference]) -> None:
        mine = [each for each in references if each.in_title == self.in_title]
        mine.sort(key=lambda each: (each.start, -each.end))
        for reference in mine:
            first, last = self.token_at(reference.start), self._last_token(reference.end)
            self._first_at[reference.start], self._last_at[reference.end] = first, last
            if first > last:
                continue
            self.references.append(reference)
            self.reference_starts.append(reference.start)
            self.from_token.setdefault(first, reference)
            known = self.to_token.get(last)
            if known is None or known.start > reference.start:
                self.to_token[last] = reference
            elif (known.start, known.end) == (reference.start, reference.end):
                self.beside.setdefault(known.start, []).append(reference.actor)

    def _last_token(self, offset: int) -> int:
        end = self.end_token(offset)
        has_order = end < len(self.tokens) and self.tokens[end].text in _ORDERS
        return end if has_order else end - 1

    def _read_units(self, body: Document) -> list[tuple[int, int, int]]:
        """Join sentences whose border lies within quotation marks."""
        units: list[tuple[int, int, int]] = []
        for sentence in body.sentences:
            if sentence.first_token >= sentence.end_token:
                continue
            first = sentence.first_token
            if units and units[-1][2] == sentence.paragraph and self._goes_on(first):
                units[-1] = (units[-1][0], sentence.end_token, sentence.paragraph)
            else:
                units.append((first, sentence.end_token, sentence.paragraph))
        return units or [(0, len(self.tokens), 0)]

    def _goes_on(self, first: int) -> bool:
        position = bisect_left(self._outer_opens, first) - 1
        return position >= 0 and first <= self.opens[self._outer_opens[position]]
