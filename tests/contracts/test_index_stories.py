"""What every index does when hits are collapsed by story."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Literal

import pytest

from connectors.index_cursors import MAX_COLLAPSED, write_cursor
from connectors.ports import Index, SearchRequest, SearchResult
from schemas.enriched import EnrichedArticle
from schemas.errors import QueryError
from schemas.query_parser import parse_query
from schemas.relations import Amendment, Relation
from tests.contracts.library import document
from tests.contracts.test_index_contract import index, open_index

__all__ = ["index", "open_index"]  # fixtures

_AT = datetime(2024, 3, 1, tzinfo=UTC)


def _in_story(
    id_: str, story: str | None, *, hours: int, title: str = "word", copy_of: str | None = None
) -> EnrichedArticle:
    relations: tuple[Relation, ...] = ()
    if copy_of is not None:
        relations = (
            Relation(
                kind="syndicated",
                of=id_,
                to=copy_of,
                evidence=(),
                confidence=0.9,
                decided_at=_AT,
            ),
        )
    amendment = Amendment(article_id=id_, relations=relations, story_id=story)
    return document(id_, title, published=_AT + timedelta(hours=hours)).amended(amendment)


DOCUMENTS = (
    _in_story("a", "s-a", hours=1),
    _in_story("a-copy", "s-a", hours=2, copy_of="a"),
    _in_story("a-copy-2", "s-a", hours=3, copy_of="a"),
    _in_story("a-too", "s-a", hours=4, title="word word"),
    _in_story("b", "s-b", hours=5),
    _in_story("b-else", "s-b", hours=6, title="nothing of it"),
    _in_story("alone", None, hours=0),
    _in_story("alone-too", None, hours=7),
)


def _search(
    index: Index,
    query: str = "word",
    *,
    size: int = 20,
    cursor: str | None = None,
    sort: Literal["relevance", "newest"] = "newest",
) -> SearchResult:
    return index.search(
        SearchRequest(
            query=parse_query(query), size=size, cursor=cursor, sort=sort, collapse="story"
        )
    )


def _told(result: SearchResult) -> list[tuple[str, int, int]]:
    return [(hit.document.article.id, hit.story_size, hit.copies) for hit in result.hits]


def test_a_story_is_one_hit_with_its_counts(index: Index) -> None:
    """Each story stands once, with how many articles of it match and how many are only copies."""
    index.upsert(DOCUMENTS)
    index.refresh()
    result = _search(index)
    assert _told(result) == [
        *(("alone-too", 1, 0), ("b", 1, 0), ("a-too", 4, 2), ("alone", 1, 0)),
    ]
    assert result.total == 7
    assert result.cursor is None
    assert _told(_search(index, "*"))[1] == ("b-else", 2, 0)
    assert _told(_search(index, "nowhere")) == []


def test_the_best_article_stands_for_its_story(index: Index) -> None:
    """By relevance, a story stands where its best article stands."""
    index.upsert(DOCUMENTS)
    index.refresh()
    result = _search(index, sort="relevance")
    assert result.hits[0].score >= result.hits[1].score
    assert ("a-too", 4, 2) in _told(result)
    assert len(result.hits) == 4


def test_an_amendment_moves_an_article_to_another_story(index: Index) -> None:
    """When two stories turn out to be one, the next search shows one."""
    index.upsert(DOCUMENTS)
    index.amend([Amendment(article_id="b", story_id="s-a", revision=1)])
    index.refresh()
    assert ("b", 5, 2) in _told(_search(index))


@pytest.mark.parametrize("sort", ["newest", "relevance"])
def test_pages_hold_every_story_once(index: Index, sort: Literal["newest", "relevance"]) -> None:
    """Paging to the end shows every story once, though some have many articles."""
    index.upsert(
        [_in_story(f"d{n:03}", f"s-{n % 23}" if n % 4 else "s-large", hours=n) for n in range(230)]
    )
    index.refresh()
    stories: list[str | None] = []
    cursor = None
    for _ in range(24):
        result = _search(index, size=5, cursor=cursor, sort=sort)
        stories += [hit.document.story_id for hit in result.hits]
        cursor = result.cursor
        if cursor is None:
            break
    assert len(stories) == len(set(stories)) == 24


def test_a_cursor_does_not_go_with_the_other_kind(index: Index) -> None:
    """A page of stories does not go on as a page of articles, and there is an end to paging."""
    index.upsert(DOCUMENTS)
    index.refresh()
    cursor = _search(index, size=1).cursor
    assert cursor is not None
    with pytest.raises(QueryError, match="Start without one"):
        index.search(SearchRequest(query=parse_query("word"), sort="newest", cursor=cursor))
    request = SearchRequest(query=parse_query("word"), collapse="story")
    for kind in ("embedded", "elastic"):
        far = write_cursor(request, kind, MAX_COLLAPSED - 5)
        with pytest.raises(QueryError, match=r"first 10,000|Start without one"):
            index.search(SearchRequest(query=request.query, collapse="story", cursor=far))
