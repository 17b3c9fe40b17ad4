"""Direct speech that no cue reports: whose words go on, and what is no speech at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from pipelines.extract.clauses import Reading, Subject, SubjectFinder
from pipelines.extract.function_words import TERMINAL
from pipelines.extract.quotes.attributions import Attribution

_FEWEST_WORDS: Final = 2
_FEWEST_WORDS_WITHIN: Final = 5
_LONGEST_HEADING: Final = 8  # between paragraphs, ‘Good chemistry’ is a heading
_MOST_WORDS_AFTER: Final = 2  # more is a clause of its own: “Yes!” the crowd roared
_SMALL_WORD: Final = 3
_GOES_ON: Final = 0.8
_ANNOUNCED: Final = 0.75
_AFTER_REPORT: Final = 0.6
_AFTER_SUBJECT: Final = 0.45
_NOBODY: Final = 0.4


class Speech(NamedTuple):
    """A stretch of direct speech (tokens, `end` outside) and who is taken for its speaker."""

    first: int
    end: int
    subject: Subject | None
    confidence: float
    attribution: Attribution | None = None


class SpeechReader:
    """Gives direct speech without a cue to whoever spoke before it, or acted right before it."""

    def __init__(
        self,
        reading: Reading,
        subjects: SubjectFinder,
        attributions: Sequence[Attribution],
        covering: Mapping[int, Attribution],
    ) -> None:
        self._reading = reading
        self._subjects = subjects
        self._covering = covering
        self._last_in_unit: dict[int, Attribution] = {}
        for attribution in attributions:
            self._last_in_unit[reading.unit_number(attribution.cue_first)] = attribution

    def left_over(self) -> list[Speech]:
        """Give all direct speech outside the attributions' contents."""
        chains = self._chains()
        speeches: list[Speech] = []
        for chain in chains:
            known = next(
                (self._covering[first] for first, _ in chain if first in self._covering), None
            )
            for number, (first, last) in enumerate(chain):
                if first in self._covering:
                    continue
                before = speeches[-1] if speeches else None
                if known is not None:
                    speeches.append(self._continued(first, last, known))
                elif number and before is not None:
                    speeches.append(before._replace(first=first, end=last + 1))
                else:
                    speeches.append(self._alone(first, last, before))
        return speeches

    def _chains(self) -> list[list[tuple[int, int]]]:
        """Group quotations that go on in the next paragraph."""
        chains: list[list[tuple[int, int]]] = []
        goes_on = False
        for first, last, region in self._reading.regions:
            if region.depth or not (
                goes_on or self._is_speech(first, last) or first in self._covering
            ):
                continue
            if goes_on:
                chains[-1].append((first, last))
            else:
                chains.append([(first, last)])
            goes_on = region.continues
        return chains

    def _is_speech(self, first: int, last: int) -> bool:
        """Whether words in quotation marks are speech, not a title or a word held at arm's length."""
        reading = self._reading
        ends = reading.words[last] in TERMINAL or reading.words[last - 1] in TERMINAL
        unit_first, unit_end, _ = reading.unit_of(first)
        before = reading.words[first - 1] if first > unit_first else "."
        begins = before in TERMINAL or before == ":" or first - 1 in reading.closes
        count = last - first - 1
        listed = before == "," and reading.words[last + 1 : last + 2] == [","]
        if (listed or first - 1 in reading.closes) and self._is_title(first, last):
            return False
        if (
            reading.words[max(0, first - 2) : first] == ["al", "."]
            or reading.words[first - 1] == "al."
        ):
            return False  # “Lee et al. “A title.””
        if begins:
            if last + 1 >= unit_end and not ends:
                return count >= _LONGEST_HEADING
            return count >= _FEWEST_WORDS and (ends or reading.words[last + 1] == ",")
        return ends and count >= _FEWEST_WORDS_WITHIN and before == ","

    def _is_title(self, first: int, last: int) -> bool:
        """“The film, “The Last Ferry”, opens”: capitals, and no stop inside."""
        inside = [at for at in range(first + 1, last) if len(self._reading.words[at]) > _SMALL_WORD]
        ends = self._reading.words[last - 1] in TERMINAL - {","}
        return not ends and all(self._reading.is_capitalised(at) for at in inside)

    def _continued(self, first: int, last: int, known: Attribution) -> Speech:
        confidence = round(_GOES_ON * known.subject.confidence, 3)
        return Speech(first, last + 1, known.subject, confidence, known)

    def _alone(self, first: int, last: int, before: Speech | None) -> Speech:
        reading = self._reading
        unit = reading.unit_number(first)
        announced = self._announced(first)
        if announced is not None:
            return Speech(first, last + 1, announced, round(_ANNOUNCED * announced.confidence, 3))
        if reading.units[unit][1] - last > _MOST_WORDS_AFTER:
            return Speech(first, last + 1, None, _NOBODY)
        near = self._goes_on_from(first, unit)
        if before is not None and before.subject is not None:
            known = reading.unit_number(before.first)
            if unit - known <= 1 and near in (unit, known):
                return Speech(first, last + 1, before.subject, round(before.confidence * 0.9, 3))
        for number in (unit, near):
            attribution = self._last_in_unit.get(number)
            if attribution is not None and attribution.subject.actor is not None:
                return self._after_report(first, last, attribution)
        subject = self._actor_before(unit)
        if subject is not None:
            return Speech(first, last + 1, subject, round(_AFTER_SUBJECT * subject.confidence, 3))
        return Speech(first, last + 1, None, _NOBODY)

    def _goes_on_from(self, first: int, unit: int) -> int:
        """Give the unit before that the same person may speak in; its own where there is none.

        A paragraph that is nothing but direct speech goes on from the paragraph before.
        """
        if unit == 0:
            return unit
        same = self._reading.units[unit - 1][2] == self._reading.units[unit][2]
        return unit - 1 if same or first == self._reading.units[unit][0] else unit

    def _announced(self, first: int) -> Subject | None:
        """“X defended the plan: “…””; the colon may end the paragraph before."""
        reading = self._reading
        if first == 0 or reading.words[first - 1] != ":":
            return None
        number = reading.unit_number(first - 1)
        attribution = self._last_in_unit.get(number)
        if attribution is not None and attribution.cue_first < first:
            return attribution.subject
        return self._subjects.shared(first - 2, reading.units[number][0])

    def _after_report(self, first: int, last: int, attribution: Attribution) -> Speech:
        direct = attribution.first in self._reading.opens
        share = _GOES_ON if direct else _AFTER_REPORT
        confidence = round(share * attribution.subject.confidence, 3)
        return Speech(first, last + 1, attribution.subject, confidence)

    def _actor_before(self, unit: int) -> Subject | None:
        """Give the person that the sentence before is about."""
        paragraph = self._reading.units[unit][2]
        if unit == 0 or self._reading.units[unit - 1][2] != paragraph:
            return None
        first, end, _ = self._reading.units[unit - 1]
        subject = self._subjects.shared(end - 1, first)
        if subject is None or subject.actor is None:
            return None
        actor = self._reading.actors.get(subject.actor)
        return subject if actor is not None and actor.kind == "person" else None
