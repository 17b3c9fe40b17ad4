"""Whom a verb's subject means: by name, by pronoun, or by what a phrase without a name says of it."""

from __future__ import annotations

from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from pipelines.extract.actors import Reference
from pipelines.extract.clauses.descriptions import described, is_calling, is_epithet, may_be_called
from pipelines.extract.clauses.lists import actors_beside, listed_left
from pipelines.extract.clauses.noun_phrases import (
    SPEAKING_BODIES,
    SPEAKING_ROLES,
    Phrase,
    actor_within,
)
from pipelines.extract.clauses.pronouns import PronounReader
from pipelines.extract.clauses.reading import Reading
from pipelines.extract.function_words import POSSESSIVE_PRONOUNS

_UNNAMED: Final = 0.6
_UNKNOWN: Final = 0.5


class Subject(Struct, frozen=True):
    """Who does what a verb says: its tokens `first` to `last` (both inside), and whom they mean.

    `start` is where all of it begins: titles, and the noun that an apposition explains. `others` are
    named beside the first: “X and Y said”.
    """

    first: int
    last: int
    actor: str | None
    confidence: float
    is_pronoun: bool = False
    is_shared: bool = False
    start: int = -1
    others: tuple[str, ...] = ()


class SubjectReader:
    """Reads whom phrases and pronouns of one text mean as subjects."""

    def __init__(self, reading: Reading, pronouns: PronounReader) -> None:
        self._reading = reading
        self._pronouns = pronouns

    def of_phrase(self, phrase: Phrase, governed: list[Phrase], last: int, lowest: int) -> Subject:
        """Give whom a phrase means; `last` is the last token of the subject in all."""
        if is_epithet(self._reading, phrase):
            return self.somebody(phrase)
        if phrase.head is not None:
            return self.of_list(phrase.head, listed_left(self._reading, phrase, lowest), last)
        named = self._named_before(phrase)
        if named is not None:
            return self.of_reference(named, phrase)
        return self.unnamed(phrase, governed)

    def of_list(self, head: Reference, listed: list[Phrase], last: int) -> Subject:
        """“Egypt and Sudan said”: the first named is the subject, the others say so with it."""
        first = listed[0].head or head
        subject = self.of_reference(first, replace(listed[0], last=last))
        return replace(
            subject, others=(*subject.others, *actors_beside(self._reading, listed, first))
        )

    def of_reference(self, reference: Reference, phrase: Phrase) -> Subject:
        """Give whom a name means, with the phrase that it stands in; no place says anything."""
        last = self._reading.last_of(reference)
        first = self._reading.first_of(reference)
        actor = None if self._reading.kind_of(reference) == "place" else reference.actor
        others = tuple(self._reading.beside.get(reference.start, ())) if reference.plural else ()
        return Subject(first, last, actor, reference.confidence, start=phrase.first, others=others)

    def of_pronoun(self, index: int) -> Subject:
        """Give whom “he”, “she”, “they” or “it” means."""
        answer = self._pronouns.resolve(index)
        if answer is None:
            return Subject(index, index, None, _UNKNOWN, is_pronoun=True, start=index)
        return Subject(index, index, answer.actor, answer.confidence, is_pronoun=True, start=index)

    def _named_before(self, phrase: Phrase) -> Reference | None:
        """“X and two colleagues said”: who of the two has a name."""
        if self._reading.words[phrase.first - 1] != "and":
            return None
        named = self._reading.to_token.get(phrase.first - 2)
        return named if named is not None and self._reading.kind_of(named) == "person" else None

    def unnamed(self, phrase: Phrase, governed: list[Phrase]) -> Subject:
        """Give a subject without a name: whom it speaks for, where it is an office or a spokesperson."""
        words = self._reading.words
        owner = self._owner(phrase)
        if owner is not None:
            return owner
        inner = described(self._reading, phrase) or actor_within(self._reading, phrase)
        others: tuple[str, ...] = ()
        if inner is None and governed and words[phrase.last] in SPEAKING_ROLES:
            inner = governed[0].head or actor_within(self._reading, governed[0])
            others = actors_beside(self._reading, governed, inner)
        if inner is not None and self._reading.kind_of(inner) == "place":
            inner = None
        if inner is None and is_calling(self._reading, phrase):
            return self._called(phrase)
        if inner is None:
            return Subject(phrase.first, phrase.last, None, _UNKNOWN, start=phrase.first)
        confidence = _UNNAMED * inner.confidence
        return Subject(
            phrase.first, phrase.last, inner.actor, confidence, start=phrase.first, others=others
        )

    def _owner(self, phrase: Phrase) -> Subject | None:
        """“Its office”, “her spokesman”: whoever owns what speaks."""
        words = self._reading.words
        if (
            words[phrase.first] not in POSSESSIVE_PRONOUNS
            or words[phrase.last] not in SPEAKING_BODIES
        ):
            return None
        answer = self._pronouns.resolve(phrase.first)
        if answer is None:
            return None
        confidence = _UNNAMED * answer.confidence
        return Subject(phrase.first, phrase.last, answer.actor, confidence, start=phrase.first)

    def somebody(self, phrase: Phrase) -> Subject:
        """Give whom “the 22-year-old” or “the Spaniard” means, and keep that."""
        answer = self._pronouns.resolve(phrase.first)
        actor, confidence = answer if answer is not None else (None, _UNKNOWN)
        if actor is not None:
            self._pronouns.note_epithet(phrase.first, phrase.last, actor, confidence)
        return Subject(phrase.first, phrase.last, actor, _UNNAMED * confidence, start=phrase.first)

    def _called(self, phrase: Phrase) -> Subject:
        """Give whom “the all-rounder” means."""
        answer = self._pronouns.resolve(phrase.first)
        actor = self._reading.actors.get(answer.actor) if answer is not None else None
        if actor is None or not may_be_called(actor, self._reading.words[phrase.last]):
            return Subject(phrase.first, phrase.last, None, _UNKNOWN, start=phrase.first)
        return self.somebody(phrase)
