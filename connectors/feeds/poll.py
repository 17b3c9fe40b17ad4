"""One poll of one feed: ask, read, and say what follows; nothing is emitted or remembered here."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor
from datetime import datetime
from functools import partial
from typing import Final

import aiohttp
from msgspec import Struct

from connectors.feeds.answers import Answer, Failure
from connectors.feeds.decide import (
    Decision,
    body_hash,
    decide_failure,
    decide_parsed,
    decide_unchanged,
    entry_key,
)
from connectors.feeds.feed_state import FeedState
from connectors.feeds.fetch import fetch
from connectors.feeds.parse import parse_feed
from connectors.feeds.parsed import ParsedFeed, Unparseable
from connectors.feeds.state import FeedStore
from schemas.settings import Collect

# Reading 10,000 entries takes about 3 s; a document that needs longer than this is no feed.
_PARSE_TIMEOUT_S: Final = 60.0


class Polled(Struct, frozen=True, kw_only=True):
    """The decision, and what to count and say."""

    decision: Decision
    failure: Failure | None = None
    status: int = 0
    parsed: ParsedFeed | None = None


class Poller:
    """Polls feeds with one HTTP session; reading runs in threads, so that the loop stays live."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        settings: Collect,
        store: FeedStore,
        readers: Executor,
        clock: Callable[[], datetime],
        random: Callable[[], float],
    ) -> None:
        self._session = session
        self._settings = settings
        self._store = store
        self._readers = readers
        self._clock = clock
        self._random = random

    async def poll(self, state: FeedState) -> Polled:
        """Ask for a feed and decide; never raises for what a server may send."""
        answer = await fetch(
            self._session,
            state.address,
            self._settings,
            etag=state.etag,
            last_modified=state.last_modified,
        )
        if isinstance(answer, Failure):
            return self._failed(state, answer)
        if answer.status == 304 or body_hash(answer.body) == state.body_hash:
            decision = decide_unchanged(
                state,
                answer,
                now=self._clock(),
                settings=self._settings,
                jitter=self._random(),
            )
            return Polled(decision=decision, status=answer.status)
        return await self._read(state, answer)

    async def _read(self, state: FeedState, answer: Answer) -> Polled:
        work = partial(
            parse_feed,
            answer.body,
            feed_url=state.url,
            fetched_at=self._clock(),
            content_type=answer.headers.get("content-type"),
            max_entries=self._settings.max_entries,
        )
        reading = asyncio.get_running_loop().run_in_executor(self._readers, work)
        try:
            parsed = await asyncio.wait_for(reading, _PARSE_TIMEOUT_S)
        except TimeoutError:
            message = f"The feed could not be read within {_PARSE_TIMEOUT_S:g} s."
            return self._failed(state, Failure(reason="parse_timeout", message=message))
        if isinstance(parsed, Unparseable):
            return self._failed(state, Failure(reason="unparseable", message=parsed.message))
        keys = [entry_key(entry) for entry in parsed.entries]
        seen = await asyncio.to_thread(self._store.seen, state.url, keys)
        decision = decide_parsed(
            state,
            answer,
            parsed,
            seen,
            now=self._clock(),
            settings=self._settings,
            jitter=self._random(),
        )
        return Polled(decision=decision, status=answer.status, parsed=parsed)

    def _failed(self, state: FeedState, failure: Failure) -> Polled:
        decision = decide_failure(
            state,
            failure,
            now=self._clock(),
            settings=self._settings,
            jitter=self._random(),
        )
        return Polled(decision=decision, failure=failure)
