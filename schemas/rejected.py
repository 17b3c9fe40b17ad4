"""Dead letters: a record that could not be processed, with all that is needed to replay it."""

from __future__ import annotations

from typing import Literal, get_args

from msgspec import Struct

from schemas.articles import UtcDatetime

RejectReason = Literal[
    "not_json",  # the log's record is no JSON at all
    "unknown_schema",  # JSON, but of a schema or version this program does not read
    "invalid_record",  # the right schema, but a field is missing or of the wrong type
    "no_content",  # neither title nor text after normalising
    "too_large",  # more text than the limit of the settings
    "normalise_failed",  # normalising raised: a bug, kept with its record
    "dedupe_failed",
    "extract_failed",
    "index_refused",  # the index would not take the document, whatever the number of tries
]
REJECT_REASONS: tuple[str, ...] = get_args(RejectReason)


class Rejected(
    Struct,
    frozen=True,
    kw_only=True,
    omit_defaults=True,
    tag_field="schema",
    tag="dateline.rejected.1",
):
    """One record that ended as `rejected`.

    `record_base64` and `key_base64` are the bytes as they stood in the log, `topic`, `partition`
    and `offset` where they stood: `dateline dlq replay` appends them again.
    """

    reason: RejectReason
    stage: Literal["decode", "normalise", "dedupe", "extract", "index"]
    message: str
    topic: str
    partition: int
    offset: int
    rejected_at: UtcDatetime
    record_base64: str
    key_base64: str = ""

    @property
    def id(self) -> str:
        """Where the rejected record stands in the log: `topic/partition/offset`."""
        return f"{self.topic}/{self.partition}/{self.offset}"
