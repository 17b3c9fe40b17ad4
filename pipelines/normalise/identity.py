"""Who an article is: its id, the key it has in the log, and the hash of what it says.

The ids are for ever: each has a version in its first letters, golden values are held by tests, and
the hash is BLAKE2b (RFC 7693), which no library will change under us.
"""

from __future__ import annotations

import base64
import hashlib
import unicodedata
from typing import Final

from pipelines.normalise.urls import canonical_url
from schemas.articles import RawArticle

_QUOTES: Final = {"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": "'", "’": "'"}


def article_id(raw: RawArticle) -> str:
    """Give the article's id, the same for all versions: `a1` and 26 characters of base32.

    From the canonical URL; where there is none from feed and entry id; where there is neither from
    feed, title and date.
    """
    url = canonical_url(raw.link) if raw.link else None
    if url is not None:
        return "a1" + _hash("url", url)
    if raw.entry_id:
        return "a1" + _hash("entry", raw.feed_url, raw.entry_id)
    return "a1" + _hash("title", raw.feed_url, raw.title or "", raw.published or raw.summary or "")


def article_key(raw: RawArticle) -> bytes:
    """Give the log key under which all versions of an article keep their order: its id."""
    return article_id(raw).encode("ascii")


def content_hash(title: str, text: str) -> str:
    """Give the hash of what an article says: `c1` and 26 characters of base32.

    Case, white space and the style of quotation marks make no difference.
    """
    return "c1" + _hash("content", _plain(title), _plain(text))


def _plain(text: str) -> str:
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
        for quote, plain in _QUOTES.items():  # a tenth of what `translate` costs
            text = text.replace(quote, plain)
    return " ".join(text.casefold().split())


def _hash(*parts: str) -> str:
    digest = hashlib.blake2b("\x1f".join(parts).encode("utf-8", "surrogatepass"), digest_size=16)
    return base64.b32encode(digest.digest()).decode("ascii").rstrip("=").lower()
