"""Attributions: who says which stretch of the text.

Source, cue and content are those of PARC (Pareti 2012).
"""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from pipelines.extract.clauses import Reading, Subject, SubjectFinder
from pipelines.extract.quotes.contents import Content, ContentReader
from pipelines.extract.quotes.cues import Cue
from pipelines.extract.quotes.preceding import PrecedingReader

_FEWEST_WORDS: Final = 2


class Attribution(Struct, frozen=True, kw_only=True):
    """Tokens `first` up to `end` (outside) are what `subject` says.

    The cue stands from `cue_first` up to `cue_end`.
    `around`: the content stands on both sides of the reporting clause.
    """

    first: int
    end: int
    subject: Subject
    cue_first: int
    cue_end: int
    lemma: str
    addressee: str | None = None
    confidence: float = 0.9
    around: bool = False


class AttributionList:
    """The attributions found so far in one text, and the readers that all cues share."""

    def __init__(self, reading: Reading, subjects: SubjectFinder) -> None:
        self.reading = reading
        self.subjects = subjects
        self.contents = ContentReader(reading)
        self.preceding = PrecedingReader(reading, self.contents.stretches)
        self.found: list[Attribution] = []

    def add(
        self,
        index: int,
        cue_end: int,
        cue: Cue,
        subject: Subject,
        content: Content,
        confidence: float,
        *,
        around: bool = False,
    ) -> None:
        """Add one attribution; a content of one word counts only in quotation marks."""
        if content.end - content.first < _FEWEST_WORDS and content.first not in self.reading.opens:
            return
        addressee = content.addressee.actor if content.addressee is not None else None
        self.found.append(
            Attribution(
                first=content.first,
                end=content.end,
                subject=subject,
                cue_first=index,
                cue_end=cue_end,
                lemma=cue.lemma,
                addressee=addressee if addressee != subject.actor else None,
                confidence=round(confidence * subject.confidence, 3),
                around=around,
            )
        )

    def content_start(self, end: int, lowest: int) -> int:
        """Give where a content begins that ends before a token."""
        previous_cue = self.found[-1].cue_first if self.found else -1
        return self.preceding.content_start(end, lowest, previous_cue)


class CueReader:
    """What all that read cues go by: one text with its attributions, clauses and subjects."""

    def __init__(self, attributions: AttributionList) -> None:
        self._list = attributions
        self._reading = attributions.reading
        self._words = attributions.reading.words
        self._subjects = attributions.subjects
        self._contents = attributions.contents
        self._stretches = attributions.contents.stretches
        self._preceding = attributions.preceding
