"""How well a backend finds the names of a CoNLL file: exact spans, by type and in all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Final

from msgspec import Struct

from pipelines.extract.mentions.backend import MentionBackend
from pipelines.extract.mentions.conll import LabelledText
from pipelines.extract.text import read_document

SCORED_TYPES: Final = ("PER", "ORG", "LOC")


class SpanScore(Struct, frozen=True, kw_only=True):
    """Names that the file has, that the backend found, and that are the same; and their shares."""

    expected: int
    found: int
    right: int

    @property
    def precision(self) -> float:
        """The share of what was found that is right; 0 where nothing was found."""
        return self.right / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        """The share of what is there that was found; 0 where nothing is there."""
        return self.right / self.expected if self.expected else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        both = self.expected + self.found
        return 2 * self.right / both if both else 0.0


def evaluate_names(
    backend: MentionBackend,
    texts: Iterable[LabelledText],
    on_text: Callable[[], None] = lambda: None,
) -> dict[str, SpanScore]:
    """Score a backend by type, and over all three as "micro".

    A name counts where start, end and type are right. Groups are in no CoNLL set: they are left out.
    """
    expected: Counter[str] = Counter()
    found: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for labelled in texts:
        gold = {(each.start, each.end, each.entity_type) for each in labelled.names}
        ours = {
            (each.start, each.end, str(each.entity_type))
            for each in backend.find(read_document(labelled.text))
            if each.entity_type in SCORED_TYPES
        }
        for counts, spans in ((expected, gold), (found, ours), (right, gold & ours)):
            counts.update(kind for _, _, kind in spans)
        on_text()
    scores = {
        kind: SpanScore(expected=expected[kind], found=found[kind], right=right[kind])
        for kind in SCORED_TYPES
    }
    scores["micro"] = SpanScore(expected=expected.total(), found=found.total(), right=right.total())
    return scores
