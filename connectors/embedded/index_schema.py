"""tantivy's side of the embedded index: its fields, its words, and a document as it takes it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import tantivy
from msgspec.structs import asdict

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

# Unicode's word boundaries (UAX #29) as Lucene's StandardTokenizer reads them: letters and digits
# with inner points and apostrophes, Katakana runs, single ideographs and Hiragana, emoji.
_EXTEND: Final = r"[\p{wb=Extend}\p{wb=Format}\p{wb=ZWJ}]*"
_LETTERS: Final = rf"(?:[\p{{wb=ALetter}}\p{{wb=Hebrew_Letter}}]{_EXTEND})+"
_DIGITS: Final = rf"(?:\p{{wb=Numeric}}{_EXTEND})+"
_JOIN: Final = r"\p{wb=MidNumLet}\p{wb=Single_Quote}"
_LETTER_RUN: Final = rf"{_LETTERS}(?:[:\p{{wb=MidLetter}}{_JOIN}]{_EXTEND}{_LETTERS})*"
_DIGIT_RUN: Final = rf"{_DIGITS}(?:[\p{{wb=MidNum}}{_JOIN}]{_EXTEND}{_DIGITS})*"
_TIE: Final = rf"(?:\p{{wb=ExtendNumLet}}{_EXTEND})*"
_TOKEN: Final = "|".join(
    (
        rf"{_TIE}(?:{_LETTER_RUN}|{_DIGIT_RUN})(?:{_TIE}(?:{_LETTER_RUN}|{_DIGIT_RUN}))*{_TIE}",
        rf"{_TIE}(?:\p{{wb=Katakana}}{_EXTEND})(?:{_TIE}\p{{wb=Katakana}}{_EXTEND})*{_TIE}",
        rf"[\p{{Han}}\p{{Hiragana}}]{_EXTEND}",
        rf"(?:[\p{{Thai}}\p{{Lao}}\p{{Myanmar}}\p{{Khmer}}]{_EXTEND})+",
        rf"[\p{{Extended_Pictographic}}\p{{Emoji_Modifier}}]{_EXTEND}",
    )
)


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


def _add_part_fields(builder: Any) -> None:
    """Add what parts have: `part` tells them from articles, `of` is their article's sequence number."""
    builder.add_text_field("part", tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("of", indexed=True, fast=True)
    builder.add_integer_field("place", fast=True)
    for scope in PATHS:
        for name in PART_WORDS[scope]:
            builder.add_text_field(part_field(scope, name), tokenizer_name=_ANALYSER)
        for name in PART_KEYS[scope]:
            builder.add_text_field(
                part_field(scope, name), tokenizer_name="raw", index_option="basic"
            )


def build_analyser() -> Any:
    """Give what turns text into words, for documents and queries alike."""
    return (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.regex(_TOKEN))
        .filter(tantivy.Filter.ascii_fold())
        .filter(tantivy.Filter.lowercase())
        .build()
    )


def register(index: Any) -> None:
    """Make the analyser known to an opened index; readers reload when told, not by a watcher."""
    index.register_tokenizer(_ANALYSER, build_analyser())
    index.config_reader(reload_policy="manual")


def tantivy_documents(sequence: int, document: EnrichedArticle) -> Iterator[Any]:
    """Give the document and each of its parts as tantivy indexes them; their JSON stays in SQLite."""
    yield _article(sequence, document)
    for scope, parts in parts_of(document).items():
        for part in parts:
            yield _part(sequence, document.article.id, scope, part)


def _article(sequence: int, document: EnrichedArticle) -> Any:
    fields = asdict(fields_of(document))
    result = tantivy.Document()
    for name in ("id", *_WORDS, *_KEYS, *_FACETS):
        _add_texts(result, name, fields[name])
    for name in _NUMBERS:
        result.add_integer(name, fields[name])
    result.add_text("part", ARTICLE)
    result.add_integer("sequence", sequence)
    return result


def _part(sequence: int, article_id: str, scope: Scope, part: PartFields) -> Any:
    # The article's id, so that whatever removes the article removes its parts.
    result = tantivy.Document(id=article_id, part=scope, of=sequence, place=part.place)
    for name in (*PART_WORDS[scope], *PART_KEYS[scope]):
        _add_texts(result, part_field(scope, name), getattr(part, name))
    return result


def _add_texts(document: Any, name: str, value: str | tuple[str, ...]) -> None:
    for text in (value,) if isinstance(value, str) else value:
        document.add_text(name, text)
