"""Compile the query language's tree, sort and facets to Elasticsearch's query DSL."""

from __future__ import annotations

from typing import Any, Final

from connectors.index_fields import (
    FACET_FIELDS,
    SEARCHED,
    TITLE_WEIGHT,
    key,
    milliseconds,
    words_of,
)
from connectors.index_parts import PATHS, SEARCHED_PARTS
from connectors.index_quotes import MAX_HIT_QUOTES, quote_scopes
from connectors.ports import FacetName
from schemas.query import (
    And,
    Everything,
    FieldName,
    Not,
    Or,
    Published,
    Query,
    Same,
    Scope,
    Term,
)

# A phrase that ends in a prefix is expanded to at most this many words.
_EXPANSIONS = 1000
_INNER_HITS: Final = {
    "size": MAX_HIT_QUOTES,
    "sort": [{"quotes.place": "asc"}],
    "_source": False,
}


def compile_query(query: Query) -> dict[str, Any]:
    """Give the Elasticsearch query of a tree."""
    return _compile(query, None)


def with_inner_hits(query: Query) -> dict[str, Any]:
    """Give the query of a tree that also tells, of each hit, the quotes that are asked for."""
    compiled = compile_query(query)
    scopes = quote_scopes(query)
    if not scopes:
        return compiled
    # Beside the query and not in it: each set of inner hits needs a name, once in a request.
    told = [
        _nested(same) | {"inner_hits": _INNER_HITS | {"name": f"quotes-{number}"}}
        for number, same in enumerate(scopes)
    ]
    return {"bool": {"must": [compiled], "should": [{"nested": each} for each in told]}}


def places_of_quotes(hit: Any) -> set[int]:
    """Give the places of a hit's quotes that `with_inner_hits` asked for."""
    return {
        int(quote["_nested"]["offset"])
        for inner in hit.get("inner_hits", {}).values()
        for quote in inner["hits"]["hits"]
    }


def compile_facets(facets: tuple[FacetName, ...], size: int) -> dict[str, Any]:
    """Give the aggregations that count the facets' values, the most frequent first."""
    return {name: {"terms": {"field": FACET_FIELDS[name], "size": size}} for name in facets}


def _compile(query: Query, scope: Scope | None) -> dict[str, Any]:
    if isinstance(query, Everything):
        return {"match_all": {}}
    if isinstance(query, Term):
        return _term(query, scope)
    if isinstance(query, Published):
        return _published(query)
    if isinstance(query, Same):
        return {"nested": _nested(query)}
    if isinstance(query, Or):
        return _any_of([_compile(part, scope) for part in query.queries])
    parts = query.queries if isinstance(query, And) else (query,)
    wanted = [_compile(part, scope) for part in parts if not isinstance(part, Not)]
    unwanted = [_compile(part.query, scope) for part in parts if isinstance(part, Not)]
    return {"bool": {"must": wanted, "must_not": unwanted}}


def _nested(same: Same) -> dict[str, Any]:
    return {
        "path": PATHS[same.scope],
        "query": _compile(same.query, same.scope),
        "score_mode": "none",
    }


def _published(period: Published) -> dict[str, Any]:
    limits: dict[str, Any] = {}
    if period.since is not None:
        limits["gte"] = milliseconds(period.since)
    if period.before is not None:
        limits["lt"] = milliseconds(period.before)
    if not limits:
        return {"match_all": {}}
    return {"bool": {"filter": [{"range": {"time_ms": limits | {"format": "epoch_millis"}}}]}}


def _term(term: Term, scope: Scope | None) -> dict[str, Any]:
    if scope is None and term.field is None:
        return _any_of([_words("title", term, TITLE_WEIGHT), _words("text", term)])
    word_field, key_field = _fields(term.field, scope)
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


def _fields(name: FieldName | None, scope: Scope | None) -> tuple[str | None, str | None]:
    if scope is None:
        return SEARCHED[name]
    words, keys = SEARCHED_PARTS[scope][name]
    path = PATHS[scope]
    return words and f"{path}.{words}", keys and f"{path}.{keys}"


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
