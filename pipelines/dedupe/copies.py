"""Copies between articles, found as they come, the same in whatever order they come.

An article relates to the earliest article (by event time, then id) that it is a copy of, and to the
earliest that it is an excerpt of. Both are questions about two texts alone, so the answer depends on
which articles there are, not on when each came; when an earlier one comes late, or a line turns out to
be boilerplate of its host, what was said before is amended.

Limits: of very many articles that share a key only the earliest are compared (`candidates`); an article
that has been forgotten can't be found.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from typing import Final, NamedTuple

from msgspec.structs import replace

from pipelines.dedupe.candidates import Candidate, Card
from pipelines.dedupe.compare import Judgement, judge, lengths_of_part, within_window
from pipelines.dedupe.copy_relations import relation_between
from pipelines.dedupe.copy_state import CopyState, Kept, Links
from pipelines.dedupe.trace import (
    TIMES_REPEATED,
    UNDATED_MS,
    Document,
    Outline,
    Trace,
    hash32,
    outline_of,
    trace_of,
)
from schemas.relations import Amendment, Relation

_TRACES_CACHED: Final = 2_048
_MOST_UNLIKE: Final = 32  # candidates that turn out to be unlike, after which no more are compared


class _Known(NamedTuple):
    """An article taken apart, with what it needs to be found again."""

    kept: Kept
    trace: Trace
    card: Card


class _Holder(NamedTuple):
    """An article that has a certain line."""

    number: int
    document: Document
    outline: Outline


class CopyFinder:
    """Relates articles to each other; all that lasts is in its state. Not thread-safe."""

    def __init__(self, state: CopyState) -> None:
        self._state = state
        self._cached: OrderedDict[int, _Known] = OrderedDict()
        self._judged: dict[tuple[int, int], Judgement | None] = {}

    def observe(self, document: Document) -> tuple[Amendment, ...]:
        """Take in an article or its newer version; gives what it changes, its own relations last."""
        number = self._state.number_of(document.id)
        if number is not None and self._known(number).kept.document == document:
            return self.standing(document.id)
        self._judged.clear()
        changed: set[str] = set()
        if number is not None:
            changed |= self._remove(number)
        outline = outline_of(document)
        for other in self._learn_boilerplate(document, outline):
            changed |= self._remove(other.number)
            changed |= self._add(other.document, other.outline)
        changed |= self._add(document, outline)
        return self._amend(changed, document.id)

    def standing(self, article_id: str) -> tuple[Amendment, ...]:
        """Give again all that an article may have changed: said twice, it changes nothing."""
        number = self._state.number_of(article_id)
        if number is None:
            return ()
        followers = {self._id(each) for each in self._state.followers(number)}
        return self._amend(followers, article_id)

    # --- coming and going ------------------------------------------------------------------------

    def _add(self, document: Document, outline: Outline) -> set[str]:
        """Take in an article; gives the ids of those whose links have changed, its own among them."""
        number = self._state.next_number()
        boilerplate = frozenset(filter(self._state.is_boilerplate, outline.keys))
        known = _take_apart(number, Kept(document, boilerplate), outline)
        candidates = self._candidates(known)
        self._state.add(known.kept, known.card)
        self._remember(number, known)
        return {document.id, *self._relate(number, candidates)}

    def _remove(self, number: int) -> set[str]:
        """Forget an article's text; gives the ids of those that linked to it and now link elsewhere."""
        followers = self._state.followers(number)
        self._state.remove(number)
        self._cached.pop(number, None)
        changed: set[str] = set()
        for follower in followers:
            self._state.save_links(follower, Links())
        for follower in followers:
            changed.add(self._id(follower))
            changed.update(self._relate(follower, self._candidates(self._known(follower))))
        return changed

    def _learn_boilerplate(self, document: Document, outline: Outline) -> list[_Holder]:
        """Learn which lines an article shows to be boilerplate; gives the articles that hold them."""
        beside = outline.beside
        concerned: dict[int, _Holder] = {}
        unknown = [key for key in outline.keys if not self._state.is_boilerplate(key)]
        for key, holders in self._state.candidates.holders(unknown):
            if len({beside, *(holder.beside for holder in holders)}) < TIMES_REPEATED:
                continue
            checked = (self._holder(holder.number, key) for holder in holders)
            real = [each for each in checked if each is not None]
            if len({beside, *(each.outline.beside for each in real)}) >= TIMES_REPEATED:
                self._state.learn_boilerplate(key, document.at_ms)
                concerned.update((each.number, each) for each in real)
        return [concerned[number] for number in sorted(concerned)]

    def _holder(self, number: int, key: int) -> _Holder | None:
        """Give an article that really has a line: keys of 32 bits coincide."""
        kept = self._state.load(number)
        if kept is None:
            return None
        outline = outline_of(kept.document)
        return _Holder(number, kept.document, outline) if key in outline.keys else None

    # --- linking ---------------------------------------------------------------------------------

    def _candidates(self, known: _Known) -> list[Candidate]:
        """Give the articles that one is to be compared with, the earliest first."""
        found = set(self._state.candidates.alike(known.card))
        if known.kept.document.entry:
            for _, holders in self._state.candidates.holders(known.card.other_keys[:1]):
                found.update(holders)
        return sorted(each for each in found if each.number != known.card.number)

    def _relate(self, number: int, candidates: list[Candidate]) -> set[str]:
        """Link an article to its candidates and these to it; gives the ids of those that changed."""
        mine = self._known(number).card
        changed: set[int] = set()
        waiting, seen = deque(candidates), {number, *(each.number for each in candidates)}
        original_ms = self._original_ms(number)
        unlike = 0
        while waiting and unlike < _MOST_UNLIKE:
            other = waiting.popleft()
            # Later than the original found, earlier than this article, and no part of it nor it of them.
            if original_ms < other.at_ms < mine.at_ms and not lengths_of_part(
                mine.shingles, other.shingles
            ):
                continue
            if not self._is_kept(other.number) or not self._may_link(number, other.number):
                continue
            judgement = self._judge(number, other.number)
            if judgement is None:
                unlike += 1
                continue
            linked = self._link(number, other.number, judgement)
            changed |= linked
            original_ms = self._original_ms(number)
            if other.number in linked:
                # What followed the other may follow this one, though its bucket is too full to show.
                followers = set(self._state.followers(other.number)) - seen
                seen |= followers
                waiting.extend(self._sharing_a_key(number, followers))
        return {self._id(each) for each in changed}

    def _original_ms(self, number: int) -> int:
        """Give the time of the article that one is a copy of; later than any where there is none."""
        original = self._state.links(number).original
        if original is None or not self._is_kept(original):
            return UNDATED_MS
        return self._known(original).card.at_ms

    def _link(self, one: int, other: int, judgement: Judgement) -> set[int]:
        """Link two articles that are alike; gives those of them that had no earlier such link."""
        if judgement.kind == "excerpt":
            part, whole = self._by_length(one, other)
            return {part} if self._link_to(part, whole=whole) else set()
        earlier, later = sorted((one, other), key=self._age)
        return {later} if self._link_to(later, original=earlier) else set()

    def _may_link(self, one: int, other: int) -> bool:
        """Tell whether anything could change if two articles turned out to be alike."""
        documents = self._known(one).kept.document, self._known(other).kept.document
        if not within_window(*documents):
            return False
        earlier, later = sorted((one, other), key=self._age)
        if self._is_earlier(earlier, self._state.links(later).original):
            return True
        part, whole = self._by_length(one, other)
        lengths = self._known(part).card.shingles, self._known(whole).card.shingles
        return lengths_of_part(*lengths) and self._is_earlier(whole, self._state.links(part).whole)

    def _link_to(
        self, number: int, *, original: int | None = None, whole: int | None = None
    ) -> bool:
        links = self._state.links(number)
        after = links
        if original is not None and self._is_earlier(original, links.original):
            after = replace(after, original=original)
        if whole is not None and self._is_earlier(whole, links.whole):
            after = replace(after, whole=whole)
        if after != links:
            self._state.save_links(number, after)
        return after != links

    def _is_earlier(self, number: int, than: int | None) -> bool:
        if than is None or not self._is_kept(than):
            return True
        return self._age(number) < self._age(than)

    def _sharing_a_key(self, number: int, others: set[int]) -> list[Candidate]:
        keys = set(self._known(number).card.text_keys)
        cards = (self._known(other).card for other in others)
        return sorted(
            Candidate(card.at_ms, card.number, card.shingles, card.beside)
            for card in cards
            if not keys.isdisjoint(card.text_keys)
        )

    def _by_length(self, one: int, other: int) -> tuple[int, int]:
        """Give the shorter and the longer of two articles."""
        first, second = sorted(
            (one, other), key=lambda each: (self._known(each).card.shingles, self._id(each))
        )
        return first, second

    def _judge(self, one: int, other: int) -> Judgement | None:
        pair = min(one, other), max(one, other)
        if pair not in self._judged:
            self._judged[pair] = judge(self._known(pair[0]).trace, self._known(pair[1]).trace)
        return self._judged[pair]

    # --- saying ----------------------------------------------------------------------------------

    def _amend(self, changed: set[str], article_id: str) -> tuple[Amendment, ...]:
        """Say how articles relate, the one that came last."""
        ids = (*sorted(changed - {article_id}), article_id)
        return tuple(Amendment(article_id=each, relations=self._relations(each)) for each in ids)

    def _relations(self, article_id: str) -> tuple[Relation, ...]:
        number = self._state.number_of(article_id)
        if number is None:
            return ()
        links = self._state.links(number)
        relations: list[Relation] = []
        for target in (links.original, links.whole):
            if target is None or not self._is_kept(target):
                continue
            judgement = self._judge(number, target)
            if judgement is not None:
                of, to = self._known(number).trace, self._known(target).trace
                relations.append(relation_between(of, to, judgement))
        return tuple(relations)

    # --- the state -------------------------------------------------------------------------------

    def _is_kept(self, number: int) -> bool:
        return self._state.load(number) is not None

    def _known(self, number: int) -> _Known:
        known = self._cached.get(number)
        if known is not None:
            self._cached.move_to_end(number)
            return known
        kept = self._state.load(number)
        if kept is None:
            raise LookupError(f"article number {number} is not remembered")
        known = _take_apart(number, kept, outline_of(kept.document))
        self._remember(number, known)
        return known

    def _remember(self, number: int, known: _Known) -> None:
        self._cached[number] = known
        if len(self._cached) > _TRACES_CACHED:
            self._cached.popitem(last=False)

    def _age(self, number: int) -> tuple[int, str]:
        document = self._known(number).kept.document
        return document.at_ms, document.id

    def _id(self, number: int) -> str:
        return self._known(number).kept.document.id


def _take_apart(number: int, kept: Kept, outline: Outline) -> _Known:
    document = kept.document
    trace = trace_of(document, outline, kept.boilerplate)
    entry = (hash32("entry", document.entry),) if document.entry else ()
    card = Card(
        number=number,
        at_ms=document.at_ms,
        host=hash32(document.host),
        beside=outline.beside,
        shingles=len(trace.shingles),
        text_keys=trace.keys,
        other_keys=(*entry, *(key for key in outline.keys if key not in kept.boilerplate)),
        sketch=trace.sketch,
    )
    return _Known(kept, trace, card)
