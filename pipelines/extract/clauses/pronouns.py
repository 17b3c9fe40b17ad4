"""Whom a pronoun means: the nearest fitting actor, subjects before others.

A hand-weighted form of the factors of Lappin and Leass (1994): recency, subjecthood, agreement.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import Final, Literal, NamedTuple

from pipelines.extract.actors import Reference
from pipelines.extract.actors.role_nouns import role_nouns
from pipelines.extract.clauses.noun_phrases import SPEAKING_BODIES, is_verb, phrase_left
from pipelines.extract.clauses.reading import Reading
from pipelines.extract.function_words import (
    DETERMINERS,
    POSSESSIVE_MARKS,
    PREPOSITIONS,
    TERMINAL,
    is_adverb,
)
from pipelines.extract.verb_forms import is_finite

Gender = Literal["m", "f"]

# “The 22-year-old” is somebody, of either gender.
_SUBJECT_FORMS: Final = {
    "his": "he",
    "him": "he",
    "them": "they",
    "her": "she",
    "its": "it",
    "their": "they",
    "the": "somebody",
}
_MOST_CANDIDATES: Final = 14
_LONGEST_LIST: Final = 5
_MOST_UNITS_BACK: Final = 4
_MOST_UNITS_SILENT: Final = 16
_LAST_SPEAKER: Final = 0.5
_UNIT_COST: Final = 1.0
_PARAGRAPH_COST: Final = 0.6
_LONGEST_OPENING: Final = 14
_SUBJECT: Final = 1.6
_KNOWN_GENDER: Final = 0.4
_TELLS: Final = -2.0
_TELLS_WITHIN: Final = 6
_OBJECT_FORMS: Final = {"he": "him", "she": "her"}
_AFTER_TOLD: Final = frozenset("that to about of how if whether why what not in on . ,".split())
_POSSESSIVE: Final = -1.2
_GOVERNED: Final = -0.8
_EXPLAINED: Final = -0.1  # “with X, their captain, who …”
_SPEAKER: Final = 0.5
_SPOKEN_OF: Final = -2.0
_LOWEST_SCORE: Final = -1.6


class Resolution(NamedTuple):
    """Who is meant, and how sure that is."""

    actor: str
    confidence: float


class PronounReader:
    """Resolves the pronouns of one text from left to right; remembers who was called he or she."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._gender: dict[str, Gender] = {}
        self._known: dict[int, Resolution | None] = {}
        self._last_called: dict[str, tuple[int, str]] = {}
        self.found: list[Reference] = []
        self.speakers: dict[int, str | None] = {}
        self.unnamed_bodies: set[int] = set()
        for reference in reading.references:
            if reference.gender is not None:
                self._gender.setdefault(reference.actor, reference.gender)

    def resolve(self, index: int) -> Resolution | None:
        """Give whom a pronoun at a token means, or an epithet from "the" on; None where nobody fits."""
        if index in self._known:
            return self._known[index]
        if self._reading.words[index] == "the":
            return self._search(index)
        answer = None if self._follows_unnamed(index) else self._search(index)
        self._known[index] = answer
        if answer is not None:
            self._remember(index, answer)
        return answer

    def note_epithet(self, first: int, last: int, actor: str, confidence: float) -> None:
        """Keep whom "the 22-year-old" or "the Spaniard" was found to mean."""
        if first in self._known:
            return
        self._known[first] = Resolution(actor, confidence)
        tokens = self._reading.tokens
        self.found.append(
            Reference(
                start=tokens[first].start,
                end=tokens[last].end,
                actor=actor,
                kind="nominal",
                confidence=confidence,
            )
        )

    def _follows_unnamed(self, index: int) -> bool:
        """“A sergeant said … He added”: who has just spoken has no name, so nobody else is meant."""
        reading = self._reading
        unit = reading.unit_number(index)
        if reading.words[index] == "it":
            return unit in self.unnamed_bodies or unit - 1 in self.unnamed_bodies
        if reading.words[index] not in ("he", "she"):
            return False
        for number in (unit, unit - 1):
            if number >= 0 and number in self.speakers:
                same = reading.units[number][2] == reading.units[unit][2]
                return same and self.speakers[number] is None
        return False

    def _remember(self, index: int, answer: Resolution) -> None:
        word = _SUBJECT_FORMS.get(self._reading.words[index], self._reading.words[index])
        gender: Gender | None = "m" if word == "he" else "f" if word == "she" else None
        if gender is not None:
            self._gender.setdefault(answer.actor, gender)
            self._last_called[word] = (self._reading.unit_number(index), answer.actor)
        token = self._reading.tokens[index]
        self.found.append(
            Reference(
                start=token.start,
                end=token.end,
                actor=answer.actor,
                kind="pronoun",
                confidence=answer.confidence,
                gender=gender,
                plural=word == "they",
            )
        )

    def _search(self, index: int) -> Resolution | None:
        reading = self._reading
        word = _SUBJECT_FORMS.get(reading.words[index], reading.words[index])
        unit = reading.unit_number(index)
        position = bisect_left(reading.reference_starts, reading.tokens[index].start) - 1
        inside = unit > 0 and reading.units[unit - 1][2] == reading.units[unit][2]
        trails = self._trails(index, word)
        scores: dict[str, float] = {}
        for number in range(position, max(-1, position - _MOST_CANDIDATES), -1):
            reference = reading.references[number]
            first = reading.first_of(reference)
            back = unit - reading.unit_number(first)
            if back > _MOST_UNITS_BACK:
                break
            if reading.is_quoted(first) or not self._fits(word, reference, unit):
                continue
            score = self._score(word, reference, first) - _UNIT_COST * back
            if trails and not back:
                score += _SPOKEN_OF
            if inside and reading.units[unit - back][2] != reading.units[unit][2]:
                score -= _PARAGRAPH_COST
            scores[reference.actor] = max(scores.get(reference.actor, score), score)
        self._add_last_called(scores, word, unit)
        return self._best(scores, word, unit)

    def _trails(self, index: int, word: str) -> bool:
        """“X and Y will stay, he added”: who speaks is hardly one of those spoken of."""
        words = self._reading.words
        if word not in ("he", "she") or words[index] != word or words[index - 1] != ",":
            return False
        after = words[index + 1 : index + 3]
        return len(after) > 1 and is_verb(self._reading, index + 1) and after[1] in TERMINAL

    def _add_last_called(self, scores: dict[str, float], word: str, unit: int) -> None:
        """“She said … She added …”: a pronoun is as good a candidate as the name it stands for."""
        called = self._last_called.get(word)
        if called is None or not 0 < unit - called[0] <= _MOST_UNITS_BACK:
            return
        score = _SUBJECT + _KNOWN_GENDER - _UNIT_COST * (unit - called[0]) - _PARAGRAPH_COST
        scores[called[1]] = max(scores.get(called[1], score), score)

    def _is_about_somebody(self, unit: int) -> bool:
        """“A colonel pointed to a lion. It was old, he said”: somebody without a name comes between."""
        if unit < 0:
            return False
        first, end, _ = self._reading.units[unit]
        words = self._reading.words
        for at in range(first, min(end, first + _LONGEST_OPENING)):
            if words[at] in ("a", "an", "one"):
                return not role_nouns().keys().isdisjoint(words[at + 1 : at + 4])
        return False

    def _last_speaker(self, word: str, unit: int) -> Resolution | None:
        """Give who spoke last, some sentences ago, where nobody else is named since."""
        if word not in ("he", "she"):
            return None
        if self._is_about_somebody(unit - 1):
            return None
        called = self._last_called.get(word)
        if called is not None and unit - called[0] < _MOST_UNITS_SILENT:
            return Resolution(called[1], _LAST_SPEAKER)
        wanted = "m" if word == "he" else "f"
        for number in range(unit - 1, max(-1, unit - _MOST_UNITS_SILENT), -1):
            if number in self.speakers:
                speaker = self.speakers[number]
                actor = self._reading.actors.get(speaker or "")
                is_person = actor is not None and actor.kind == "person"
                if speaker is None:
                    return None
                if is_person and self._gender.get(speaker, wanted) == wanted:
                    return Resolution(speaker, _LAST_SPEAKER)
        return None

    def _best(self, scores: dict[str, float], word: str, unit: int) -> Resolution | None:
        for back in (1, 2):
            speaker = self.speakers.get(unit - back)
            if speaker in scores:
                scores[speaker] += _SPEAKER
                break
        if not scores or max(scores.values()) < _LOWEST_SCORE:
            return self._last_speaker(word, unit)
        ordered = sorted(scores.items(), key=lambda each: -each[1])
        margin = ordered[0][1] - ordered[1][1] if len(ordered) > 1 else 1.5
        return Resolution(ordered[0][0], round(min(0.9, 0.6 + 0.2 * margin), 2))

    def _fits(self, word: str, reference: Reference, unit: int) -> bool:
        actor = self._reading.actors.get(reference.actor)
        kind = actor.kind if actor is not None else None
        if word == "somebody":
            return kind == "person"
        if word in ("he", "she"):
            wanted = "m" if word == "he" else "f"
            return kind == "person" and self._gender.get(reference.actor, wanted) == wanted
        if word == "it":
            return kind in ("organisation", "country") and not reference.plural
        if kind == "group" or reference.plural:
            return True
        has_spoken = reference.actor in (self.speakers.get(unit), self.speakers.get(unit - 1))
        return kind == "organisation" and has_spoken

    def _score(self, word: str, reference: Reference, first: int) -> float:
        reading = self._reading
        score = 0.0
        if word in ("he", "she") and reference.actor in self._gender:
            score += _KNOWN_GENDER
        last = reading.last_of(reference)
        after = reading.words[last + 1] if last + 1 < len(reading.words) else "."
        if after in POSSESSIVE_MARKS:
            owned = reading.words[last + 2 : last + 3]
            return score + (_SUBJECT if owned and owned[0] in SPEAKING_BODIES else _POSSESSIVE)
        unit_first = reading.unit_of(first)[0]
        before = self._governor(last, unit_first)
        titled = word in ("he", "she") and self._is_titled(first, last)
        if before in PREPOSITIONS and not titled:
            explained = after == "," and last + 2 not in reading.from_token
            return score + (_EXPLAINED if explained else _GOVERNED)
        if self._is_subject(unit_first, first, last, before):
            score += _TELLS if self._tells(word, last) else _SUBJECT
        return score

    def _is_titled(self, first: int, last: int) -> bool:
        """“Commissioner for the Environment X promised”: the verb is X's, not the preposition."""
        words = self._reading.words
        title = words[first - 1] if first else ""
        has_title = title.isalpha() and title not in PREPOSITIONS and title not in DETERMINERS
        return has_title and last + 1 < len(words) and is_verb(self._reading, last + 1)

    def _tells(self, word: str, last: int) -> bool:
        """“X once told her that …”: she is not X."""
        told = _OBJECT_FORMS.get(word)
        words = self._reading.words
        for at in range(last + 1, min(last + _TELLS_WITHIN, len(words) - 1)):
            if words[at] == told:
                return is_verb(self._reading, at - 1) and words[at + 1] in _AFTER_TOLD
            if words[at] in (".", ";"):
                return False
        return False

    def _governor(self, last: int, unit_first: int) -> str:
        """Give the word before a name's phrase, or before all of a list that it ends."""
        reading = self._reading
        for _ in range(_LONGEST_LIST):
            phrase = phrase_left(reading, last, unit_first)
            if phrase is None or phrase.first <= unit_first:
                return ""
            before = phrase.first - 1
            if reading.words[before] not in ("and", ",") or before - 1 not in reading.to_token:
                return reading.words[before]
            last = before - 1
        return ""

    def _is_subject(self, unit_first: int, first: int, last: int, before: str) -> bool:
        """A verb follows, or none stands before it in its sentence, or "said" does."""
        reading = self._reading
        if before in ("said", "says", "added", "wrote"):
            return True
        after = last + 1
        while after < len(reading.words) and is_adverb(reading.words[after]):
            after += 1
        if after < len(reading.words) and is_finite(reading.words[after]):
            return True
        if first - unit_first > _LONGEST_OPENING:
            return False
        return not any(is_verb(reading, at) for at in range(unit_first, first))
