from __future__ import annotations

import socket
import urllib.error
import urllib.request
from datetime import UTC, datetime, timedelta

import pytest

from pipelines.newsroom import Newsroom, NewsroomServer
from schemas.errors import Fatal

_START = datetime(2026, 3, 1, 12, tzinfo=UTC)
_END = _START + timedelta(seconds=60)
_ROOM = Newsroom.within(60, seed=7, starts_at=_START)


def test_every_feed_is_served() -> None:
    """Every feed can be fetched over HTTP, the moved one at its old address, and polls are counted."""
    with NewsroomServer(_ROOM, lambda: _END) as server:
        for url in server.feed_urls:
            with urllib.request.urlopen(url, timeout=5) as response:
                assert response.status == 200
                assert response.read()
        assert server.polls == len(server.feed_urls) + 1  # the redirect is a poll of its own
        assert server.all_seen_since(_END)
        assert not server.all_seen_since(_END + timedelta(seconds=1))


def test_conditional_request() -> None:
    """A reader that sends back the ETag is answered 304."""
    with NewsroomServer(_ROOM, lambda: _END) as server:
        url = f"{server.base_url}/continental-press/all/feed.xml"
        with urllib.request.urlopen(url, timeout=5) as response:
            etag = response.headers["ETag"]
        request = urllib.request.Request(url, headers={"If-None-Match": etag})
        with pytest.raises(urllib.error.HTTPError) as caught:
            urllib.request.urlopen(request, timeout=5)
        caught.value.close()
        assert caught.value.code == 304


def test_throttled_over_http() -> None:
    """The outlet that throttles does so on the second request only."""
    statuses = []
    with NewsroomServer(_ROOM, lambda: _END) as server:
        for _ in range(3):
            try:
                with urllib.request.urlopen(
                    f"{server.base_url}/gulf-levant/all/feed.xml", timeout=5
                ) as response:
                    statuses.append(response.status)
            except urllib.error.HTTPError as error:
                statuses.append(error.code)
                error.close()
    assert statuses == [200, 429, 200]


def test_port_in_use() -> None:
    """A port that somebody else holds is named, with what to do."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        server = NewsroomServer(_ROOM, lambda: _END, port=port)
        with pytest.raises(Fatal, match=f"Port {port} is already in use"):
            server.start()
        server.stop()


def test_port_is_free_again() -> None:
    """After the stop nobody answers at the address any more."""
    server = NewsroomServer(_ROOM, lambda: _END)
    base_url = server.start()
    server.stop()
    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen(base_url, timeout=5)
