"""The index on Elasticsearch."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from elasticsearch import ApiError

from connectors.elastic.amend import Amender
from connectors.elastic.bulk import BulkWriter, Write
from connectors.elastic.client import ElasticClient
from connectors.elastic.documents import document_of, write_of
from connectors.elastic.mapping import index_template, lacks, monthly_index, template_name
from connectors.elastic.patience import Patience
from connectors.elastic.queries import (
    compile_facets,
    compile_query,
    places_of_quotes,
    with_inner_hits,
)
from connectors.index_cursors import check_size, read_cursor, read_offset, sort_of, write_cursor
from connectors.index_highlights import highlights
from connectors.index_quotes import found_quotes
from connectors.ports import Amended, Hit, SearchRequest, SearchResult, ServerInfo, Upserted
from schemas.enriched import EnrichedArticle
from schemas.errors import DatelineError, Fatal, QueryError
from schemas.query import Everything, Query
from schemas.relations import Amendment
from schemas.settings import IndexSettings

_KIND: Final = "elastic"
_SCAN_PAGE: Final = 500
_READ_PATIENCE_S: Final = 5.0
_SORTS: Final[dict[str, list[dict[str, str]]]] = {
    "relevance": [{"_score": "desc"}, {"newest": "desc"}, {"id": "asc"}],
    "newest": [{"newest": "desc"}, {"id": "asc"}],
}
_CURSOR_KINDS: Final[dict[str, tuple[type, ...]]] = {
    "relevance": (float, int, str),
    "newest": (int, str),
}


class ElasticIndex:
    """An `Index` on monthly indices `<name>-YYYY-MM` (by first seen) behind the alias `<name>`.

    Opening it puts the index template, and into indices of an earlier version the fields they lack;
    raises `Unreachable` where nothing answers. Writes are tried for `timeout_s` without progress, reads
    for 5 s at most.
    """

    def __init__(
        self,
        url: str,
        settings: IndexSettings,
        *,
        sleep: Callable[[float], None] = time.sleep,
        jitter: Callable[[], float] = random.random,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._name = settings.name
        write = Patience(timeout_s=settings.timeout_s, sleep=sleep, jitter=jitter, clock=clock)
        read_s = min(settings.timeout_s, _READ_PATIENCE_S)
        read = Patience(timeout_s=read_s, sleep=sleep, jitter=jitter, clock=clock)
        self._client = ElasticClient(url, settings, read)
        self._bulk = BulkWriter(self._client, write)
        self._amender = Amender(self._client, self._bulk, self._indices)
        try:
            self._put_template()
        except BaseException:
            self._client.close()
            raise

    def upsert(self, documents: Sequence[EnrichedArticle]) -> list[Upserted]:
        """Store documents where their version is newer; durable on return."""
        outcomes: dict[int, Upserted] = {}
        writes: list[Write] = []
        for position, document in enumerate(documents):
            written = write_of(
                position, document, monthly_index(self._name, document.article.first_seen)
            )
            if isinstance(written, Write):
                writes.append(written)
            else:
                outcomes[position] = written
        outcomes |= self._bulk.write(writes)
        return [outcomes[position] for position in range(len(documents))]

    def amend(self, amendments: Sequence[Amendment]) -> list[Amended]:
        """Replace what documents say of their relations and story; durable on return."""
        return self._amender.amend(amendments)

    def refresh(self) -> None:
        """Make all that was upserted visible to `search`."""
        self._client.persistently(
            lambda client: client.indices.refresh(index=self._name, ignore_unavailable=True)
        )

    def get(self, article_id: str) -> EnrichedArticle | None:
        """Give the stored document of an article, refreshed or not."""
        indices = self._indices()
        if not indices or not article_id:
            return None
        asked = [{"_index": index, "_id": article_id, "_source": ["document"]} for index in indices]
        answer = self._client.persistently(lambda client: client.mget(docs=asked))
        found = [document for document in answer["docs"] if document.get("found")]
        if not found:
            return None
        return document_of(max(found, key=lambda document: int(document["_version"])))

    def search(self, request: SearchRequest) -> SearchResult:
        """Find documents; raises `QueryError` where the cursor is not of this query and sort."""
        check_size(request)
        sort = sort_of(request)
        body: dict[str, Any] = {
            "query": with_inner_hits(request.query),
            "size": request.size + 1,
            "sort": _SORTS[sort],
            "track_total_hits": True,
            "aggregations": compile_facets(request.facets, request.facet_size),
        }
        if request.collapse:
            offset = read_offset(request, _KIND)
            body |= {
                "from_": offset,
                "collapse": {"field": "story_group"},
                "docvalue_fields": ["story_group"],
            }
        elif (after := read_cursor(request, _KIND, *_CURSOR_KINDS[sort])) is not None:
            body["search_after"] = list(after)
        answer = self._ask(body)
        page = answer["hits"]["hits"][: request.size]
        cursor = None
        if len(answer["hits"]["hits"]) > request.size:
            ended = [offset + len(page)] if request.collapse else page[-1]["sort"]
            cursor = write_cursor(request, _KIND, *ended)
        counts = self._story_counts(request.query, page) if request.collapse and page else {}
        return SearchResult(
            total=answer["hits"]["total"]["value"],
            hits=tuple(self._hit(hit, request, counts) for hit in page),
            cursor=cursor,
            facets=_facets(answer, request),
        )

    def _story_counts(self, query: Query, page: list[Any]) -> dict[int, tuple[int, int]]:
        """Give by story how many articles match, and how many of these copy another of them."""
        groups = [_group_of(hit) for hit in page]
        texts = {"texts": {"cardinality": {"field": "copy_group", "precision_threshold": 40_000}}}
        by_story = {"terms": {"field": "story_group", "size": len(groups)}, "aggregations": texts}
        answer = self._ask(
            {
                "query": {
                    "bool": {
                        "must": [compile_query(query)],
                        "filter": [{"terms": {"story_group": groups}}],
                    }
                },
                "size": 0,
                "aggregations": {"stories": by_story},
            }
        )
        return {
            bucket["key"]: (bucket["doc_count"], bucket["doc_count"] - bucket["texts"]["value"])
            for bucket in answer["aggregations"]["stories"]["buckets"]
        }

    def scan(self, query: Query | None = None) -> Iterator[EnrichedArticle]:
        """Give every document (that matches), in the order of article ids."""
        self.refresh()
        body: dict[str, Any] = {
            "query": compile_query(query or Everything()),
            "size": _SCAN_PAGE,
            "sort": [{"id": "asc"}],
            "track_total_hits": False,
        }
        while True:
            found = self._ask(body)["hits"]["hits"]
            for hit in found:
                yield document_of(hit)
            if len(found) < _SCAN_PAGE:
                return
            body["search_after"] = found[-1]["sort"]

    def count(self) -> int:
        """The number of documents stored."""
        self.refresh()
        answer = self._client.persistently(
            lambda client: client.count(index=self._name, ignore_unavailable=True)
        )
        return int(answer["count"])

    def describe(self) -> ServerInfo:
        """Say which server answers, its health, and how much it holds."""
        try:
            health = self._client.once(lambda client: client.cluster.health())
            nodes = self._client.once(
                lambda client: client.nodes.info(filter_path="nodes.*.version")
            )
            count = self._client.once(
                lambda client: client.count(index=self._name, ignore_unavailable=True)
            )
        except (DatelineError, ApiError) as error:
            return ServerInfo(
                address=self._client.address,
                reachable=False,
                detail=str(error),
                remedy="Start Elasticsearch, or set `index` to its address.",
            )
        versions = sorted({node["version"] for node in nodes.get("nodes", {}).values()})
        return ServerInfo(
            address=self._client.address,
            reachable=True,
            version=f"Elasticsearch {', '.join(versions)}",
            detail=f"{health['status']}, {count['count']:,} documents in {self._name}",
        )

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _put_template(self) -> None:
        template = index_template(self._name)
        try:
            self._client.once(
                lambda client: client.indices.put_index_template(
                    name=template_name(self._name), **template
                )
            )
            self._add_fields(template["template"]["mappings"]["properties"])
        except ApiError as error:
            raise Fatal(
                f"Elasticsearch at {self._client.address} does not take the index template: {error}. "
                "It needs the `asciifolding` token filter, and no other template of these names."
            ) from error

    def _add_fields(self, properties: dict[str, Any]) -> None:
        """Give the indices there are the fields they lack: a template is only for those to come."""
        mappings = self._client.once(
            lambda client: client.indices.get_mapping(index=self._name, ignore_unavailable=True)
        )
        lacking = [
            index
            for index, found in mappings.items()
            if lacks(found["mappings"].get("properties", {}), properties)
        ]
        if lacking:
            self._client.once(
                lambda client: client.indices.put_mapping(index=lacking, properties=properties)
            )

    def _indices(self) -> list[str]:
        try:
            answer = self._client.persistently(
                lambda client: client.indices.get_alias(name=self._name)
            )
        except ApiError as error:
            if error.meta.status == 404:
                return []
            raise
        return sorted(answer.body)

    def _ask(self, body: dict[str, Any]) -> Any:
        try:
            return self._client.persistently(
                lambda client: client.search(
                    index=self._name,
                    ignore_unavailable=True,
                    source_includes=["document"],
                    **body,
                )
            )
        except ApiError as error:
            raise QueryError(
                f"Elasticsearch can't answer this query: {error}", position=0
            ) from error

    def _hit(self, hit: Any, request: SearchRequest, counts: Mapping[int, tuple[int, int]]) -> Hit:
        document = document_of(hit)
        marked = highlights(request.query, document.article.text) if request.highlight else ()
        # An article that came between both requests is not counted yet.
        size, copies = counts.get(_group_of(hit), (1, 0)) if request.collapse else (1, 0)
        return Hit(
            document=document,
            score=hit["_score"] or 0.0,
            highlights=marked,
            story_size=size,
            copies=copies,
            quotes=found_quotes(document, places_of_quotes(hit)),
        )


def _group_of(hit: Any) -> int:
    return int(hit["fields"]["story_group"][0])


def _facets(answer: Any, request: SearchRequest) -> dict[str, tuple[tuple[str, int], ...]]:
    return {
        name: tuple(
            (bucket["key"], bucket["doc_count"])
            for bucket in answer["aggregations"][name]["buckets"]
        )
        if "aggregations" in answer
        else ()
        for name in request.facets
    }
