"""Quotes in headlines: "Minister: we will not yield", "We will not yield: minister", "X says Y"."""

from __future__ import annotations

from typing import Final

from pipelines.extract.clauses import Subject
from pipelines.extract.clauses.noun_phrases import is_verb
from pipelines.extract.function_words import PREPOSITIONS, RELATIVES
from pipelines.extract.quotes.attributions import CueReader
from pipelines.extract.quotes.contents import Content
from pipelines.extract.quotes.cues import Cue

_FEWEST_WORDS: Final = 3
_LONGEST_SPEAKER: Final = 8
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
        before, after = self._speaker(0, colon), self._speaker(colon + 1, end)
        if before is not None and after is None:
            self._add(before, colon, colon + 1, end)
        elif after is not None and before is None:
            self._add(after, colon, 0, colon)

    def _speaker(self, first: int, end: int) -> Subject | None:
        """Give who is all that stands between two tokens: a person or a body, no topic."""
        if not 0 < end - first <= _LONGEST_SPEAKER or self._has_verb(first, end):
            return None
        if self._words[first] in PREPOSITIONS:
            return None
        reference = self._reading.to_token.get(end - 1)
        if reference is None and "," in self._words[first:end]:
            reference = self._reading.from_token.get(first)
        actor = self._reading.actors.get(reference.actor) if reference is not None else None
        if reference is None or actor is None or actor.kind not in ("person", "organisation"):
            return None
        start, last = self._reading.first_of(reference), self._reading.last_of(reference)
        return Subject(start, last, actor.id, reference.confidence, start=first)

    def _add(self, subject: Subject, colon: int, first: int, end: int) -> None:
        quoted = first in self._reading.opens
        told = end - first >= _FEWEST_WORDS and self._has_verb(first, end)
        if quoted or (told and self._words[first] not in _NO_SPEECH):
            self._list.add(colon, colon + 1, _COLON, subject, Content(first, end, colon + 1), 0.7)

    def _has_verb(self, first: int, end: int) -> bool:
        """Whether a main clause stands between two tokens: “the woman who fell” is none."""
        for at in range(first, end):
            if self._words[at] in RELATIVES:
                return False
            if is_verb(self._reading, at):
                return True
        return False
