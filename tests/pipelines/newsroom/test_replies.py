from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import feedparser
import pytest
from lxml import etree

from pipelines.newsroom import Newsroom
from pipelines.newsroom.replies import RETRY_AFTER_S, Asked, Reply, feed_address, reply

_START = datetime(2026, 3, 1, 12, tzinfo=UTC)
_END = _START + timedelta(seconds=60)
_ROOM = Newsroom.within(60, seed=7, starts_at=_START)


def _get(path: str, now: datetime = _END, **more: object) -> Reply:
    return reply(_ROOM, Asked(path=path, **more), now)  # type: ignore[arg-type]  # a mixed bag


def _body(slug: str) -> str:
    (feed,) = [f for f in _ROOM.feeds if f.outlet.slug == slug and f.section == "all"]
    return _get(feed.path).body.decode()


def test_well_formed() -> None:
    """Every XML feed but the malformed one is well-formed, and every JSON feed is JSON."""
    for feed in _ROOM.feeds:
        body = _get(feed.path).body
        if feed.outlet.format == "json":
            assert json.loads(body)["items"]
        elif not feed.outlet.has("malformed"):
            etree.fromstring(body)


def test_all_formats() -> None:
    """RSS 2.0, Atom, RDF, JSON Feed and a news sitemap are all there."""
    assert {feed.outlet.format for feed in _ROOM.feeds} == {"rss", "atom", "rdf", "json", "sitemap"}


def test_matching_etag() -> None:
    """A reader who has the newest version is told so with 304 and no body."""
    path = "/continental-press/all/feed.xml"
    first = _get(path)
    again = _get(path, if_none_match=first.headers["ETag"])
    assert (first.status, again.status, again.body) == (200, 304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]


def test_if_modified_since() -> None:
    """Last-Modified alone serves as well, as long as nothing has changed since."""
    path = "/ledger-exchange/all/feed.json"
    early = _get(path, _START)
    since = early.headers["Last-Modified"]
    assert _get(path, _START, if_modified_since=since).status == 304
    assert _get(path, _END, if_modified_since=since).status == 200
    assert _get(path, _START, if_modified_since="some day").status == 200


def test_etag_counts_before_the_date() -> None:
    """Where both are given, the ETag decides."""
    path = "/ledger-exchange/all/feed.json"
    headers = _get(path).headers
    stale = _get(path, if_none_match='"other"', if_modified_since=headers["Last-Modified"])
    assert stale.status == 200


def test_throttled_once() -> None:
    """The second request is refused with Retry-After, the third is served."""
    path = "/gulf-levant/all/feed.xml"
    replies = [_get(path, asked_before=count) for count in range(3)]
    assert [answer.status for answer in replies] == [200, 429, 200]
    assert replies[1].headers["Retry-After"] == str(RETRY_AFTER_S)


def test_moved() -> None:
    """The old address of a moved feed points to the new one, which serves it."""
    (feed,) = [feed for feed in _ROOM.feeds if feed.outlet.has("moved")]
    answer = _get(feed_address(feed))
    assert answer.status == 301
    assert answer.headers["Location"] != feed_address(feed)
    assert _get(answer.headers["Location"]).status == 200


def test_malformed_but_salvageable() -> None:
    """The malformed feed fails a strict reader and gives a tolerant one all its entries."""
    body = _body("valley-sentinel")
    with pytest.raises(etree.XMLSyntaxError):
        etree.fromstring(body.encode())
    assert len(feedparser.parse(body.encode()).entries) == body.count("<item>")


def test_hopeless_dates() -> None:
    """No date of the outlet with hopeless dates can be read."""
    parsed = feedparser.parse(_body("plata-observer").encode())
    assert len(parsed.entries) >= 4
    assert all(entry.get("published_parsed") is None for entry in parsed.entries)


def test_relative_links() -> None:
    """Relative links lead to the outlet's own host by xml:base."""
    body = _body("harbour-courier")
    assert 'href="2023/' in body
    links = [entry.link for entry in feedparser.parse(body.encode()).entries]
    assert all(link.startswith("https://www.harbour-courier.example/2023/") for link in links)


def test_tracking_parameters() -> None:
    """One article carries other utm_ parameters in each feed of its outlet."""
    assert "utm_campaign=rss" in _get("/meridian-post/all/feed.xml").body.decode()
    assert "utm_campaign=world" in _get("/meridian-post/world/feed.xml").body.decode()


def test_markup_in_content() -> None:
    """Content of some outlets holds named entities, a picture and links that are no text."""
    body = _body("touchline")
    assert "&rsquo;" in body
    assert "<img " in body
    assert "Share&nbsp;this" in body


def test_empty_item() -> None:
    """One entry of the aggregator holds a link and nothing else."""
    assert "<title></title>" in _body("newsdrift")


def test_sitemap_gives_no_text() -> None:
    """The sitemap names titles and dates; the text stands on the page it points to."""
    body = _body("pacific-monitor")
    assert "<news:title>" in body
    assert "gaskets" not in body
    (path,) = {
        item.path for item in _ROOM.released(_END) if item.title.startswith("Taiwan’s suppliers")
    }
    page = _get(f"/pacific-monitor{path}")
    assert page.status == 200
    assert "We sell gaskets" in page.body.decode()


def test_no_such_page() -> None:
    """An unknown path, and an article that is not out yet, give 404."""
    assert _get("/nowhere").status == 404
    late = [item for item in _ROOM.released(_END) if item.versions[0].released_s > 30]
    path = f"/{late[0].outlet.slug}{late[0].path}"
    assert (_get(path, _START).status, _get(path).status) == (404, 200)
