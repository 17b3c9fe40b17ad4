"""What is said: where the words that a cue attributes begin and end."""

from __future__ import annotations

from typing import Final, NamedTuple

from pipelines.extract.actors import Reference
from pipelines.extract.clauses.noun_phrases import is_verb, phrase_right
from pipelines.extract.clauses.reading import LONGEST_WALK, Reading
from pipelines.extract.clauses.words import (
    AUXILIARIES,
    CONJUNCTIONS,
    CONTRASTS,
    DAYS,
    DETERMINERS,
    NEGATIONS,
    OBJECT_PRONOUNS,
    OTHER_PRONOUNS,
    PREPOSITIONS,
    RELATIVES,
    SUBJECT_PRONOUNS,
    SUBORDINATORS,
    TIMES,
    is_adverb,
    is_finite,
)
from pipelines.extract.quotes.cues import (
    ADDRESSEE_NOUNS,
    BARE_CLAUSES,
    CLAUSE_ONLY,
    SPEECH_NOUNS,
    VERB_CUES,
    Cue,
)

_THAT_WITHIN: Final = 24
_TO_WITHIN: Final = 14
_CUE_WITHIN: Final = 14
_MOST_ADJUNCTS: Final = 3
_QUESTION_WORDS: Final = frozenset("whether if how why what who when where which".split())
# A comma before these opens what is said of the name before it.
_AFTER_NAMES: Final = frozenset("a an the who which whose".split())
_SAYING_TIMES: Final = frozenset("again afterwards later earlier once twice".split())
# What parts an object from what is said of or to it.
_OBJECT_FRAMES: Final = {"accuse": ("of",), "warn": ("against", "of", "about"), "blame": ("for",)}
_NO_CLAUSE: Final = frozenset("neither nothing so no yes little goodbye sorry much more as".split())
_NO_INFINITIVE: Final = DETERMINERS | PREPOSITIONS | SUBORDINATORS | SUBJECT_PRONOUNS
_SHORTEST_CLAUSE: Final = 4
_TRIMMED: Final = frozenset({".", "!", "?", ",", ";", ":"})
_REPORTING: Final = frozenset({"say", "tell", "think", "ask", "urge", "urge_on", "accuse"})


class Content(NamedTuple):
    """Tokens `first` up to `end` (outside) of a content; `cue_end` is the token after the cue."""

    first: int
    end: int
    cue_end: int
    addressee: Reference | None = None


