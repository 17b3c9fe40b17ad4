"""Named mentions: where a person, an organisation, a place or a group of people is named."""

from pipelines.extract.mentions.backend import MentionBackend, NamedMention
from pipelines.extract.mentions.default import open_default_backend
from pipelines.extract.mentions.open_backend import open_backend

__all__ = ["MentionBackend", "NamedMention", "open_backend", "open_default_backend"]
