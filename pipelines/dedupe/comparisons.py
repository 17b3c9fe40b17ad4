"""Articles that are remembered, taken apart and compared with each other, each once while memory lasts."""

from __future__ import annotations

from collections import OrderedDict
from typing import Final, NamedTuple

from pipelines.dedupe.cards import Card
from pipelines.dedupe.compare import Judgement, judge, may_be_copies, within_window
from pipelines.dedupe.copy_relations import relation_between
from pipelines.dedupe.copy_state import CopyState, Kept
from pipelines.dedupe.document import Document
from pipelines.dedupe.headlines import key_of
from pipelines.dedupe.outline import Outline, hash32, outline_of
from pipelines.dedupe.trace import Trace, trace_of
from schemas.relations import Relation

_TRACES_CACHED: Final = 4_096
_JUDGEMENTS_CACHED: Final = 1 << 15
_RELATIONS_CACHED: Final = 1 << 11

Age = tuple[int, str]


class Known(NamedTuple):
    """An article taken apart, with what it needs to be found again."""

    kept: Kept
    trace: Trace
    card: Card
    age: Age


class Comparisons:
    """Compares articles by their numbers; what is kept under a number never changes."""

    def __init__(self, state: CopyState) -> None:
        self._state = state
        self._cached: OrderedDict[int, Known] = OrderedDict()
        self._judged: dict[tuple[int, int], Judgement | None] = {}
        self._related: dict[tuple[int, int], Relation | None] = {}

    def known(self, number: int) -> Known:
        """Give an article taken apart; raises `LookupError` where it is not remembered."""
        known = self._cached.get(number)
        if known is not None:
            self._cached.move_to_end(number)
            return known
        kept = self._kept(number)
        known = take_apart(number, kept, outline_of(kept.document))
        self.remember(known)
        return known

    def remember(self, known: Known) -> None:
        """Have an article ready that has just been taken apart."""
        self._cached[known.card.number] = known
        if len(self._cached) > _TRACES_CACHED:
            self._cached.popitem(last=False)

    def forget(self, number: int) -> None:
        """Drop an article that is gone."""
        self._cached.pop(number, None)

    def is_kept(self, number: int) -> bool:
        """Tell whether an article is remembered."""
        return self._state.load(number) is not None

    def age(self, number: int) -> Age:
        """Give the event time and the id of an article: of two copies the lesser is the original."""
        known = self._cached.get(number)
        if known is not None:
            return known.age
        document = self._kept(number).document
        return document.at_ms, document.id

    def document(self, number: int) -> Document:
        """Give the document of an article."""
        known = self._cached.get(number)
        return self._kept(number).document if known is None else known.kept.document

    def by_length(self, one: int, other: int) -> tuple[int, int]:
        """Give the shorter and the longer of two articles."""
        here, there = self.known(one), self.known(other)
        ordered = (here.card.shingles, here.age[1]) <= (there.card.shingles, there.age[1])
        return (one, other) if ordered else (other, one)

    def judge(self, one: int, other: int) -> Judgement | None:
        """Tell whether two articles are copies, as `compare.judge` does, and near enough in time."""
        pair = (one, other) if one < other else (other, one)
        try:
            return self._judged[pair]
        except KeyError:
            pass
        if len(self._judged) >= _JUDGEMENTS_CACHED:
            self._judged.clear()
        here, there = self.known(pair[0]), self.known(pair[1])
        are_near = within_window(here.kept.document, there.kept.document)
        judgement = judge(here.trace, there.trace) if are_near else None
        self._judged[pair] = judgement
        return judgement

    def are_copies(self, one: int, other: int) -> bool:
        """Tell whether two articles are copies or versions of each other, and not one part of the other."""
        judgement = self.judge(one, other)
        return judgement is not None and judgement.kind != "excerpt"

    def may_be_copies(self, one: int, other: int) -> bool:
        """Tell whether two articles could be copies, and not only one part of the other."""
        return may_be_copies(self.known(one).trace, self.known(other).trace)

    def forget_relations(self) -> None:
        """Drop relations that have been said, where they are many."""
        if len(self._related) > _RELATIONS_CACHED:
            self._related.clear()

    def relation(self, of: int, to: int) -> Relation | None:
        """Say how an article relates to another; None where they are different ones."""
        pair = of, to
        if pair not in self._related:
            self._related[pair] = self._relation(of, to)
        return self._related[pair]

    def _relation(self, of: int, to: int) -> Relation | None:
        judgement = self.judge(of, to)
        if judgement is None:
            return None
        return relation_between(self.known(of).trace, self.known(to).trace, judgement)

    def _kept(self, number: int) -> Kept:
        kept = self._state.load(number)
        if kept is None:
            raise LookupError(f"article number {number} is not remembered")
        return kept


def take_apart(number: int, kept: Kept, outline: Outline) -> Known:
    """Take an article apart, without the lines that are boilerplate of its host."""
    document = kept.document
    trace = trace_of(document, outline, kept.boilerplate)
    entry = (hash32("entry", document.entry),) if document.entry else ()
    card = Card(
        number=number,
        at_ms=document.at_ms,
        host=hash32(document.host),
        beside=outline.beside,
        shingles=len(trace.shingles),
        text_keys=(*trace.keys, *key_of(document.title)) if trace.keys else (),
        other_keys=(*entry, *(outline.keys - kept.boilerplate)),
        sketch=trace.sketch,
    )
    return Known(kept, trace, card, (document.at_ms, document.id))
