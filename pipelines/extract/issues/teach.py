"""Learning from the rules: which other words go with a topic that they find.

A naive Bayes model over hashed words: for each topic, the log-odds of a word in the articles that the
rules give the topic against all others (Jurafsky & Martin, Speech and Language Processing, ch. 4).
The words that made the rules find a topic are left out of its articles, so that the model learns what
stands around them. A topic's threshold is set on articles that were not learnt from; a topic whose
precision there stays too low is left out. Bounded: some hundred words a topic, whatever the stream.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from math import log
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from pipelines.extract.issues.find import IssueFinder
from pipelines.extract.issues.learnt import LearntTopics, buckets_of
from pipelines.extract.text import read_document

_WORDS_A_TOPIC: Final = 300
_FEWEST_ARTICLES: Final = 12
_SMOOTHING: Final = 0.5
_LEAST_PRECISION: Final = 0.8
_LEAST_RIGHT: Final = 5
_FOLDS: Final = 5


class Labelled(NamedTuple):
    """An article's words as buckets, and for each topic found the buckets that made it found."""

    buckets: frozenset[int]
    topics: dict[str, frozenset[int]]


def label(finder: IssueFinder, title: str, text: str) -> Labelled:
    """Label one article by the rules."""
    findings = finder.find(read_document(text), read_document(title, is_title=True))
    topics: dict[str, frozenset[int]] = defaultdict(frozenset)
    for match in findings.matches:
        words = (title if match.in_title else text)[match.start : match.end]
        topics[match.topic] |= buckets_of(words)
    return Labelled(buckets_of(f"{title}\n{text}"), dict(topics))


def learn(articles: list[Labelled]) -> LearntTopics:
    """Learn from articles that the rules have labelled.

    Thresholds are set by cross-validation: each fifth is judged by what the others teach.
    """
    members = Counter(topic for each in articles for topic in each.topics)
    topics = sorted(topic for topic, found in members.items() if found >= _FEWEST_ARTICLES)
    sums = np.zeros((len(articles), len(topics)), dtype=np.float32)
    for fold_number in range(min(_FOLDS, len(articles))):
        others = [each for n, each in enumerate(articles) if n % _FOLDS != fold_number]
        taught = LearntTopics(topics, [0.0] * len(topics), _weights(topics, others))
        for number in range(fold_number, len(articles), _FOLDS):
            sums[number] = taught.sums(articles[number].buckets)
    thresholds = [
        _threshold(sums[:, number], np.array([topic in each.topics for each in articles]))
        for number, topic in enumerate(topics)
    ]
    weights = _weights(topics, articles)
    good = [number for number, threshold in enumerate(thresholds) if threshold is not None]
    return LearntTopics(
        [topics[number] for number in good],
        [threshold for threshold in thresholds if threshold is not None],
        [weights[number] for number in good],
    )


def _weights(topics: list[str], articles: list[Labelled]) -> list[dict[int, float]]:
    """Give each topic the log-odds of the words that speak most for it or against it."""
    everywhere = Counter(bucket for each in articles for bucket in each.buckets)
    members: dict[str, list[Labelled]] = defaultdict(list)
    for each in articles:
        for topic in each.topics:
            members[topic].append(each)
    return [_odds(topic, members[topic], everywhere, len(articles)) for topic in topics]


def _odds(
    topic: str, members: list[Labelled], everywhere: Counter[int], articles: int
) -> dict[int, float]:
    inside = Counter(bucket for each in members for bucket in each.buckets - each.topics[topic])
    odds = {
        bucket: log((count + _SMOOTHING) / (len(members) + 1))
        - log((everywhere[bucket] - count + _SMOOTHING) / (articles - len(members) + 1))
        for bucket, count in inside.items()
        if count > 1
    }
    ranked = sorted(odds, key=lambda bucket: (-abs(odds[bucket]) * inside[bucket] ** 0.5, bucket))
    return {bucket: odds[bucket] for bucket in ranked[:_WORDS_A_TOPIC]}


def _threshold(sums: NDArray[np.float32], right: NDArray[np.bool_]) -> float | None:
    """Give the threshold half-way below the last sum at which a topic is right often enough, or none."""
    order = np.argsort(-sums, kind="stable")
    falling = sums[order]
    hits = np.cumsum(right[order])
    precise = hits >= _LEAST_PRECISION * np.arange(1, len(order) + 1)
    good = np.flatnonzero(precise & (hits >= _LEAST_RIGHT) & (falling > 0))
    if not len(good):
        return None
    last = int(good[-1])
    below = falling[last + 1] if last + 1 < len(falling) else falling[last]
    return float(falling[last] + max(below, 0)) / 2
