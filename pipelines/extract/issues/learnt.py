"""A model that finds further topics: which words go with a topic, where none of its patterns stands.

For each topic a few hundred hashed words with their weights, and a threshold (see `teach`).
"""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path
from typing import Final
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from pipelines.extract.issues.pattern import fold, stem
from schemas.errors import SettingsError

_BUCKETS: Final = 1 << 14
_WORD: Final = re.compile(r"[^\W\d_]{3,30}")


class LearntTopics:
    """Weights of words for topics; finds the topics whose sum passes their threshold."""

    def __init__(
        self, topics: list[str], thresholds: list[float], weights: list[dict[int, float]]
    ) -> None:
        self.topics = topics
        self._thresholds = np.array(thresholds, dtype=np.float32)
        self._weights = weights
        self._by_bucket = _by_bucket(weights)

    def find(self, text: str) -> dict[str, float]:
        """Give the topics of a text with how far above the threshold each is, from 0 to 1."""
        sums = self.sums(buckets_of(text))
        found = np.flatnonzero(sums >= self._thresholds)
        margins = 1 - self._thresholds[found] / np.maximum(sums[found], 1e-6)
        return {self.topics[t]: float(m) for t, m in zip(found, margins, strict=True)}

    def sums(self, buckets: frozenset[int]) -> NDArray[np.float32]:
        """Give every topic's sum of weights, over the root of the number of the text's words."""
        sums = np.zeros(len(self.topics), dtype=np.float32)
        for bucket in buckets:
            known = self._by_bucket.get(bucket)
            if known is not None:
                sums[known[0]] += known[1]
        return sums / np.float32(max(1, len(buckets)) ** 0.5)

    def save(self, path: Path) -> None:
        """Write the model, compressed."""
        rows = [(t, b, w) for t, each in enumerate(self._weights) for b, w in sorted(each.items())]
        np.savez_compressed(
            path,
            topics=np.array(self.topics),
            thresholds=self._thresholds,
            topic=np.array([row[0] for row in rows], dtype=np.int16),
            bucket=np.array([row[1] for row in rows], dtype=np.int16),
            weight=np.array([row[2] for row in rows], dtype=np.float16),
        )


def load_learnt(path: Path) -> LearntTopics:
    """Read a model; raises `SettingsError` naming the file where it can't be read."""
    try:
        with np.load(path, allow_pickle=False) as stored:
            topics = [str(topic) for topic in stored["topics"]]
            weights: list[dict[int, float]] = [{} for _ in topics]
            rows = zip(stored["topic"], stored["bucket"], stored["weight"], strict=True)
            for topic, bucket, weight in rows:
                weights[int(topic)][int(bucket)] = float(weight)
            return LearntTopics(topics, [float(each) for each in stored["thresholds"]], weights)
    except (OSError, ValueError, KeyError, IndexError) as error:
        message = f"{path}: is no model of topics ({error}); make one with `dateline train issues`."
        raise SettingsError(message) from None


def buckets_of(text: str) -> frozenset[int]:
    """Give the buckets of a text's words."""
    return frozenset(
        crc32(stem(fold(word)).encode()) % _BUCKETS for word in set(_WORD.findall(text))
    )


def _by_bucket(
    weights: list[dict[int, float]],
) -> dict[int, tuple[NDArray[np.int64], NDArray[np.float32]]]:
    gathered: dict[int, list[tuple[int, float]]] = defaultdict(list)
    for topic, of_topic in enumerate(weights):
        for bucket, weight in of_topic.items():
            gathered[bucket].append((topic, weight))
    return {
        bucket: (np.array([t for t, _ in rows]), np.array([w for _, w in rows], dtype=np.float32))
        for bucket, rows in gathered.items()
    }