class ContentReader:
    """Reads what follows a cue, within one unit or one quotation."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._words = reading.words

    def following(self, index: int, cue: Cue, highest: int) -> Content | None:
        """Give the content right of a cue at a token; None where there is none."""
        start = self._after_parenthesis(index + 1, highest)
        if cue.lemma == "put":
            start = start + 1 if start < highest and self._words[start] == "it" else highest
        if start >= highest:
            return None
        content = (
            self._marked(start, start, highest)
            or self._by_preposition(start, cue, highest)
            or self._by_object(start, cue, highest)
            or self._by_infinitive(start, cue, highest)
            or self._by_clause(start, cue, highest)
            or self._after_colon(start, cue, highest)
            or self._with_marks(start, cue, highest)
        )
        if content is not None and start > index + 1 and content.cue_end == start:
            return content._replace(cue_end=index + 1)
        return content

    def marked_after(self, start: int, highest: int) -> Content | None:
        """Give a quotation that begins here, a comma or colon aside."""
        return self._marked(start, start, highest)

    def after_that(self, index: int, highest: int) -> Content | None:
        """Give the clause that "that" at a token begins."""
        if index >= highest or self._words[index] != "that":
            return None
        return self._by_that(index, index, highest)

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
            if word == ";":
                break
            if at > start and own_clauses and self._goes_on(at, limit):
                break
            at += 1
        return self.trimmed(start, at)

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
        if word == "according":
            return True
        cue = VERB_CUES.get(word)
        if cue is not None and cue.form == "ing":
            return True
        if word not in CONTRASTS:
            return False
        return self._is_own_verb(at + 1, limit, weak=True) or self._has_own_cue(at + 1, limit)

    def _is_own_verb(self, at: int, limit: int, *, weak: bool) -> bool:
        """“… and [then] called on”: a cue right after the conjunction shares the reporter's subject."""
        while at < limit and (is_adverb(self._words[at]) or self._words[at] in AUXILIARIES):
            at += 1
        cue = VERB_CUES.get(self._words[at]) if at < limit else None
        if cue is None or cue.form not in ("past", "third"):
            return False
        if at + 1 < limit and self._words[at + 1] in ("to", "by") and "vow" not in cue.frames:
            return False
        return weak or bool(cue.frames & (_REPORTING - {"think"}))

    def _has_own_cue(self, at: int, limit: int) -> bool:
        """“…, but X said”: the first verb after the conjunction is a cue."""
        for place in range(at, min(limit, at + _CUE_WITHIN)):
            word = self._words[place]
            if word == "that":
                return False
            cue = VERB_CUES.get(word)
            if cue is not None and cue.form in ("past", "third"):
                return bool(cue.frames & _REPORTING)
            if is_finite(word):
                return False
        return False

    def _after_parenthesis(self, start: int, highest: int) -> int:
        """“Said, according to Y, that …”: go on at "that"."""
        if start >= highest or self._words[start] != ",":
            return start
        for at in range(start + 1, min(highest - 1, start + _TO_WITHIN)):
            if self._words[at] == "," and self._words[at + 1] == "that":
                return at + 1
        return start

    def _after_colon(self, start: int, cue: Cue, highest: int) -> Content | None:
        """“Said on its website: “…””."""
        if not cue.frames & {"say", "tell", "ask", "mark"}:
            return None
        for at in range(start, min(highest - 1, start + _THAT_WITHIN)):
            if self._words[at] == ":":
                return self._marked(at, start, highest)
            if self._words[at] == "," or is_verb(self._reading, at):
                return None
        return None

    def _marked(self, start: int, cue_end: int, highest: int) -> Content | None:
        at = start
        if at < highest and self._words[at] in (",", ":"):
            at += 1
        if at >= highest or at not in self._reading.opens:
            return None
        last = self._reading.opens[at]
        if last >= highest:
            return None
        after = self._words[last + 1] if last + 1 < highest else "."
        inner = self._words[last - 1]
        if inner in _TRIMMED or after in _TRIMMED or after in CONJUNCTIONS or last + 1 >= highest:
            return Content(at, last + 1, cue_end)
        return Content(at, self.clause_end(at, highest), cue_end)

    def _by_preposition(self, start: int, cue: Cue, highest: int) -> Content | None:
        word = self._words[start]
        if word == "out" and "out_that" in cue.frames:
            return self._by_that(start + 1, start + 1, highest)
        if word in ("on", "upon") and "urge_on" in cue.frames:
            return self._request(start + 1, start + 1, highest)
        if word == "to" and "urge_to" in cue.frames:
            return self._request(start + 1, start + 1, highest)
        if word in cue.frames and word in PREPOSITIONS:
            return self._checked(start + 1, start + 1, highest)
        return None

    def _by_object(self, start: int, cue: Cue, highest: int) -> Content | None:
        """“Urged Y to …”, “accused Y of …”, “described Y as …”."""
        if "urge" in cue.frames:
            request = self._request(start, start, highest)
            if request is not None:
                return request
        wanted = _OBJECT_FRAMES.get(cue.lemma, ("as",) if "as" in cue.frames else ())
        for preposition in wanted:
            at = self._find(preposition, start + 1, min(highest, start + _TO_WITHIN))
            if at is not None:
                end = self.clause_end(start, highest)
                return Content(start, end, start, self._reading.from_token.get(start))
        if "ask" in cue.frames and self._words[start] != "for":
            at = self._find("for", start + 1, min(highest, start + _TO_WITHIN))
            if at is not None:
                return self._checked(start, start, highest, self._object(start, at))
        return None

    def _request(self, start: int, cue_end: int, highest: int) -> Content | None:
        """Read "Y to do …"; the addressee is Y."""
        if (
            start >= highest
            or self._words[start] in PREPOSITIONS
            or self._words[start] in NEGATIONS
        ):
            return None
        at = self._find("to", start + 1, min(highest, start + _TO_WITHIN))
        if at is None or at + 1 >= highest or self._words[at + 1] in _NO_INFINITIVE:
            return None
        end = self.clause_end(start, highest)
        return Content(start, end, cue_end, self._object(start, at))

    def _find(self, wanted: str, start: int, limit: int) -> int | None:
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

    def _object(self, start: int, end: int) -> Reference | None:
        """Give whom the object between two tokens means."""
        phrase = phrase_right(self._reading, start, end)
        return phrase.head if phrase is not None else None

    def _by_infinitive(self, start: int, cue: Cue, highest: int) -> Content | None:
        word = self._words[start]
        if word == "not" and start + 1 < highest:
            word = self._words[start + 1]
        takes_infinitive = "vow" in cue.frames and word == "to"
        takes_gerund = "doing" in cue.frames and word.endswith("ing") and len(word) > 4
        if takes_infinitive or takes_gerund:
            return self._checked(start, start, highest)
        return None

    def _by_clause(self, start: int, cue: Cue, highest: int) -> Content | None:
        if not cue.frames & {"say", "think", "tell", "ask", "whether"}:
            return None
        asks = "ask" in cue.frames or "whether" in cue.frames
        found = self._by_that(start, start, highest)
        if found is not None:
            return found
        at, addressee = self.after_addressee(start, cue, highest)
        question = self._words[at] in _QUESTION_WORDS if at < highest else False
        if question and (asks or cue.lemma in ("say", "tell", "explain", "know", "reveal")):
            return self._checked(at, start, highest, addressee)
        marked = self._marked(self._after_adjuncts(at, highest), start, highest)
        if marked is not None:
            return marked._replace(addressee=addressee)
        if asks:
            return None
        at = self._after_adjuncts(at, highest)
        return self._bare_clause(at, start, highest, cue.lemma, addressee)

    def _by_that(self, start: int, cue_end: int, highest: int) -> Content | None:
        """Read on from "that", an addressee and adjuncts aside."""
        limit = min(highest, start + _THAT_WITHIN)
        for at in range(start, limit):
            word = self._words[at]
            if word == "that":
                if at > start and self._words[at - 1] in PREPOSITIONS:
                    return None
                if (
                    at + 1 < highest
                    and self._words[at + 1] not in OTHER_PRONOUNS
                    and is_verb(self._reading, at + 1)
                ):
                    return None
                addressee = self._object(start, at) if at > start else None
                return self._checked(at + 1, cue_end, highest, addressee)
            if at in self._reading.opens or word in (",", ";", ":", ".", "and", "but"):
                return None
            if word in SUBJECT_PRONOUNS and at + 1 < limit and self._words[at + 1] == "that":
                continue
            if word in SUBJECT_PRONOUNS or word in AUXILIARIES or (is_finite(word) and at > start):
                return None
        return None

    def after_addressee(self, start: int, cue: Cue, highest: int) -> tuple[int, Reference | None]:
        """Skip whom something is told; gives the token after, and the addressee where named."""
        if start >= highest or not cue.frames & {"tell", "ask"}:
            return start, None
        words = self._words
        reference = self._reading.from_token.get(start)
        if reference is not None and "tell" in cue.frames:
            return self._reading.last_of(reference) + 1, reference
        if words[start] in OBJECT_PRONOUNS or words[start] in ADDRESSEE_NOUNS:
            return start + 1, None
        if "tell" not in cue.frames or cue.lemma in ("warn", "caution", "promise"):
            return start, None
        phrase = phrase_right(self._reading, start, highest)
        if phrase is None:
            return start, None
        end = phrase.last + 1
        return end, phrase.head

    def _after_adjuncts(self, start: int, highest: int) -> int:
        """Skip when, where and in what form it was said."""
        at = start
        for _ in range(_MOST_ADJUNCTS):
            after = self._after_adjunct(at, highest)
            if after == at:
                break
            at = after
        return at

    def _after_adjunct(self, at: int, highest: int) -> int:
        words = self._words
        if at >= highest:
            return at
        if words[at] in DAYS or words[at] in _SAYING_TIMES or _is_manner(words[at]):
            return at + 1
        if words[at] in ("last", "this") and at + 1 < highest and words[at + 1] in TIMES:
            return at + 2
        if words[at] not in PREPOSITIONS:
            return at
        for place in range(at + 1, min(highest, at + 7)):
            word = words[place]
            if word in TIMES or word in SPEECH_NOUNS or word in ADDRESSEE_NOUNS:
                return place + 1
            if word in SUBJECT_PRONOUNS or is_finite(word) or word == ",":
                break
        reference = self._reading.from_token.get(at + 1)
        if reference is not None:
            return self._reading.last_of(reference) + 1
        return at

    def _bare_clause(
        self, start: int, cue_end: int, highest: int, lemma: str, addressee: Reference | None
    ) -> Content | None:
        """Read a clause without "that": it begins with its subject."""
        if start >= highest:
            return None
        word = self._words[start]
        if word in PREPOSITIONS or word in CONJUNCTIONS or word in (",", ".", ":"):
            return None
        if word in AUXILIARIES or (is_finite(word) and word not in OTHER_PRONOUNS):
            return None
        found = self._checked(start, cue_end, highest, addressee)
        if found is None or not self._begins_clause(start, found.end, lemma):
            return None
        return found

    def _begins_clause(self, start: int, end: int, lemma: str) -> bool:
        """Whether a subject and its verb come first, with no verb of another clause between them.

        What is said or believed is a clause, even if its verb is none that we know.
        """
        lenient = lemma in BARE_CLAUSES
        at = start
        while at < end:
            if at in self._reading.opens:
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
            elif word == "," and not (
                lenient and at + 1 < end and self._words[at + 1] in _AFTER_NAMES
            ):
                return False
            at += 1
        known = self._words[start] not in _NO_CLAUSE
        return known and lemma in CLAUSE_ONLY and end - start >= _SHORTEST_CLAUSE

    def _with_marks(self, start: int, cue: Cue, highest: int) -> Content | None:
        """“Called the step “a shove in the back””: an object that holds a quotation."""
        if not cue.frames & {"mark", "name", "as", "say"}:
            return None
        if self._words[start] in (",", ".", ":", "to") or self._words[start] in CONJUNCTIONS:
            return None
        if self._words[start] in PREPOSITIONS and "say" in cue.frames:
            return None
        end = self.clause_end(start, highest)
        if not self.has_region(start, end):
            return None
        return Content(start, end, start)

    def _checked(
        self, start: int, cue_end: int, highest: int, addressee: Reference | None = None
    ) -> Content | None:
        if start >= highest:
            return None
        end = self.clause_end(start, highest)
        return Content(start, end, cue_end, addressee) if end > start else None


def _is_manner(word: str) -> bool:
    """Whether a word is an adverb in -ly: how something is said."""
    return word.endswith("ly") and is_adverb(word)
