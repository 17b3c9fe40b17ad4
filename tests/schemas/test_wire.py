from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas import wire
from schemas.articles import RawArticle
from schemas.enriched import EnrichedArticle
from schemas.publish import published_schemas
from schemas.rejected import Rejected
from tests.schemas.records import EXAMPLES, example_enriched, example_raw, raw_articles, rejecteds

PUBLISHED = Path(wire.__file__).parent / "published"
FIXTURES = Path(__file__).parents[1] / "data" / "wire"


@given(raw_articles() | rejecteds())
def test_what_is_written_can_be_read(record: RawArticle | Rejected) -> None:
    """A record survives the wire unchanged, whatever strings a publisher sends."""
    assert wire.decode(wire.encode(record), type(record)) == record


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_records_of_version_1_decode_for_ever(name: str) -> None:
    """A record written by the first release is read as what it was, with every field."""
    expected = EXAMPLES[name]()
    assert wire.decode((FIXTURES / name).read_bytes(), type(expected)) == expected


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_fields_added_by_a_later_release_are_passed_over(name: str) -> None:
    """An old reader reads a record of the same version that a newer release has added a field to."""
    expected = EXAMPLES[name]()
    grown = json.loads((FIXTURES / name).read_bytes()) | {"added_later": {"x": 1}}
    assert wire.decode(json.dumps(grown).encode(), type(expected)) == expected


def test_published_schemas_are_those_of_the_code() -> None:
    """Whoever reads the published schemas reads what the code writes (`python -m schemas.publish`)."""
    stored = {path.name: path.read_text(encoding="utf-8") for path in PUBLISHED.iterdir()}
    assert stored == published_schemas()


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_records_fulfil_their_published_schema(name: str) -> None:
    """A consumer in another language can validate what dateline writes."""
    record = EXAMPLES[name]()
    schema = published_schemas()[f"dateline.{name.removesuffix('.json')}.schema.json"]
    jsonschema.Draft202012Validator(json.loads(schema)).validate(json.loads(wire.encode(record)))


@pytest.mark.parametrize(
    ("data", "reason", "words"),
    [
        (b"", "not_json", "no JSON"),
        (b"\xff\xfe\x00", "not_json", "no JSON"),
        (b'{"schema": "dateline.raw_article.1"', "not_json", "truncated"),
        (b"[" * 100_000, "not_json", "no JSON"),
        (b"17", "invalid_record", "no JSON object"),
        (b"{}", "unknown_schema", "None"),
        (b'{"schema": "dateline.raw_article.2"}', "unknown_schema", "raw_article.2"),
        (b'{"schema": 7}', "unknown_schema", "7"),
        (b'{"schema": "dateline.raw_article.1"}', "invalid_record", "feed_url"),
        (wire.encode(example_enriched()), "unknown_schema", "dateline.enriched_article.1"),
        (
            wire.encode(example_raw()).replace(b'"2024-05-17T08:30:00.123000Z"', b'"yesterday"'),
            "invalid_record",
            "fetched_at",
        ),
    ],
)
def test_what_cannot_be_read_says_why(data: bytes, reason: str, words: str) -> None:
    """A poison record becomes a value with a reason code and a sentence, never an exception."""
    error = wire.decode(data, RawArticle)
    assert isinstance(error, wire.WireError)
    assert error.reason == reason
    assert words in error.message


@given(st.binary(max_size=200))
def test_no_bytes_raise(data: bytes) -> None:
    """Whatever stands in the log, decoding gives a record or a reason."""
    assert isinstance(wire.decode(data, RawArticle), RawArticle | wire.WireError)


def test_versions_order_epoch_before_time() -> None:
    """A newer analysis wins over an older one, and a newer observation over an older one."""
    document = example_enriched()
    later = EnrichedArticle(article=document.article, analysis=document.analysis, model_epoch=4)
    assert later.version > document.version
    assert document.version == (3 << 42) + 1_715_934_600_123
