"""Fetching: whatever a server does ends bounded, with a reason and a sentence."""

from __future__ import annotations

import asyncio
import socket

import pytest

from connectors.feeds.answers import Answer, Failure
from connectors.feeds.fetch import fetch, open_session
from schemas.settings import Collect
from tests.connectors.feeds.zoo import feed_bytes, open_zoo

SETTINGS = Collect(timeout_s=1.0, max_body_bytes=2 * 1024 * 1024)


def ask(name: str, *, etag: str | None = None) -> Answer | Failure:
    async def work() -> Answer | Failure:
        async with open_zoo() as zoo, open_session(SETTINGS) as session:
            url = zoo.url(name) if "://" not in name else name
            return await fetch(session, url, SETTINGS, etag=etag)

    return asyncio.run(work())


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("huge", "too_large"),
        ("bomb", "too_large"),
        ("trickle", "timeout"),
        ("hang", "timeout"),
        ("reset", "connection_lost"),
        ("short", "truncated"),
        ("throttled", "rate_limited"),
        ("busy", "rate_limited"),
        ("gone", "gone"),
        ("missing", "http_status"),
        ("broken", "http_status"),
        ("loop", "redirect_loop"),
        ("hop0", "too_many_redirects"),
        ("to_file", "bad_redirect"),
        ("long_header", "bad_http"),
        ("not_gzip", "bad_encoding"),
        ("cut_gzip", "truncated"),
        ("brotli", "bad_encoding"),
        ("file:///etc/passwd", "bad_url"),
        ("ftp://a.example/x", "bad_url"),
        ("http://", "bad_url"),
        ("http://[::1", "bad_url"),
        ("http://127.0.0.1:99999/", "bad_url"),
        ("http://name.invalid/", "dns"),
    ],
)
def test_a_fault_is_a_value_with_its_reason(name: str, reason: str) -> None:
    """Each thing a server does wrong ends in time, named by a code and a sentence."""
    outcome = ask(name)
    assert isinstance(outcome, Failure)
    assert outcome.reason == reason
    assert outcome.message.endswith((".", "loop"))


def test_a_refused_connection_is_said_so() -> None:
    """A port where nobody listens is told apart from a host that is unknown."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        outcome = ask(f"http://127.0.0.1:{held.getsockname()[1]}/")
    assert isinstance(outcome, Failure)
    assert outcome.reason == "refused"


def test_plain_http_on_an_https_address_is_a_tls_fault() -> None:
    """A server without a certificate is reported as no secure connection."""

    async def work() -> Answer | Failure:
        async with open_zoo() as zoo, open_session(SETTINGS) as session:
            return await fetch(session, zoo.url("feed").replace("http", "https", 1), SETTINGS)

    outcome = asyncio.run(work())
    assert isinstance(outcome, Failure)
    assert outcome.reason == "tls"


def test_a_feed_comes_with_its_redirects() -> None:
    """The body comes from where the redirects lead, and each of them is recorded."""
    outcome = ask("moved")
    assert isinstance(outcome, Answer)
    assert [hop.status for hop in outcome.hops] == [301]
    assert outcome.url.endswith("/feed")
    assert outcome.body == feed_bytes("one", "two")


def test_a_compressed_body_is_unfolded() -> None:
    """gzip is asked for, and what comes is the feed's own bytes."""
    outcome = ask("gzip")
    assert isinstance(outcome, Answer)
    assert outcome.body == feed_bytes("one")


def test_an_etag_makes_the_request_conditional() -> None:
    """A feed that has not changed costs no body."""
    outcome = ask("conditional", etag='"2"')
    assert isinstance(outcome, Answer)
    assert (outcome.status, outcome.body) == (304, b"")
