"""The index template: what every monthly index looks like."""

from __future__ import annotations

import json
import secrets
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from elasticsearch import Elasticsearch
from msgspec import Struct
from msgspec.structs import fields

from connectors.elastic.index import ElasticIndex
from connectors.elastic.mapping import index_template, lacks, monthly_index
from connectors.index_fields import FACET_FIELDS, SEARCHED, IndexFields
from connectors.index_parts import (
    PATHS,
    SEARCHED_PARTS,
    ActorFields,
    QuoteFields,
    StatementFields,
)
from connectors.ports import SearchRequest
from schemas.query import SCOPE_FIELDS, Scope
from schemas.query_parser import parse_query
from schemas.settings import IndexSettings
from tests.contracts.library import LIBRARY

GOLDEN = Path(__file__).parents[2] / "golden" / "elastic_index_template.json"


def test_the_template_is_the_published_one() -> None:
    """A change of the mapping is seen in review: it needs new indices."""
    assert index_template("dateline") == json.loads(GOLDEN.read_text(encoding="utf-8"))


def test_every_field_is_mapped() -> None:
    """Nothing a document holds, and nothing a query asks for, is missing from the mapping."""
    properties = index_template("x")["template"]["mappings"]["properties"]
    indexed = {field.name for field in fields(IndexFields)}
    assert set(properties) == indexed | {"document", "parts_left_out", *PATHS.values()}
    asked = {name for pair in SEARCHED.values() for name in pair if name is not None}
    assert asked | set(FACET_FIELDS.values()) <= set(properties)


@pytest.mark.parametrize("scope", PATHS)
def test_every_field_of_a_part_is_mapped(scope: Scope) -> None:
    """The same holds of quotes, actors and statements, and of all that stands in their scopes."""
    properties = index_template("x")["template"]["mappings"]["properties"]
    structs: dict[Scope, type[Struct]] = {
        "quote": QuoteFields,
        "actor": ActorFields,
        "statement": StatementFields,
    }
    assert set(properties[PATHS[scope]]["properties"]) == {
        field.name for field in fields(structs[scope])
    }
    assert set(SEARCHED_PARTS[scope]) == {None, *SCOPE_FIELDS[scope]}


def test_a_field_that_an_index_lacks_is_noticed() -> None:
    """An index of an earlier version is told from one that has all fields, also within parts."""
    properties = index_template("x")["template"]["mappings"]["properties"]
    assert not lacks(properties | {"more": {"type": "keyword"}}, properties)
    assert lacks({name: properties[name] for name in properties if name != "quotes"}, properties)
    within = {
        name: each for name, each in properties["quotes"]["properties"].items() if name != "role"
    }
    assert lacks(properties | {"quotes": {"type": "nested", "properties": within}}, properties)


@pytest.mark.servers
def test_an_index_of_an_earlier_version_gets_the_new_fields(elastic_url: str) -> None:
    """After an upgrade, the month that has begun takes documents, and their quotes are found."""
    name = f"t-{secrets.token_hex(6)}"
    given = LIBRARY[0]
    old = index_template(name)["template"]
    old["mappings"] = old["mappings"] | {"properties": {"id": {"type": "keyword"}}}
    with closing(Elasticsearch(elastic_url)) as client:
        client.indices.create(index=monthly_index(name, given.article.first_seen), **old)
    with closing(ElasticIndex(elastic_url, IndexSettings(name=name))) as index:
        assert [each.outcome for each in index.upsert([given])] == ["stored"]
        index.refresh()
        found = index.search(SearchRequest(query=parse_query("quote:(speaker:blinken)")))
        assert [hit.document for hit in found.hits] == [given]


def test_the_month_is_that_of_utc() -> None:
    """An article's index depends on the instant it was first seen, not on a time zone."""
    assert monthly_index("d", datetime(2023, 4, 30, 23, tzinfo=UTC)) == "d-2023-04"
    west = timezone(timedelta(hours=-5))
    assert monthly_index("d", datetime(2023, 4, 30, 23, tzinfo=west)) == "d-2023-05"
