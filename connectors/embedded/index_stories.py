"""Collapsing hits by story: the best article of each, and how many more there are."""

from __future__ import annotations

from collections import defaultdict
from typing import Any, Final, NamedTuple

import tantivy

_FIRST_LOOK: Final = 4  # times as many hits as stories are asked for, at first


class StoryHits(NamedTuple):
    """The hits of a page, one a story, as (score, address); whether there are more stories."""

    total: int
    hits: list[tuple[float, Any]]
    more: bool


class StoryCount(NamedTuple):
    """How many articles of a story match, and how many of these copy another of them."""

    size: int
    copies: int


def story_hits(searcher: Any, query: Any, *, by_newest: bool, offset: int, size: int) -> StoryHits:
    """Give the best hit of each story behind the first `offset` stories, at most `size`."""
    order = {"order_by_field": "newest"} if by_newest else {}
    limit = _FIRST_LOOK * (offset + size + 1)
    while True:
        found = searcher.search(query, limit=limit, **order)
        addresses = [address for _, address in found.hits]
        best: dict[int, tuple[float, Any]] = {}
        groups = searcher.fast_field_values("story_group", addresses)
        for group, (score, address) in zip(groups, found.hits, strict=True):
            best.setdefault(group, (0.0 if by_newest else score, address))
        if len(best) > offset + size or len(found.hits) < limit:
            break
        limit *= 4
    hits = list(best.values())
    page = hits[offset : offset + size]
    return StoryHits(found.count, page, len(hits) > offset + size)


def story_counts(searcher: Any, schema: Any, query: Any, addresses: list[Any]) -> list[StoryCount]:
    """Count the matching articles of each hit's story."""
    groups = searcher.fast_field_values("story_group", addresses)
    if not groups:
        return []
    within = tantivy.Query.boolean_query(
        [
            (tantivy.Occur.Must, query),
            (tantivy.Occur.Must, tantivy.Query.term_set_query(schema, "story_group", groups)),
        ]
    )
    total = searcher.search(within, limit=1).count
    members = [address for _, address in searcher.search(within, limit=total, count=False).hits]
    texts: defaultdict[int, list[int]] = defaultdict(list)
    for group, text in zip(
        searcher.fast_field_values("story_group", members),
        searcher.fast_field_values("copy_group", members),
        strict=True,
    ):
        texts[group].append(text)
    return [
        StoryCount(len(texts[group]), len(texts[group]) - len(set(texts[group])))
        for group in groups
    ]
