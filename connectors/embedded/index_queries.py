"""Compile the query language's tree to tantivy queries, through its API and never its query strings."""

from __future__ import annotations

import re
from typing import Any, Final

import tantivy

from connectors.embedded.index_schema import build_analyser
from connectors.index_fields import SEARCHED, TITLE_WEIGHT, key, milliseconds, words_of
from schemas.query import And, Everything, Not, Or, Published, Query, Term

_MUST: Final = tantivy.Occur.Must
_MUST_NOT: Final = tantivy.Occur.MustNot
_SHOULD: Final = tantivy.Occur.Should
_META: Final = re.compile(r"[\\.+*?()|\[\]{}^$#&~-]")


class QueryCompiler:
    """Compiles trees for one tantivy schema."""

    def __init__(self, schema: Any) -> None:
        self._schema = schema
        self._analyser = build_analyser()

    def compile(self, query: Query) -> Any:
        """Give the tantivy query of a tree."""
        if isinstance(query, Everything):
            return tantivy.Query.all_query()
        if isinstance(query, Term):
            return self._term(query)
        if isinstance(query, Published):
            return self._published(query)
        if isinstance(query, Or):
            return _any_of([self.compile(part) for part in query.queries])
        parts = query.queries if isinstance(query, And) else (query,)
        return self._all_of(parts)

    def up_to(self, query: Any, newest: int) -> Any:
        """Give the query restricted to documents not newer than this sort key."""
        limit = tantivy.Query.range_query(
            self._schema, "newest", tantivy.FieldType.Integer, None, newest
        )
        return tantivy.Query.boolean_query(
            [(_MUST, query), (_MUST, tantivy.Query.const_score_query(limit, 0.0))]
        )

    def _all_of(self, parts: tuple[Query, ...]) -> Any:
        clauses = [
            (_MUST_NOT, self.compile(part.query))
            if isinstance(part, Not)
            else (_MUST, self.compile(part))
            for part in parts
        ]
        if all(occur == _MUST_NOT for occur, _ in clauses):
            # What is left out must be left out of something.
            clauses.append((_MUST, tantivy.Query.all_query()))
        return tantivy.Query.boolean_query(clauses)

    def _published(self, period: Published) -> Any:
        since = None if period.since is None else milliseconds(period.since)
        before = None if period.before is None else milliseconds(period.before)
        if since is None and before is None:
            return tantivy.Query.all_query()
        query = tantivy.Query.range_query(
            self._schema,
            "time_ms",
            tantivy.FieldType.Integer,
            since,
            before,
            include_upper=before is None,
        )
        return tantivy.Query.const_score_query(query, 0.0)

    def _term(self, term: Term) -> Any:
        words = self._analyser.analyze(words_of(term.text))
        if term.field is None:
            if not words:
                return tantivy.Query.all_query()
            title = tantivy.Query.boost_query(self._words("title", words, term), TITLE_WEIGHT)
            return _any_of([title, self._words("text", words, term)])
        word_field, key_field = SEARCHED[term.field]
        alternatives = []
        if word_field is not None and words:
            alternatives.append(self._words(word_field, words, term))
        if key_field is not None:
            alternatives.append(self._key(key_field, term))
        return _any_of(alternatives) if alternatives else tantivy.Query.all_query()

    def _words(self, field: str, words: list[str], term: Term) -> Any:
        if term.prefix:
            patterns = [_escaped(word) for word in words]
            patterns[-1] += ".*"
            if len(words) == 1:
                return tantivy.Query.regex_query(self._schema, field, patterns[0])
            return tantivy.Query.regex_phrase_query(self._schema, field, patterns)
        if len(words) == 1:
            return tantivy.Query.term_query(self._schema, field, words[0])
        return tantivy.Query.phrase_query(self._schema, field, words)

    def _key(self, field: str, term: Term) -> Any:
        value = key(term.text)
        if term.prefix:
            return tantivy.Query.regex_query(self._schema, field, f"{_escaped(value)}.*")
        return tantivy.Query.term_query(self._schema, field, value, "basic")


def _any_of(queries: list[Any]) -> Any:
    if len(queries) == 1:
        return queries[0]
    return tantivy.Query.boolean_query([(_SHOULD, query) for query in queries])


def _escaped(text: str) -> str:
    return _META.sub(r"\\\g<0>", text)
