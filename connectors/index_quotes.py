"""Found quotes: which of an article's quotes a query asks for, as people want to see them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Final

from connectors.index_parts import words_at
from connectors.ports import FoundQuote
from schemas.enriched import EnrichedArticle
from schemas.query import And, Or, Query, Same

# Elasticsearch gives at most 100 inner hits (index.max_inner_result_window).
MAX_HIT_QUOTES: Final = 100


def quote_scopes(query: Query) -> tuple[Same, ...]:
    """Give the quote scopes that a hit may owe its place to: those not negated, once each."""
    return tuple(dict.fromkeys(_scopes(query)))


def found_quotes(document: EnrichedArticle, places: Collection[int]) -> tuple[FoundQuote, ...]:
    """Give the quotes at these places of the document, in its order, the first hundred of them."""
    article, quotes = document.article, document.analysis.quotes
    names = {actor.id: actor.name for actor in document.analysis.actors}
    return tuple(
        FoundQuote(
            speaker_name=", ".join(names.get(each, each) for each in quotes[place].speakers)
            or None,
            text=words_at(quotes[place].span, article),
            quote=quotes[place],
        )
        for place in sorted(places)[:MAX_HIT_QUOTES]
    )


def _scopes(query: Query) -> Iterator[Same]:
    if isinstance(query, Same) and query.scope == "quote":
        yield query
    elif isinstance(query, And | Or):
        for part in query.queries:
            yield from _scopes(part)
