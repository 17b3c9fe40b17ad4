"""Verbs that attribute: “…,” X said; X said that …; X called on Y to ….

The order of the attempts follows the sieves of Muzny et al. (2017): certain patterns first.
"""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace

from pipelines.extract.actors import Reference
from pipelines.extract.clauses import Subject
from pipelines.extract.clauses.noun_phrases import is_verb
from pipelines.extract.clauses.reading import LONGEST_WALK
from pipelines.extract.clauses.verb_groups import Verb, read_verb_group
from pipelines.extract.function_words import (
    CONJUNCTIONS,
    DETERMINERS,
    POSSESSIVE_MARKS,
    PREPOSITIONS,
    RELATIVES,
)
from pipelines.extract.quotes.attributions import CueReader
from pipelines.extract.quotes.contents import Content
from pipelines.extract.quotes.cues import NOUN_FORMS, VERB_CUES, Cue
from pipelines.extract.verb_forms import AUXILIARIES, is_finite

_SPEECH: Final = frozenset({"say", "tell", "ask", "think", "mark", "vow", "urge"})
_MARKED: Final = frozenset({"mark", "name", "as"})
_INDIRECT_BEFORE: Final = frozenset({"say", "tell", "think", "out_that"})
# “X and Y both said”, “another said”
_TOGETHER: Final = frozenset("all another both each few many most several some".split())
_TOLD_BY: Final = frozenset({"tell", "urge", "ask"})
_OPENING: Final = frozenset("while although though whereas as after when because".split())
# Whom these are followed by listens: “…,” told X is no English.
_TRANSITIVE: Final = frozenset("tell inform assure remind reassure notify teach".split())
# “Estimates show that …”: before these the word is no verb.
_PLAIN_VERBS: Final = frozenset("show say suggest indicate put imply reveal confirm".split())
_SHORTEST_CLAUSE: Final = 6  # tokens
_BEFORE_NOUNS: Final = DETERMINERS | frozenset("other own new recent".split())
_GAP_WITHIN: Final = 40
_QUOTED_WITHIN: Final = 10
# “What X said next”, “if X says so”
_NOT_TOLD: Final = frozenset("what whatever whom if unless whether".split())
_NOBODY: Final = frozenset("neither nobody none".split())
_QUOTING: Final = frozenset("quotes quote quoting cites cite citing".split())


