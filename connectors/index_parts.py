"""What of a document's parts is searched: of each quote, actor and statement by itself.

The same flat fields for every index; a scope of the query language (`quote:(…)`) asks for one part of
which all its terms are true. A document of more parts than an index takes keeps the first of them, and
says how many were left out; of a part the first 10,000 characters are searched.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Final

from msgspec import Struct

from connectors.index_fields import key, keys_of, names_of, unique, words_of
from schemas.analysis import Actor, Span
from schemas.articles import Article
from schemas.enriched import EnrichedArticle
from schemas.query import FieldName, Scope

# Elasticsearch takes 10,000 nested documents a document (index.mapping.nested_objects.limit).
MAX_PARTS: Final[dict[Scope, int]] = {"quote": 4000, "actor": 1500, "statement": 4000}
_MAX_NAMES: Final = 50
_MAX_WORD_CHARS: Final = 10_000

# Field of the query language (None: words without one) → (field of words, field of keys).
SEARCHED_PARTS: Final[dict[Scope, dict[FieldName | None, tuple[str | None, str | None]]]] = {
    "quote": {
        None: ("words", None),
        "speaker": ("speaker", "speaker_key"),
        "role": ("role", None),
        "country": (None, "country_key"),
        "addressee": ("addressee", "addressee_key"),
        "issue": ("issue", "issue_key"),
        "kind": (None, "kind_key"),
    },
    "actor": {
        None: ("words", "id_key"),
        "role": ("role", None),
        "country": (None, "country_key"),
        "kind": (None, "kind_key"),
        "sector": (None, "sector_key"),
        "issue": ("issue", "issue_key"),
    },
    "statement": {
        None: ("words", None),
        "source": ("source", "source_key"),
        "target": ("target", "target_key"),
        "stance": (None, "stance_key"),
        "certainty": (None, "certainty_key"),
        "issue": ("issue", "issue_key"),
    },
}

# Where an index keeps the parts of a scope.
PATHS: Final[dict[Scope, str]] = {"quote": "quotes", "actor": "actors", "statement": "statements"}
PART_WORDS: Final[dict[Scope, tuple[str, ...]]] = {
    scope: tuple(words for words, _ in searched.values() if words is not None)
    for scope, searched in SEARCHED_PARTS.items()
}
PART_KEYS: Final[dict[Scope, tuple[str, ...]]] = {
    scope: tuple(keys for _, keys in searched.values() if keys is not None)
    for scope, searched in SEARCHED_PARTS.items()
}


class QuoteFields(Struct, frozen=True, kw_only=True):
    """The searched fields of a quote; `place` is its index among the document's quotes.

    `role` and `country_key` are the speaker's.
    """

    place: int
    words: str
    speaker: tuple[str, ...]
    speaker_key: tuple[str, ...]
    role: tuple[str, ...]
    country_key: tuple[str, ...]
    addressee: tuple[str, ...]
    addressee_key: tuple[str, ...]
    issue: tuple[str, ...]
    issue_key: tuple[str, ...]
    kind_key: str


class ActorFields(Struct, frozen=True, kw_only=True):
    """The searched fields of an actor; `words` are its names."""

    place: int
    words: tuple[str, ...]
    id_key: str
    role: tuple[str, ...]
    country_key: tuple[str, ...]
    kind_key: str
    sector_key: tuple[str, ...]
    issue: tuple[str, ...]
    issue_key: tuple[str, ...]


class StatementFields(Struct, frozen=True, kw_only=True):
    """The searched fields of a statement; `words` are those of its evidence."""

    place: int
    words: str
    source: tuple[str, ...]
    source_key: tuple[str, ...]
    target: tuple[str, ...]
    target_key: tuple[str, ...]
    stance_key: str
    certainty_key: str
    issue: tuple[str, ...]
    issue_key: tuple[str, ...]


PartFields = QuoteFields | ActorFields | StatementFields


def parts_of(document: EnrichedArticle) -> dict[Scope, list[PartFields]]:
    """Give what is searched of each part, in the document's order, at most `MAX_PARTS` of a scope."""
    article, analysis = document.article, document.analysis
    actors = _References(analysis.actors)
    labels = {issue.id: words_of(issue.label) for issue in analysis.issues}
    return {
        "quote": [
            QuoteFields(
                place=place,
                words=_words(quote.span, article),
                speaker=actors.names(quote.speaker),
                speaker_key=actors.keys(quote.speaker),
                role=actors.roles(quote.speaker),
                country_key=actors.countries(quote.speaker),
                addressee=actors.names(quote.addressee),
                addressee_key=actors.keys(quote.addressee),
                issue=_labels(quote.issues, labels),
                issue_key=keys_of(quote.issues),
                kind_key=key(quote.kind),
            )
            for place, quote in enumerate(analysis.quotes[: MAX_PARTS["quote"]])
        ],
        "actor": [
            ActorFields(
                place=place,
                words=actors.names(actor.id),
                id_key=key(actor.id),
                role=actors.roles(actor.id),
                country_key=actors.countries(actor.id),
                kind_key=key(actor.kind),
                sector_key=keys_of(unique((actor.sector,))),
                issue=_labels(actor.issues, labels),
                issue_key=keys_of(actor.issues),
            )
            for place, actor in enumerate(analysis.actors[: MAX_PARTS["actor"]])
        ],
        "statement": [
            StatementFields(
                place=place,
                words=_words(statement.evidence, article),
                source=actors.names(statement.source),
                source_key=actors.keys(statement.source),
                target=actors.names(statement.target),
                target_key=actors.keys(statement.target),
                stance_key=key(statement.stance),
                certainty_key=key(statement.certainty),
                issue=_labels(statement.issues, labels),
                issue_key=keys_of(statement.issues),
            )
            for place, statement in enumerate(analysis.statements[: MAX_PARTS["statement"]])
        ],
    }


