"""A document with its names, seen token by token."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cached_property
from typing import Final

from msgspec import Struct

from pipelines.extract.mentions import NamedMention
from pipelines.extract.text import Document
from schemas.analysis import EntityType

_BEYOND: Final = ("",) * 64


class Name(Struct, frozen=True, kw_only=True):
    """A named mention; `first` and `end` count tokens, `start` and `stop` code points."""

    first: int
    end: int
    start: int
    stop: int
    text: str
    entity_type: EntityType
    confidence: float
    in_title: bool


class Reading:
    """One text (body or title): its words, names and sentences by token number."""

    def __init__(self, document: Document, mentions: Sequence[NamedMention]) -> None:
        self.document = document
        self.in_title = document.is_title
        self.words = document.words.written
        self.low = document.words.low
        # Gives a word in lower case, an empty one where a few tokens beyond the text are asked for:
        # those before it count from the end of the list.
        self.word = [*self.low, *_BEYOND].__getitem__
        self.places = document.words.places
        self.low_places = document.words.low_places
        self._starts = document.starts
        self._sentence_ends = [sentence.end_token for sentence in document.sentences]
        self.names: list[Name] = []
        self.starting: dict[int, Name] = {}
        self.ending: dict[int, Name] = {}
        self.covering: dict[int, Name] = {}
        self.rename([name for each in mentions if (name := self._name(each)) is not None])

    @cached_property
    def distinct(self) -> frozenset[str]:
        """The words of the text, as written."""
        return frozenset(self.words)

    @cached_property
    def capitals_within(self) -> frozenset[str]:
        """The words that have a capital without opening a sentence."""
        opening = {sentence.first_token for sentence in self.document.sentences}
        return frozenset(
            word
            for token, word in enumerate(self.words)
            if token not in opening and word[0].isupper()
        )

    def rename(self, names: list[Name]) -> None:
        """Take these names, in order and none overlapping another, for those of the text."""
        if names == self.names:
            return
        self.names = names
        self.starting = {name.first: name for name in self.names}
        self.ending = {name.end: name for name in self.names}
        self.covering = {
            token: name for name in self.names for token in range(name.first, name.end)
        }

    def _name(self, mention: NamedMention) -> Name | None:
        return self.name_between(
            bisect_left(self._starts, mention.start),
            bisect_left(self._starts, mention.end),
            mention.entity_type,
            mention.confidence,
        )

    def name_between(
        self, first: int, end: int, entity_type: EntityType, confidence: float
    ) -> Name | None:
        """Give the name that some tokens make; None where there are none."""
        if first >= end:
            return None
        start, stop = self.span(first, end)
        return Name(
            first=first,
            end=end,
            start=start,
            stop=stop,
            text=self.document.text[start:stop],
            entity_type=entity_type,
            confidence=confidence,
            in_title=self.in_title,
        )

    def recut(self, name: Name, first: int, end: int, entity_type: EntityType) -> Name:
        """Give a name with other bounds and type; itself where no tokens are left."""
        return self.name_between(first, end, entity_type, name.confidence) or name

    def names_between(self, first: int, end: int) -> list[Name]:
        """Give the names that begin among some tokens."""
        return [self.starting[token] for token in range(first, end) if token in self.starting]

    def span(self, first: int, end: int) -> tuple[int, int]:
        """Give the code points that some tokens (at least one) stand at."""
        tokens = self.document.tokens
        return tokens[first].start, tokens[end - 1].end

    def text_of(self, first: int, end: int) -> str:
        """Give the text of some tokens as it stands there."""
        if first >= end:
            return ""
        start, stop = self.span(first, end)
        return self.document.text[start:stop]

    def sentence_of(self, token: int) -> int:
        """Give the number of the sentence a token stands in."""
        return bisect_right(self._sentence_ends, token)

    def sentence_range(self, token: int) -> tuple[int, int]:
        """Give the first token and the end of the sentence a token stands in."""
        number = self.sentence_of(token)
        if number >= len(self.document.sentences):
            return 0, len(self.words)
        sentence = self.document.sentences[number]
        return sentence.first_token, sentence.end_token

    def continues_line(self, token: int) -> bool:
        """Whether a word stands in the same line as the one before it."""
        tokens = self.document.tokens
        return "\n" not in self.document.text[tokens[token - 1].end : tokens[token].start]

    def is_free(self, token: int) -> bool:
        """Whether a word is part of no name."""
        return token not in self.covering
