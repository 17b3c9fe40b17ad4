"""Where a text speaks of which topic: patterns' places, without what exclusions and masks take away."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping
from operator import attrgetter
from typing import Final, Literal, NamedTuple

from msgspec import Struct

from pipelines.extract.issues.automaton import Automaton, Hit, Scan, Words
from pipelines.extract.issues.hints import by_topic, together
from pipelines.extract.issues.taxonomy import Taxonomy, Topic

_STRONG, _NORMAL, _HINT, _WEAK = 2.0, 1.0, 0.5, 0.4
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


class Place(Struct, frozen=True):
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
    """What an article holds: places that speak of topics, and the number of its words."""

    places: list[Place]
    body_words: int
    title_words: int


_BY_WORDS: Final = attrgetter("words", "pattern")


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
        self._topic_of = [pattern.topic for pattern, _ in self.patterns]
        self._role_of = [pattern.role for pattern, _ in self.patterns]
        self._weight_of = [pattern.weight for pattern, _ in self.patterns]
        self._automaton = Automaton(
            (
                (n, each)
                for n, (pattern, each) in enumerate(self.patterns)
                if pattern.role != "hint"
            ),
            (
                (n, each)
                for n, (pattern, each) in enumerate(self.patterns)
                if pattern.role == "hint"
            ),
        )

    def read(self, body: str, title: str = "") -> Reading:
        """Find the places of every topic in the order of the text, the title first."""
        in_title, in_body = self._automaton.scan(title), self._automaton.scan(body)
        title_words = len(in_title.words.starts)
        places = self._places(in_title, title, shift=title_words)
        places += self._places(in_body, body, shift=0)
        hints = by_topic(in_title.hints, in_body.hints, self._topic_of, title_words=title_words)
        for first, last, pattern in together(hints):
            words, shift = (in_title.words, title_words) if first < 0 else (in_body.words, 0)
            hit = Hit(pattern, first + shift, last + shift)
            places.append(self._place(hit, words, set(), shift))
        places.sort(key=_BY_WORDS)
        return Reading(places, len(in_body.words.starts), title_words)

    def hits_of(self, topic: int, text: str) -> set[str]:
        """Give the patterns of one topic that stand in a text, also those that exclusions take away."""
        _, hits, hints = self._automaton.scan(text)
        numbers = {hit.pattern for hit in hits} | {each for found in hints for each in found[0]}
        return {self.patterns[each][1] for each in numbers if self._topic_of[each] == topic}

    def _places(self, scan: Scan, text: str, *, shift: int) -> list[Place]:
        by_role: dict[Role, list[Hit]] = defaultdict(list)
        for hit in scan.hits:
            by_role[self._role_of[hit.pattern]].append(hit)
        masked = {word for hit in by_role["mask"] for word in hit.words()}
        if not shift:
            masked.update(_dateline_words(text, scan.words))
        excluded: dict[int, set[int]] = defaultdict(set)
        for hit in by_role["exclude"]:
            excluded[self._topic_of[hit.pattern]].update(hit.words())
        kept = self._without_overlaps(by_role["match"], masked, excluded)
        cued = _cued_words(by_role["cue"], text, scan.words)
        return [self._place(hit, scan.words, cued, shift) for hit in kept]

    def _without_overlaps(
        self, hits: list[Hit], masked: set[int], excluded: Mapping[int, set[int]]
    ) -> list[Hit]:
        """Keep, for each topic and word, the pattern that says most."""
        of_topics: dict[int, list[Hit]] = defaultdict(list)
        for hit in hits:
            of_topics[self._topic_of[hit.pattern]].append(hit)
        kept: list[Hit] = []
        for topic, of_topic in of_topics.items():
            taken = masked | excluded[topic] if topic in excluded else masked
            if len(of_topic) > 1:
                of_topic.sort(key=self._rank)
                taken = set(taken)
            for hit in of_topic:
                words = hit.words()
                if taken.isdisjoint(words):
                    kept.append(hit)
                    if len(of_topic) > 1:
                        taken.update(words)
        return kept

    def _rank(self, hit: Hit) -> tuple[float, int, int]:
        length = hit.last - hit.first + hit.other_last - hit.other_first
        return -self._weight_of[hit.pattern], -length, hit.first

    def _place(self, hit: Hit, words: Words, cued: set[int], shift: int) -> Place:
        pattern, first, other_first = hit.pattern, hit.first, hit.other_first
        of_hit = hit.words()
        weight, announced = self._weight_of[pattern], first in cued
        return Place(
            self._topic_of[pattern],
            pattern,
            words.starts[first if other_first < 0 else other_first],
            words.ends[hit.last],
            weight * _CUE_FACTOR if announced else weight,
            tuple([word - shift for word in of_hit] if shift else of_hit),
            IN_TITLE if shift else bisect_right(words.newlines, first),
            announced,
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
