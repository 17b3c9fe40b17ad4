"""What is said before its cue: “…,” X said; "…, X said on Monday."."""

from __future__ import annotations

from typing import Final

from pipelines.extract.clauses import Reading, Subject
from pipelines.extract.clauses.reading import LONGEST_WALK
from pipelines.extract.function_words import (
    CONJUNCTIONS,
    DAYS,
    DETERMINERS,
    OBJECT_PRONOUNS,
    PREPOSITIONS,
    SUBORDINATORS,
    TERMINAL,
    TIMES,
    is_adverb,
)
from pipelines.extract.quotes.cues import ADDRESSEE_NOUNS
from pipelines.extract.quotes.stretches import StretchReader
from pipelines.extract.verb_forms import is_finite

DASHES: Final = frozenset({"-", "–", "—", "--"})
# “When X fell, she says, Y rose”: what these begin is but half of what is said.
_SUBORDINATE: Final = frozenset(
    "after although as because before if once since though unless until when whenever where while".split()
)
_APPOSES: Final = frozenset("a an the who whose its his her".split())
_DATELINE_WITHIN: Final = 14
_GAP_WITHIN: Final = 40
_THAT_WITHIN: Final = 16
_ADJUNCT_WITHIN: Final = 12
_LONG_SPEECH: Final = 12


