"""The newsroom: which feeds there are, and what each of them shows at a given time. No I/O, no clock."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cached_property, lru_cache
from typing import Final

from msgspec import Struct

from pipelines.newsroom.affairs import written_affairs
from pipelines.newsroom.formats import FORMATS, FeedPage
from pipelines.newsroom.formats.page import FeedItem
from pipelines.newsroom.outlets import OUTLETS, Outlet, multiplied_outlet
from pipelines.newsroom.publications import (
    Publication,
    Version,
    released_at,
    written_publications,
)
from pipelines.newsroom.recombination import recombined
from pipelines.newsroom.schedule import (
    MADE_UP_OUT_AT_START,
    OUT_AT_START,
    made_up_count,
    made_up_release_s,
    scheduled,
)

SHOWN: Final = 60  # items a feed shows at most: nothing leaves it before a slow reader has come by


class Feed(Struct, frozen=True):
    """One feed of one outlet: `path` is where the server has it, from the root.

    `number` counts made-up outlets; None where the outlet publishes written articles.
    """

    outlet: Outlet
    section: str
    path: str
    number: int | None = None


WRITTEN_FEEDS: Final = tuple(
    Feed(outlet, section, f"/{outlet.slug}/{section}/{FORMATS[outlet.format][2]}")
    for outlet in OUTLETS
    for section in outlet.sections
)


class Newsroom:
    """Fictional outlets with a release plan, fully determined by its arguments.

    The first `len(WRITTEN_FEEDS)` feeds publish the written articles; every further one is a made-up
    outlet with `articles_per_feed` recombined articles of its own (None: it never ends).
    `articles_per_s` is how many articles and corrections come out each second after the start,
    over all feeds. `starts_at` is the moment of the first release. Raises `ValueError` where a
    number is out of range.
    """

    def __init__(
        self,
        *,
        seed: int,
        starts_at: datetime,
        feeds: int = len(WRITTEN_FEEDS),
        articles_per_s: float = 4.0,
        articles_per_feed: int | None = 20,
    ) -> None:
        if feeds < 1 or articles_per_s <= 0 or starts_at.tzinfo is None:
            raise ValueError("feeds and articles_per_s must be positive, starts_at with its zone")
        if articles_per_feed is not None and articles_per_feed <= MADE_UP_OUT_AT_START:
            raise ValueError(f"articles_per_feed must be more than {MADE_UP_OUT_AT_START}")
        self.seed = seed
        self.starts_at = starts_at
        self.articles_per_s = articles_per_s
        self.articles_per_feed = articles_per_feed
        self._made_up = max(0, feeds - len(WRITTEN_FEEDS))
        self._written_feeds = WRITTEN_FEEDS[:feeds]

    @classmethod
    def within(
        cls,
        window_s: float,
        *,
        seed: int,
        starts_at: datetime,
        feeds: int = len(WRITTEN_FEEDS),
        articles_per_feed: int = 20,
    ) -> Newsroom:
        """Give a newsroom that has released everything `window_s` seconds after its start."""
        draft = cls(
            seed=seed, starts_at=starts_at, feeds=feeds, articles_per_feed=articles_per_feed
        )
        rate = draft.window_s * draft.articles_per_s / window_s
        return cls(
            seed=seed,
            starts_at=starts_at,
            feeds=feeds,
            articles_per_s=rate,
            articles_per_feed=articles_per_feed,
        )

    @cached_property
    def feeds(self) -> tuple[Feed, ...]:
        """All feeds, those with written articles first."""
        return (*self._written_feeds, *map(self._made_up_feed, range(self._made_up)))

    @cached_property
    def window_s(self) -> float:
        """Seconds from the start to the last release; endless outlets not counted."""
        return self._waiting_articles / self._written_rate

    @property
    def ends_at(self) -> datetime | None:
        """When everything is released; None where made-up outlets never end."""
        if self.articles_per_feed is None and self._made_up:
            return None
        return self.starts_at + timedelta(seconds=self.window_s)

    def released(self, now: datetime) -> tuple[Publication, ...]:
        """Give what is out, by feed order; of a made-up outlet that never ends, the newest `SHOWN`."""
        found: dict[str, Publication] = {}
        for feed in self.feeds:
            for publication, _ in self._out(feed, now):
                found.setdefault(publication.url, publication)
        return tuple(found.values())

    def feed_page(self, feed: Feed, now: datetime) -> FeedPage:
        """Give what a feed shows now: its newest items, at most `SHOWN`."""
        out = sorted(
            self._out(feed, now),
            key=lambda pair: (pair[1].released_s, pair[1].changed, pair[0].url),
            reverse=True,
        )[:SHOWN]
        items = tuple(
            FeedItem(publication=publication, version=version, link=_link(feed, publication))
            for publication, version in out
        )
        changed = max((item.version.changed for item in items), default=self.starts_at)
        return FeedPage(
            outlet=feed.outlet, section=feed.section, path=feed.path, changed=changed, items=items
        )

    def last_change(self, feed: Feed, now: datetime) -> datetime:
        """When the feed's bytes last changed, in the newsroom's time (for Last-Modified)."""
        latest_s = max((version.released_s for _, version in self._out(feed, now)), default=0.0)
        return self.starts_at + timedelta(seconds=latest_s)

    def find(self, slug: str, path: str, now: datetime) -> tuple[Publication, Version] | None:
        """Find what stands at a path of an outlet's site now; None where there is nothing yet."""
        for feed in self.feeds:
            if feed.outlet.slug == slug:
                for publication, version in self._out(feed, now):
                    if publication.path == path:
                        return publication, version
        return None

    def _out(self, feed: Feed, now: datetime) -> Iterator[tuple[Publication, Version]]:
        """Give what a feed has released, each with its current version."""
        elapsed_s = (now - self.starts_at).total_seconds()
        candidates = (
            self._written_of(feed) if feed.number is None else self._made_up_of(feed, elapsed_s)
        )
        for publication in candidates:
            out = [one for one in publication.versions if one.released_s <= elapsed_s]
            if out:
                yield publication, out[-1]

    def _written_of(self, feed: Feed) -> tuple[Publication, ...]:
        return self._written_by_feed.get((feed.outlet.slug, feed.section), ())

    def _made_up_of(self, feed: Feed, elapsed_s: float) -> Iterator[Publication]:
        slug = feed.outlet.slug
        period_s = self._made_up_period_s
        count = made_up_count(self.seed, slug, period_s, elapsed_s, self.articles_per_feed)
        for number in range(max(0, count - SHOWN), count):
            release_s = made_up_release_s(self.seed, slug, number, period_s)
            yield _recombined_once(feed.outlet, self.seed, number, release_s)

    def _made_up_feed(self, number: int) -> Feed:
        outlet = multiplied_outlet(self.seed, number)
        return Feed(outlet, "all", f"/{outlet.slug}/all/{FORMATS[outlet.format][2]}", number)

    @cached_property
    def _written(self) -> tuple[Publication, ...]:
        return written_publications(written_affairs(), self.seed)

    @cached_property
    def _written_by_feed(self) -> dict[tuple[str, str], tuple[Publication, ...]]:
        by_feed: dict[tuple[str, str], list[Publication]] = {}
        for publication in scheduled(self._written, self.window_s):
            for section in publication.sections:
                by_feed.setdefault((publication.outlet.slug, section), []).append(publication)
        return {key: tuple(found) for key, found in by_feed.items()}

    @cached_property
    def _waiting_articles(self) -> float:
        """How many articles and corrections are released after the start; endless outlets not counted."""
        written = sum(len(publication.versions) for publication in self._written)
        waiting = written - round(written * OUT_AT_START)
        if self.articles_per_feed is None:
            return waiting
        return waiting + self._made_up * (self.articles_per_feed - MADE_UP_OUT_AT_START)

    @property
    def _written_rate(self) -> float:
        """Endless outlets take half of the rate."""
        endless = self.articles_per_feed is None and self._made_up
        return self.articles_per_s / 2 if endless else self.articles_per_s

    @cached_property
    def _made_up_period_s(self) -> float:
        if self.articles_per_feed is None:
            return self._made_up / (self.articles_per_s / 2)
        return self.window_s / (self.articles_per_feed - MADE_UP_OUT_AT_START)


@lru_cache(maxsize=20_000)
def _recombined_once(outlet: Outlet, seed: int, number: int, release_s: float) -> Publication:
    return released_at(recombined(outlet, seed, number), release_s)


def _link(feed: Feed, publication: Publication) -> str:
    """Give the link as the feed writes it: relative, or with the parameters that count readers."""
    if feed.outlet.has("relative_links"):
        return publication.path.lstrip("/")
    if feed.outlet.has("tracks"):
        campaign = "rss" if feed.section == "all" else feed.section
        return f"{publication.url}?utm_source=feed&utm_medium=rss&utm_campaign={campaign}"
    return publication.url
