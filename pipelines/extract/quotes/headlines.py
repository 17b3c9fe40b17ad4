"""Quotes in headlines: "Minister: we will not yield", "We will not yield: minister", "X says Y"."""

from __future__ import annotations

from typing import Final

from pipelines.extract.actors import Reference
from pipelines.extract.clauses import Subject
from pipelines.extract.clauses.noun_phrases import is_verb
from pipelines.extract.function_words import PREPOSITIONS, RELATIVES
from pipelines.extract.quotes.attributions import CueReader
from pipelines.extract.quotes.contents import Content
from pipelines.extract.quotes.cues import Cue

_FEWEST_WORDS: Final = 3
_LONGEST_SPEAKER: Final = 8
# “X, writer: …”, “X on the dam: …”
_ENDS_HEAD: Final = frozenset(", after ahead amid at before during in on over to".split())
_COLON: Final = Cue(":", "base", frozenset())
# “Ukraine: what we know”
_NO_SPEECH: Final = frozenset("how what when where which who why".split())


class HeadlineReader(CueReader):
    """Reads the colons of one headline."""

    def read(self) -> None:
        """Add what stands after its speaker and a colon, or before a colon and its speaker."""
        end = len(self._words)
        colons = [at for at, word in enumerate(self._words) if word == ":"]
        if len(colons) != 1:
            return
        colon = colons[0]
        opens = self._reading.opens
        before = self._speaker(0, colon, is_quoted=colon + 1 in opens, is_last=False)
        after = self._speaker(colon + 1, end, is_quoted=0 in opens, is_last=True)
        if before is not None and after is None:
            self._add(before, colon, colon + 1, end)
        elif after is not None and before is None:
            self._add(after, colon, 0, colon)

    def _speaker(
        self, first: int, end: int, *, is_quoted: bool, is_last: bool
    ) -> tuple[Subject, Reference | None] | None:
        """Give who is named first between two tokens, no topic, and whom that is said to.

        Countries speak in words that are quoted, and not where they only tell the place: "Peru: “…”".
        """
        head_end = next((at for at in range(first, end) if self._words[at] in _ENDS_HEAD), end)
        longest = end if is_quoted else first + _LONGEST_SPEAKER
        if not first < head_end <= first + _LONGEST_SPEAKER or end > longest:
            return None
        if self._words[first] in PREPOSITIONS or self._has_verb(first, end):
            return None
        behind = self._words[head_end] if head_end < end else ""
        reference = self._reading.to_token.get(head_end - 1)
        if reference is None or not (is_quoted or is_last or behind in ("", ",")):
            return None
        kind = self._reading.kind_of(reference)
        speaks = is_quoted and (is_last or behind in ("to", "on"))
        if kind not in ("person", "organisation") and not (kind == "country" and speaks):
            return None
        start, last = self._reading.first_of(reference), self._reading.last_of(reference)
        told = self._reading.from_token.get(head_end + 1) if behind == "to" else None
        return Subject(start, last, reference.actor, reference.confidence, start=first), told

    def _add(
        self, speaker: tuple[Subject, Reference | None], colon: int, first: int, end: int
    ) -> None:
        quoted = first in self._reading.opens
        told = end - first >= _FEWEST_WORDS and self._has_verb(first, end)
        if quoted or (told and self._words[first] not in _NO_SPEECH):
            subject, addressee = speaker
            content = Content(first, end, colon + 1, addressee)
            self._list.add(colon, colon + 1, _COLON, subject, content, 0.7)

    def _has_verb(self, first: int, end: int) -> bool:
        """Whether a main clause stands between two tokens: “the woman who fell” is none."""
        for at in range(first, end):
            if self._words[at] in RELATIVES:
                return False
            if is_verb(self._reading, at):
                return True
        return False
