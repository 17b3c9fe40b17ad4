"""The wire format: JSON whose first key, `schema`, names the record and its version.

Old records decode for ever: a field is only ever added, with a default; anything else is a new
version with its own entry here. The published JSON Schemas (`schemas/published/`) are generated from
the structs, and a test holds the two together.
"""

from __future__ import annotations

from typing import Any, Final, TypeVar

import msgspec

from schemas.articles import RawArticle
from schemas.enriched import EnrichedArticle
from schemas.rejected import Rejected, RejectReason

Record = RawArticle | EnrichedArticle | Rejected
RECORD_TYPES: Final[tuple[type[Record], ...]] = (RawArticle, EnrichedArticle, Rejected)

R = TypeVar("R", bound=Record)

_encoder = msgspec.json.Encoder()
_decoder: msgspec.json.Decoder[Record] = msgspec.json.Decoder(Record)


class WireError(msgspec.Struct, frozen=True):
    """Why bytes are no record: a reason code for the dead letter and a sentence for the reader."""

    reason: RejectReason
    message: str


def encode(record: Record) -> bytes:
    """Give the record's wire bytes: UTF-8 JSON without a trailing newline."""
    return _encoder.encode(record)


def decode(data: bytes, record_type: type[R]) -> R | WireError:
    """Read one record; what can't be read comes back as a value that says why. Never raises."""
    try:
        record = _decode_or_explain(data)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        return WireError("not_json", f"The record is no JSON: {error}")
    if isinstance(record, WireError):
        return record
    if not isinstance(record, record_type):
        return WireError(
            "unknown_schema",
            f"Expected {_schema_of(record_type)}, got {_schema_of(type(record))}.",
        )
    return record


def json_schema(record_type: type[Record]) -> dict[str, Any]:
    """Give the record's JSON Schema (2020-12), as published."""
    schema = msgspec.json.schema(record_type)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema"} | schema


def _schema_of(record_type: type[msgspec.Struct]) -> str:
    return str(record_type.__struct_config__.tag)


def _decode_or_explain(data: bytes) -> Record | WireError:
    try:
        return _decoder.decode(data)
    except msgspec.ValidationError as error:
        # Validation stops at the first fault: reading it all again tells whether it is JSON.
        return _explain(data, str(error))


def _explain(data: bytes, message: str) -> WireError:
    """Tell an unknown version from a broken record: the first may be replayed after an upgrade."""
    value = msgspec.json.decode(data)
    if not isinstance(value, dict):
        return WireError("invalid_record", f"The record is no JSON object: {message}")
    schema = value.get("schema")
    known = [_schema_of(record_type) for record_type in RECORD_TYPES]
    if schema not in known:
        return WireError(
            "unknown_schema",
            f"The record says schema {schema!r}; this version of dateline reads {', '.join(known)}.",
        )
    return WireError("invalid_record", message)
