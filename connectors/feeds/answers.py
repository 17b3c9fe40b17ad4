"""What asking for a feed gives: an answer or a failure, both plain values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct, field

FailureReason = Literal[
    "bad_url",
    "dns",
    "refused",
    "connect_timeout",
    "timeout",
    "tls",
    "connection_lost",
    "truncated",
    "bad_http",
    "bad_encoding",
    "too_large",
    "redirect_loop",
    "too_many_redirects",
    "bad_redirect",
    "rate_limited",  # 429, or 503 with Retry-After
    "gone",  # 410
    "http_status",  # any other status that is neither 2xx nor 304
    "unparseable",
    "parse_timeout",
]


class Hop(Struct, frozen=True):
    """One redirect: its status, and the absolute URL it points to."""

    status: int
    target: str


class Answer(Struct, frozen=True, kw_only=True):
    """A 200 with its body (decompressed), or a 304 without. Header names are in lower case."""

    status: int
    url: str
    hops: tuple[Hop, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


class Failure(Struct, frozen=True, kw_only=True):
    """Why there is no feed: a code to count by, a sentence to read; never an exception.

    `retry_after` is that header as it came.
    """

    reason: FailureReason
    message: str
    status: int | None = None
    retry_after: str | None = None
