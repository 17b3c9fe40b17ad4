"""A document as Elasticsearch holds it: the fields it is searched by, and its JSON to give back."""

from __future__ import annotations

from typing import Any

import msgspec

from connectors.elastic.bulk import Seen, Write
from connectors.index_fields import fault_of, fields_of
from connectors.index_parts import PATHS, parts_left_out, parts_of
from connectors.ports import Upserted
from schemas import wire
from schemas.enriched import EnrichedArticle
from schemas.errors import Fatal


def write_of(
    position: int, document: EnrichedArticle, index: str, seen: Seen | None = None
) -> Write | Upserted:
    """Give what is written for a document, or why it never will be."""
    fault = fault_of(document)
    if fault is not None:
        return Upserted("refused", fault)
    try:
        fields = msgspec.to_builtins(fields_of(document))
        for scope, parts in parts_of(document).items():
            fields[PATHS[scope]] = msgspec.to_builtins(parts)
        fields["parts_left_out"] = sum(parts_left_out(document).values())
        fields["document"] = wire.encode(document).decode()
        source = msgspec.json.encode(fields)
    except UnicodeEncodeError as error:
        return Upserted("refused", f"The document holds what is no Unicode text: {error}")
    return Write(
        position=position,
        index=index,
        id=document.article.id,
        version=document.version,
        source=source,
        seen=seen,
    )


def document_of(hit: Any) -> EnrichedArticle:
    """Give the document of a hit; raises `Fatal` where this version of dateline can't read it."""
    document = wire.decode(hit["_source"]["document"].encode(), EnrichedArticle)
    if isinstance(document, wire.WireError):
        raise Fatal(
            f"Document {hit['_id']!r} in {hit['_index']} can't be read: {document.message} "
            "Was it written by a newer version of dateline?"
        )
    return document
