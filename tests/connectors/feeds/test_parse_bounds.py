"""Whatever the bytes: a value comes back, and nothing is dropped without a word."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.feeds.parse import parse_feed
from connectors.feeds.parsed import ParsedFeed, Unparseable
from schemas import wire
from schemas.articles import RawArticle

NOW = datetime(2025, 6, 5, tzinfo=UTC)
FRAGMENTS = [
    b"<rss version='2.0'>", b"<channel>", b"<item>", b"</item>", b"<entry>", b"<title>", b"</title>",
    b"<feed xmlns='http://www.w3.org/2005/Atom'>", b"<urlset>", b"<url>", b"<news:news>", b"<![CDATA[",
    b"]]>", b"<!--", b"-->", b"<!DOCTYPE x [", b"<!ENTITY a '&b;'>", b"]>", b"&a;", b"&#xD800;",
    b"&#55555;", b"<?xml version='1.0' encoding='utf-7'?>", b"<?xml version='1.0' encoding='nope'?>",
    b"<link href='http://[x'/>", b"<link>", b"<guid>", b"xml:base='//['", b"\x00", b"\xff\xfe", b"<html>",
    b'{"version":"https://jsonfeed.org/version/1.1","items":[', b"{", b"[", b'"id":1e999', b"}", b"]",
    b"\x1f\x8b\x08", b"<pubDate>99999", b"<author>a@b (c)</author>", b"<category/>", b"\xf0\x9f",
]  # fmt: skip


def read(body: bytes, *, max_entries: int = 10_000) -> ParsedFeed | Unparseable:
    return parse_feed(
        body, feed_url="https://feeds.example/f", fetched_at=NOW, max_entries=max_entries
    )


def parsed(body: bytes, *, max_entries: int = 10_000) -> ParsedFeed:
    result = read(body, max_entries=max_entries)
    assert isinstance(result, ParsedFeed)
    return result


def assert_wellformed(result: ParsedFeed | Unparseable) -> None:
    if isinstance(result, Unparseable):
        assert result.message
        return
    for entry in result.entries:
        assert isinstance(wire.decode(wire.encode(entry), RawArticle), RawArticle)


@given(st.binary(max_size=3_000))
@settings(deadline=None, max_examples=150)
def test_any_bytes_give_a_value(body: bytes) -> None:
    """Bytes of any kind are read or explained, never raised about."""
    assert_wellformed(read(body))


@given(
    st.lists(st.one_of(st.sampled_from(FRAGMENTS), st.binary(max_size=8)), max_size=40),
    st.booleans(),
)
@settings(deadline=None, max_examples=300)
def test_any_mixture_of_feed_fragments_gives_a_value(parts: list[bytes], is_feed: bool) -> None:
    """Markup in any disorder is read or explained, and its entries survive the wire."""
    start = b"<rss version='2.0'><channel>" if is_feed else b""
    assert_wellformed(read(start + b"".join(parts)))


@pytest.mark.parametrize(
    ("begin", "entry", "end"),
    [
        (b"<rss version='2.0'><channel>", b"<item><title>x</title></item>", b"</channel></rss>"),
        (b"<feed xmlns='http://www.w3.org/2005/Atom'>", b"<entry><title>x</title></entry>", b"</feed>"),
        (b"<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><channel></channel>",
         b"<item><title>x</title></item>", b"</rdf:RDF>"),
        (b'{"version":"https://jsonfeed.org/version/1","items":[', b'{"title":"x"},', b'{"title":"x"}]}'),
        (b"<urlset xmlns:news='http://www.google.com/schemas/sitemap-news/0.9'>",
         b"<url><loc>http://a.example</loc><news:news><news:title>x</news:title></news:news></url>",
         b"</urlset>"),
    ],
    ids=["rss", "atom", "rdf", "json", "sitemap"],
)  # fmt: skip
def test_entries_beyond_the_cap_are_counted(begin: bytes, entry: bytes, end: bytes) -> None:
    """A feed with too many entries gives the first ones and says how many were left out."""
    result = parsed(begin + entry * 60 + end, max_entries=25)
    assert [entry.title for entry in result.entries] == ["x"] * 25
    assert any("first 25 were read" in sentence for sentence in result.complaints)
    assert not any("alformed" in sentence for sentence in result.complaints)


def test_a_gzip_bomb_in_the_body_is_refused() -> None:
    """Compressed bytes that unfold beyond the bound are refused with a reason."""
    result = read(gzip.compress(b"\x00" * (80 * 1024 * 1024)))
    assert isinstance(result, Unparseable)
    assert result.reason == "too_large"


@pytest.mark.parametrize(
    "tail",
    [b"<" * 50_000, b"&" * 50_000, b"<![CDATA[" * 20_000, b"<!--" * 20_000, b"</a>" * 50_000],
    ids=["lt", "amp", "cdata", "comment", "close"],
)
def test_runs_of_markup_end(tail: bytes) -> None:
    """Endless runs of one construct are salvaged, with a complaint."""
    result = parsed(b"<rss version='2.0'><channel><item><title>a</title></item>" + tail)
    assert result.entries
    assert result.complaints


def test_nested_json_is_explained() -> None:
    """JSON nested beyond all bounds is no feed, and no crash."""
    result = read(b'{"version":"https://jsonfeed.org/version/1","items":' + b"[" * 200_000)
    assert isinstance(result, Unparseable)
