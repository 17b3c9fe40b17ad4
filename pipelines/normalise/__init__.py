"""From what a publisher sent to an article: URL, text, language and dates. Pure."""

from pipelines.normalise.article import Dropped, normalise
from pipelines.normalise.identity import article_id, article_key, content_hash
from pipelines.normalise.urls import canonical_url

__all__ = [
    "Dropped",
    "article_id",
    "article_key",
    "canonical_url",
    "content_hash",
    "normalise",
]
