"""Stories: articles about the same event in other words, found as they come.

A story is an event and what is written about it in the days after; a trial's opening and its verdict a
month later are two. Each article comes to its story through one earlier article: the one it is most like
(cosine of TF-IDF, halved every 48 hours), where that is enough. So stories are trees whose root is their
earliest article by (event time, id), after which they are called. Which article is the best is a
question about the articles there are, not about their order: what comes late is put in its place, and
stories that it joins or parts are said anew. Copies follow the article they are copies of and are no
members of their own.

Against chains of articles that are each a little like the next, a weak link also needs some likeness to
what the earlier article came through. Against what is written alike (the quarters of two companies, the
weather of two days) the names of both must agree, and the numbers within the same frames; where actors
and issues are known of both, articles that are not very much alike must share one.

What does depend on the order: of more than 48 articles within four days that share a term only the
nearest are looked at, of these the 24 that share most (of equals those that came first); and where one
arrival would make more than 256 articles reconsider, the rest keep their links.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from heapq import heappop, heappush
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from pipelines.dedupe.compare import HOUR_MS
from pipelines.dedupe.copies import CopyFinder
from pipelines.dedupe.copy_state import CopyState, MemoryCopyState
from pipelines.dedupe.document import UNDATED_MS, Document
from pipelines.dedupe.story_candidates import sharing_most
from pipelines.dedupe.story_frames import is_refilled
from pipelines.dedupe.story_pairs import relation_of, subjects_differ
from pipelines.dedupe.story_state import Link, MemoryStoryState, Node, StoryState
from pipelines.dedupe.story_terms import NO_TERMS, Terms, finding_keys_of, terms_of
from pipelines.dedupe.story_texts import own_words
from pipelines.dedupe.story_vectors import Comparison
from schemas.relations import Relation

STORY_WINDOW_MS: Final = 96 * HOUR_MS  # later, not even an equal text would be enough

_ENOUGH: Final = 0.22
_TEMPLATE: Final = 0.5  # as alike as the reports of two days
_ALONE: Final = 0.40  # from here on a link needs no second likeness
_SECOND: Final = 0.2
_SHARED_TERMS: Final = 4
_MOST_RECONSIDERED: Final = 256
_LONGEST_CHAIN: Final = 16


class _Due:
    """Articles to look at, the earliest first; `admitted` are those that could not be found before."""

    def __init__(self) -> None:
        self._heap: list[tuple[int, str, int]] = []
        self.admitted: set[int] = set()

    def __bool__(self) -> bool:
        return bool(self._heap)

    def add(self, number: int, node: Node) -> None:
        heappush(self._heap, (node.at_ms, node.id, number))

    def pop(self) -> int:
        return heappop(self._heap)[2]


class StoryPart(Struct, frozen=True):
    """An article's part in its story: its id, and the relation it came through (the root has none)."""

    story_id: str
    relations: tuple[Relation, ...] = ()


def leader_of(relations: Iterable[Relation]) -> str | None:
    """Give the article that one with these relations is a copy of; an excerpt stands for itself."""
    copied = (each.to for each in relations if each.kind in ("version", "syndicated"))
    return next(copied, None)


def same_story(one: Document, other: Document) -> Relation | None:
    """Give the relation through which two articles, no copies of each other, would be one story alone."""
    copies = MemoryCopyState()
    copy_finder, finder = CopyFinder(copies), StoryFinder(MemoryStoryState(), copies)
    parts: dict[str, StoryPart] = {}
    for document in (one, other):
        copy_finder.observe(document)
        parts |= finder.observe(document, {document.id: None})
    return next((link for part in parts.values() for link in part.relations), None)


