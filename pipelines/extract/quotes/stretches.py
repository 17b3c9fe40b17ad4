"""Stretches of a sentence: where a reported clause ends, and whether a stretch is a clause."""

from __future__ import annotations

from typing import Final

from pipelines.extract.clauses.noun_phrases import is_verb
from pipelines.extract.clauses.reading import LONGEST_WALK, Reading
from pipelines.extract.function_words import (
    CONJUNCTIONS,
    CONTRASTS,
    DETERMINERS,
    RELATIVES,
    SUBJECT_PRONOUNS,
    SUBORDINATORS,
    is_adverb,
)
from pipelines.extract.quotes.cues import BARE_CLAUSES, CLAUSE_ONLY, VERB_CUES
from pipelines.extract.verb_forms import AUXILIARIES, is_finite

_CUE_WITHIN: Final = 22
_ASIDES: Final = frozenset(
    "accusation allegation announcement assertion charge claim decision demand finding idea judgment move"
    " offer plan prediction proposal request remark ruling speech statement step suggestion threat verdict"
    " view warning".split()
)
_NO_CLAUSE: Final = frozenset("neither nothing so no yes little goodbye sorry much more as".split())
_SHORTEST_CLAUSE: Final = 4
_BARE_SUBJECTS: Final = frozenset("he she they it we i there".split())
# A comma before these opens what is said of the name before it.
_AFTER_NAMES: Final = frozenset("a an the who which whose".split())
_STOPS: Final = frozenset({".", "!", "?"})  # of sentences within one quotation
_TRIMMED: Final = frozenset({".", "!", "?", ",", ";", ":"})
_REPORTERS_ACTS: Final = frozenset(
    "blamed refused declined rejected dismissed condemned regretted praised welcomed".split()
)
_REPORTING: Final = frozenset({"say", "tell", "think", "ask", "urge", "urge_on", "accuse"})
_LIST_WITHIN: Final = 7


