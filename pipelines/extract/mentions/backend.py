"""The port of mention backends: a document in, named mentions out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from msgspec import Struct

from pipelines.extract.text import Document
from schemas.analysis import EntityType


class NamedMention(Struct, frozen=True, kw_only=True):
    """A name in a document; titles ("Secretary of State") are no part of it.

    Nationalities and other groups of people ("Chinese", "Democrats", "Muslims") are GROUP.
    `found_by` says which rule, table or model decided, for those who look into errors.
    """

    start: int
    end: int
    entity_type: EntityType
    confidence: float
    found_by: str


class MentionBackend(Protocol):
    """Finds names. Stateless between documents and safe to call from one thread at a time."""

    name: str

    def find(self, document: Document) -> list[NamedMention]:
        """Give the names in order of their start, none overlapping another."""
        ...

    def find_all(self, documents: Sequence[Document]) -> list[list[NamedMention]]:
        """Give the names of each document; a backend may be faster at several at once."""
        return [self.find(document) for document in documents]
