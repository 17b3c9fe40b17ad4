"""What actors do, as the article tells it: verbs of acts with subject and object."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from msgspec.structs import replace

from pipelines.extract.actors import Reference
from pipelines.extract.clauses import Reading, Subject, SubjectFinder
from pipelines.extract.clauses.verb_groups import Verb, read_verb_group
from pipelines.extract.function_words import (
    CONJUNCTIONS,
    DETERMINERS,
    PREPOSITIONS,
    SUBORDINATORS,
    is_adverb,
)
from pipelines.extract.quotes.stretches import StretchReader
from pipelines.extract.statements.lexicon import ACTS, ADJECTIVES, NAMING, Act
from pipelines.extract.statements.stance import Certainty, balance_of, turned
from pipelines.extract.verb_forms import BE, is_finite
from schemas.analysis import Span, Stance, Statement

_OBJECT_WITHIN: Final = 14
_EVIDENCE_WITHIN: Final = 40
_ACTION: Final = 0.75
_ATTITUDE: Final = 0.7
_OTHER_CLAUSES: Final = SUBORDINATORS | {"as", "before", "after"}
# With these objects or particles a verb is no act towards anybody: a statement is released, a rocket
# lifts off.
_NO_ACTS: Final = {
    "lift": frozenset({"off"}),
    "order": frozenset({"for"}),
    "release": frozenset(
        "album data details documents figures film findings footage image images letter photos report"
        " results song statement study survey transcript video water gas oil".split()
    ),
    "receive": frozenset("attention award awards praise support treatment visas".split()),
}
_NO_ACT_WITHIN: Final = 5
_AGREEMENT: Final = ("eye", "to", "eye")


class ActionReader:
    """Finds statements that are acts; what stands in quotation marks is left to the quotes."""

    def __init__(self, reading: Reading, subjects: SubjectFinder) -> None:
        self._reading = reading
        self._words = reading.words
        self._subjects = subjects
        self._stretches = StretchReader(reading)

    def at(self, index: int) -> Iterator[Statement]:
        """Give what the word at a token states, if it is an act or an attitude."""
        word = self._words[index]
        act = self._matching(index) if word in ACTS else None
        if act is not None:
            yield from self._act(index, act)
        elif word in NAMING:
            yield from self._naming(index)
        elif word in ADJECTIVES:
            yield from self._attitude(index, ADJECTIVES[word])
        elif word == "see" and tuple(self._words[index + 1 : index + 4]) == _AGREEMENT:
            yield from self._attitude(index, "supportive")

    def _matching(self, index: int) -> Act | None:
        """Give the act whose required word follows the verb: "called for", "held talks"."""
        following = self._words[index + 1 : index + 3]
        plain: Act | None = None
        for act in ACTS[self._words[index]]:
            cancels = _NO_ACTS.get(act.lemma)
            if cancels and not cancels.isdisjoint(
                self._words[index + 1 : index + 1 + _NO_ACT_WITHIN]
            ):
                continue
            if act.follows is None:
                plain = act
            elif act.follows in following:
                return act
        return plain

    def _act(self, index: int, act: Act) -> Iterator[Statement]:
        if self._reading.is_named(index) or self._is_noun(index, act):
            return
        lowest, highest, _ = self._reading.unit_of(index)
        if act.form == "participle":
            yield from self._beside(index, act, lowest, highest)
            return
        verb = read_verb_group(self._reading, index, lowest)
        if verb.infinitive or (act.form == "base" and verb.before == index - 1):
            return
        if act.form == "third" and index + 1 < highest and is_finite(self._words[index + 1]):
            return
        if verb.be and act.form == "past":
            yield from self._passive(index, act, verb, lowest, highest)
            return
        subject = self._subject(index, verb, lowest)
        if subject is None or subject.actor is None:
            return
        target = self._object(index, highest, subject.actor)
        if target is None and act.stance == "neutral":
            return
        done = self._statement(index, act.stance, verb, subject, target, highest, _ACTION)
        for source in (subject.actor, *subject.others):
            yield replace(done, source=source, target=target if target != source else None)

    def _passive(
        self, index: int, act: Act, verb: Verb, lowest: int, highest: int
    ) -> Iterator[Statement]:
        """“Was received by X”: X acts, the subject is whom it is done to."""
        if index + 1 >= highest or self._words[index + 1] != "by":
            return
        agent = self._subjects.after(index + 2, highest)
        patient = self._subjects.before(verb, lowest)
        if agent is None or agent.actor is None or patient is None:
            return
        target = patient.actor if patient.actor != agent.actor else None
        stance = turned(act.stance, verb.negated)
        yield Statement(
            source=agent.actor,
            predicate=self._reading.tokens[index].text,
            evidence=self._evidence(patient.start, index, highest),
            stance=stance,
            target=target,
            certainty=_certainty(verb),
            confidence=round(_ACTION * agent.confidence, 3),
        )

    def _is_noun(self, index: int, act: Act) -> bool:
        """“The curbs”, “his demands”."""
        return act.form in ("base", "third") and self._words[index - 1] in DETERMINERS

    def _beside(self, index: int, act: Act, lowest: int, highest: int) -> Iterator[Statement]:
        """“X expelled the envoys, blaming Y”: who acts is the subject of the verb before."""
        if index - 1 <= lowest or self._words[index - 1] != ",":
            return
        subject = self._subjects.shared(index - 2, lowest)
        if subject is None or subject.actor is None:
            return
        target = self._object(index, highest, subject.actor)
        if target is not None:
            verb = Verb(index - 1)
            yield self._statement(index, act.stance, verb, subject, target, highest, _ATTITUDE)

    def _naming(self, index: int) -> Iterator[Statement]:
        """“Called the scenes disturbing”."""
        lowest, highest, _ = self._reading.unit_of(index)
        verb = read_verb_group(self._reading, index, lowest)
        subject = None if verb.be or verb.infinitive else self._subject(index, verb, lowest)
        if subject is None or subject.actor is None:
            return
        end = self._stretches.clause_end(index + 1, min(highest, index + _OBJECT_WITHIN))
        stance = balance_of(self._reading, index + 1, end)
        if stance != "neutral":
            target = self._object(index, highest, subject.actor)
            yield self._statement(index, stance, verb, subject, target, highest, _ATTITUDE)

    def _attitude(self, index: int, stance: Stance) -> Iterator[Statement]:
        """“Is not willing to …”."""
        lowest, highest, _ = self._reading.unit_of(index)
        verb = read_verb_group(self._reading, index, lowest)
        if not verb.be and self._words[index] != "see":
            return
        subject = self._subject(index, verb, lowest)
        if subject is None or subject.actor is None:
            return
        target = self._object(index, highest, subject.actor)
        yield self._statement(index, stance, verb, subject, target, highest, _ATTITUDE)

    def _subject(self, index: int, verb: Verb, lowest: int) -> Subject | None:
        if verb.before < lowest:
            return None
        word = self._words[verb.before]
        if word == "nor" or self._words[index + 1 : index + 2] == ["by"]:
            return None  # “neither made nor endorsed”, “was shot and killed by”
        if word in CONJUNCTIONS:
            return self._subjects.shared(verb.before - 1, lowest)
        if word in PREPOSITIONS or word in BE:
            return None
        return self._subjects.before(verb, lowest)

    def _object(self, index: int, highest: int, source: str) -> str | None:
        """Give the first other actor after the verb, within its clause."""
        at = index + 1
        limit = min(highest, index + _OBJECT_WITHIN)
        while at < limit:
            reference = self._reading.from_token.get(at)
            if reference is not None:
                if reference.actor != source and self._is_actor(reference):
                    return reference.actor
                at = self._reading.last_of(reference) + 1
                continue
            word = self._words[at]
            if (
                word in (",", ";")
                or word in _OTHER_CLAUSES
                or (is_finite(word) and not is_adverb(word) and at > index + 1)
            ):
                return None
            at += 1
        return None

    def _is_actor(self, reference: Reference) -> bool:
        actor = self._reading.actors.get(reference.actor)
        return actor is None or actor.kind != "place"

    def _statement(
        self,
        index: int,
        stance: Stance,
        verb: Verb,
        subject: Subject,
        target: str | None,
        highest: int,
        confidence: float,
    ) -> Statement:
        first = subject.start if not subject.is_shared and subject.start < index else index
        return Statement(
            source=subject.actor or "",
            predicate=self._reading.tokens[index].text,
            evidence=self._evidence(first, index, highest),
            stance=turned(stance, verb.negated),
            target=target,
            certainty=_certainty(verb),
            confidence=round(confidence * subject.confidence, 3),
        )

    def _evidence(self, first: int, index: int, highest: int) -> Span:
        limit = min(highest, index + _EVIDENCE_WITHIN)
        end = max(index + 1, self._stretches.clause_end(index + 1, limit))
        tokens = self._reading.tokens
        return Span(start=tokens[first].start, end=tokens[end - 1].end)


def _certainty(verb: Verb) -> Certainty:
    if verb.negated:
        return "denied"
    return "hypothetical" if verb.modal else "asserted"
