"""What attributes without a verb: "according to X", "in X's view", "X's claim that", "X: “…”"."""

from __future__ import annotations

from typing import Final

from pipelines.extract.clauses import Subject
from pipelines.extract.clauses.verb_groups import Verb
from pipelines.extract.function_words import CONJUNCTIONS, POSSESSIVE_MARKS, SUBJECT_PRONOUNS
from pipelines.extract.quotes.attributions import CueReader
from pipelines.extract.quotes.contents import Content
from pipelines.extract.quotes.cues import NO_SOURCES, Cue
from pipelines.extract.quotes.preceding import DASHES
from pipelines.extract.verb_forms import is_finite

_GAP_WITHIN: Final = 40
_VIEW_WITHIN: Final = 10
_FEWEST_TOKENS: Final = 3


class OtherCueReader(CueReader):
    """Reads prepositions, nouns and marks that attribute."""

    def according_to(self, index: int, lowest: int, highest: int) -> None:
        """Add what stands beside "according to X"."""
        self._beside(index, index + 2, lowest, highest)

    def _beside(self, index: int, source: int, lowest: int, highest: int) -> None:
        """Add what stands beside an adjunct that begins at a token and names its source at another."""
        subject = self._subjects.after(source, highest)
        if subject is None or self._words[subject.last] in NO_SOURCES:
            return
        if self._words[index] == "as" and subject.actor is None:
            return  # “as per the rules”
        cue = Cue("according to", "base", frozenset())
        begins = self._begins_clause(index, lowest) or (
            self._words[index - 1] == "," and not self._stretches.has_verb(lowest, index)
        )
        if begins:
            first = self._after_source(subject, highest)
            if first is None:
                return
            end = self._stretches.clause_end(first, highest, own_clauses=False)
            content = Content(first, end, source)
        else:
            first = self._list.content_start(index, lowest)
            content = Content(first, self._stretches.trimmed(first, index), source)
        if content.end - content.first >= _FEWEST_TOKENS:
            self._list.add(index, source, cue, subject, content, 0.9)

    def noun(self, index: int, lowest: int, highest: int) -> None:
        """Add what follows "X's claim that"."""
        if index - 2 < lowest or self._words[index - 1] not in POSSESSIVE_MARKS:
            return
        owner = self._reading.to_token.get(index - 2)
        content = self._contents.after_that(index + 1, highest)
        if owner is None or content is None:
            return
        first, last = self._reading.first_of(owner), index - 2
        subject = Subject(first, last, owner.actor, owner.confidence, start=first)
        self._list.add(
            index, index + 1, Cue(self._words[index], "base", frozenset()), subject, content, 0.7
        )

    def view(self, index: int, lowest: int, highest: int) -> None:
        """Add what follows "In X's view,", or stands beside "in the words of X"."""
        if self._words[max(lowest, index - 2) : index + 2] == ["in", "the", "words", "of"]:
            self._beside(index - 2, index + 2, lowest, highest)
            return
        begins = index - lowest < _VIEW_WITHIN and self._words[lowest] == "in"
        if not begins or index + 1 >= highest or self._words[index + 1] != ",":
            return
        owner = self._reading.to_token.get(index - 2)
        if owner is None or self._words[index - 1] not in POSSESSIVE_MARKS:
            return
        end = self._stretches.clause_end(index + 2, highest, own_clauses=False)
        first, last = self._reading.first_of(owner), index - 2
        subject = Subject(first, last, owner.actor, owner.confidence, start=first)
        cue = Cue(self._words[index], "base", frozenset())
        self._list.add(index, index + 1, cue, subject, Content(index + 2, end, index + 1), 0.75)

    def colon(self, index: int, lowest: int, highest: int) -> None:
        """Add “…” after "X:"."""
        marked = self._contents.marked_after(index, highest)
        if marked is None:
            return
        subject = self._subjects.before(Verb(index - 1), lowest)
        if subject is None or subject.actor is None or subject.start != lowest:
            return
        self._list.add(index, index + 1, Cue(":", "base", frozenset()), subject, marked, 0.8)

    def _begins_clause(self, index: int, lowest: int) -> bool:
        if index == lowest or self._words[index - 1] in CONJUNCTIONS:
            return True
        return self._words[index - 1] in DASHES or index - 1 in self._reading.opens

    def _after_source(self, subject: Subject, highest: int) -> int | None:
        """Give where the content begins after "According to X, the head of Y, …"."""
        at = subject.last + 1
        commas: list[int] = []
        for place in range(at, min(highest, at + _GAP_WITHIN)):
            if self._words[place] == ",":
                commas.append(place)
            issued = is_finite(self._words[place]) and self._words[place + 1 : place + 2] == ["by"]
            if self._words[place] in SUBJECT_PRONOUNS or (
                is_finite(self._words[place]) and not issued
            ):
                break
        if not commas:
            return None
        return commas[min(1, len(commas) - 1)] + 1 if self._is_apposition(commas) else commas[0] + 1

    def _is_apposition(self, commas: list[int]) -> bool:
        return len(commas) == 2 and self._words[commas[0] + 1] in ("the", "a", "an", "who", "its")