class VerbCueReader(CueReader):
    """Reads the verbs that attribute, from left to right."""

    def read(self, index: int, cue: Cue, lowest: int, highest: int) -> None:
        """Add what the cue at a token attributes, within `lowest` and `highest`."""
        verb = read_verb_group(self._reading, index, lowest)
        if verb.be and cue.form == "past" and self._words[index + 1 : index + 2] == ["by"]:
            self._read_passive(index, cue, verb, lowest, highest)
            return
        if not self._attributes(index, cue, verb, lowest):
            return
        inverted = self._inverted(index, cue, verb, lowest, highest)
        if inverted is not None:
            self._add_before(index, index + 1, cue, inverted, lowest, highest)
            return
        subject = self._subject(index, cue, verb, lowest)
        if subject is None or self._is_object_clause(index, subject, lowest):
            return
        if self._words[subject.start] in _NOBODY:
            return
        after, addressee = self._contents.asides.after_addressee(index + 1, cue, highest)
        if "out_that" in cue.frames and after < highest and self._words[after] == "out":
            after += 1
        if self._preceding.ends_before(after, subject, lowest, highest):
            self._add_before(index, after, cue, subject, lowest, highest, addressee)
            return
        content = self._contents.following(index, cue, highest)
        if content is not None:
            self._add_after(index, cue, subject, self._within(content, subject, verb, lowest))

    def _read_passive(self, index: int, cue: Cue, verb: Verb, lowest: int, highest: int) -> None:
        """“X was told by Y that …”, “X was urged by Y to …”."""
        if verb.negated or verb.modal or not cue.frames & _TOLD_BY:
            return
        agent = self._subjects.after(index + 2, highest)
        content = self._contents.following(agent.last, cue, highest) if agent is not None else None
        if agent is None or content is None:
            return
        told = self._subjects.before(verb, lowest)
        named = self._reading.from_token.get(told.first) if told is not None else None
        self._add_after(index, cue, agent, replace(content, cue_end=index + 1, addressee=named))

    def _attributes(self, index: int, cue: Cue, verb: Verb, lowest: int) -> bool:
        """Whether this form, with what stands before it, reports that something was said."""
        if verb.infinitive or (verb.negated and cue.lemma != "deny"):
            return False
        is_passive = verb.be or self._has_agent(index)
        if is_passive and cue.form in ("past", "participle", "base", "third"):
            return False
        if cue.form == "participle" and verb.before == index - 1:
            return False
        if verb.modal:
            return False
        if cue.form == "ing" and not verb.be:
            before = self._words[verb.before] if verb.before >= lowest else ""
            if before == "as":
                return self._quoted_before(verb.before, lowest) is not None
            if before == "," or before in CONJUNCTIONS:
                return True
            return self._subjects.with_participle(verb, lowest) is not None
        if self._is_noun(index):
            return False
        following = self._words[index + 1] if index + 1 < len(self._words) else ""
        if self._words[index] in NOUN_FORMS and (is_finite(following) or following in _PLAIN_VERBS):
            return False
        if self._words[index] in NOUN_FORMS and self._follows_past(index, verb, lowest):
            return False
        if cue.form == "base" and verb.before == index - 1 and self._words[index] in NOUN_FORMS:
            before = self._words[verb.before] if verb.before >= lowest else ""
            return before == "they" or (before.endswith("s") and before not in POSSESSIVE_MARKS)
        return True

    def _is_noun(self, index: int) -> bool:
        """“The claim”, “other projects”; “X and Y both said” is a verb."""
        if self._words[index + 1 : index + 2] == ["-"] and not self._reading.is_free(index + 1):
            return True  # “the rules-based order”
        before = self._words[index - 1] if index else ""
        if before == ")" and index > 1:
            before = self._words[index - 2]
        if before.isdigit():  # “38 confirmed cases”, “50 questions”
            after = self._words[index + 1 : index + 2]
            return self._words[index] in NOUN_FORMS or after not in (["that"], [","])
        if before in _TOGETHER:
            return self._words[index] in NOUN_FORMS
        return before == "-" or before in _BEFORE_NOUNS

    def _has_agent(self, index: int) -> bool:
        """“The wage proposed by the union”; “said by telephone” has no agent."""
        agent = index + 2
        if self._words[index + 1 : agent] != ["by"] or agent >= len(self._words):
            return False
        return self._words[agent] in DETERMINERS or agent in self._reading.from_token

    def _follows_past(self, index: int, verb: Verb, lowest: int) -> bool:
        """“… announced nothing, but calls for a vote grew”: after a past this is a noun."""
        if verb.before < lowest or self._words[verb.before] not in CONJUNCTIONS:
            return False
        if not self._words[index].endswith("s"):
            return False
        floor = max(lowest, verb.before - LONGEST_WALK)
        verbs = (at for at in range(verb.before - 1, floor, -1) if is_verb(self._reading, at))
        last = next(verbs, None)
        return last is not None and not self._words[last].endswith("s")

    def _quoted_before(self, index: int, lowest: int) -> int | None:
        """Find "quoted" before "as saying": “was quoted by the agency as saying”, “quotes X as”."""
        for at in range(index - 1, max(lowest, index - _QUOTED_WITHIN) - 1, -1):
            if self._words[at] in ("quoted", "cited") or self._words[at] in _QUOTING:
                return at
        return None

    def _whom_quoted(self, index: int, lowest: int) -> Subject | None:
        """Give who is quoted: the subject of a passive, the object of "quotes" or "quoted"."""
        at = self._quoted_before(index, lowest) or index
        verb = read_verb_group(self._reading, at, lowest)
        if self._words[at] in _QUOTING or (at < index and not verb.be):
            return self._subjects.after(at + 1, index)
        return self._subjects.before(verb, lowest)

    def _subject(self, index: int, cue: Cue, verb: Verb, lowest: int) -> Subject | None:
        if verb.before < lowest:
            both = self._words[lowest] == "both" and lowest < index
            return self._subjects.both(lowest) if both else None
        word = self._words[verb.before]
        if cue.form == "ing" and word == "as":
            return self._whom_quoted(verb.before, lowest)
        if word in CONJUNCTIONS or (cue.form == "ing" and word == "," and not verb.be):
            return self._shared(verb.before, lowest)
        if cue.form == "ing" and not verb.be:
            return self._subjects.with_participle(verb, lowest)
        return self._subjects.before(verb, lowest)

    def _shared(self, index: int, lowest: int) -> Subject | None:
        """Give the subject of the last attribution of this sentence, or of another verb before."""
        last = self._list.found[-1] if self._list.found else None
        if last is not None and last.cue_first >= lowest and not last.around:
            return replace(last.subject, is_shared=True)
        return self._subjects.shared(index - 1, lowest)

    def _inverted(
        self, index: int, cue: Cue, verb: Verb, lowest: int, highest: int
    ) -> Subject | None:
        """Give the subject that follows its verb: “…,” said X; "…, said X."."""
        if verb.before != index - 1 or index - 1 < lowest or not cue.frames & _SPEECH:
            return None
        if cue.form not in ("past", "third") or cue.lemma in _TRANSITIVE:
            return None
        after_mark = index - 1 in self._reading.closes
        if after_mark and self._reading.in_title:
            opening = self._reading.closes[index - 1]
            if not self._preceding.is_speech(opening, index - 1):
                return None  # “‘Board of Peace’ presses Hamas”
        if not after_mark and self._words[index - 1] != ",":
            return None
        subject = self._subjects.after(index + 1, highest)
        if subject is None or (subject.actor is None and not after_mark):
            return None
        end = subject.last + 1
        following = self._words[end] if end < highest else "."
        if following in AUXILIARIES or following in ("to", "that"):
            return None
        if not after_mark and is_finite(following):
            return None
        if not after_mark and following not in (",", ".") and following not in PREPOSITIONS:
            return None
        return subject

    def _add_before(
        self,
        index: int,
        after: int,
        cue: Cue,
        subject: Subject,
        lowest: int,
        highest: int,
        addressee: Reference | None = None,
    ) -> None:
        """Add the content left of the cue; direct speech that goes on after it as well."""
        cue_end = index + 1
        clause_first = min(index, subject.start)
        closing = self._preceding.closing_before(clause_first, lowest)
        resume = max(after, subject.last + 1)
        if closing is not None:
            opening = self._reading.closes[closing]
            first = (
                opening
                if self._preceding.opens_speech(opening, lowest)
                else self._list.content_start(opening, lowest)
            )
            self._list.add(
                index, cue_end, cue, subject, Content(first, closing + 1, cue_end, addressee), 0.95
            )
            self._add_resumed(resume, index, cue_end, cue, subject, highest)
            return
        if not cue.frames & _INDIRECT_BEFORE:
            return
        if cue.frames == {"out_that"} and self._words[index + 1 : index + 2] != ["out"]:
            return
        if (
            not cue.frames & {"say", "tell", "out_that"}
            and after < highest
            and self._words[after] not in (",", ".")
        ):
            return
        first = self._list.content_start(clause_first - 1, lowest)
        end = self._stretches.trimmed(first, clause_first)
        if end > lowest and self._words[end - 1] in RELATIVES:
            return  # “a phone on which, X says, everything is recorded”
        inner = self._preceding.last_clause(first, end)
        resume = self._preceding.after_adjunct(inner, resume, highest)
        around = self._preceding.goes_around(inner, end, resume, highest)
        if around:
            first, end = inner, self._stretches.clause_end(resume + 1, highest)
        inverted = cue.lemma == "say" and subject.start > index  # “Not everything, says X.”
        if end - first >= 2 and (inverted or self._is_clause(first, end)):
            content = Content(first, end, cue_end, addressee)
            self._list.add(index, cue_end, cue, subject, content, 0.88, around=around)

    def _is_clause(self, first: int, end: int) -> bool:
        """Whether a stretch has a verb that is known, or is too long for a mere adjunct."""
        if self._stretches.has_verb(first, end):
            return True
        return end - first >= _SHORTEST_CLAUSE and self._words[first] not in PREPOSITIONS

    def _add_resumed(
        self, resume: int, index: int, cue_end: int, cue: Cue, subject: Subject, highest: int
    ) -> None:
        """“…,” X said, “…”: what comes after belongs to the same attribution."""
        for at in range(resume, min(highest, resume + _GAP_WITHIN)):
            if at in self._reading.opens:
                if (
                    self._words[at - 1] in (",", ":", ".", ";")
                    and self._reading.opens[at] < highest
                ):
                    content = Content(at, self._reading.opens[at] + 1, cue_end)
                    self._list.add(index, cue_end, cue, subject, content, 0.9)
                return
            if self._words[at] in VERB_CUES or self._words[at] in CONJUNCTIONS:
                return

    def _is_object_clause(self, index: int, subject: Subject, lowest: int) -> bool:
        """“What X said next surprised everyone” quotes nothing; “what X called “…”” does."""
        before = self._words[subject.start - 1] if subject.start > lowest else ""
        following = self._words[index + 1 : index + 2]
        names = before == "what" and following in (["a"], ["an"], ["as"])
        if index + (2 if names else 1) in self._reading.opens:
            return False
        return before in _NOT_TOLD

    def _within(self, content: Content, subject: Subject, verb: Verb, lowest: int) -> Content:
        """“While X said …, Y did …”, “Y, who said …, did …”: such a clause ends at the comma."""
        before = subject.start - 1
        opening = not subject.is_shared and before >= lowest and self._words[before] in _OPENING
        relative = verb.before >= lowest and self._words[verb.before] in RELATIVES
        if not opening and not relative:
            return content
        return replace(content, end=self._stretches.comma_within(content.first, content.end))

    def _is_told(self, content: Content) -> bool:
        """Whether the object of "called" or "rejected" holds words of the speaker's."""
        if self._stretches.has_region(content.first, content.end):
            return True
        return "as" in self._words[content.first : content.end]

    def _add_after(self, index: int, cue: Cue, subject: Subject, content: Content) -> None:
        if cue.frames <= _MARKED and "name" not in cue.frames and not self._is_told(content):
            return
        confidence = 0.9 if cue.frames & {"say", "tell", "ask"} else 0.8
        self._list.add(index, max(content.cue_end, index + 1), cue, subject, content, confidence)
