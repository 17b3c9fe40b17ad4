"""What stands between a cue and what is said: whom it is told, when, where and in what form."""

from __future__ import annotations

from typing import Final

from pipelines.extract.actors import Reference
from pipelines.extract.clauses.noun_phrases import phrase_right
from pipelines.extract.clauses.reading import Reading
from pipelines.extract.function_words import (
    DAYS,
    OBJECT_PRONOUNS,
    PREPOSITIONS,
    SUBJECT_PRONOUNS,
    TIMES,
    is_adverb,
)
from pipelines.extract.quotes.cues import ADDRESSEE_NOUNS, SPEECH_NOUNS, Cue
from pipelines.extract.verb_forms import is_finite

_MEDIA: Final = frozenset("channel magazine network newspaper radio station television tv".split())
_LONGEST_PARENTHESIS: Final = 14
_LONGEST_ADJUNCT: Final = 7
_MOST_ADJUNCTS: Final = 3
_SAYING_TIMES: Final = frozenset("again afterwards later earlier once twice aloud".split())


class AsideReader:
    """Skips what stands between a cue and its content."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._words = reading.words

    def after_parenthesis(self, start: int, highest: int) -> int:
        """“Said, according to Y, that …”: go on at "that"."""
        if start >= highest or self._words[start] != ",":
            return start
        for at in range(start + 1, min(highest - 1, start + _LONGEST_PARENTHESIS)):
            if self._words[at] == "," and self._words[at + 1] == "that":
                return at + 1
        return start

    def after_addressee(self, start: int, cue: Cue, highest: int) -> tuple[int, Reference | None]:
        """Skip whom something is told; gives the token after, and the addressee where named."""
        if start >= highest or not cue.frames & {"tell", "ask"}:
            return start, None
        words = self._words
        reference = self._reading.from_token.get(start)
        if reference is not None and "tell" in cue.frames:
            end = self._reading.last_of(reference) + 1
            return (end + 1 if end < highest and words[end] in _MEDIA else end), reference
        if words[start] in OBJECT_PRONOUNS or words[start] in ADDRESSEE_NOUNS:
            return start + 1, None
        if "tell" not in cue.frames or cue.lemma in ("warn", "caution", "promise"):
            return start, None
        phrase = phrase_right(self._reading, start, highest)
        if phrase is None:
            return start, None
        end = phrase.last + 1
        return end, phrase.head

    def after_adjuncts(self, start: int, highest: int) -> int:
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
        if words[at] not in PREPOSITIONS or words[at + 1 : at + 2] in (["least"], ["most"]):
            return at
        for place in range(at + 1, min(highest, at + _LONGEST_ADJUNCT)):
            word = words[place]
            if word in TIMES or word in SPEECH_NOUNS or word in ADDRESSEE_NOUNS:
                return place + 1
            if word in SUBJECT_PRONOUNS or is_finite(word) or word == ",":
                break
        reference = self._reading.from_token.get(at + 1)
        if reference is not None:
            return self._reading.last_of(reference) + 1
        return at


def _is_manner(word: str) -> bool:
    """Whether a word is an adverb in -ly: how something is said."""
    return word.endswith("ly") and is_adverb(word)
