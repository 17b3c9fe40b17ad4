"""Copies between articles, found as they come, the same in whatever order they come.

An article relates to the earliest article (by event time, then id) that it is a copy of, to further
ones that are no copies of that, and to the earliest that it is an excerpt of. All are questions about
two texts alone, so the answer depends on which articles there are, not on when each came; when an
earlier one comes late, or a line turns out to be boilerplate of its host, what was said before is
amended.

Limits: of very many articles that share a key only the earliest are compared (`candidates`), and none after
32 that were unlike; an article that has been forgotten can't be found.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Iterable
from itertools import islice
from typing import Final, NamedTuple

from msgspec.structs import replace

from pipelines.dedupe.boilerplate import are_of_three_articles, page_of
from pipelines.dedupe.candidates import Candidate
from pipelines.dedupe.cards import Card
from pipelines.dedupe.compare import Judgement, judge, lengths_of_part, within_window
from pipelines.dedupe.copy_relations import relation_between
from pipelines.dedupe.copy_state import CopyState, Kept, Links
from pipelines.dedupe.trace import (
    TIMES_REPEATED,
    Document,
    Outline,
    Trace,
    hash32,
    outline_of,
    trace_of,
)
from schemas.relations import Amendment, Relation

_TRACES_CACHED: Final = 2_048
_MOST_ORIGINALS: Final = 4
_MOST_LIKELY: Final = 64
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
        left = [] if number is None else self._remove(number)
        outline = outline_of(document)
        again = self._learn_boilerplate(document, outline)
        for other in again:
            left += self._remove(other.number)
        changed: set[str] = set()
        for other in again:
            changed |= self._add(other.document, other.outline)
        changed |= self._add(document, outline)
        return self._amend(changed | self._look_again(left), document.id)

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

    def _remove(self, number: int) -> list[int]:
        """Forget an article's text; gives those that linked to it, which link nowhere now."""
        followers = self._state.followers(number)
        self._state.remove(number)
        self._cached.pop(number, None)
        for follower in followers:
            self._state.save_links(follower, Links())
        return followers

    def _look_again(self, left: Iterable[int]) -> set[str]:
        """Link anew what has lost a link, once all that comes is there; gives the ids of the changed."""
        changed: set[str] = set()
        for number in dict.fromkeys(left):
            if self._is_kept(number):
                changed.add(self._id(number))
                changed |= self._relate(number, self._candidates(self._known(number)))
        return changed

    def _learn_boilerplate(self, document: Document, outline: Outline) -> list[_Holder]:
        """Learn which lines an article shows to be boilerplate; gives the articles that hold them."""
        beside = outline.beside
        concerned: dict[int, _Holder] = {}
        unknown = [key for key in outline.keys if not self._state.is_boilerplate(key)]
        candidates = self._state.candidates
        for key, holders in candidates.holders_beside(unknown, beside, TIMES_REPEATED):
            checked = (self._holder(holder.number, key) for holder in holders)
            real = [each for each in checked if each is not None]
            pages = (page_of(each.document, each.outline) for each in real)
            if are_of_three_articles(page_of(document, outline), pages):
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
        """Give the articles that one is to be compared with, the likeliest first."""
        alike = self._state.candidates.alike(known.card)
        if not known.kept.document.entry:
            return alike
        found: list[Candidate] = []
        for _, holders in self._state.candidates.holders(known.card.other_keys[:1]):
            found.extend(holders)
        found.extend(alike)
        return [each for each in dict.fromkeys(found) if each.number != known.card.number]

    def _relate(self, number: int, candidates: list[Candidate]) -> set[str]:
        """Link an article to its candidates and these to it; gives the ids of those that changed."""
        mine = self._known(number).card
        changed: set[int] = set()
        waiting, seen = deque(candidates), {number, *(each.number for each in candidates)}
        unlike = 0
        links_of = self._state.links
        originals = frozenset(links_of(number).originals)
        while waiting and unlike < _MOST_UNLIKE:
            other = waiting.popleft()
            # They are copies of one: no text need be read to know that.
            if not originals.isdisjoint(links_of(other.number).originals) and not lengths_of_part(
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
            originals = frozenset(links_of(number).originals)
            if other.number in linked:
                # What followed the other may follow this one, though its bucket is too full to show.
                followers = set(self._state.followers(other.number)) - seen
                seen |= followers
                waiting.extend(self._sharing_a_key(number, followers))
        return {self._id(each) for each in changed}

    def _have_one_original(self, one: int, other: int) -> bool:
        theirs = self._state.links(other).originals
        return any(each in theirs for each in self._state.links(one).originals)

    def _link(self, one: int, other: int, judgement: Judgement) -> set[int]:
        """Link two articles that are alike; gives the one whose links have changed, if any."""
        if judgement.kind == "excerpt":
            part, whole = self._by_length(one, other)
            return {part} if self._link_to_whole(part, whole) else set()
        earlier, later = sorted((one, other), key=self._age)
        return {later} if self._link_to_original(later, earlier) else set()

    def _may_link(self, one: int, other: int) -> bool:
        """Tell whether anything could change if two articles turned out to be alike."""
        if not self._are_near(one, other):
            return False
        earlier, later = sorted((one, other), key=self._age)
        originals = self._state.links(later).originals
        if earlier not in originals and not self._have_one_original(earlier, later):
            return True
        part, whole = self._by_length(one, other)
        lengths = self._known(part).card.shingles, self._known(whole).card.shingles
        return lengths_of_part(*lengths) and self._is_earlier(whole, self._state.links(part).whole)

    def _link_to_original(self, later: int, earlier: int) -> bool:
        """Add an article to those that a later one is a copy of, unless it is a copy of one of these."""
        links = self._state.links(later)
        originals = tuple(filter(self._is_kept, links.originals))
        before = [each for each in originals if self._age(each) < self._age(earlier)]
        if earlier in originals or any(self._are_copies(each, earlier) for each in before):
            return False
        if len(before) == len(originals):
            originals = (*originals, earlier)[:_MOST_ORIGINALS]
        else:
            originals = self._originals(later, {*originals, earlier})
        if originals == links.originals:
            return False
        self._state.save_links(later, replace(links, originals=originals))
        return True

    def _originals(self, number: int, alike: set[int]) -> tuple[int, ...]:
        """Give the earliest that an article is a copy of, then each that is no copy of those before it.

        So whatever is alike is tied together by links, and by few. `alike` are copies already found.
        """
        age = self._age(number)
        found = (each.number for each in self._candidates(self._known(number)))
        earlier = (
            each
            for each in dict.fromkeys((*alike, *found))
            if self._is_kept(each) and self._age(each) < age
        )
        originals: list[int] = []
        for other in sorted(islice(earlier, _MOST_LIKELY), key=self._age):
            if any(self._is_linked(other, each) for each in originals):
                continue
            if self._are_copies(other, number) and not any(
                self._are_copies(other, each) for each in originals
            ):
                originals.append(other)
        return tuple(originals[:_MOST_ORIGINALS])

    def _is_linked(self, later: int, earlier: int) -> bool:
        return earlier in self._state.links(later).originals

    def _link_to_whole(self, part: int, whole: int) -> bool:
        links = self._state.links(part)
        if not self._is_earlier(whole, links.whole):
            return False
        self._state.save_links(part, replace(links, whole=whole))
        return True

    def _is_earlier(self, number: int, than: int | None) -> bool:
        if than is None or not self._is_kept(than):
            return True
        return self._age(number) < self._age(than)

    def _are_near(self, one: int, other: int) -> bool:
        return within_window(self._document(one), self._document(other))

    def _are_copies(self, one: int, other: int) -> bool:
        judgement = self._judge(one, other) if self._are_near(one, other) else None
        return judgement is not None and judgement.kind != "excerpt"

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
        for target in links.targets:
            if not self._is_kept(target):
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
        kept = self._kept(number)
        known = _take_apart(number, kept, outline_of(kept.document))
        self._remember(number, known)
        return known

    def _remember(self, number: int, known: _Known) -> None:
        self._cached[number] = known
        if len(self._cached) > _TRACES_CACHED:
            self._cached.popitem(last=False)

    def _age(self, number: int) -> tuple[int, str]:
        document = self._document(number)
        return document.at_ms, document.id

    def _id(self, number: int) -> str:
        return self._document(number).id

    def _document(self, number: int) -> Document:
        return self._kept(number).document

    def _kept(self, number: int) -> Kept:
        kept = self._state.load(number)
        if kept is None:
            raise LookupError(f"article number {number} is not remembered")
        return kept


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
