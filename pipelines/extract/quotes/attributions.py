"""From cues to attributions: who says which stretch of the text.

Source, cue and content are those of PARC (Pareti 2012); the order of the attempts follows the sieves
of Muzny et al. (2017): certain patterns first.
"""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from pipelines.extract.actors import Reference
from pipelines.extract.clauses import Reading, Subject, SubjectFinder
from pipelines.extract.clauses.subjects import Verb
from pipelines.extract.clauses.words import (
    CONJUNCTIONS,
    DETERMINERS,
    POSSESSIVE_MARKS,
    PREPOSITIONS,
    RELATIVES,
    SUBJECT_PRONOUNS,
    is_finite,
)
from pipelines.extract.quotes.contents import Content, ContentReader
from pipelines.extract.quotes.cues import NOUN_FORMS, VERB_CUES, Cue
from pipelines.extract.quotes.preceding import DASHES, PrecedingReader

_SPEECH: Final = frozenset({"say", "tell", "ask", "think", "mark", "vow", "urge"})
_INDIRECT_BEFORE: Final = frozenset({"say", "tell", "think"})
_OPENING: Final = frozenset("while although though whereas as after when because".split())
_GAP_WITHIN: Final = 40
_FEWEST_TOKENS: Final = 3
_FEWEST_WORDS: Final = 2
_VIEW_WITHIN: Final = 10


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


