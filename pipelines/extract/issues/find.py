"""From a document to the topics it is about."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from functools import cache, cached_property
from pathlib import Path
from typing import Final

from msgspec import Struct

from pipelines.extract.issues import score
from pipelines.extract.issues.choose import choose
from pipelines.extract.issues.learnt import LearntTopics, load_learnt
from pipelines.extract.issues.matcher import Place, TopicMatcher
from pipelines.extract.issues.taxonomy import CAP_LABELS, Taxonomy, default_taxonomy
from pipelines.extract.text import Document
from schemas.analysis import BroaderTopic, Issue, Span

_MOST_EVIDENCE: Final = 8
_SECOND_CAP_FROM: Final = 0.6
_LEARNT_SCORE: Final = 0.5


class IssueMatch(Struct, frozen=True, kw_only=True):
    """One place that speaks of a topic; `weight` is how much it says, above 0."""

    topic: str
    start: int
    end: int
    weight: float
    in_title: bool = False


class IssueFindings(Struct, frozen=True, kw_only=True, dict=True):
    """The article's issues, the most certain first, and every match of an accepted topic.

    Matches are in order of their start, those of the title before all others.

    After the topics come one or two policy areas (`cap:…`) that most of them belong to.
    """

    issues: tuple[Issue, ...] = ()
    matches: tuple[IssueMatch, ...] = ()

    def within(self, start: int, end: int, *, in_title: bool = False) -> tuple[str, ...]:
        """Give the accepted topics that are spoken of between two offsets of the body, or title."""
        first = bisect_left(self._places, (not in_title, start))
        last = bisect_left(self._places, (not in_title, end))
        inside = (match.topic for match in self.matches[first:last] if match.end <= end)
        return tuple(dict.fromkeys(inside))

    @cached_property
    def _places(self) -> list[tuple[bool, int]]:
        return [_place(match) for match in self.matches]


def _place(match: IssueMatch) -> tuple[bool, int]:
    """The order of matches: those of the title first, then by their start."""
    return not match.in_title, match.start


class IssueFinder:
    """A table of topics, ready to be held against articles; a learnt model may find further ones."""

    def __init__(self, taxonomy: Taxonomy, learnt: LearntTopics | None = None) -> None:
        self._taxonomy = taxonomy
        self._learnt = learnt
        self._matcher = TopicMatcher(taxonomy)
        self._ids = tuple(topic.id for topic in self._matcher.topics)
        self._above = {topic: _broader_topics(topic, taxonomy) for topic in self._ids}

    def find(self, body: Document, title: Document) -> IssueFindings:
        """Find the topics of an article; none where the body is short or says too little of any."""
        reading = self._matcher.read(body.text, title.text)
        if not score.enough_words(reading.body_words, reading.title_words):
            return IssueFindings()
        found = score.weigh(reading.places, self._ids)
        score.share_with_broader(found, self._taxonomy)
        words = reading.body_words + reading.title_words
        scores = choose(found, self._taxonomy, words, needed=score.needed_evidence(words))
        if self._learnt is not None:
            self._add_learnt(scores, self._learnt.find(f"{title.text}\n{body.text}"))
        return IssueFindings(
            issues=self._issues(scores, reading.places),
            matches=tuple(
                sorted(
                    (
                        self._match(place)
                        for place in reading.places
                        if self._ids[place.topic] in scores
                    ),
                    key=_place,
                )
            ),
        )

    def _add_learnt(self, scores: dict[str, float], learnt: dict[str, float]) -> None:
        """Add the topics that only the model finds; with no evidence to show, below what rules find."""
        for topic, margin in learnt.items():
            if topic in self._taxonomy.topics:
                scores.setdefault(topic, round(_LEARNT_SCORE * margin, 3))

    def _match(self, place: Place) -> IssueMatch:
        return IssueMatch(
            topic=self._ids[place.topic],
            start=place.start,
            end=place.end,
            weight=place.weight,
            in_title=place.in_title,
        )

    def _issues(self, scores: dict[str, float], places: list[Place]) -> tuple[Issue, ...]:
        """Give the issues, the most certain first, then the policy areas."""
        evidence: dict[str, list[Span]] = defaultdict(list)
        for place in places:
            topic = self._ids[place.topic]
            for each in (topic, *self._taxonomy.ancestors(topic)):
                if each in scores and len(evidence[each]) < _MOST_EVIDENCE:
                    span = Span(start=place.start, end=place.end, in_title=place.in_title)
                    evidence[each].append(span)
        ranked = sorted(scores, key=lambda topic: (-scores[topic], topic))
        topics = [
            Issue(
                id=topic,
                label=self._taxonomy.topics[topic].label,
                score=scores[topic],
                evidence=tuple(evidence[topic]),
                broader=self._taxonomy.topics[topic].broader,
                above=self._above[topic],
            )
            for topic in ranked
        ]
        return (*topics, *self._policy_areas(topics))

    def _policy_areas(self, topics: list[Issue]) -> list[Issue]:
        """Give the policy area most of the topics belong to, and a second one where it is close."""
        by_area: dict[int, list[Issue]] = defaultdict(list)
        for issue in topics:
            area = self._taxonomy.topics[issue.id].cap
            if area is not None:
                by_area[area].append(issue)
        sums = {area: sum(issue.score for issue in issues) for area, issues in by_area.items()}
        ranked = sorted(sums, key=lambda area: (-sums[area], area))[:2]
        return [
            Issue(
                id=f"cap:{area}",
                label=CAP_LABELS[area],
                score=max(issue.score for issue in by_area[area]),
                evidence=by_area[area][0].evidence,
            )
            for area in ranked
            if sums[area] >= _SECOND_CAP_FROM * sums[ranked[0]]
        ]


def _broader_topics(topic: str, taxonomy: Taxonomy) -> tuple[BroaderTopic, ...]:
    return tuple(
        BroaderTopic(id=each, label=taxonomy.topics[each].label)
        for each in taxonomy.ancestors(topic)
        if each in taxonomy.topics
    )


@cache
def default_finder() -> IssueFinder:
    """Give the finder for the table that comes with the package, compiled when first asked for."""
    return IssueFinder(default_taxonomy())


def open_finder(model: Path) -> IssueFinder:
    """Give a finder that uses a learnt model too; raises `SettingsError` where it can't be read."""
    return IssueFinder(default_taxonomy(), load_learnt(model))


def find_issues(body: Document, title: Document) -> IssueFindings:
    """Find the topics of an article by the table that comes with the package."""
    return default_finder().find(body, title)
