"""Lists of feeds, in and out."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from connectors.feeds.feed_state import FeedState
from connectors.feeds.opml import read_opml, write_opml
from schemas.errors import Fatal

NESTED = b"""<?xml version="1.0"?>
<opml version="1.1"><head/><body>
 <outline text="World"><outline text="Deep"><outline text="A" xmlUrl="https://a.example/rss"/></outline>
 <outline text="B" xmlurl=" https://b.example/rss "/></outline>
 <outline text="A again" xmlUrl="https://a.example/rss"/><outline text="x" xmlUrl="feed:nothing"/>
</body></opml>"""


def test_nested_outlines_give_each_feed_once() -> None:
    """All feeds of a list are found, however deep, and what is no URL is named."""
    outlines = read_opml(NESTED, name="list.opml")
    assert outlines.urls == ("https://a.example/rss", "https://b.example/rss")
    assert outlines.skipped == ("feed:nothing",)


def test_what_is_written_is_read_again() -> None:
    """An export can be imported, with odd characters in titles and URLs."""
    now = datetime(2025, 1, 1, tzinfo=UTC)
    urls = ("https://a.example/?x=1&y=%22", "https://b.example/é")
    feeds = [FeedState(url=url, next_poll_at=now, title="<A & B>") for url in urls]
    assert read_opml(write_opml(feeds), name="x").urls == urls


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "line 1"),
        (b"<opml>\n<body>\n<outline></body></opml>", "line 3"),
        (b"<html></html>", "<html>, not <opml>"),
    ],
)
def test_a_broken_list_is_named_with_its_line(data: bytes, said: str) -> None:
    """A file that is no OPML gives one sentence that names file and line, never a traceback."""
    with pytest.raises(Fatal) as caught:
        read_opml(data, name="list.opml")
    assert "list.opml" in str(caught.value)
    assert said in str(caught.value)


def test_entities_of_a_list_are_not_resolved() -> None:
    """A list can't make the reader open files."""
    data = b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><opml>&x;</opml>'
    assert read_opml(data, name="list.opml").urls == ()
