"""The backend that is used where no other is asked for."""

from __future__ import annotations

from pipelines.extract.mentions.backend import MentionBackend, NamedMention
from pipelines.extract.text import Document


class _NoNames:
    name = "none"

    def find(self, document: Document) -> list[NamedMention]:
        return []


def open_default_backend() -> MentionBackend:
    """Open the default backend."""
    return _NoNames()
