from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.newsroom import Newsroom
from pipelines.newsroom.newsroom import WRITTEN_FEEDS
from pipelines.newsroom.replies import Asked, reply

_START = datetime(2026, 3, 1, 12, tzinfo=UTC)


def _room(seed: int = 7, feeds: int = len(WRITTEN_FEEDS)) -> Newsroom:
    return Newsroom.within(60, seed=seed, starts_at=_START, feeds=feeds)


def _bodies(room: Newsroom, now: datetime) -> list[bytes]:
    return [reply(room, Asked(path=feed.path), now).body for feed in room.feeds]


@settings(deadline=None, max_examples=10)
@given(seed=st.integers(0, 99), elapsed_s=st.floats(0, 80))
def test_same_seed_same_bytes(seed: int, elapsed_s: float) -> None:
    """Two newsrooms of one seed show the same bytes at the same simulated time."""
    now = _START + timedelta(seconds=elapsed_s)
    assert _bodies(_room(seed, 20), now) == _bodies(_room(seed, 20), now)


def test_other_seed_other_copies() -> None:
    """Another seed gives other copies."""
    now = _START + timedelta(seconds=60)
    urls = [{item.url for item in _room(seed).released(now)} for seed in (1, 2)]
    assert urls[0] != urls[1]


@settings(deadline=None, max_examples=20)
@given(first_s=st.floats(0, 70), later_s=st.floats(0, 30))
def test_nothing_is_withdrawn(first_s: float, later_s: float) -> None:
    """What is out stays out: a later look shows at least what an earlier one did."""
    room = _room()
    early = {item.url for item in room.released(_START + timedelta(seconds=first_s))}
    late = {item.url for item in room.released(_START + timedelta(seconds=first_s + later_s))}
    assert early <= late


def test_released_over_time() -> None:
    """Some articles are out at the start, more in the middle, all of them at the end."""
    room = _room()
    counts = [len(room.released(_START + timedelta(seconds=s))) for s in (0, 30, 60, 600)]
    assert 10 < counts[0] < counts[1] < counts[2] == counts[3]
    assert not room.released(_START - timedelta(seconds=1))


def test_rate() -> None:
    """The rate says how many articles and corrections come out each second."""
    room = Newsroom(seed=1, starts_at=_START, articles_per_s=2.0)

    def versions(elapsed_s: float) -> int:
        now = _START + timedelta(seconds=elapsed_s)
        pages = [room.feed_page(feed, now) for feed in room.feeds if feed.section == "all"]
        items = [item for page in pages for item in page.items]
        return sum(item.publication.versions.index(item.version) + 1 for item in items)

    assert versions(40) - versions(20) == pytest.approx(40, abs=2)


def test_copies_between_outlets() -> None:
    """Agency articles are run by others as they are, framed, cut and under another title."""
    room = _room()
    items = room.released(_START + timedelta(seconds=60))
    originals = {item.url: item for item in items if item.copy_of is None}
    copies = [item for item in items if item.copy_of is not None]
    assert len(copies) >= 40
    shapes: Counter[str] = Counter()
    for copy in copies:
        theirs = originals[copy.copy_of or ""].versions[0].paragraphs
        ours = copy.versions[0].paragraphs
        if ours == theirs:
            shapes["verbatim"] += 1
        elif len(ours) > len(theirs):
            shapes["framed"] += 1
        else:
            shapes["cut"] += 1
        shapes["retitled"] += copy.title != originals[copy.copy_of or ""].title
    assert min(shapes[kind] for kind in ("verbatim", "framed", "cut", "retitled")) >= 3


def test_corrections_at_the_same_url() -> None:
    """A corrected article comes later, at the same URL, and says what was corrected."""
    room = _room()
    now = _START + timedelta(seconds=60)
    corrected = [item for item in room.released(now) if len(item.versions) > 1]
    assert len(corrected) >= 5
    for item in corrected:
        first, second = item.versions
        assert 0 < second.released_s != first.released_s
        assert first.released_s < second.released_s
        assert second.paragraphs[-1].startswith("Correction: ")
        assert second.changed > first.changed


def test_two_feeds_of_one_outlet() -> None:
    """The second feed of an outlet repeats articles of its first."""
    room = _room()
    now = _START + timedelta(seconds=60)
    pages = {
        feed.path: {item.publication.url for item in room.feed_page(feed, now).items}
        for feed in room.feeds
    }
    main = pages["/meridian-post/all/feed.xml"]
    assert pages["/meridian-post/world/feed.xml"] <= main
    assert len(pages["/meridian-post/world/feed.xml"]) >= 3


def test_thousands_of_feeds() -> None:
    """A newsroom of 2,000 feeds has 2,000 addresses, and every made-up article is another one."""
    room = Newsroom(seed=3, starts_at=_START, feeds=2_000, articles_per_feed=20)
    assert len({feed.path for feed in room.feeds}) == 2_000
    now = room.ends_at
    assert now is not None
    made_up = [room.feed_page(feed, now) for feed in room.feeds[-100:]]
    texts = {item.version.paragraphs for page in made_up for item in page.items}
    assert len(texts) == 100 * 20
    words = [sum(len(block.split()) for block in text) for text in texts]
    assert min(words) >= 150
    assert max(words) <= 600


def test_endless() -> None:
    """Without a limit, made-up outlets go on publishing, and their feeds show the newest."""
    room = Newsroom(seed=3, starts_at=_START, feeds=20, articles_per_feed=None)
    assert room.ends_at is None
    feed = room.feeds[-1]
    looks = [room.feed_page(feed, _START + timedelta(hours=hours)) for hours in (1, 2)]
    assert {item.link for item in looks[0].items}.isdisjoint({item.link for item in looks[1].items})


def test_few_feeds() -> None:
    """A newsroom of one feed is possible."""
    assert len(_room(feeds=1).feeds) == 1


@pytest.mark.parametrize("wrong", [{"feeds": 0}, {"articles_per_s": 0.0}, {"articles_per_feed": 2}])
def test_wrong_numbers(wrong: dict[str, Any]) -> None:
    """A number out of range is refused."""
    with pytest.raises(ValueError, match="must be"):
        Newsroom(seed=1, starts_at=_START, **wrong)