def parts_left_out(document: EnrichedArticle) -> dict[Scope, int]:
    """Give how many parts of each scope are not searched by themselves; nothing where all are."""
    analysis = document.analysis
    counts: dict[Scope, int] = {
        "quote": len(analysis.quotes),
        "actor": len(analysis.actors),
        "statement": len(analysis.statements),
    }
    return {
        scope: count - MAX_PARTS[scope]
        for scope, count in counts.items()
        if count > MAX_PARTS[scope]
    }


def words_at(span: Span, article: Article) -> str:
    """Give the words of the article's text (or title) that a span covers."""
    return (article.title if span.in_title else article.text)[span.start : span.end]


class _Reference(Struct, frozen=True):
    names: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()


_NOBODY: Final = _Reference()


class _References:
    """What is searched of the actors that parts refer to, worked out once each."""

    def __init__(self, actors: Sequence[Actor]) -> None:
        self._known = {
            actor.id: _Reference(
                names=unique(islice(names_of(actor), _MAX_NAMES)),
                roles=unique(words_of(role.title) for role in actor.roles[:_MAX_NAMES]),
                countries=keys_of(unique((actor.country,))),
            )
            for actor in actors
        }

    def names(self, actor_id: str | None) -> tuple[str, ...]:
        return self._of(actor_id).names

    def roles(self, actor_id: str | None) -> tuple[str, ...]:
        return self._of(actor_id).roles

    def countries(self, actor_id: str | None) -> tuple[str, ...]:
        return self._of(actor_id).countries

    def _of(self, actor_id: str | None) -> _Reference:
        return self._known.get(actor_id or "", _NOBODY)

    def keys(self, actor_id: str | None) -> tuple[str, ...]:
        """Give the id, and the country's code, by which one asks for a country's government."""
        if actor_id is None:
            return ()
        kind, _, code = actor_id.partition(":")
        return keys_of((actor_id, code)) if kind == "country" else keys_of((actor_id,))


def _words(span: Span, article: Article) -> str:
    return words_of(words_at(span, article)[:_MAX_WORD_CHARS])


def _labels(issues: Iterable[str], labels: Mapping[str, str]) -> tuple[str, ...]:
    return unique(labels.get(issue) for issue in issues)
