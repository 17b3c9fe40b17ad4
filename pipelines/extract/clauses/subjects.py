"""The subject of a verb: before it, after it where the order is inverted, or shared with another verb."""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace

from pipelines.extract.clauses.descriptions import is_epithet
from pipelines.extract.clauses.lists import listed_right
from pipelines.extract.clauses.noun_phrases import Phrase, is_verb, phrase_left, phrase_right
from pipelines.extract.clauses.pronouns import PronounReader
from pipelines.extract.clauses.reading import LONGEST_WALK, Reading
from pipelines.extract.clauses.subject_meanings import Subject, SubjectReader
from pipelines.extract.clauses.subject_starts import (
    is_titled,
    start_with_explained,
    start_with_title,
)
from pipelines.extract.clauses.subject_walk import walk_left
from pipelines.extract.clauses.verb_groups import Verb, read_verb_group
from pipelines.extract.function_words import (
    CONJUNCTIONS,
    PREPOSITIONS,
    RELATIVES,
    SUBJECT_PRONOUNS,
    TERMINAL,
)

_PARENTHESES: Final = frozenset({",", "–", "—", "--"})
_LIKELY_BOTH: Final = 0.6
_SHARED_VERBS: Final = 5
_BOTH_WITHIN: Final = 4


class SubjectFinder:
    """Finds subjects in one reading; pronouns are resolved on the way."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self.pronouns = PronounReader(reading)
        self._subjects = SubjectReader(reading, self.pronouns)

    def before(self, verb: Verb, lowest: int) -> Subject | None:
        """Find the subject left of a verb group, within its clause."""
        at = verb.before
        if at < lowest:
            return None
        words = self._reading.words
        if words[at] in RELATIVES and words[at] != "whose":
            at -= 2 if at > lowest and words[at - 1] == "," else 1
        if words[at] in SUBJECT_PRONOUNS and at not in self._reading.to_token:
            return self._subjects.of_pronoun(at)
        closing = words[at] if words[at] in _PARENTHESES else ""
        return self._left_of(at - 1 if closing else at, lowest, closing)

    def both(self, index: int) -> Subject | None:
        """Find who “both” are at the beginning of a sentence: the two who spoke last."""
        unit = self._reading.unit_number(index)
        spoken = (self.pronouns.speakers.get(unit - back) for back in range(1, _BOTH_WITHIN))
        known = list(dict.fromkeys(each for each in spoken if each is not None))
        if len(known) < 2:
            return None
        return Subject(index, index, known[1], _LIKELY_BOTH, start=index, others=(known[0],))

    def with_participle(self, verb: Verb, lowest: int) -> Subject | None:
        """Find the subject of a participle after "with": “…, with X saying that …”."""
        if verb.before < lowest:
            return None
        phrase = phrase_left(self._reading, verb.before, lowest)
        if phrase is None or phrase.first <= lowest:
            return None
        if self._reading.words[phrase.first - 1] != "with":
            return None
        return self._subjects.of_phrase(phrase, [], verb.before, lowest)

    def after(self, index: int, highest: int) -> Subject | None:
        """Find the subject right of a verb: “…,” said Xi."""
        words = self._reading.words
        if index >= highest:
            return None
        if words[index] in SUBJECT_PRONOUNS or self._is_object_pronoun(index):
            return self._subjects.of_pronoun(index)
        phrase = phrase_right(self._reading, index, highest)
        if phrase is None:
            return None
        if is_epithet(self._reading, phrase):
            return self._subjects.somebody(phrase)
        if phrase.head is not None:
            listed = listed_right(self._reading, phrase, highest)
            return self._subjects.of_list(phrase.head, listed, phrase.last)
        return self._apposed(phrase, highest) or self._subjects.unnamed(phrase, [])

    def shared(self, index: int, lowest: int) -> Subject | None:
        """Find the subject that a verb after "and" or a participle shares with a verb before it."""
        tried = 0
        floor = max(lowest, index - LONGEST_WALK // 2)
        at = index
        while at >= floor and tried < _SHARED_VERBS:
            if at in self._reading.closes:
                at = self._reading.closes[at] - 1
                continue
            reference = self._reading.to_token.get(at)
            if reference is not None:
                at = self._reading.first_of(reference) - 1
                continue
            if is_verb(self._reading, at):
                tried += 1
                verb = read_verb_group(self._reading, at, lowest)
                subject = self._main_subject(verb, lowest)
                if subject is not None:
                    return replace(subject, is_shared=True)
                at = min(at, verb.before + 1)
            at -= 1
        return None

    def _left_of(self, last: int, lowest: int, closing: str) -> Subject | None:
        """Find the subject that a walk from a token on meets, whole with its title."""
        walked = walk_left(self._reading, last, lowest, closing)
        if walked is None:
            return None
        subject = self._subjects.of_phrase(walked.phrase, walked.governed, last, lowest)
        start = subject.start
        if walked.title_before is not None:
            start = start_with_title(self._reading, start, walked.title_before, lowest)
        elif walked.explains:
            start = start_with_explained(self._reading, start, lowest)
        return replace(subject, start=start)

    def _main_subject(self, verb: Verb, lowest: int) -> Subject | None:
        """Give the subject of a verb unless it shares one itself or stands in a relative clause."""
        at = verb.before
        if at < lowest or verb.infinitive:
            return None
        word = self._reading.words[at]
        if word in CONJUNCTIONS or word in RELATIVES or word == "that":
            return None
        subject = self.before(verb, lowest)
        return subject if subject is not None and subject.actor is not None else None

    def _is_object_pronoun(self, index: int) -> bool:
        """“According to him, …”; “her” before a noun owns it."""
        after = self._reading.words[index + 1 : index + 2] or ["."]
        return self._reading.words[index] in ("him", "her", "them") and after[0] in TERMINAL

    def _apposed(self, phrase: Phrase, highest: int) -> Subject | None:
        """“Said one of them, Faith Akinyi”; “said a spokesman for the ministry, Liang Guohua”."""
        at = phrase.last + 1
        while at < highest and self._reading.words[at] in PREPOSITIONS:
            governed = phrase_right(self._reading, at + 1, highest)
            if (
                governed is not None
                and governed.head
                and is_titled(self._reading, governed, at, phrase.first)
            ):
                return self._subjects.of_reference(
                    governed.head, replace(governed, first=phrase.first)
                )
            if governed is None:
                # "one of them": a pronoun is no phrase
                at += 2
                break
            at = governed.last + 1
        if at >= highest or self._reading.words[at] != ",":
            by = phrase.last + 2
            issued = self._reading.words[by : by + 1] == ["by"]  # “data compiled by X”
            governed = phrase_right(self._reading, by + issued, highest)
            return self._subjects.unnamed(phrase, [governed] if governed is not None else [])
        name = phrase_right(self._reading, at + 1, highest)
        if name is None or name.head is None or self._reading.kind_of(name.head) != "person":
            return None
        return self._subjects.of_reference(name.head, name)
