"""Copies between articles, found as they come, the same in whatever order they come.

Articles that are copies of each other form components; all members of a component relate to its
canonical article, the one with the least (event time, id). An excerpt relates to the whole it is part
of, without joining its component, so that a digest does not merge what it quotes. When an earlier
article comes late, or a line turns out to be boilerplate, what was said before is amended.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from typing import Final

from msgspec.structs import replace

from pipelines.dedupe.boilerplate import count_lines, known_boilerplate
from pipelines.dedupe.compare import (
    COPY_WINDOW_MS,
    VERSION_WINDOW_MS,
    Judgement,
    judge,
    within_window,
)
from pipelines.dedupe.copy_relations import relation_between
from pipelines.dedupe.copy_state import Component, CopyState, Kept
from pipelines.dedupe.sketch import resemblance, version_keys_of
from pipelines.dedupe.trace import Document, Trace, trace_of
from schemas.relations import Amendment, Relation

_WORTH_A_LOOK: Final = 0.04  # resemblance of sketches, below which texts are not compared
_MOST_COMPARED: Final = 16
_MOST_AMENDED: Final = 1_024  # a component larger than this keeps the canonical article it has
_MOST_REGROUPED: Final = 24
_TRACES_CACHED: Final = 2_048


class CopyFinder:
    """Relates articles to each other; all that lasts is in its state. Not thread-safe."""

    def __init__(self, state: CopyState) -> None:
        self._state = state
        self._traces: OrderedDict[int, tuple[Kept, Trace]] = OrderedDict()

    def observe(self, document: Document) -> tuple[Amendment, ...]:
        """Take in an article or its newer version; gives what it changes, its own relations last."""
        number = self._state.number_of(document.id)
        if number is not None and self._kept(number).document == document:
            return self.standing(document.id)
        boilerplate, concerned = count_lines(self._state, document)
        touched: set[int] = set()
        for article_id in sorted(concerned):
            touched |= self._retrace(article_id)
        if number is not None:
            touched |= self._detach(number)
        number, attached = self._attach(number, trace_of(document, boilerplate), boilerplate)
        return self._amend(touched | attached, number)

    def standing(self, article_id: str) -> tuple[Amendment, ...]:
        """Give again all that an article may have changed: said twice, it changes nothing."""
        number = self._state.number_of(article_id)
        if number is None:
            return ()
        together = {number, *self._state.parts(number)}
        label = self._kept(number).component
        if label is not None:
            together.update(sorted(self._state.members(label))[:_MOST_AMENDED])
        together.discard(number)
        return tuple(self._amendment(each) for each in (*sorted(together), number))

    # --- joining and leaving ---------------------------------------------------------------------

    def _attach(
        self, number: int | None, trace: Trace, boilerplate: frozenset[int]
    ) -> tuple[int, set[int]]:
        document = trace.document
        kept = Kept(
            document=document,
            sketch=trace.sketch,
            keys=trace.keys,
            version_keys=version_keys_of(trace.keys, document.host, document.entry),
            boilerplate=boilerplate,
        )
        number = self._save(number, kept)
        self._remember(number, kept, trace)
        matches = self._matches(number, trace)
        self._state.add_keys(number, document.at_ms, _all_keys(kept))
        touched = {number}
        partners: list[int] = []
        for other, judgement in matches:
            if judgement.kind != "excerpt":
                partners.append(other)
            else:
                touched.add(self._link_excerpt(number, other))
        return number, touched | self._join(number, partners)

    def _link_excerpt(self, one: int, other: int) -> int:
        """Remember the shorter as part of the longer; gives the shorter."""
        part, whole = sorted((one, other), key=self._length)
        kept = self._kept(part)
        if whole not in kept.wholes:
            self._save(part, replace(kept, wholes=tuple(sorted((*kept.wholes, whole)))))
        return part

    def _length(self, number: int) -> tuple[int, str]:
        return len(self._trace(number).shingles), self._kept(number).document.id

    def _join(self, number: int, partners: list[int]) -> set[int]:
        """Make one component of an article, its partners and their components."""
        if not partners:
            return set()
        labels = {self._kept(each).component for each in partners} - {None}
        components = sorted(
            ((each, self._component(each)) for each in labels if each is not None),
            key=lambda entry: (-entry[1].size, entry[0]),
        )
        label, largest = components[0] if components else (self._free_label(number), None)
        joining = {number, *(each for each in partners if self._kept(each).component is None)}
        for other, _ in components[1:]:
            joining.update(self._state.members(other))
            self._state.save_component(other, None)
        for each in joining:
            self._save(each, replace(self._kept(each), component=label))
        canonical = min((*joining, *([largest.canonical] if largest else ())), key=self._age)
        size = len(joining) + (largest.size if largest else 0)
        return joining | self._crown(label, size, canonical, largest)

    def _crown(self, label: int, size: int, canonical: int, before: Component | None) -> set[int]:
        """Store a component; gives the members whose canonical article has changed."""
        changed = before is not None and canonical != before.canonical
        if before is not None and changed and size > _MOST_AMENDED:
            canonical, changed = before.canonical, False
        self._state.save_component(label, Component(size, canonical))
        return set(self._state.members(label)) if changed else set()

    def _detach(self, number: int) -> set[int]:
        """Take an article out of its buckets and its component, before its text changes."""
        kept = self._kept(number)
        self._state.remove_keys(number, kept.document.at_ms, _all_keys(kept))
        touched = set(self._state.parts(number))
        self._save(
            number,
            replace(kept, keys=(), version_keys=(), component=None, wholes=(), sketch=b""),
        )
        for part in touched:
            self._relink_excerpt(part)
        if kept.component is not None:
            touched |= self._regroup(kept.component)
        return touched

    def _relink_excerpt(self, part: int) -> None:
        matches = self._matches(part, self._trace(part))
        wholes = [
            other
            for other, judgement in matches
            if judgement.kind == "excerpt" and self._length(other) > self._length(part)
        ]
        self._save(part, replace(self._kept(part), wholes=tuple(sorted(wholes))))

    def _regroup(self, label: int) -> set[int]:
        """Find what still belongs together after a member has left."""
        members = set(self._state.members(label))
        before = self._component(label)
        if len(members) > _MOST_REGROUPED:
            canonical = before.canonical if before.canonical in members else self._eldest(members)
            return members & self._crown(label, len(members), canonical, before)
        self._state.save_component(label, None)
        for each in members:
            self._save(each, replace(self._kept(each), component=None))
        left = sorted(members)
        while left:
            first = left.pop(0)
            self._join(first, [each for each in left if self._are_copies(first, each)])
        return members

    def _are_copies(self, one: int, other: int) -> bool:
        judgement = self._judge(one, other)
        return judgement is not None and judgement.kind != "excerpt"

    def _retrace(self, article_id: str) -> set[int]:
        """Take an article apart again, now that more is known of its host's boilerplate."""
        number = self._state.number_of(article_id)
        if number is None:
            return set()
        kept = self._kept(number)
        boilerplate = known_boilerplate(self._state, kept.document)
        if boilerplate == kept.boilerplate:
            return set()
        touched = self._detach(number)
        _, attached = self._attach(number, trace_of(kept.document, boilerplate), boilerplate)
        return touched | attached

    # --- looking ---------------------------------------------------------------------------------

    def _matches(self, number: int, trace: Trace) -> list[tuple[int, Judgement]]:
        """Give the articles that one is a copy of or has a copy in; one of each component."""
        candidates = self._candidates(number, trace)
        estimates = resemblance(trace.sketch, [sketch for _, sketch in candidates])
        promising = sorted(
            (-estimate, other)
            for (other, _), estimate in zip(candidates, estimates, strict=True)
            if estimate >= _WORTH_A_LOOK or self._is_same_entry(trace, other)
        )
        found: list[tuple[int, Judgement]] = []
        done: set[int] = set()
        compared = 0
        for _, other in promising:
            kept = self._kept(other)
            if compared >= _MOST_COMPARED:
                break
            if kept.component in done or not within_window(trace.document, kept.document):
                continue
            compared += 1
            judgement = judge(trace, self._trace(other))
            if judgement is not None:
                found.append((other, judgement))
                if kept.component is not None:
                    done.add(kept.component)
        return found

    def _is_same_entry(self, trace: Trace, other: int) -> bool:
        return (
            bool(trace.document.entry) and trace.document.entry == self._kept(other).document.entry
        )

    def _candidates(self, number: int, trace: Trace) -> list[tuple[int, bytes]]:
        document = trace.document
        numbers: set[int] = set()
        for key in trace.keys:
            numbers.update(
                self._state.bucket(
                    key, document.at_ms - COPY_WINDOW_MS, document.at_ms + COPY_WINDOW_MS
                )
            )
        for key in version_keys_of(trace.keys, document.host, document.entry):
            numbers.update(
                self._state.bucket(
                    key, document.at_ms - VERSION_WINDOW_MS, document.at_ms + VERSION_WINDOW_MS
                )
            )
        numbers.discard(number)
        return self._state.sketches(sorted(numbers))

    def _judge(self, one: int, other: int) -> Judgement | None:
        return judge(self._trace(one), self._trace(other))

    # --- saying ----------------------------------------------------------------------------------

    def _amend(self, touched: set[int], number: int) -> tuple[Amendment, ...]:
        """Say anew what has changed; the article that came is always said, and last."""
        everyone = touched | {part for each in touched for part in self._state.parts(each)}
        amendments: list[Amendment] = []
        for each in (*sorted(everyone - {number}), number):
            kept = self._kept(each)
            relations = tuple(self._relations(each, kept))
            if relations != kept.relations:
                self._save(each, replace(kept, relations=relations))
            elif each != number:
                continue
            amendments.append(self._amendment(each))
        return tuple(amendments)

    def _amendment(self, number: int) -> Amendment:
        kept = self._kept(number)
        return Amendment(article_id=kept.document.id, relations=kept.relations)

    def _relations(self, number: int, kept: Kept) -> Iterable[Relation]:
        if kept.component is not None:
            canonical = self._component(kept.component).canonical
            if canonical != number:
                target, judgement = self._nearest(number, canonical)
                if judgement is not None:
                    yield relation_between(self._trace(number), self._trace(target), judgement)
        for target in self._wholes(number, kept):
            judgement = self._judge(number, target)
            if judgement is not None:
                yield relation_between(self._trace(number), self._trace(target), judgement)

    def _nearest(self, number: int, canonical: int) -> tuple[int, Judgement | None]:
        """Give the canonical article, or, where only a chain of copies leads to it, its first link."""
        judgement = self._judge(number, canonical)
        if judgement is not None:
            return canonical, judgement
        matches = [
            match
            for match in self._matches(number, self._trace(number))
            if match[1].kind != "excerpt"
        ]
        return min(matches, key=lambda match: self._age(match[0]), default=(canonical, None))

    def _wholes(self, number: int, kept: Kept) -> list[int]:
        """Give the articles an excerpt relates to: one of each component it is part of."""
        targets: dict[int, None] = {}
        for whole in kept.wholes:
            label = self._kept(whole).component
            if label is not None and label == kept.component:
                continue
            target = self._component(label).canonical if label is not None else whole
            judgement = self._judge(number, target)
            is_part = judgement is not None and judgement.kind == "excerpt"
            targets[target if is_part else whole] = None
        return sorted(targets, key=self._age)

    # --- the state -------------------------------------------------------------------------------

    def _kept(self, number: int) -> Kept:
        kept = self._state.load(number)
        if kept is None:
            raise LookupError(f"article number {number} is not remembered")
        return kept

    def _component(self, label: int) -> Component:
        component = self._state.component(label)
        if component is None:
            raise LookupError(f"component {label} is not remembered")
        return component

    def _save(self, number: int | None, kept: Kept) -> int:
        return self._state.save(number, kept)

    def _free_label(self, number: int) -> int:
        label = number
        while self._state.component(label) is not None:
            label += 1 << 40
        return label

    def _age(self, number: int) -> tuple[int, str]:
        document = self._kept(number).document
        return document.at_ms, document.id

    def _eldest(self, numbers: Iterable[int]) -> int:
        return min(numbers, key=self._age)

    def _trace(self, number: int) -> Trace:
        kept = self._kept(number)
        cached = self._traces.get(number)
        if cached is not None and _same_text(cached[0], kept):
            self._traces.move_to_end(number)
            return cached[1]
        trace = trace_of(kept.document, kept.boilerplate)
        self._remember(number, kept, trace)
        return trace

    def _remember(self, number: int, kept: Kept, trace: Trace) -> None:
        self._traces[number] = (kept, trace)
        if len(self._traces) > _TRACES_CACHED:
            self._traces.popitem(last=False)


def _same_text(one: Kept, other: Kept) -> bool:
    return one.document == other.document and one.boilerplate == other.boilerplate


def _all_keys(kept: Kept) -> tuple[int, ...]:
    return kept.keys + kept.version_keys
