"""Which articles are one: those that relations tie together, under the id of the earliest."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import combinations
from typing import Final

from schemas.relations import Relation

_STRONG_JACCARD: Final = 0.5
_FEWEST_OF_A_CLUSTER: Final = 4  # that is no longer tied to another by one weak link
_PART_JACCARD: Final = 0.25
_FEWEST_JACCARD: Final = 0.19  # of what is nearly all contained
_MOST_CONTAINED: Final = 0.84
_MOST_JACCARD: Final = 0.5
_ALL_CONTAINED: Final = 0.9
_BEGINNING_CHARS: Final = 600  # with a dateline and furniture before it
_LIKE_TITLE: Final = 0.5
_FAIRLY_LIKE_TITLE: Final = 0.34
_SAME_PART: Final = 0.5  # of the shorter of two excerpts, so much is in the other too


def clusters(ages_ms: Mapping[str, int], relations: Iterable[Relation]) -> dict[str, str]:
    """Give for each article the id of its cluster: that of the earliest in it by (event time, id).

    `ages_ms` has the event time of every article. Copies, versions and articles of one URL belong
    together. An excerpt belongs to its whole where it is a good part of it, or its beginning under a like
    headline; but not where another excerpt is of another part: a digest does not merge what it quotes.

    A copy that shares less than half joins a cluster, but does not tie two of four articles or more to
    each other: of very many links one may be wrong, and a chain of these ends far from where it began.
    """
    ties = [each for each in _ties(relations) if {each.of, each.to} <= ages_ms.keys()]
    groups = _Groups(ages_ms)
    for tie in sorted(ties, key=_by_strength):
        if _is_strong(tie) or min(map(groups.size, (tie.of, tie.to))) < _FEWEST_OF_A_CLUSTER:
            groups.unite(tie.of, tie.to)
    return {each: groups.earliest(each) for each in ages_ms}


def united(ages_ms: Mapping[str, int], ties: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Give for each article the earliest, by (event time, id), that ties lead to."""
    groups = _Groups(ages_ms)
    for of, to in ties:
        if of in ages_ms and to in ages_ms:
            groups.unite(of, to)
    return {each: groups.earliest(each) for each in ages_ms}


class _Groups:
    """Articles in groups, each known by its earliest."""

    def __init__(self, ages_ms: Mapping[str, int]) -> None:
        self._ages_ms = ages_ms
        self._parents = {each: each for each in ages_ms}
        self._sizes = dict.fromkeys(ages_ms, 1)

    def unite(self, one: str, other: str) -> None:
        """Make the groups of two articles one."""
        roots = sorted(
            {self.earliest(one), self.earliest(other)},
            key=lambda root: (self._ages_ms[root], root),
        )
        for later in roots[1:]:
            self._parents[later] = roots[0]
            self._sizes[roots[0]] += self._sizes[later]

    def earliest(self, article_id: str) -> str:
        """Give the earliest article of the group of one."""
        while self._parents[article_id] != article_id:
            self._parents[article_id] = self._parents[self._parents[article_id]]
            article_id = self._parents[article_id]
        return article_id

    def size(self, article_id: str) -> int:
        """Give how many articles are in the group of one."""
        return self._sizes[self.earliest(article_id)]


def _by_strength(tie: Relation) -> tuple[float, str, str]:
    return -_jaccard(tie), min(tie.of, tie.to), max(tie.of, tie.to)


def _is_strong(tie: Relation) -> bool:
    return _jaccard(tie) >= _STRONG_JACCARD


def _jaccard(tie: Relation) -> float:
    """Give the Jaccard index of two articles; 1 where they are one URL."""
    return 1.0 if tie.kind == "same_url" else _measured(tie, "jaccard")


def _ties(relations: Iterable[Relation]) -> list[Relation]:
    """Give the relations of articles that are one."""
    ties: list[Relation] = []
    parts: defaultdict[str, list[Relation]] = defaultdict(list)
    for relation in relations:
        if relation.kind == "excerpt":
            parts[relation.to].append(relation)
        elif relation.kind != "same_story":
            ties.append(relation)
    for excerpts in parts.values():
        beginnings = [each for each in excerpts if _is_beginning(each)]
        others = [each for each in excerpts if each not in beginnings]
        if not _is_digest(others):
            ties.extend(each for each in others if _is_good_part(each))
        ties.extend(beginnings)
    return ties


def _is_good_part(excerpt: Relation) -> bool:
    """Tell a shortened copy: a good part, under a like headline or from near the beginning, or most."""
    jaccard, contained = (_measured(excerpt, each) for each in ("jaccard", "containment"))
    if jaccard >= _MOST_JACCARD and contained >= _ALL_CONTAINED:
        return True
    needed = _PART_JACCARD if contained < _MOST_CONTAINED else _FEWEST_JACCARD
    like = _measured(excerpt, "title_containment") >= _FAIRLY_LIKE_TITLE
    return jaccard >= needed and (like or _is_near_begin(excerpt))


def _is_beginning(excerpt: Relation) -> bool:
    """Tell what stands before a paywall, or what a list of articles gives of one."""
    return _measured(excerpt, "title_containment") >= _LIKE_TITLE and _is_near_begin(excerpt)


def _is_near_begin(excerpt: Relation) -> bool:
    return any(start < _BEGINNING_CHARS for start, _ in _places(excerpt))


def _measured(excerpt: Relation, measure: str) -> float:
    return next((each.value for each in excerpt.evidence if each.measure == measure), 0.0)


def _is_digest(excerpts: list[Relation]) -> bool:
    """Tell whether excerpts are of different parts of their whole."""
    different = {tuple(_places(each)) for each in excerpts}
    return any(not _is_same_part(one, other) for one, other in combinations(different, 2))


def _places(excerpt: Relation) -> list[tuple[int, int]]:
    """Give the passages of the whole that an excerpt has: (start, length)."""
    return [(start, length) for each in excerpt.evidence for _, start, length in each.passages]


def _is_same_part(one: tuple[tuple[int, int], ...], other: tuple[tuple[int, int], ...]) -> bool:
    covered = {place for start, length in one for place in range(start, start + length)}
    also = {place for start, length in other for place in range(start, start + length)}
    return len(covered & also) >= _SAME_PART * min(len(covered), len(also))
