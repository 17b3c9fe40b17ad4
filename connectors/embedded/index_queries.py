"""Compile the query language's tree to tantivy queries, through its API and never its query strings."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from operator import itemgetter
from typing import Any, Final

import tantivy
from msgspec import Struct

from connectors.embedded.index_schema import ARTICLE, part_field
from connectors.embedded.index_words import build_analyser
from connectors.index_fields import SEARCHED, TITLE_WEIGHT, key, milliseconds, words_of
from connectors.index_parts import SEARCHED_PARTS
from schemas.errors import QueryError
from schemas.query import And, Everything, FieldName, Not, Or, Published, Query, Same, Term

_MUST: Final = tantivy.Occur.Must
_MUST_NOT: Final = tantivy.Occur.MustNot
_SHOULD: Final = tantivy.Occur.Should
_PARTS_AT_ONCE: Final = 500_000  # about 70 MB
_META: Final = re.compile(r"[\\.+*?()|\[\]{}^$#&~-]")


class _Level(Struct, frozen=True):
    """What a query is asked of: articles, or the parts of one scope."""

    fields: Mapping[FieldName | None, tuple[str | None, str | None]]
    everything: Any
    same: Callable[[Same], Any]


class QueryCompiler:
    """Compiles trees for one tantivy schema; `parts_at_once` bounds the memory that a scope takes."""

    def __init__(self, schema: Any, parts_at_once: int = _PARTS_AT_ONCE) -> None:
        self._schema = schema
        self._parts_at_once = parts_at_once
        self._analyser = build_analyser()

    def compile(self, query: Query, searcher: Any) -> Any:
        """Give the tantivy query of a tree, which finds articles and never their parts.

        A scope is answered by two searches, as tantivy knows no joins: `searcher` finds the parts, and
        the query then asks for the articles that these are of.
        """
        level = _Level(SEARCHED, self._kind(ARTICLE), lambda same: self._having(same, searcher))
        return self._compile(query, level)

    def parts(self, same: Same) -> Any:
        """Give the tantivy query that finds the parts a scope is true of."""
        fields = {
            name: (words and part_field(same.scope, words), keys and part_field(same.scope, keys))
            for name, (words, keys) in SEARCHED_PARTS[same.scope].items()
        }
        return self._compile(same.query, _Level(fields, self._kind(same.scope), _no_scope))

    def parts_within(self, same: Same, sequences: Collection[int]) -> Any:
        """Give the same, restricted to the parts of these articles."""
        within = tantivy.Query.term_set_query(self._schema, "of", list(sequences))
        return tantivy.Query.boolean_query([(_MUST, self.parts(same)), (_MUST, within)])

    def _compile(self, query: Query, level: _Level) -> Any:
        if isinstance(query, Everything):
            return level.everything
        if isinstance(query, Term):
            return self._term(query, level)
        if isinstance(query, Published):
            return self._published(query, level)
        if isinstance(query, Same):
            return level.same(query)
        if isinstance(query, Or):
            return _any_of([self._compile(part, level) for part in query.queries])
        parts = query.queries if isinstance(query, And) else (query,)
        return self._all_of(parts, level)

    def _having(self, same: Same, searcher: Any) -> Any:
        articles = self._articles_of(self.parts(same), searcher)
        if not articles:
            return tantivy.Query.empty_query()
        return tantivy.Query.const_score_query(self._numbered(articles), 0.0)

    def _articles_of(self, parts: Any, searcher: Any) -> set[int]:
        """Give the sequence numbers of the articles of these parts, the latest first."""
        articles: set[int] = set()
        within = parts
        while True:
            hits = searcher.search(
                within, limit=self._parts_at_once, count=False, order_by_field="of"
            ).hits
            articles.update(map(itemgetter(0), hits))
            if len(hits) < self._parts_at_once:
                return articles
            # The last article's other parts, of which there is no need, are left out from here.
            within = self._before(parts, hits[-1][0])

    def _numbered(self, articles: set[int]) -> Any:
        """Give the query for these sequence numbers: by those, or by the fewer missing among them."""
        first, last = min(articles), max(articles)
        if last - first >= 2 * len(articles):
            return tantivy.Query.term_set_query(self._schema, "sequence", list(articles))
        missing = set(range(first, last + 1)) - articles
        between = tantivy.Query.range_query(
            self._schema, "sequence", tantivy.FieldType.Integer, first, last
        )
        others = tantivy.Query.term_set_query(self._schema, "sequence", list(missing))
        return tantivy.Query.boolean_query([(_MUST, between), (_MUST_NOT, others)])

    def _before(self, parts: Any, sequence: int) -> Any:
        earlier = tantivy.Query.range_query(
            self._schema, "of", tantivy.FieldType.Integer, None, sequence, include_upper=False
        )
        return tantivy.Query.boolean_query([(_MUST, parts), (_MUST, earlier)])

    def _kind(self, part: str) -> Any:
        query = tantivy.Query.term_query(self._schema, "part", part, "basic")
        return tantivy.Query.const_score_query(query, 1.0)

    def up_to(self, query: Any, newest: int) -> Any:
        """Give the query restricted to documents not newer than this sort key."""
        limit = tantivy.Query.range_query(
            self._schema, "newest", tantivy.FieldType.Integer, None, newest
        )
        return tantivy.Query.boolean_query(
            [(_MUST, query), (_MUST, tantivy.Query.const_score_query(limit, 0.0))]
        )

    def _all_of(self, parts: tuple[Query, ...], level: _Level) -> Any:
        clauses = [
            (_MUST_NOT, self._compile(part.query, level))
            if isinstance(part, Not)
            else (_MUST, self._compile(part, level))
            for part in parts
        ]
        if all(occur == _MUST_NOT for occur, _ in clauses):
            # What is left out must be left out of something.
            clauses.append((_MUST, level.everything))
        return tantivy.Query.boolean_query(clauses)

    def _published(self, period: Published, level: _Level) -> Any:
        since = None if period.since is None else milliseconds(period.since)
        before = None if period.before is None else milliseconds(period.before)
        if since is None and before is None:
            return level.everything
        query = tantivy.Query.range_query(
            self._schema,
            "time_ms",
            tantivy.FieldType.Integer,
            since,
            before,
            include_upper=before is None,
        )
        return tantivy.Query.const_score_query(query, 0.0)

    def _term(self, term: Term, level: _Level) -> Any:
        words = self._analyser.analyze(words_of(term.text))
        word_field, key_field = level.fields[term.field]
        alternatives = []
        if word_field is not None and words:
            alternatives.append(self._words(word_field, words, term))
        if word_field == "text" and words and term.field is None:
            title = self._words("title", words, term)
            alternatives.insert(0, tantivy.Query.boost_query(title, TITLE_WEIGHT))
        if key_field is not None:
            alternatives.append(self._key(key_field, term))
        return _any_of(alternatives) if alternatives else level.everything

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


def _no_scope(same: Same) -> Any:
    raise QueryError(f"A {same.scope}:( ) can't stand within another scope.", position=0)


def _any_of(queries: list[Any]) -> Any:
    if len(queries) == 1:
        return queries[0]
    return tantivy.Query.boolean_query([(_SHOULD, query) for query in queries])


def _escaped(text: str) -> str:
    return _META.sub(r"\\\g<0>", text)
