"""Where a text speaks of which topic: patterns' places, without what exclusions and masks take away."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping
from typing import Final, Literal, NamedTuple

from pipelines.extract.issues.automaton import Automaton, Hit, Words
from pipelines.extract.issues.taxonomy import Taxonomy, Topic

_STRONG, _NORMAL, _HINT, _WEAK = 2.0, 1.0, 0.6, 0.4
# Words that only stand near each other say less than a phrase, and so does a single word.
_NEAR_FACTOR: Final = 0.7
_SINGLE_FACTOR: Final = 0.7
_CUE_FACTOR: Final = 1.6
_CUE_REACH_WORDS: Final = 25
# The number of the title where paragraphs are numbered.
IN_TITLE: Final = -1
# "CAIRO, June 5 (GLNS) - ", "HSINCHU, Taiwan. ": where a text was written is not what it is about.
_DATELINE: Final = re.compile(
    r"\s*[A-Z][A-Z' .-]+(?:, [A-Z]\w+(?: \w+)?)?(?:, \w{3,9}\.? \d{1,2})?"
    r"(?:\. | ?\([^()\n]{2,20}\) ?[-–—] )"
)

Role = Literal["match", "exclude", "mask", "cue", "hint"]


class Place(NamedTuple):
    """One place that speaks of a topic: where, by which pattern, and whether a cue announces it.

    `words` are the indexes of its words; those of the title are negative, the body's first word is 0.
    """

    topic: int
    pattern: int
    start: int
    end: int
    weight: float
    words: tuple[int, ...]
    paragraph: int
    cued: bool = False

    @property
    def in_title(self) -> bool:
        """Tell whether the place's offsets are those of the title."""
        return self.words[0] < 0


class Reading(NamedTuple):
    """What a text holds: places that speak of topics, hints at topics, and the number of words."""

    places: list[Place]
    hints: list[Place]
    words: int


class _Pattern(NamedTuple):
    topic: int
    role: Role
    weight: float


class TopicMatcher:
    """A table's patterns, compiled."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        self.topics: tuple[Topic, ...] = tuple(taxonomy.topics.values())
        self.patterns: list[tuple[_Pattern, str]] = []
        for number, topic in enumerate(self.topics):
            for written, weight in _weighted(topic):
                self.patterns.append((_Pattern(number, "match", weight), written))
            for written in topic.exclude:
                self.patterns.append((_Pattern(number, "exclude", 0.0), written))
            for written in topic.hints:
                self.patterns.append((_Pattern(number, "hint", _HINT), written))
        for _, part in taxonomy.contexts:
            self.patterns.extend((_Pattern(-1, "mask", 0.0), written) for written in part.masks)
            self.patterns.extend((_Pattern(-1, "cue", 0.0), written) for written in part.cues)
        self._automaton = Automaton((n, written) for n, (_, written) in enumerate(self.patterns))

    def read(self, text: str, *, is_title: bool = False) -> Reading:
        """Find the places of every topic, one a word and topic, and its hints."""
        words, hits = self._automaton.scan(text)
        by_role: dict[Role, list[Hit]] = defaultdict(list)
        for hit in hits:
            by_role[self.patterns[hit.pattern][0].role].append(hit)
        masked = {word for hit in by_role["mask"] for word in hit.words()}
        if not is_title:
            masked.update(_dateline_words(text, words))
        excluded: dict[int, set[int]] = defaultdict(set)
        for hit in by_role["exclude"]:
            excluded[self.patterns[hit.pattern][0].topic].update(hit.words())
        kept = self._without_overlaps(by_role["match"], masked, excluded)
        hints = [hit for hit in by_role["hint"] if masked.isdisjoint(hit.words())]
        cued = _cued_words(by_role["cue"], text, words)
        shift = len(words.starts) if is_title else 0
        return Reading(
            [self._place(hit, words, cued, shift) for hit in kept],
            [self._place(hit, words, cued, shift) for hit in hints],
            len(words.starts),
        )

    def hits_of(self, topic: int, text: str) -> list[Hit]:
        """Find all places of one topic's patterns, also those that exclusions would take away."""
        _, hits = self._automaton.scan(text)
        return [hit for hit in hits if self.patterns[hit.pattern][0].topic == topic]

    def _without_overlaps(
        self, hits: list[Hit], masked: set[int], excluded: Mapping[int, set[int]]
    ) -> list[Hit]:
        """Keep, for each topic and word, the pattern that says most."""
        by_topic: dict[int, list[Hit]] = defaultdict(list)
        for hit in hits:
            by_topic[self.patterns[hit.pattern][0].topic].append(hit)
        kept: list[Hit] = []
        for topic, of_topic in by_topic.items():
            taken = set(excluded.get(topic, ()))
            if len(of_topic) > 1:
                of_topic.sort(key=self._rank)
            for hit in of_topic:
                words = hit.words()
                if taken.isdisjoint(words) and masked.isdisjoint(words):
                    taken.update(words)
                    kept.append(hit)
        kept.sort(key=lambda hit: (hit.first, hit.pattern))
        return kept

    def _rank(self, hit: Hit) -> tuple[float, int, int]:
        length = hit.last - hit.first + (hit.other_last - hit.other_first)
        return -self.patterns[hit.pattern][0].weight, -length, hit.first

    def _place(self, hit: Hit, words: Words, cued: set[int], shift: int) -> Place:
        pattern = self.patterns[hit.pattern][0]
        first = hit.first if hit.other_first < 0 else hit.other_first
        announced = hit.first in cued
        return Place(
            topic=pattern.topic,
            pattern=hit.pattern,
            start=words.starts[first],
            end=words.ends[hit.last],
            weight=pattern.weight * (_CUE_FACTOR if announced else 1.0),
            words=tuple([word - shift for word in hit.words()] if shift else hit.words()),
            paragraph=IN_TITLE if shift else bisect_right(words.newlines, hit.first),
            cued=announced,
        )


def _weighted(topic: Topic) -> list[tuple[str, float]]:
    lists = ((topic.strong, _STRONG), (topic.patterns, _NORMAL), (topic.weak, _WEAK))
    return [
        (written, weight * _factor(written)) for patterns, weight in lists for written in patterns
    ]


def _factor(written: str) -> float:
    if " .. " in written:
        return _NEAR_FACTOR
    return 1.0 if " " in written or "-" in written else _SINGLE_FACTOR


def _dateline_words(text: str, words: Words) -> range:
    match = _DATELINE.match(text)
    if match is None:
        return range(0)
    return range(bisect_right(words.starts, match.end() - 1))


def _cued_words(cues: list[Hit], text: str, words: Words) -> set[int]:
    """Give the words that follow a cue within its sentence."""
    cued: set[int] = set()
    for cue in cues:
        for word in range(cue.last + 1, min(cue.last + 1 + _CUE_REACH_WORDS, len(words.starts))):
            if _ends_sentence(text[words.ends[word - 1] : words.starts[word] + 1]):
                break
            cued.add(word)
    return cued


def _ends_sentence(between: str) -> bool:
    """Tell whether a sentence ends between two words ("…end. The…"); `between` holds one sign more."""
    return "\n" in between or (between[:1] in ".!?" and between[-1:].isupper() and len(between) > 2)
