"""The embedded index: documents in SQLite, searched through tantivy, nothing to install or start."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import tantivy

from connectors.embedded.index_mirror import Mirror, Progress
from connectors.embedded.index_queries import QueryCompiler
from connectors.embedded.index_store import DocumentStore
from connectors.embedded.index_stories import StoryCount, story_counts, story_hits
from connectors.index_cursors import check_size, read_cursor, read_offset, sort_of, write_cursor
from connectors.index_fields import FACET_FIELDS
from connectors.index_highlights import highlights
from connectors.index_quotes import found_quotes, quote_scopes
from connectors.ports import Amended, Hit, SearchRequest, SearchResult, ServerInfo, Upserted
from schemas.enriched import EnrichedArticle
from schemas.query import Query
from schemas.relations import Amendment

_KIND: Final = "embedded"
_VISIBLE_AFTER_S: Final = 1.0
# How far a hit may have moved between two pages by relevance and still be found again.
_SLACK: Final = 200


class _Page:
    """What tantivy found for one page: addresses and scores, and where the next one begins."""

    def __init__(self, total: int, hits: list[tuple[float, Any]], cursor: str | None) -> None:
        self.total = total
        self.hits = hits
        self.cursor = cursor


class EmbeddedIndex:
    """An `Index` in one folder, shared by several processes: many read, one at a time writes.

    Upserts are durable on return. They are searchable after a second at the latest: the writer
    indexes them at most once a second, and a search indexes what the writer has left.
    """

    def __init__(self, folder: Path, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._folder = folder
        self._clock = clock
        self._indexed_at = clock()
        self._store = DocumentStore(folder / "documents.sqlite")
        try:
            self._mirror = Mirror(folder, self._store)
        except BaseException:
            self._store.close()
            raise
        self._compiler = QueryCompiler(self._mirror.schema)

    def upsert(self, documents: Sequence[EnrichedArticle]) -> list[Upserted]:
        """Store documents where their version is newer; durable on return."""
        outcomes = self._store.upsert(documents)
        self._index_soon()
        return outcomes

    def amend(self, amendments: Sequence[Amendment]) -> list[Amended]:
        """Replace what documents say of their relations and story; durable on return."""
        outcomes = self._store.amend(amendments)
        self._index_soon()
        return outcomes

    def refresh(self) -> None:
        """Make all that was upserted visible to `search`."""
        self._mirror.read(lambda _: None)
        self._mirror.catch_up(wait=True)

    def rebuild(self, on_progress: Progress | None = None) -> int:
        """Build the search index anew from the documents; gives their number.

        `on_progress` is told how many are done, and of how many.
        """
        return self._mirror.rebuild(on_progress)

    def get(self, article_id: str) -> EnrichedArticle | None:
        """Give the stored document of an article."""
        return self._store.get(article_id)

    def search(self, request: SearchRequest) -> SearchResult:
        """Find documents; raises `QueryError` where the cursor is not of this query and sort.

        Pages by newest stay complete while documents come in; pages by relevance follow the last
        hit, whose rank may change with them.
        """
        check_size(request)
        return self._mirror.read(
            lambda searcher: self._search(
                searcher, self._compiler.compile(request.query, searcher), request
            )
        )

    def scan(self, query: Query | None = None) -> Iterator[EnrichedArticle]:
        """Give every document (that matches), in the order of article ids."""
        if query is None:
            yield from self._store.scan()
            return
        wanted = query
        for article_id in self._mirror.read(
            lambda searcher: self._ids(searcher, self._compiler.compile(wanted, searcher))
        ):
            document = self._store.get(article_id)
            if document is not None:
                yield document

    def count(self) -> int:
        """The number of documents stored."""
        return self._store.count()

    def describe(self) -> ServerInfo:
        """Say where it is and how much it holds."""
        return ServerInfo(
            address=str(self._folder),
            reachable=True,
            version=f"SQLite {sqlite3.sqlite_version}, tantivy {tantivy.__version__}",
            detail=f"{self._store.count():,} documents",
        )

    def close(self) -> None:
        """Index what is left and release the files."""
        try:
            self._mirror.read(lambda _: None)
        finally:
            self._store.close()

    def _index_soon(self) -> None:
        if self._clock() - self._indexed_at >= _VISIBLE_AFTER_S:
            self._mirror.read(lambda _: None)
            self._indexed_at = self._clock()

    def _search(self, searcher: Any, query: Any, request: SearchRequest) -> SearchResult:
        page = self._page(searcher, query, request)
        hits = self._hits(searcher, query, request, page.hits)
        return SearchResult(
            total=page.total,
            hits=hits,
            cursor=page.cursor,
            facets=_facets(searcher, query, request),
        )

    def _hits(
        self, searcher: Any, query: Any, request: SearchRequest, ranked: list[tuple[float, Any]]
    ) -> tuple[Hit, ...]:
        addresses = [address for _, address in ranked]
        sequences = searcher.fast_field_values("sequence", addresses)
        stored = self._store.by_sequence(sequences)
        said = self._quotes(searcher, request.query, stored)
        counts = (
            story_counts(searcher, self._mirror.schema, query, addresses)
            if request.collapse
            else [StoryCount(1, 0)] * len(addresses)
        )
        hits = []
        for (score, address), sequence, count in zip(ranked, sequences, counts, strict=True):
            # Stored anew since it was indexed: the document has moved to another number.
            document = stored.get(sequence) or self._store.get(searcher.doc(address)["id"][0])
            if document is None:
                continue
            marked = highlights(request.query, document.article.text) if request.highlight else ()
            hits.append(
                Hit(
                    document=document,
                    score=score,
                    highlights=marked,
                    story_size=count.size,
                    copies=count.copies,
                    quotes=found_quotes(document, said.get(sequence, ())),
                )
            )
        return tuple(hits)

    def _page(self, searcher: Any, query: Any, request: SearchRequest) -> _Page:
        by_newest = sort_of(request) == "newest"
        if request.collapse:
            return self._by_story(searcher, query, request, by_newest=by_newest)
        return (self._by_newest if by_newest else self._by_relevance)(searcher, query, request)

    def _by_story(
        self, searcher: Any, query: Any, request: SearchRequest, *, by_newest: bool
    ) -> _Page:
        offset = read_offset(request, _KIND)
        found = story_hits(searcher, query, by_newest=by_newest, offset=offset, size=request.size)
        after = offset + len(found.hits)
        cursor = write_cursor(request, _KIND, after) if found.more else None
        return _Page(found.total, found.hits, cursor)

    def _by_newest(self, searcher: Any, query: Any, request: SearchRequest) -> _Page:
        """Page by the sort key; documents that share one are ordered by their ids."""
        after = read_cursor(request, _KIND, int, str)
        total = 0
        within = query
        if after is not None:
            total = searcher.search(query, limit=1, count=True).count
            within = self._compiler.up_to(query, int(after[0]))
        limit = request.size + 2
        while True:
            found = searcher.search(within, limit=limit, order_by_field="newest")
            total = total if after is not None else found.count
            keys = [int(value) for value, _ in found.hits]
            complete = len(keys) < limit
            # The last key may go on beyond the limit: only what lies before it is in order.
            sure = len(keys) if complete else keys.index(keys[-1])
            ranked = _ranked(searcher, found.hits[:sure])
            rest = [
                entry
                for entry in ranked
                if after is None or (-entry[0], entry[1]) > (-int(after[0]), str(after[1]))
            ]
            if complete or len(rest) > request.size:
                break
            limit *= 2
        page = rest[: request.size]
        cursor = None
        if len(rest) > request.size:
            cursor = write_cursor(request, _KIND, page[-1][0], page[-1][1])
        return _Page(total, [(0.0, address) for _, _, address in page], cursor)

    def _by_relevance(self, searcher: Any, query: Any, request: SearchRequest) -> _Page:
        """Page by score: go on behind the last hit of the page before, wherever it stands now."""
        after = read_cursor(request, _KIND, int, int)
        seen, last = (0, None) if after is None else (int(after[0]), int(after[1]))
        start = max(0, seen - _SLACK)
        limit = (seen - start) + request.size + 1 + (0 if after is None else _SLACK)
        found = searcher.search(query, limit=limit, offset=start)
        keys = searcher.fast_field_values("newest", [address for _, address in found.hits])
        first = keys.index(last) + 1 if last in keys else seen - start
        page = found.hits[first : first + request.size]
        end = first + len(page)
        more = len(found.hits) > end
        cursor = write_cursor(request, _KIND, start + end, keys[end - 1]) if more else None
        return _Page(found.count, page, cursor)

    def _quotes(
        self, searcher: Any, query: Query, sequences: Collection[int]
    ) -> dict[int, set[int]]:
        """Give, by the sequence number of an article, the places of its quotes that are asked for."""
        places: dict[int, set[int]] = {}
        for same in quote_scopes(query) if sequences else ():
            asked = self._compiler.parts_within(same, sequences)
            count = searcher.search(asked, limit=1).count
            found = searcher.search(asked, limit=max(count, 1), count=False, order_by_field="of")
            found_at = searcher.fast_field_values("place", [address for _, address in found.hits])
            for (sequence, _), place in zip(found.hits, found_at, strict=True):
                places.setdefault(int(sequence), set()).add(int(place))
        return places

    def _ids(self, searcher: Any, query: Any) -> list[str]:
        total = searcher.search(query, limit=1).count
        if not total:
            return []
        found = searcher.search(query, limit=total, count=False, order_by_field="sequence")
        return self._store.ids_by_sequence([int(sequence) for sequence, _ in found.hits])


def _ranked(searcher: Any, hits: list[tuple[int, Any]]) -> list[tuple[int, str, Any]]:
    entries = [(int(key), searcher.doc(address)["id"][0], address) for key, address in hits]
    return sorted(entries, key=lambda entry: (-entry[0], entry[1]))


def _facets(
    searcher: Any, query: Any, request: SearchRequest
) -> dict[str, tuple[tuple[str, int], ...]]:
    if not request.facets:
        return {}
    # More than is asked for, so that ties at the end are cut by name and not by chance.
    size = request.facet_size + 100
    found = searcher.aggregate(
        query,
        {name: {"terms": {"field": FACET_FIELDS[name], "size": size}} for name in request.facets},
    )
    facets: dict[str, tuple[tuple[str, int], ...]] = {}
    for name in request.facets:
        counts = [(bucket["key"], int(bucket["doc_count"])) for bucket in found[name]["buckets"]]
        counts.sort(key=lambda entry: (-entry[1], entry[0]))
        facets[name] = tuple(counts[: request.facet_size])
    return facets
