"""A server on loopback that does all that servers in the wild do to a collector."""

from __future__ import annotations

import asyncio
import gzip
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager

from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

RSS = (
    "<?xml version='1.0' encoding='utf-8'?><rss version='2.0'><channel><title>Zoo</title>"
    "<link>https://zoo.example/</link>{items}</channel></rss>"
)


def feed_bytes(*titles: str, summaries: Mapping[str, str] | None = None) -> bytes:
    """Give an RSS feed with an item for each title, with its summary where there is one."""
    texts = summaries or {}
    items = "".join(
        f"<item><title>{title}</title><guid isPermaLink='false'>{title}</guid>"
        f"<description>{texts.get(title, '')}</description></item>"
        for title in titles
    )
    return RSS.format(items=items).encode()


class Zoo:
    """Counts requests by path, and answers each path in its own way."""

    def __init__(self) -> None:
        self.asked: Counter[str] = Counter()
        self.titles: list[str] = ["one", "two"]
        self.summaries: dict[str, str] = {}
        self.base_url = ""

    def url(self, name: str) -> str:
        return f"{self.base_url}/{name}"

    async def handle(self, request: web.Request) -> web.StreamResponse:
        name = request.path.strip("/")
        self.asked[name] += 1
        special: Handler | None = getattr(self, f"_{name}", None)
        if special is not None:
            return await special(request)
        return _plain(name, feed_bytes(*self.titles, summaries=self.summaries))

    async def _conditional(self, request: web.Request) -> web.StreamResponse:
        etag = f'"{len(self.titles)}"'
        if request.headers.get("If-None-Match") == etag:
            return web.Response(status=304, headers={"ETag": etag})
        return web.Response(body=feed_bytes(*self.titles), headers={"ETag": etag})

    async def _huge(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        for _ in range(50):
            await response.write(b"<item>" + b"x" * (1024 * 1024))
        return response

    async def _bomb(self, request: web.Request) -> web.StreamResponse:
        body = gzip.compress(b"\x00" * (64 * 1024 * 1024))
        return web.Response(body=body, headers={"Content-Encoding": "gzip"})

    async def _trickle(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        while True:
            await response.write(b"<")
            await asyncio.sleep(0.02)

    async def _hang(self, request: web.Request) -> web.StreamResponse:
        await asyncio.sleep(60)
        return web.Response()

    async def _reset(self, request: web.Request) -> web.StreamResponse:
        assert request.transport is not None
        request.transport.abort()
        return web.Response()

    async def _short(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": "5000"})
        await response.prepare(request)
        await response.write(feed_bytes("one"))
        assert request.transport is not None
        request.transport.close()
        return response


_STATUSES: dict[str, tuple[int, dict[str, str]]] = {
    "throttled": (429, {"Retry-After": "3600"}),
    "busy": (503, {"Retry-After": "60"}),
    "gone": (410, {}),
    "missing": (404, {}),
    "broken": (500, {}),
    "moved": (301, {"Location": "/feed"}),
    "away": (302, {"Location": "/feed"}),
    "loop": (302, {"Location": "/loop2"}),
    "loop2": (302, {"Location": "/loop"}),
    "to_file": (302, {"Location": "file:///etc/passwd"}),
    "long_header": (200, {"X-Long": "x" * 100_000}),
}
_BODIES: dict[str, tuple[bytes, dict[str, str]]] = {
    "empty": (b"", {}),
    "html": (
        b"<!doctype html><html><link rel=alternate type=application/rss+xml href=/feed></html>",
        {"Content-Type": "text/html"},
    ),
    "charset": (
        RSS.format(items="<item><title>Café</title></item>").encode("latin-1"),
        {"Content-Type": "text/xml; charset=utf-8"},
    ),
    "many": (feed_bytes(*(f"t{number}" for number in range(10_000))), {}),
    "not_gzip": (b"<rss/>", {"Content-Encoding": "gzip"}),
    "cut_gzip": (gzip.compress(feed_bytes("one"))[:-9], {"Content-Encoding": "gzip"}),
    "gzip": (gzip.compress(feed_bytes("one")), {"Content-Encoding": "gzip"}),
    "brotli": (b"xxxx", {"Content-Encoding": "br"}),
}


def _plain(name: str, feed: bytes) -> web.Response:
    if name in _STATUSES:
        status, headers = _STATUSES[name]
        return web.Response(status=status, headers=headers)
    if name.startswith("hop"):
        return web.Response(status=302, headers={"Location": f"/hop{int(name[3:]) + 1}"})
    body, headers = _BODIES.get(name, (feed, {}))
    return web.Response(body=body, headers=headers)


@asynccontextmanager
async def open_zoo() -> AsyncIterator[Zoo]:
    """Serve the zoo on a free port of loopback."""
    zoo = Zoo()
    app = web.Application()
    app.router.add_get("/{name:.*}", zoo.handle)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.05)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        zoo.base_url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        yield zoo
    finally:
        await runner.cleanup()