class StoryFinder:
    """Puts articles into stories; all that lasts is in its state. Not thread-safe.

    `copies` remember the texts: they must have seen an article before it is observed here.
    """

    def __init__(self, state: StoryState, copies: CopyState) -> None:
        self._state = state
        self._copies = copies

    def observe(
        self,
        document: Document,
        leaders: Mapping[str, str | None],
        subjects: Sequence[str] = (),
    ) -> dict[str, StoryPart]:
        """Take in an article or its newer version; gives the parts that have changed, by article.

        `leaders` says of articles whose relations or boilerplate have changed, the observed one among
        them, which article each is a copy of (None: of none). `subjects` are the ids of the article's
        actors and issues, where they are known.
        """
        due = _Due()
        placed = self._place(document, leaders.get(document.id), subjects, due)
        return self._follow_all(leaders, {placed}, due)

    def follow(self, leaders: Mapping[str, str | None]) -> dict[str, StoryPart]:
        """Take in that articles are copies of others now; gives the parts that have changed."""
        return self._follow_all(leaders, set(), _Due())

    def _follow_all(
        self, leaders: Mapping[str, str | None], shifted: set[int], due: _Due
    ) -> dict[str, StoryPart]:
        """Have articles follow those they are copies of; `shifted` are in their place already."""
        for article_id, leader in leaders.items():
            number = self._state.number_of(article_id)
            if number is not None and number not in shifted and self._follow(number, leader, due):
                shifted.add(number)
        moved = self._reconsider(due)
        rerooted = self._reroot(moved | shifted)
        return self._say(moved, rerooted | shifted)

    # --- coming and going ------------------------------------------------------------------------

    def _place(
        self, document: Document, leader: str | None, subjects: Sequence[str], due: _Due
    ) -> int:
        """Store an article with its terms, and where it stands for itself, make it to be found."""
        number = self._state.number_of(document.id)
        root = None
        if number is not None:
            root = self._node(number).root
            self._withdraw(number, due)
        node = Node(
            id=document.id,
            at_ms=document.at_ms,
            terms=self._terms(document.id, leader),
            leader=leader,
            root=root,
            subjects=tuple(sorted(subjects)),
        )
        number = self._state.save(number, node)
        if leader is None:
            self._admit(number, due)
        return number

    def _follow(self, number: int, leader: str | None, due: _Due) -> bool:
        """Make an article a copy of another, or stand for itself by what its text is now."""
        node = self._node(number)
        terms = self._terms(node.id, leader)
        if node.leader == leader and (node.terms == terms or not node.terms.words):
            return False  # without words it is a copy, or too old to be found
        if node.leader is None:
            self._withdraw(number, due)
        self._state.save(number, replace(self._node(number), leader=leader, terms=terms))
        if leader is None:
            self._admit(number, due)
        return True

    def _terms(self, article_id: str, leader: str | None) -> Terms:
        """Give the terms of an article: a copy needs none."""
        document = None if leader is not None else own_words(self._copies, article_id)
        return NO_TERMS if document is None else terms_of(document.title, document.text)

    def _admit(self, number: int, due: _Due) -> None:
        """Let an article be found."""
        node = self._node(number)
        due.add(number, node)
        due.admitted.add(number)
        self._state.add_keys(number, node.at_ms, finding_keys_of(node.terms))

    def _withdraw(self, number: int, due: _Due) -> None:
        """Let an article not be found any more; those that came through it are due."""
        node = self._node(number)
        self._state.remove_keys(number, node.at_ms, finding_keys_of(node.terms))
        self._state.save(number, replace(node, link=None))
        self._add_due(self._state.children(number), due)

    def _add_due(self, numbers: Iterable[int], due: _Due) -> None:
        for number in numbers:
            due.add(number, self._node(number))

    # --- linking ---------------------------------------------------------------------------------

    def _reconsider(self, due: _Due) -> set[int]:
        """Link each article that is due anew, the earliest first; gives those whose link changed."""
        moved: set[int] = set()
        done: set[int] = set()
        while due and len(done) < _MOST_RECONSIDERED:
            number = due.pop()
            node = self._node(number)
            if number in done or node.leader is not None:
                continue
            done.add(number)
            link = self._best(number, node)
            if number in due.admitted or _parent(link) != _parent(node.link):
                self._add_due(self._better_through(number, node), due)
                self._add_due(self._state.children(number), due)
            if link != node.link:
                self._state.save(number, replace(node, link=link))
                moved.add(number)
        return moved

    def _better_through(self, number: int, node: Node) -> Iterator[int]:
        """Give the later articles that are at least as like this one as what they came through."""
        if node.at_ms >= self._state.latest_ms():
            return
        to_ms = node.at_ms + STORY_WINDOW_MS
        buckets = [self._state.later(key, node.at_ms, to_ms) for key in finding_keys_of(node.terms)]
        others = sharing_most(buckets, number)
        if not others:
            return
        comparison = self._state.vectors.compare(number, others)
        for place, value in comparison.at_least(_ENOUGH, _SHARED_TERMS):
            link = self._node(others[place]).link
            if link is None or value >= link.value:
                yield others[place]

    def _best(self, number: int, node: Node) -> Link | None:
        """Give the link to the earlier article that one is most like, None where none is enough."""
        from_ms = node.at_ms - STORY_WINDOW_MS if node.at_ms != UNDATED_MS else -UNDATED_MS
        keys = finding_keys_of(node.terms)
        buckets = [self._state.earlier(key, node.at_ms, from_ms) for key in keys]
        others = sharing_most(buckets, number)
        if not others:
            return None
        comparison = self._state.vectors.compare(number, others)
        for place, value in _likely(comparison, _age(node)):
            link = Link(others[place], value, float(comparison.cosines[place]), ())
            if comparison.names_differ(place) or self._differ(node, link):
                continue
            if self._is_held(number, link):
                words = comparison.shared_words(place, node.terms)
                return replace(link, cosine=round(link.cosine, 3), words=words)
        return None

    def _differ(self, node: Node, link: Link) -> bool:
        """Tell whether two articles that are alike are of different things nonetheless."""
        parent = self._node(link.parent)
        if link.cosine >= _TEMPLATE:
            one, other = (own_words(self._copies, each.id) for each in (node, parent))
            if one is not None and other is not None and is_refilled(one.text, other.text):
                return True
        return subjects_differ(node, parent, link.cosine)

    def _is_held(self, number: int, link: Link) -> bool:
        """Tell whether an article is also somewhat like what the one it is like came through."""
        through = self._node(link.parent).link
        if link.value >= _ALONE or through is None:
            return True
        comparison = self._state.vectors.compare(number, [through.parent])
        return bool(comparison.cosines[0] >= _SECOND)

    # --- saying ----------------------------------------------------------------------------------

    def _reroot(self, moved: set[int]) -> set[int]:
        """Bring roots up to date, of these articles and of all below; gives those that changed."""
        rerooted: set[int] = set()
        left = _Due()
        self._add_due(moved, left)
        while left:
            number = left.pop()
            node = self._node(number)
            root = self._root_through(node.link)
            if root != node.root:
                self._state.save(number, replace(node, root=root))
                rerooted.add(number)
                self._add_due(self._state.children(number), left)
        return rerooted

    def _root_through(self, link: Link | None) -> int | None:
        if link is None:
            return None
        root = self._node(link.parent).root
        return link.parent if root is None else root

    def _say(self, moved: set[int], shifted: set[int]) -> dict[str, StoryPart]:
        """Say the parts of articles, and of all that follow those whose story has changed."""
        parts = {node.id: self._part(node) for node in map(self._node, sorted(moved - shifted))}
        left = sorted(shifted)
        while left:
            node = self._node(left.pop())
            if node.id not in parts:
                parts[node.id] = self._part(node)
                left += self._state.followers(node.id)
        return parts

    def _part(self, node: Node) -> StoryPart:
        leader = self._leader(node)
        root = leader if leader.root is None else self._node(leader.root)
        relations: tuple[Relation, ...] = ()
        if node.link is not None:
            relations = (relation_of(node, node.link, self._node(node.link.parent)),)
        return StoryPart(f"s-{root.id}", relations)

    def _leader(self, node: Node) -> Node:
        """Give the article that stands for one in its story: itself, or what it is a copy of."""
        for _ in range(_LONGEST_CHAIN):
            number = None if node.leader is None else self._state.number_of(node.leader)
            if number is None:
                break
            node = self._node(number)
        return node

    # --- the state -------------------------------------------------------------------------------

    def _node(self, number: int) -> Node:
        node = self._state.load(number)
        if node is None:
            raise LookupError(f"article number {number} is not remembered")
        return node


def _likely(comparison: Comparison, age: tuple[int, str]) -> list[tuple[int, float]]:
    """Give the places of the articles before an age that are enough like it, the likeliest first."""
    likely = [
        (-value, comparison.age(place), place)  # of equals the earliest
        for place, value in comparison.at_least(_ENOUGH, _SHARED_TERMS)
    ]
    found = sorted(each for each in likely if each[1] < age)
    return [(place, -minus_value) for minus_value, _, place in found]


def _parent(link: Link | None) -> int | None:
    return link.parent if link is not None else None


def _age(node: Node) -> tuple[int, str]:
    return node.at_ms, node.id
