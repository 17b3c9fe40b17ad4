"""Amendments on Elasticsearch: read, change, and write only over what was read.

A document that somebody else has written in between is read again: a newer version keeps what it
brought, and takes the amendment where its revision is later.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from msgspec import Struct

from connectors.elastic.bulk import BulkWriter, Seen, Write
from connectors.elastic.client import ElasticClient
from connectors.elastic.documents import document_of, write_of
from connectors.index_amendments import settle
from connectors.ports import Amended
from schemas.enriched import EnrichedArticle
from schemas.relations import Amendment

_PAGE: Final = 500
_MOST_TRIES: Final = 20


class _Found(Struct, frozen=True):
    index: str
    seen: Seen
    document: EnrichedArticle


class Amender:
    """Amends documents, wherever their monthly index is; `indices` gives the names of all."""

    def __init__(
        self, client: ElasticClient, bulk: BulkWriter, indices: Callable[[], list[str]]
    ) -> None:
        self._client = client
        self._bulk = bulk
        self._indices = indices

    def amend(self, amendments: Sequence[Amendment]) -> list[Amended]:
        """Give each amendment's outcome; raises `Unreachable` on a lasting outage."""
        indices = sorted(self._indices(), reverse=True) if amendments else []
        outcomes: list[Amended] = []
        for start in range(0, len(amendments), _PAGE):
            outcomes += self._amend_page(amendments[start : start + _PAGE], indices)
        return outcomes

    def _amend_page(self, page: Sequence[Amendment], indices: Sequence[str]) -> list[Amended]:
        outcomes: dict[int, Amended] = {}
        left = list(enumerate(page))
        for _ in range(_MOST_TRIES):
            contested = self._try(left, indices, outcomes)
            left = [(place, each) for place, each in left if each.article_id in contested]
            if not left:
                return [outcomes[place] for place in range(len(page))]
        raise self._client.unreachable("others write the same documents all the time")

    def _try(
        self,
        left: Sequence[tuple[int, Amendment]],
        indices: Sequence[str],
        outcomes: dict[int, Amended],
    ) -> set[str]:
        """Amend what is there now; gives the ids of documents that have changed since they were read."""
        found = self._read(sorted({each.article_id for _, each in left}), indices)
        stored = {article_id: each.document for article_id, each in found.items()}
        settled, changed = settle(stored, [each for _, each in left])
        failed = self._write(found, changed)
        for (place, amendment), outcome in zip(left, settled, strict=True):
            refusal = failed.get(amendment.article_id)
            outcomes[place] = refusal if refusal and outcome.outcome == "amended" else outcome
        return {article_id for article_id, outcome in failed.items() if outcome.outcome == "stale"}

    def _read(self, ids: Sequence[str], indices: Sequence[str]) -> dict[str, _Found]:
        """Look in the latest index first: what is amended is mostly new."""
        found: dict[str, _Found] = {}
        for index in indices:
            asked = [
                {"_index": index, "_id": each, "_source": ["document"]}
                for each in ids
                if each and each not in found
            ]
            if not asked:
                break
            found |= self._get(asked)
        return found

    def _get(self, asked: list[dict[str, Any]]) -> dict[str, _Found]:
        answer = self._client.persistently(lambda client: client.mget(docs=asked))
        return {hit["_id"]: _found(hit) for hit in answer["docs"] if hit.get("found")}

    def _write(
        self, found: Mapping[str, _Found], changed: Mapping[str, EnrichedArticle]
    ) -> dict[str, Amended]:
        """Write the changed documents; gives those that were not written, and why."""
        writes: list[Write] = []
        ids = list(changed)
        failed: dict[str, Amended] = {}
        for position, article_id in enumerate(ids):
            before = found[article_id]
            written = write_of(position, changed[article_id], before.index, before.seen)
            if isinstance(written, Write):
                writes.append(written)
            else:
                failed[article_id] = Amended("refused", written.message)
        for position, upserted in self._bulk.write(writes).items():
            if upserted.outcome == "refused":
                failed[ids[position]] = Amended("refused", upserted.message)
            elif upserted.outcome != "stored":
                failed[ids[position]] = Amended("stale")
        return failed


def _found(hit: Any) -> _Found:
    seen = Seen(version=hit["_version"], sequence=hit["_seq_no"], term=hit["_primary_term"])
    return _Found(hit["_index"], seen, document_of(hit))
