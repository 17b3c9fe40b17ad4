"""What an article links to: the earliest that it is a copy of, further ones, and its whole.

Each further original is no copy of those before it. So most of a crowd need not be compared: what has an
original in common with an article, or is a copy of one of its originals, can't become one.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Final

from msgspec.structs import replace

from pipelines.dedupe.candidates import Candidate
from pipelines.dedupe.compare import Judgement, lengths_of_part
from pipelines.dedupe.comparisons import Comparisons, Known
from pipelines.dedupe.copy_state import CopyState

_MOST_ORIGINALS: Final = 4
_MOST_LIKELY: Final = 64
_MOST_UNLIKE: Final = 32  # candidates that turn out to be unlike, after which no more are compared
_MOST_IN_VAIN: Final = 128  # candidates looked at for nothing, whether they are unlike or not


class Linker:
    """Links articles to each other in the given state."""

    def __init__(self, state: CopyState, articles: Comparisons) -> None:
        self._state = state
        self._articles = articles
        self._related = 0, list[int]()  # the article that is being related, and what it may be like
        self._later: dict[int, list[int]] = {}
        self._room: int | None = None  # how many more are linked anew before others have to wait

    def begin(self, most_anew: int | None) -> None:
        """Begin a piece of work in which so many are linked anew (None: all), and others later."""
        self._room = most_anew

    def soon(self, numbers: Sequence[int]) -> Sequence[int]:
        """Give the earliest of these, which are to be linked anew now; the others have to wait."""
        if self._room is None:
            return numbers
        if len(numbers) <= self._room:
            self._room -= len(numbers)
            return numbers
        in_time = self._state.candidates.in_time(numbers)
        self._state.postpone(in_time[self._room :])
        soon = [number for _, number in in_time[: self._room]]
        self._room -= len(soon)
        return soon

    def candidates(self, known: Known) -> list[Candidate]:
        """Give the articles that one is to be compared with, the likeliest first."""
        alike = self._state.candidates.alike(known.card)
        if not known.kept.document.entry:
            return alike
        found: list[Candidate] = []
        for _, holders in self._state.candidates.holders(known.card.other_keys[:1]):
            found.extend(holders)
        found.extend(alike)
        return [each for each in dict.fromkeys(found) if each.number != known.card.number]

    def relate(self, number: int, candidates: Iterable[Candidate]) -> set[int]:
        """Link an article to its candidates and these to it; gives the numbers of those that changed."""
        waiting = deque(candidates)
        if not waiting:
            return set()
        mine = self._articles.known(number)
        links_of = self._state.links
        originals = frozenset(links_of(number).originals)
        self._related = number, [each.number for each in islice(waiting, _MOST_LIKELY)]
        self._later.clear()
        seen = {number, *(each.number for each in waiting)}
        tried: set[int] = set()
        changed: set[int] = set()
        unlike = vain = 0
        while waiting and unlike < _MOST_UNLIKE and vain < _MOST_IN_VAIN:
            other = waiting.popleft()
            are_tied = not originals.isdisjoint(links_of(other.number).originals)
            if are_tied and not lengths_of_part(mine.card.shingles, other.shingles):
                continue  # they are copies of one: no text need be read to know that
            linked = None
            if self._may_link(mine, other, are_tied=are_tied):
                judgement = self._articles.judge(number, other.number)
                nearer = self._originals_before(mine, other.number, tried) if judgement else []
                if nearer:
                    waiting.extendleft((other, *reversed(nearer)))
                    continue
                unlike += judgement is None
                linked = self._link(number, other.number, judgement)
            if linked is None:
                vain += 1
                continue
            changed.add(linked)
            if linked == number:
                originals = frozenset(links_of(number).originals)
            else:
                # What followed the other may follow this one, though its bucket is too full to show.
                followers = set(self._state.followers(other.number)) - seen
                seen |= followers
                waiting.extend(self._sharing_a_key(mine, self.soon(sorted(followers))))
        return changed

    def relink(self, number: int) -> set[int]:
        """Link an article that has lost a link to others; what links to it is as it was."""
        mine = self._articles.known(number)
        candidates = self.candidates(mine)
        at_ms, shingles = mine.card.at_ms, mine.card.shingles
        earlier = (each for each in candidates if each.at_ms <= at_ms or each.shingles > shingles)
        return self.relate(number, earlier)

    def _originals_before(self, mine: Known, other: int, tried: set[int]) -> list[Candidate]:
        """Give the originals of an earlier article that are untried: what they tie is not compared."""
        if self._articles.age(other) > mine.age:
            return []
        originals = set(self._state.links(other).originals) - tried
        tried |= originals
        return self._sharing_a_key(mine, originals)

    def _sharing_a_key(self, known: Known, others: Iterable[int]) -> list[Candidate]:
        keys = set(known.card.text_keys)
        kept = filter(self._articles.is_kept, others)
        cards = (self._articles.known(each).card for each in kept)
        return sorted(
            Candidate(card.at_ms, card.number, card.shingles, card.beside)
            for card in cards
            if not keys.isdisjoint(card.text_keys)
        )

    # --- what could change -----------------------------------------------------------------------

    def _may_link(self, mine: Known, other: Candidate, *, are_tied: bool) -> bool:
        """Tell whether anything could change if an article and a candidate turned out to be alike.

        `are_tied` says that they have an original in common.
        """
        number = mine.card.number
        if not self._articles.is_kept(other.number):
            return False
        is_part = lengths_of_part(mine.card.shingles, other.shingles)
        if is_part:
            part, whole = self._articles.by_length(number, other.number)
            if self._is_earlier(whole, self._state.links(part).whole):
                return True
        if are_tied or self._is_settled(number, other.number):
            return False
        return not is_part or self._articles.may_be_copies(number, other.number)

    def _is_settled(self, one: int, other: int) -> bool:
        """Tell whether the later of two is linked to the earlier, or to what that is a copy of."""
        earlier, later = self._by_age(one, other)
        return self._is_copy_of_one(earlier, self._state.links(later).originals)

    def _is_copy_of_one(self, number: int, originals: Iterable[int]) -> bool:
        """Tell whether an article is one of some originals, or a copy of an earlier one of these."""
        age = self._articles.age(number)
        for each in originals:
            if each == number:
                return True
            if (
                self._articles.is_kept(each)
                and self._articles.age(each) < age
                and self._articles.are_copies(each, number)
            ):
                return True
        return False

    def _by_age(self, one: int, other: int) -> tuple[int, int]:
        """Give the earlier and the later of two articles."""
        return (one, other) if self._articles.age(one) < self._articles.age(other) else (other, one)

    def _is_tied(self, number: int, originals: Iterable[int]) -> bool:
        """Tell whether an article is, links to, or is a copy of one of some originals."""
        theirs = self._state.links(number).originals
        return not set(theirs).isdisjoint(originals) or self._is_copy_of_one(number, originals)

    def _is_earlier(self, number: int, than: int | None) -> bool:
        if than is None or not self._articles.is_kept(than):
            return True
        return self._articles.age(number) < self._articles.age(than)

    # --- changing --------------------------------------------------------------------------------

    def _link(self, one: int, other: int, judgement: Judgement | None) -> int | None:
        """Link two articles if they are alike; gives the one whose links have changed, if any."""
        if judgement is None:
            return None
        if judgement.kind == "excerpt":
            part, whole = self._articles.by_length(one, other)
            return part if self._link_to_whole(part, whole) else None
        earlier, later = self._by_age(one, other)
        return later if self._link_to_original(later, earlier) else None

    def _link_to_whole(self, part: int, whole: int) -> bool:
        links = self._state.links(part)
        if not self._is_earlier(whole, links.whole):
            return False
        self._state.save_links(part, replace(links, whole=whole))
        return True

    def _link_to_original(self, later: int, earlier: int) -> bool:
        """Add an article to those that a later one is a copy of, unless it is a copy of one of these."""
        links = self._state.links(later)
        if self._is_tied(earlier, links.originals):
            return False
        kept = [each for each in links.originals if self._articles.is_kept(each)]
        still = [each for each in kept if not self._is_copy_of_one(each, (earlier,))]
        originals = sorted((*still, earlier), key=self._articles.age)
        if len(still) < len(kept):
            originals = self._refilled(later, originals, set(kept) - set(still))
        after = tuple(originals[:_MOST_ORIGINALS])
        if after == links.originals:
            return False
        self._state.save_links(later, replace(links, originals=after))
        return True

    def _refilled(self, number: int, originals: list[int], dropped: set[int]) -> list[int]:
        """Add what only dropped originals tied to an article."""
        age = self._articles.age(number)
        among = set(originals)
        while dropped:
            left = self._tied_by(dropped, number)
            among |= {each for each in left if self._articles.age(each) < age}
            refilled = self._independent(number, among, set(originals))
            dropped = set(originals) - set(refilled)
            originals = refilled
        return originals

    def _tied_by(self, originals: set[int], number: int) -> set[int]:
        """Give what some originals may have tied to an article."""
        related, candidates = self._related
        if number == related:
            return set(filter(self._articles.is_kept, candidates))
        return {each for one in originals for each in self._later_copies(one)}

    def _independent(self, number: int, among: set[int], known: set[int]) -> list[int]:
        """Give those that an article is a copy of, each no copy of those before it.

        So whatever is alike is tied together by links, and by few. `known` are copies already found.
        """
        originals: list[int] = []
        for other in sorted(among, key=self._articles.age):
            if not self._is_tied(other, originals) and (
                other in known or self._articles.are_copies(other, number)
            ):
                originals.append(other)
        return originals

    def _later_copies(self, number: int) -> list[int]:
        """Give the likeliest of those that may link to an article, some of which do."""
        if number not in self._later:
            known = self._articles.known(number)
            found = (each.number for each in self.candidates(known)[:_MOST_LIKELY])
            self._later[number] = [
                each
                for each in found
                if self._articles.is_kept(each)
                and self._articles.age(each) > known.age
                and self._articles.are_copies(each, number)
            ]
        return self._later[number]
