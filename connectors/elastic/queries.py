"""Compile the query language's tree, sort and facets to Elasticsearch's query DSL."""

from __future__ import annotations

from typing import Any

from connectors.index_fields import (
    FACET_FIELDS,
    SEARCHED,
    TITLE_WEIGHT,
    key,
    milliseconds,
    words_of,
)
from connectors.ports import FacetName
from schemas.query import And, Everything, Not, Or, Published, Query, Term

# A phrase that ends in a prefix is expanded to at most this many words.
_EXPANSIONS = 1000


def compile_query(query: Query) -> dict[str, Any]:
    """Give the Elasticsearch query of a tree."""
    if isinstance(query, Everything):
        return {"match_all": {}}
    if isinstance(query, Term):
        return _term(query)
    if isinstance(query, Published):
        return _published(query)
    if isinstance(query, Or):
        return _any_of([compile_query(part) for part in query.queries])
    parts = query.queries if isinstance(query, And) else (query,)
    wanted = [compile_query(part) for part in parts if not isinstance(part, Not)]
    unwanted = [compile_query(part.query) for part in parts if isinstance(part, Not)]
    return {"bool": {"must": wanted, "must_not": unwanted}}


def compile_facets(facets: tuple[FacetName, ...], size: int) -> dict[str, Any]:
    """Give the aggregations that count the facets' values, the most frequent first."""
    return {name: {"terms": {"field": FACET_FIELDS[name], "size": size}} for name in facets}


def _published(period: Published) -> dict[str, Any]:
    limits: dict[str, Any] = {}
    if period.since is not None:
        limits["gte"] = milliseconds(period.since)
    if period.before is not None:
        limits["lt"] = milliseconds(period.before)
    if not limits:
        return {"match_all": {}}
    return {"bool": {"filter": [{"range": {"time_ms": limits | {"format": "epoch_millis"}}}]}}


def _term(term: Term) -> dict[str, Any]:
    if term.field is None:
        return _any_of([_words("title", term, TITLE_WEIGHT), _words("text", term)])
    word_field, key_field = SEARCHED[term.field]
    alternatives = []
    if word_field is not None:
        # Without any word there is nothing to look for: all of the text fields then match, and of
        # the others only what has this very key.
        otherwise = "all" if key_field is None else "none"
        alternatives.append(_words(word_field, term, otherwise=otherwise))
    if key_field is not None:
        kind = "prefix" if term.prefix else "term"
        alternatives.append({kind: {key_field: {"value": key(term.text)}}})
    return _any_of(alternatives)


def _words(field: str, term: Term, boost: float = 1.0, *, otherwise: str = "all") -> dict[str, Any]:
    asked: dict[str, Any] = {"query": words_of(term.text), "boost": boost}
    if not term.prefix:
        return {"match_phrase": {field: asked | {"zero_terms_query": otherwise}}}
    asked |= {"max_expansions": _EXPANSIONS, "zero_terms_query": otherwise}
    return {"match_phrase_prefix": {field: asked}}


def _any_of(queries: list[dict[str, Any]]) -> dict[str, Any]:
    if len(queries) == 1:
        return queries[0]
    return {"bool": {"should": queries, "minimum_should_match": 1}}
