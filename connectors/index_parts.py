"""What of a document's parts is searched: of each quote, actor and statement by itself.

The same flat fields for every index; a scope of the query language (`quote:(…)`) asks for one part of
which all its terms are true. A document of more parts than an index takes keeps the first of them, and
says how many were left out; of a part the first 10,000 characters are searched.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import Final

from msgspec import Struct

from connectors.index_fields import (
    issue_keys_of,
    key,
    keys_of,
    labels_of,
    names_of,
    unique,
    words_of,
)
from schemas.analysis import Actor, Quote, Span, Statement
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

    `role` and `country_key` are the speakers'.
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
    reading = _Reading(document)
    analysis = document.analysis
    return {
        "quote": [
            reading.quote(place, quote)
            for place, quote in enumerate(analysis.quotes[: MAX_PARTS["quote"]])
        ],
        "actor": [
            reading.actor(place, actor)
            for place, actor in enumerate(analysis.actors[: MAX_PARTS["actor"]])
        ],
        "statement": [
            reading.statement(place, statement)
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
    """What is searched of an actor that a part refers to."""

    names: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()


_NOBODY: Final = _Reference()


class _Reading:
    """The parts of one document, with what they refer to worked out once."""

    def __init__(self, document: EnrichedArticle) -> None:
        self._article = document.article
        issues = document.analysis.issues
        self._labels = {each.id: tuple(labels_of(each)) for each in issues}
        self._issue_keys = {each.id: tuple(issue_keys_of(each)) for each in issues}
        self._actors = {
            actor.id: _Reference(
                names=unique(islice(names_of(actor), _MAX_NAMES)),
                roles=unique(words_of(role.title) for role in actor.roles[:_MAX_NAMES]),
                countries=keys_of(unique((actor.country,))),
            )
            for actor in document.analysis.actors
        }

    def quote(self, place: int, quote: Quote) -> QuoteFields:
        speakers = [self._actor(each) for each in quote.speakers[:_MAX_NAMES]]
        return QuoteFields(
            place=place,
            words=_words(quote.span, self._article),
            speaker=unique(name for each in speakers for name in each.names),
            speaker_key=unique(key for each in quote.speakers for key in _actor_keys(each)),
            role=unique(role for each in speakers for role in each.roles),
            country_key=unique(country for each in speakers for country in each.countries),
            addressee=self._actor(quote.addressee).names,
            addressee_key=_actor_keys(quote.addressee),
            issue=self._issues(quote.issues),
            issue_key=self._keys_of_issues(quote.issues),
            kind_key=key(quote.kind),
        )

    def actor(self, place: int, actor: Actor) -> ActorFields:
        known = self._actor(actor.id)
        return ActorFields(
            place=place,
            words=known.names,
            id_key=key(actor.id),
            role=known.roles,
            country_key=known.countries,
            kind_key=key(actor.kind),
            sector_key=keys_of(unique((actor.sector,))),
            issue=self._issues(actor.issues),
            issue_key=self._keys_of_issues(actor.issues),
        )

    def statement(self, place: int, statement: Statement) -> StatementFields:
        return StatementFields(
            place=place,
            words=_words(statement.evidence, self._article),
            source=self._actor(statement.source).names,
            source_key=_actor_keys(statement.source),
            target=self._actor(statement.target).names,
            target_key=_actor_keys(statement.target),
            stance_key=key(statement.stance),
            certainty_key=key(statement.certainty),
            issue=self._issues(statement.issues),
            issue_key=self._keys_of_issues(statement.issues),
        )

    def _actor(self, actor_id: str | None) -> _Reference:
        return self._actors.get(actor_id or "", _NOBODY)

    def _issues(self, issues: Iterable[str]) -> tuple[str, ...]:
        return unique(word for issue in issues for word in self._labels.get(issue, ()))

    def _keys_of_issues(self, issues: Iterable[str]) -> tuple[str, ...]:
        """Give the keys; an issue that is not among the article's has its own alone."""
        keys = (self._issue_keys.get(issue, (key(issue),)) for issue in issues)
        return unique(each for of_issue in keys for each in of_issue)


def _actor_keys(actor_id: str | None) -> tuple[str, ...]:
    """Give the id, and a country's code alone, by which one asks for its government."""
    if actor_id is None:
        return ()
    kind, _, code = actor_id.partition(":")
    return keys_of((actor_id, code)) if kind == "country" else keys_of((actor_id,))


def _words(span: Span, article: Article) -> str:
    return words_of(words_at(span, article)[:_MAX_WORD_CHARS])