class PrecedingReader:
    """Reads leftwards from a reporting clause."""

    def __init__(self, reading: Reading, stretches: StretchReader) -> None:
        self._reading = reading
        self._words = reading.words
        self._stretches = stretches

    def ends_before(self, index: int, subject: Subject, lowest: int, highest: int) -> bool:
        """Whether what is said stands before subject and verb: "…, X said on Monday.".

        `index` is the token after verb and addressee.
        """
        if subject.is_shared or subject.start - 1 < lowest:
            return False
        before = subject.start - 1
        after = self._words[index] if index < highest else "."
        if before in self._reading.closes:
            return self.is_speech(self._reading.closes[before], before)
        if self._words[before] != ",":
            return self._region_before(subject, lowest) is not None
        if before - 1 in self._reading.closes:
            return True
        if after == "," and self._opens_sentence(index + 1, highest):
            return False
        if after in (",", ".", "…", "..."):
            return True
        if after == "to" and self._is_infinitive(index + 1, highest):
            return False
        is_clause = self._words[lowest] in _SUBORDINATE or self._stretches.has_verb(lowest, before)
        adjunct = after in PREPOSITIONS or after in TIMES or after in DAYS or is_adverb(after)
        return is_clause and adjunct and not self._that_follows(index, highest)

    def _is_infinitive(self, index: int, highest: int) -> bool:
        """“…, Y vowed to defend”: no adjunct as in “…, Y said to the press”."""
        if index >= highest or index in self._reading.from_token:
            return False
        word = self._words[index]
        return not (word in DETERMINERS or word in OBJECT_PRONOUNS or word in ADDRESSEE_NOUNS)

    def _opens_sentence(self, index: int, highest: int) -> bool:
        """“After the match, X said, “We …””: what is said comes after."""
        if index not in self._reading.opens or self._reading.opens[index] >= highest:
            return False
        return self._reading.is_capitalised(index + 1)

    def _that_follows(self, index: int, highest: int) -> bool:
        for at in range(index, min(highest, index + _THAT_WITHIN)):
            if self._words[at] in (",", "."):
                return False
            if self._words[at] == "that":
                return True
        return False

    def _region_before(self, subject: Subject, lowest: int) -> int | None:
        """Give the mark that closes direct speech before a longer subject ("…,” its chair, X, said")."""
        for at in range(subject.start - 1, max(lowest, subject.start - _GAP_WITHIN) - 1, -1):
            if at in self._reading.closes:
                speech = self.is_speech(self._reading.closes[at], at)
                return at if speech and at + 1 < subject.start else None
            joins = self._words[at] in CONJUNCTIONS and at + 1 < subject.start
            if is_finite(self._words[at]) or joins:  # “founder and CEO X” is one subject
                return None
        return None

    def is_speech(self, opening: int, closing: int) -> bool:
        """Whether a quotation ends as direct speech does before "X said": headlines save the comma."""
        if self._words[closing - 1] in TERMINAL or closing - opening > _LONG_SPEECH:
            return True
        return self._reading.in_title and self._stretches.has_verb(opening + 1, closing)

    def last_clause(self, first: int, end: int) -> int:
        """Give the token after the last comma with "and" or "but"."""
        for at in range(end - 1, max(first, end - _GAP_WITHIN), -1):
            if self._words[at] in ("and", "but") and self._words[at - 1] == ",":
                return at + 1
        return first

    def after_adjunct(self, first: int, resume: int, highest: int) -> int:
        """“…, X said in a judgment read for hours, but …”: go on at the comma before "but".

        What begins at `first` with "if" or "when" goes on in any case.
        """
        goes_on = self._words[first] in _SUBORDINATE
        if resume >= highest or self._words[resume] not in PREPOSITIONS:
            return resume
        for at in range(resume, min(highest - 1, resume + _ADJUNCT_WITHIN)):
            if self._words[at] == ",":
                return at if goes_on or self._words[at + 1] in ("but", "and") else resume
            if at in self._reading.opens or self._words[at] in SUBORDINATORS:
                return resume
        return resume

    def goes_around(self, first: int, end: int, resume: int, highest: int) -> bool:
        """“Guidelines, she said, were …”: the reporting clause stands inside of what is said."""
        if resume + 1 >= highest or self._words[resume] != ",":
            return False
        following = self._words[resume + 1]
        if self._words[first] in _SUBORDINATE:
            return True
        if following in _APPOSES and not self._stretches.has_verb(resume + 1, highest):
            return False
        if following in ("but", "and") or resume + 1 in self._reading.opens or is_finite(following):
            return True
        return not self._stretches.has_verb(first, end)

    def closing_before(self, clause_first: int, lowest: int) -> int | None:
        """Give the closing mark of the direct speech that a reporting clause follows."""
        at = clause_first - 1
        if at >= lowest and self._words[at] == "," and at not in self._reading.closes:
            at -= 1
        if at >= lowest and at in self._reading.closes:
            return at
        for place in range(at, max(lowest, at - _GAP_WITHIN) - 1, -1):
            if place in self._reading.closes:
                is_speech = self.is_speech(self._reading.closes[place], place)
                return place if is_speech and self._words[place - 1] in TERMINAL else None
            if is_finite(self._words[place]):
                return None
        return None

    def opens_speech(self, opening: int, lowest: int) -> bool:
        """Whether a quotation stands by itself, not in a clause of the reporter's."""
        before = self._words[opening - 1] if opening > lowest else "."
        return (
            before in TERMINAL
            or before in (":", "]", ")")
            or before in DASHES
            or opening - 1 in self._reading.closes
        )

    def content_start(self, end: int, lowest: int, previous_cue: int) -> int:
        """Give where a content begins that ends before a token: after datelines and other clauses.

        `previous_cue`: the token of the last cue before, -1 where there is none.
        """
        first = max(self._after_dateline(lowest, end), end - LONGEST_WALK)
        if lowest <= previous_cue < end:
            for at in range(end - 1, max(previous_cue, first), -1):
                if self._words[at] in CONJUNCTIONS and self._words[at - 1] == ",":
                    return at + 1
        first = self._after_semicolon(first, end)
        if first < end and self._words[first] in ("but", "and", "yet"):
            return first + 1
        return first

    def _after_semicolon(self, first: int, end: int) -> int:
        for at in range(end - 1, first, -1):
            if self._words[at] == ";" and not self._reading.is_quoted(at):
                return at + 1
        return first

    def _after_dateline(self, lowest: int, end: int) -> int:
        if lowest >= len(self._words) or not self._reading.tokens[lowest].text.isupper():
            return lowest
        for at in range(lowest + 1, min(end, lowest + _DATELINE_WITHIN)):
            if self._words[at] in DASHES and self._reading.is_free(at):
                return at + 1
        return lowest