class AttributionFinder:
    """Reads the verbs that attribute, from left to right."""

    def __init__(self, reading: Reading, subjects: SubjectFinder) -> None:
        self._reading = reading
        self._words = reading.words
        self._subjects = subjects
        self._contents = ContentReader(reading)
        self._stretches = self._contents.stretches
        self._preceding = PrecedingReader(reading, self._stretches)
        self.found: list[Attribution] = []

    def verb(self, index: int, cue: Cue, lowest: int, highest: int) -> None:
        """Add what the cue at a token attributes, within `lowest` and `highest`."""
        verb = self._subjects.verb_group(index, lowest)
        if not self._attributes(index, cue, verb, lowest):
            return
        inverted = self._inverted(index, cue, verb, lowest, highest)
        if inverted is not None:
            self._add_before(index, index + 1, cue, inverted, lowest, highest)
            return
        subject = self._subject(index, cue, verb, lowest)
        if subject is None or self._is_object_clause(index, subject, lowest):
            return
        after, addressee = self._contents.asides.after_addressee(index + 1, cue, highest)
        if self._preceding.ends_before(after, subject, lowest, highest):
            self._add_before(index, after, cue, subject, lowest, highest, addressee)
            return
        content = self._contents.following(index, cue, highest)
        if content is not None:
            content = self._within(content, subject, verb, lowest)
            self._add_after(index, cue, subject, content)

    def according_to(self, index: int, lowest: int, highest: int) -> None:
        """Add what stands beside "according to X"."""
        subject = self._subjects.after(index + 2, highest)
        if subject is None:
            return
        cue = Cue("according to", "base", frozenset())
        if self._begins_clause(index, lowest):
            first = self._after_source(subject, highest)
            if first is None:
                return
            end = self._stretches.clause_end(first, highest, own_clauses=False)
            content = Content(first, end, index + 2)
        else:
            first = self._content_start(index, lowest)
            content = Content(first, self._stretches.trimmed(first, index), index + 2)
        if content.end - content.first >= _FEWEST_TOKENS:
            self._add(index, index + 2, cue, subject, content, 0.9)

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
        self._add(
            index, index + 1, Cue(self._words[index], "base", frozenset()), subject, content, 0.7
        )

    def view(self, index: int, lowest: int, highest: int) -> None:
        """Add what follows "In X's view,"."""
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
        self._add(index, index + 1, cue, subject, Content(index + 2, end, index + 1), 0.75)

    def colon(self, index: int, lowest: int, highest: int) -> None:
        """Add “…” after "X:"."""
        marked = self._contents.marked_after(index, highest)
        if marked is None:
            return
        subject = self._subjects.before(Verb(index - 1), lowest)
        if subject is None or subject.actor is None or subject.start != lowest:
            return
        self._add(index, index + 1, Cue(":", "base", frozenset()), subject, marked, 0.8)

    def _attributes(self, index: int, cue: Cue, verb: Verb, lowest: int) -> bool:
        """Whether this form, with what stands before it, reports that something was said."""
        if verb.infinitive or (verb.negated and cue.lemma != "deny"):
            return False
        if verb.be and cue.form in ("past", "participle", "base", "third"):
            return False
        if cue.form == "participle" and verb.before == index - 1:
            return False
        if verb.modal:
            return False
        if cue.form == "ing" and not verb.be:
            before = self._words[verb.before] if verb.before >= lowest else ""
            return before == "," or before in CONJUNCTIONS or self._is_quoted_as(verb.before)
        if self._words[index - 1] in DETERMINERS or self._words[index - 1] == "-":
            return False
        following = self._words[index + 1] if index + 1 < len(self._words) else ""
        if self._words[index] in NOUN_FORMS and is_finite(following):
            return False
        if cue.form == "base" and verb.before == index - 1 and self._words[index] in NOUN_FORMS:
            before = self._words[verb.before] if verb.before >= lowest else ""
            return before == "they" or (before.endswith("s") and before not in POSSESSIVE_MARKS)
        return True

    def _is_quoted_as(self, before: int) -> bool:
        return before > 0 and self._words[before] == "as" and self._words[before - 1] == "quoted"

    def _subject(self, index: int, cue: Cue, verb: Verb, lowest: int) -> Subject | None:
        if verb.before < lowest:
            return None
        word = self._words[verb.before]
        if self._is_quoted_as(verb.before):
            return self._subjects.before(self._subjects.verb_group(verb.before - 1, lowest), lowest)
        if word in CONJUNCTIONS or (cue.form == "ing" and word == "," and not verb.be):
            return self._shared(verb.before, lowest)
        return self._subjects.before(verb, lowest)

    def _shared(self, index: int, lowest: int) -> Subject | None:
        """Give the subject of the last attribution of this sentence, or of another verb before."""
        if self.found and self.found[-1].cue_first >= lowest and not self.found[-1].around:
            last = self.found[-1].subject
            if last.actor is not None:
                return last._replace(is_shared=True)
        return self._subjects.shared(index - 1, lowest)

    def _inverted(
        self, index: int, cue: Cue, verb: Verb, lowest: int, highest: int
    ) -> Subject | None:
        """Give the subject that follows its verb: “…,” said X; "…, said X."."""
        if verb.before != index - 1 or index - 1 < lowest or not cue.frames & _SPEECH:
            return None
        if cue.form not in ("past", "third"):
            return None
        after_mark = index - 1 in self._reading.closes
        if not after_mark and self._words[index - 1] != ",":
            return None
        subject = self._subjects.after(index + 1, highest)
        if subject is None or (subject.actor is None and not after_mark):
            return None
        end = subject.last + 1
        following = self._words[end] if end < highest else "."
        if is_finite(following) or following in ("to", "that"):
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
                else self._content_start(opening, lowest)
            )
            self._add(
                index, cue_end, cue, subject, Content(first, closing + 1, cue_end, addressee), 0.95
            )
            self._add_resumed(resume, index, cue_end, cue, subject, highest)
            return
        if not cue.frames & _INDIRECT_BEFORE:
            return
        if (
            not cue.frames & {"say", "tell"}
            and after < highest
            and self._words[after] not in (",", ".")
        ):
            return
        first = self._content_start(clause_first - 1, lowest)
        end = self._stretches.trimmed(first, clause_first)
        inner = self._preceding.last_clause(first, end)
        around = self._preceding.goes_around(inner, end, resume, highest)
        if around:
            first, end = inner, self._stretches.clause_end(resume + 1, highest)
        if end - first >= 2 and self._stretches.has_verb(first, end):
            content = Content(first, end, cue_end, addressee)
            self._add(index, cue_end, cue, subject, content, 0.88, around=around)

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
                    self._add(index, cue_end, cue, subject, content, 0.9)
                return
            if self._words[at] in VERB_CUES or self._words[at] in CONJUNCTIONS:
                return

    def _content_start(self, end: int, lowest: int) -> int:
        previous_cue = self.found[-1].cue_first if self.found else -1
        return self._preceding.content_start(end, lowest, previous_cue)

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
            if is_finite(self._words[place]) or self._words[place] in SUBJECT_PRONOUNS:
                break
        if not commas:
            return None
        return commas[min(1, len(commas) - 1)] + 1 if self._is_apposition(commas) else commas[0] + 1

    def _is_apposition(self, commas: list[int]) -> bool:
        return len(commas) == 2 and self._words[commas[0] + 1] in ("the", "a", "an", "who", "its")

    def _is_object_clause(self, index: int, subject: Subject, lowest: int) -> bool:
        """“What X said next surprised everyone” quotes nothing; “what X called “…”” does."""
        before = subject.start - 1
        if index + 1 in self._reading.opens:
            return False
        return before >= lowest and self._words[before] in ("what", "whatever", "whom")

    def _within(self, content: Content, subject: Subject, verb: Verb, lowest: int) -> Content:
        """“While X said …, Y did …”, “Y, who said …, did …”: such a clause ends at the comma."""
        before = subject.start - 1
        opening = not subject.is_shared and before >= lowest and self._words[before] in _OPENING
        relative = verb.before >= lowest and self._words[verb.before] in RELATIVES
        if not opening and not relative:
            return content
        return content._replace(end=self._stretches.comma_within(content.first, content.end))

    def _add_after(self, index: int, cue: Cue, subject: Subject, content: Content) -> None:
        confidence = 0.9 if cue.frames & {"say", "tell", "ask"} else 0.8
        self._add(index, max(content.cue_end, index + 1), cue, subject, content, confidence)

    def _add(
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
        if content.end - content.first < _FEWEST_WORDS and content.first not in self._reading.opens:
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
