"""Asking for a feed over HTTP: bounded in time and bytes, every fault a value."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Mapping
from typing import Final
from urllib.parse import urljoin

import aiohttp
from yarl import URL

from connectors.feeds.answers import Answer, Failure, FailureReason, Hop
from connectors.feeds.parse_text import is_web_url
from connectors.feeds.unfold import Unfolder, unfolder_for
from schemas.settings import Collect

MAX_HOPS: Final = 8
_REDIRECTS: Final = (301, 302, 303, 307, 308)
_CHUNK_BYTES: Final = 65_536
_ACCEPT: Final = (
    "application/rss+xml, application/atom+xml, application/feed+json, application/rdf+xml, "
    "application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5"
)


def open_session(settings: Collect) -> aiohttp.ClientSession:
    """Open a client for feeds: no cookies, bounded connections, bodies left compressed."""
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=settings.concurrency, limit_per_host=4),
        cookie_jar=aiohttp.DummyCookieJar(),
        auto_decompress=False,
        headers={
            "User-Agent": settings.user_agent,
            "Accept": _ACCEPT,
            "Accept-Encoding": "gzip, deflate",
        },
    )


async def fetch(
    session: aiohttp.ClientSession,
    url: str,
    settings: Collect,
    *,
    etag: str | None = None,
    last_modified: str | None = None,
) -> Answer | Failure:
    """Ask for a URL, conditionally where validators are given (RFC 9110, 13.1); never raises.

    Ends within `timeout_s`, whatever the server does, redirects included; the body is measured
    decompressed while it comes in and cut off at `max_body_bytes`. Only a cancellation gets out.
    """
    condition = {}
    if etag:
        condition["If-None-Match"] = etag
    if last_modified:
        condition["If-Modified-Since"] = last_modified
    try:
        async with asyncio.timeout(settings.timeout_s):
            return await _follow(session, url, settings, condition)
    except TimeoutError:
        return Failure(
            reason="timeout",
            message=f"No complete answer within {settings.timeout_s:g} s (collect.timeout_s).",
        )
    except (aiohttp.ClientError, OSError, ValueError) as error:
        return _explain(error)


async def _follow(
    session: aiohttp.ClientSession, url: str, settings: Collect, condition: Mapping[str, str]
) -> Answer | Failure:
    """Follow redirects by hand, so that each is checked and recorded."""
    hops: list[Hop] = []
    visited = {url}
    while True:
        outcome = await _ask(session, url, settings, condition, tuple(hops))
        if not isinstance(outcome, Hop):
            return outcome
        if not is_web_url(outcome.target):
            return Failure(
                reason="bad_redirect",
                message=f"Redirected ({outcome.status}) to {outcome.target[:200]!r}, no web address.",
            )
        if outcome.target in visited:
            return Failure(
                reason="redirect_loop", message=f"Redirected in a circle at {outcome.target[:200]}"
            )
        if len(hops) >= MAX_HOPS:
            return Failure(
                reason="too_many_redirects", message=f"Redirected more than {MAX_HOPS} times."
            )
        hops.append(outcome)
        visited.add(outcome.target)
        url = outcome.target


async def _ask(
    session: aiohttp.ClientSession,
    url: str,
    settings: Collect,
    condition: Mapping[str, str],
    hops: tuple[Hop, ...],
) -> Answer | Failure | Hop:
    if not is_web_url(url):
        return Failure(reason="bad_url", message=f"No http or https address: {url[:200]!r}.")
    timeout = aiohttp.ClientTimeout(total=None, sock_connect=settings.timeout_s / 2)
    async with session.get(
        URL(url), headers=condition, allow_redirects=False, timeout=timeout
    ) as response:
        headers = {name.lower(): value for name, value in response.headers.items()}
        if response.status in _REDIRECTS and headers.get("location"):
            return Hop(response.status, urljoin(url, headers["location"]).partition("#")[0])
        if response.status == 304:
            return Answer(status=304, url=url, hops=hops, headers=headers)
        if not 200 <= response.status < 300:
            return _bad_status(response.status, headers)
        body = await _read(response, headers, settings)
        if isinstance(body, Failure):
            return body
        return Answer(status=response.status, url=url, hops=hops, headers=headers, body=body)


async def _read(
    response: aiohttp.ClientResponse, headers: Mapping[str, str], settings: Collect
) -> bytes | Failure:
    unfolder = unfolder_for(headers.get("content-encoding", ""), settings.max_body_bytes)
    if not isinstance(unfolder, Unfolder):
        return Failure(reason="bad_encoding", message=unfolder)
    async for chunk in response.content.iter_chunked(_CHUNK_BYTES):
        fault = unfolder.take(chunk)
        if fault is not None:
            return Failure(reason=fault[0], message=fault[1])
    if not unfolder.complete:
        return Failure(reason="truncated", message="The compressed body ends too early.")
    return unfolder.body


def _bad_status(status: int, headers: Mapping[str, str]) -> Failure:
    retry_after = headers.get("retry-after")
    reason: FailureReason = "http_status"
    if status == 410:
        reason = "gone"
    elif status == 429 or (status == 503 and retry_after):
        reason = "rate_limited"
    said = f", Retry-After: {retry_after[:60]}" if retry_after else ""
    meaning = {
        401: " (needs a login)",
        403: " (access refused)",
        404: " (not found)",
        410: " (gone for good)",
        429: " (too many requests)",
    }.get(status, "")
    return Failure(
        reason=reason,
        message=f"The server answered {status}{meaning}{said}.",
        status=status,
        retry_after=retry_after,
    )


# The first that fits counts: subclasses stand before their bases.
_REASONS: Final[tuple[tuple[type[BaseException], FailureReason, str], ...]] = (
    (aiohttp.InvalidURL, "bad_url", "The address can't be used"),
    (aiohttp.ClientConnectorDNSError, "dns", "The host name can't be resolved"),
    (aiohttp.ClientSSLError, "tls", "No secure connection"),
    (ssl.SSLError, "tls", "No secure connection"),
    (aiohttp.ServerTimeoutError, "connect_timeout", "No connection in time"),
    (aiohttp.ClientConnectorError, "refused", "No connection"),
    (aiohttp.ClientPayloadError, "truncated", "The body is incomplete"),
    (aiohttp.ClientResponseError, "bad_http", "The answer is no valid HTTP"),
    (aiohttp.ClientError, "connection_lost", "The connection was lost"),
    (OSError, "connection_lost", "The connection was lost"),
    (ValueError, "bad_url", "The address can't be used"),
)


def _explain(error: Exception) -> Failure:
    for kind, reason, sentence in _REASONS:
        if isinstance(error, kind):
            detail = " ".join(str(error).split())[:200].rstrip(".")
            return Failure(reason=reason, message=f"{sentence}: {detail or type(error).__name__}.")
    raise error
