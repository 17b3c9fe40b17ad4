"""tantivy's side of the embedded index: its fields, and a document as it takes it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any, Final

import tantivy

from connectors.embedded.index_words import WordParter
from connectors.index_fields import fields_of
from connectors.index_parts import PART_KEYS, PART_WORDS, PATHS, PartFields, parts_of
from schemas.enriched import EnrichedArticle
from schemas.query import Scope

# Part of the folder's name: other fields or other words are another folder, built anew.
SCHEMA_VERSION: Final = 4

_ANALYSER: Final = "words"
_WORDS: Final = ("title", "text", "actor", "role", "issue", "speaker", "source")
_KEYS: Final = (
    *("actor_key", "issue_key", "speaker_key", "country_key"),
    *("source_key", "language_key", "story_key", "id_key"),
)
_FACETS: Final = (
    *("actor_id", "role_name", "issue_id", "speaker_id"),
    *("country", "source_host", "language", "month"),
    *("actor_role", "actor_issue", "speaker_issue"),
)
_NUMBERS: Final = ("time_ms", "newest", "story_group", "copy_group")
ARTICLE: Final = "article"
_NAMES_KEPT: Final = 8192
_NAME_CHARS: Final = 60


def build_schema() -> Any:
    """Give the fields of the tantivy index."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    for name in _WORDS:
        builder.add_text_field(name, tokenizer_name=_ANALYSER)
    for name in _KEYS:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in _FACETS:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    for name in (*_NUMBERS, "sequence"):
        builder.add_integer_field(name, indexed=True, fast=True)
    _add_part_fields(builder)
    return builder.build()


def part_field(scope: Scope, name: str) -> str:
    """Give the name under which tantivy has a field of the parts of a scope."""
    return f"{PATHS[scope]}_{name}"


_PART_FIELDS: Final = {
    scope: (
        tuple((name, part_field(scope, name)) for name in PART_WORDS[scope]),
        tuple((name, part_field(scope, name)) for name in PART_KEYS[scope]),
    )
    for scope in PATHS
}


def _add_part_fields(builder: Any) -> None:
    """Add what parts have: `part` tells them from articles, `of` is their article's sequence number."""
    builder.add_text_field("part", tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("of", indexed=True, fast=True)
    builder.add_integer_field("place", fast=True)
    for words, keys in _PART_FIELDS.values():
        for _, field in words:
            builder.add_text_field(field, tokenizer_name=_ANALYSER)
        for _, field in keys:
            builder.add_text_field(field, tokenizer_name="raw", index_option="basic")


def register(index: Any) -> None:
    """Make the analyser known to an opened index; readers reload when told, not by a watcher."""
    parted = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
    index.register_tokenizer(_ANALYSER, parted)
    index.config_reader(reload_policy="manual")


class DocumentWriter:
    """Turns documents into what tantivy indexes; their JSON stays in SQLite."""

    def __init__(self) -> None:
        self._part_words = WordParter()
        # Names, roles and labels come again in part after part and document after document.
        self._part_name = lru_cache(_NAMES_KEPT)(self._part_words)

    def documents(self, sequence: int, document: EnrichedArticle) -> Iterator[Any]:
        """Give the document and each of its parts."""
        yield self._article(sequence, document)
        for scope, parts in parts_of(document).items():
            for part in parts:
                yield self._part(sequence, document.article.id, scope, part)

    def _article(self, sequence: int, document: EnrichedArticle) -> Any:
        fields = fields_of(document)
        result = tantivy.Document()
        for name in _WORDS:
            self._add_words(result, name, getattr(fields, name))
        for name in ("id", *_KEYS, *_FACETS):
            _add_texts(result, name, getattr(fields, name))
        for name in _NUMBERS:
            result.add_integer(name, getattr(fields, name))
        result.add_text("part", ARTICLE)
        result.add_integer("sequence", sequence)
        return result

    def _part(self, sequence: int, article_id: str, scope: Scope, part: PartFields) -> Any:
        result = tantivy.Document()
        # The article's id, so that whatever removes the article removes its parts.
        result.add_text("id", article_id)
        result.add_text("part", scope)
        result.add_integer("of", sequence)
        result.add_integer("place", part.place)
        words, keys = _PART_FIELDS[scope]
        for name, field in words:
            if value := getattr(part, name):
                self._add_words(result, field, value)
        for name, field in keys:
            if value := getattr(part, name):
                _add_texts(result, field, value)
        return result

    def _add_words(self, document: Any, name: str, value: str | tuple[str, ...]) -> None:
        for text in (value,) if isinstance(value, str) else value:
            part_words = self._part_name if len(text) <= _NAME_CHARS else self._part_words
            document.add_text(name, part_words(text))


def _add_texts(document: Any, name: str, value: str | tuple[str, ...]) -> None:
    for text in (value,) if isinstance(value, str) else value:
        document.add_text(name, text)
