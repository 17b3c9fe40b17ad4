"""The newsroom over HTTP on loopback: aiohttp in a thread of its own."""

from __future__ import annotations

import asyncio
import errno
import threading
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from types import TracebackType

from aiohttp import web

from pipelines.newsroom.newsroom import Newsroom
from pipelines.newsroom.replies import Asked, feed_address, reply
from schemas.errors import Fatal

_HOST = "127.0.0.1"
_START_TIMEOUT_S = 10.0
_GRACE_S = 0.5


class NewsroomServer:
    """Serves a newsroom until it is stopped; also a context manager.

    `clock` says which moment is shown, so that a test may hold it still. `port` 0 takes a free one.
    """

    def __init__(self, newsroom: Newsroom, clock: Callable[[], datetime], *, port: int = 0) -> None:
        self.newsroom = newsroom
        self._clock = clock
        self._port = port
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._ask_to_stop: asyncio.Event | None = None
        self._failure: OSError | None = None
        self._asked: Counter[str] = Counter()
        self._seen_at: dict[str, datetime] = {}
        self.base_url = ""

    def start(self) -> str:
        """Listen on loopback and give the base URL; raises `Fatal` where the port is in use."""
        ready = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(ready,), name="newsroom")
        self._thread.start()
        if not ready.wait(_START_TIMEOUT_S):
            self.stop()
            raise Fatal(f"The newsroom did not start within {_START_TIMEOUT_S:.0f} s.")
        if self._failure is not None:
            self._thread.join()
            self._thread = self._loop = self._ask_to_stop = None
            raise Fatal(self._explain(self._failure)) from self._failure
        return self.base_url

    def stop(self) -> None:
        """Stop listening, and wait for the thread; harmless where it is not running."""
        if self._loop is not None and self._ask_to_stop is not None:
            self._loop.call_soon_threadsafe(self._ask_to_stop.set)
        if self._thread is not None:
            self._thread.join()
        self._thread = self._loop = self._ask_to_stop = None

    def __enter__(self) -> NewsroomServer:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()

    @property
    def feed_urls(self) -> list[str]:
        """The URLs to subscribe to, one a feed."""
        return [f"{self.base_url}{feed_address(feed)}" for feed in self.newsroom.feeds]

    @property
    def polls(self) -> int:
        """How many requests for feeds were answered so far, redirects and refusals included."""
        paths = {feed.path for feed in self.newsroom.feeds}
        paths |= {feed_address(feed) for feed in self.newsroom.feeds}
        return sum(count for path, count in self._asked.copy().items() if path in paths)

    def all_seen_since(self, moment: datetime) -> bool:
        """Whether every feed was given (200 or 304) to somebody at or after a moment."""
        return all(
            path in self._seen_at and self._seen_at[path] >= moment
            for path in (feed.path for feed in self.newsroom.feeds)
        )

    def _explain(self, error: OSError) -> str:
        if error.errno == errno.EADDRINUSE:
            return f"Port {self._port} is already in use. Give another one, or 0 for a free one."
        return f"The newsroom can't listen on {_HOST}:{self._port}: {error.strerror}."

    def _run(self, ready: threading.Event) -> None:
        asyncio.run(self._serve(ready))

    async def _serve(self, ready: threading.Event) -> None:
        app = web.Application()
        app.router.add_get("/{path:.*}", self._handle)
        runner = web.AppRunner(
            app, handle_signals=False, access_log=None, shutdown_timeout=_GRACE_S
        )
        await runner.setup()
        try:
            self._loop, self._ask_to_stop = asyncio.get_running_loop(), asyncio.Event()
            site = web.TCPSite(runner, _HOST, self._port)
            await site.start()
            self.base_url = f"http://{_HOST}:{runner.addresses[0][1]}"
            ready.set()
            await self._ask_to_stop.wait()
        except OSError as error:
            self._failure = error
            ready.set()
        finally:
            await runner.cleanup()

    async def _handle(self, request: web.Request) -> web.Response:
        path = request.path
        now = self._clock()
        asked = Asked(
            path=path,
            if_none_match=request.headers.get("If-None-Match"),
            if_modified_since=request.headers.get("If-Modified-Since"),
            asked_before=self._asked[path],
        )
        self._asked[path] += 1
        answer = reply(self.newsroom, asked, now)
        if answer.status in (200, 304):
            self._seen_at[path] = now
        return web.Response(status=answer.status, headers=dict(answer.headers), body=answer.body)