class StretchReader:
    """Looks at stretches of tokens; quotations in them are stepped over."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._words = reading.words

    def comma_within(self, start: int, end: int) -> int:
        """Give the first comma outside quotations, or `end`."""
        at = start
        while at < end:
            if at in self._reading.opens:
                at = self._reading.opens[at] + 1
                continue
            if self._words[at] == ",":
                return at
            at += 1
        return end

    def clause_end(self, start: int, highest: int, *, own_clauses: bool = True) -> int:
        """Give the token where a reported clause ends.

        With `own_clauses`, it ends as well where the reporter goes on: "…, but X said", "… and added".
        """
        words, opens = self._words, self._reading.opens
        limit = min(highest, start + LONGEST_WALK)
        at = start
        while at < limit:
            if at in opens:
                at = max(opens[at], at) + 1
                continue
            word = words[at]
            if word == ";" or (word == ":" and self._is_explained(at, limit)):
                break
            if word in _STOPS and at + 1 < limit and self._reading.is_capitalised(at + 1):
                break
            may_go_on = word == "," or word in CONJUNCTIONS
            if may_go_on and at > start and own_clauses and self._goes_on(at, limit):
                break
            at += 1
        return self.trimmed(start, at)

    def _is_explained(self, at: int, limit: int) -> bool:
        """Whether a colon begins another's words, or a sentence of its own."""
        after = at + 1
        if after >= limit:
            return False
        if at - 1 in self._reading.closes:
            return True
        return after in self._reading.opens or self._reading.is_capitalised(after)

    def trimmed(self, start: int, end: int) -> int:
        """Leave out full stops and commas at the end of a clause."""
        while (
            end > start and self._words[end - 1] in _TRIMMED and end - 1 not in self._reading.closes
        ):
            end -= 1
        return end

    def has_verb(self, start: int, end: int) -> bool:
        """Whether a stretch holds a finite verb or a quotation."""
        for at in range(start, min(end, start + LONGEST_WALK)):
            if is_verb(self._reading, at) or at in self._reading.opens:
                return True
        return False

    def has_region(self, start: int, end: int) -> bool:
        """Whether a stretch holds a whole quotation."""
        opens = self._reading.opens
        return any(
            at in opens and opens[at] < end for at in range(start, min(end, start + LONGEST_WALK))
        )

    def _goes_on(self, at: int, limit: int) -> bool:
        """Whether the reporter's own clause begins at a comma or conjunction."""
        word = self._words[at]
        if word == ",":
            return self._comma_ends(at + 1, limit)
        return word in CONJUNCTIONS and self._is_own_verb(at + 1, limit, weak=False)

    def _comma_ends(self, at: int, limit: int) -> bool:
        if at >= limit:
            return False
        word = self._words[at]
        if word in ("and", "but") and self._is_act(at + 1, limit):
            return True
        if word == "according":
            return True
        if word in ("a", "an", "in") and self._is_aside(at + 1 if word == "in" else at, limit):
            return True
        cue = VERB_CUES.get(word)
        if cue is not None and cue.form == "ing":
            return True
        if word not in CONTRASTS:
            return False
        if self._is_own_verb(at + 1, limit, weak=True):
            return True
        return self._has_own_cue(at + 1, limit, any_cue=word in ("while", "whereas"))

    def _is_aside(self, at: int, limit: int) -> bool:
        """“…, an idea that Y supports”, “…, in a judgment that Y called historic”."""
        if at + 2 >= limit or self._words[at] not in ("a", "an"):
            return False
        return self._words[at + 1] in _ASIDES and self._words[at + 2] in ("that", "which")

    def _is_own_verb(self, at: int, limit: int, *, weak: bool) -> bool:
        """“… and [then] called on”: a cue right after the conjunction shares the reporter's subject."""
        while at < limit and (is_adverb(self._words[at]) or self._words[at] in ("has", "have")):
            at += 1
        if at < limit and self._words[at] in _REPORTERS_ACTS:
            return True
        cue = VERB_CUES.get(self._words[at]) if at < limit else None
        if cue is None or cue.form not in ("past", "third", "ing"):
            return False
        if at + 1 < limit and self._words[at + 1] in ("to", "by") and "vow" not in cue.frames:
            return False
        return weak or bool(cue.frames & (_REPORTING - {"think"}))

    def _is_act(self, at: int, limit: int) -> bool:
        """“…, and expelled three diplomats”: after the comma the reporter tells what was done."""
        while at < limit and is_adverb(self._words[at]):
            at += 1
        return at < limit and is_finite(self._words[at]) and self._words[at] not in AUXILIARIES

    def _has_own_cue(self, at: int, limit: int, *, any_cue: bool) -> bool:
        """“…, but X said”: the first verb after the conjunction is a cue."""
        for place in range(at, min(limit, at + _CUE_WITHIN)):
            word = self._words[place]
            if word == "that":
                return False
            cue = VERB_CUES.get(word)
            if cue is not None and cue.form in ("past", "third"):
                return any_cue or bool(cue.frames & _REPORTING)
            if is_finite(word):
                return False
        return False

    def is_clause(self, start: int, end: int, lemma: str) -> bool:
        """Whether a subject and its verb come first, with no verb of another clause between them.

        What is said or believed is a clause, even if its verb is none that we know.
        """
        lenient = lemma in BARE_CLAUSES
        if lenient and self._words[start] in _BARE_SUBJECTS and end - start > 2:
            return True
        at, explained = start, False
        while at < end:
            if at in self._reading.opens:
                if at > start and is_finite(self._words[at + 1]):
                    return True
                at = self._reading.opens[at] + 1
                continue
            word = self._words[at]
            if is_verb(self._reading, at) and at > start:
                return True
            if word in CONJUNCTIONS and not (lenient and word != "but"):
                return False
            if word in SUBORDINATORS or word in RELATIVES:
                if not lenient:
                    return False
            elif word == ",":
                if not lenient or at + 1 >= end:
                    return False
                opens = self._words[at + 1] in _AFTER_NAMES or self._is_name_between(at)
                verb = explained and is_verb(self._reading, at + 1)
                if not (opens or verb or self._is_list(at + 1, end)):
                    return False
                explained = opens
            at += 1
        known = self._words[start] not in _NO_CLAUSE
        return known and lemma in CLAUSE_ONLY and end - start >= _SHORTEST_CLAUSE

    def _is_name_between(self, comma: int) -> bool:
        """“Says her son, X, has been held”: a name explains what stands before it."""
        name = self._reading.from_token.get(comma + 1)
        if name is None or self._reading.kind_of(name) != "person":
            return False
        after = self._reading.last_of(name) + 1
        return self._words[after : after + 1] == [","]

    def _is_list(self, at: int, end: int) -> bool:
        """“Said migrants, refugees, and others had died”: before the verb, the list goes on to "and"."""
        for place in range(at, min(end, at + _LIST_WITHIN)):
            if self._words[place] in ("and", "or"):
                return True
            if is_verb(self._reading, place) or self._words[place] in SUBJECT_PRONOUNS:
                return False
        return False

    def find(self, wanted: str, start: int, limit: int) -> int | None:
        """Find a word before any verb, mark or stop."""
        for at in range(start, limit):
            word = self._words[at]
            if word == wanted:
                return at
            if at in self._reading.opens or word in (",", ";", ":", "that", "."):
                return None
            if is_finite(word) and at > start and self._words[at - 1] not in DETERMINERS:
                return None
        return None
