"""The index template: what every monthly index looks like, and what those indices are called."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from connectors.index_parts import PART_KEYS, PART_WORDS, PATHS
from schemas.query import Scope

_ANALYSER: Final = "dateline_words"
_WORDS: Final = {"type": "text", "analyzer": _ANALYSER}
# Compared whole, never sorted or counted.
_KEY: Final = {"type": "keyword", "doc_values": False}
_FACET: Final = {"type": "keyword"}


def _parts(scope: Scope) -> dict[str, Any]:
    """Give the mapping of a scope's parts: nested, so that a query can ask for one and the same."""
    properties: dict[str, Any] = {"place": {"type": "integer"}}
    properties |= dict.fromkeys(PART_WORDS[scope], _WORDS)
    properties |= dict.fromkeys(PART_KEYS[scope], _KEY)
    return {"type": "nested", "dynamic": "strict", "properties": properties}


_PROPERTIES: Final[dict[str, Any]] = {
    # The document as it was given, byte for byte: kept, not indexed.
    "document": {"type": "keyword", "index": False, "doc_values": False},
    "id": {"type": "keyword"},
    "title": _WORDS,
    "text": _WORDS,
    "actor": _WORDS,
    "actor_id": _FACET,
    "actor_key": _KEY,
    "role": _WORDS,
    "role_name": _FACET,
    "issue": _WORDS,
    "issue_id": _FACET,
    "issue_key": _KEY,
    "speaker": _WORDS,
    "speaker_id": _FACET,
    "speaker_key": _KEY,
    "country": _FACET,
    "country_key": _KEY,
    "source": _WORDS,
    "source_host": _FACET,
    "source_key": _KEY,
    "language": _FACET,
    "language_key": _KEY,
    "story_key": _KEY,
    "id_key": _KEY,
    "month": _FACET,
    "time_ms": {"type": "date", "format": "epoch_millis"},
    "newest": {"type": "long"},
    "story_group": {"type": "long"},
    "copy_group": {"type": "long"},
    "actor_role": _FACET,
    "actor_issue": _FACET,
    "speaker_issue": _FACET,
    **{PATHS[scope]: _parts(scope) for scope in PATHS},
    # How many parts an article has beyond those that are searched by themselves.
    "parts_left_out": {"type": "integer"},
}


def template_name(name: str) -> str:
    """Give the name of the index template."""
    return f"{name}-articles"


def index_template(name: str) -> dict[str, Any]:
    """Give the index template of all monthly indices of this name."""
    return {
        # A year has begun with these for a while; the wildcard language knows no digits.
        "index_patterns": [f"{name}-{digit}*" for digit in range(10)],
        # Of two names that both fit, the longer one is meant.
        "priority": 200 + len(name),
        "template": {
            "aliases": {name: {}},
            "settings": {
                "number_of_shards": 1,
                "auto_expand_replicas": "0-1",
                "refresh_interval": "1s",
                "analysis": {
                    "analyzer": {
                        _ANALYSER: {
                            "type": "custom",
                            "tokenizer": "standard",
                            "filter": ["asciifolding", "lowercase"],
                        }
                    }
                },
            },
            "mappings": {
                "dynamic": "strict",
                # The text, and its parts, stand in `document` already.
                "_source": {"excludes": ["text", *PATHS.values()]},
                "properties": _PROPERTIES,
            },
        },
    }


def lacks(found: Mapping[str, Any], wanted: Mapping[str, Any]) -> bool:
    """Whether the fields found in an index are fewer than those wanted, at any depth."""
    return any(
        name not in found or lacks(found[name].get("properties", {}), field.get("properties", {}))
        for name, field in wanted.items()
    )


def monthly_index(name: str, first_seen: datetime) -> str:
    """Give the index of an article: chosen by what never changes, so that versions meet."""
    return f"{name}-{first_seen.astimezone(UTC).date().isoformat()[:7]}"
