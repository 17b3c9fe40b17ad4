"""OPML 2.0 (opml.org): lists of feeds, in and out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from lxml import etree
from msgspec import Struct

from connectors.feeds.feed_state import FeedState
from connectors.feeds.parse_text import is_web_url
from schemas.errors import Fatal

_LONGEST_FILE_BYTES: Final = 64 * 1024 * 1024


class Outlines(Struct, frozen=True, kw_only=True):
    """The feeds a list names, each once, in its order; `skipped` are xmlUrl values that are no URL."""

    urls: tuple[str, ...]
    skipped: tuple[str, ...] = ()


def read_opml(data: bytes, *, name: str) -> Outlines:
    """Read the xmlUrl of all outlines, however deep they nest.

    Raises `Fatal` that names the file and the line where it is broken, or says that it is no OPML.
    """
    if len(data) > _LONGEST_FILE_BYTES:
        raise Fatal(f"{name}: {len(data)} bytes are too many for a list of feeds.")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        root = etree.fromstring(data.removeprefix(b"\xef\xbb\xbf").lstrip(), parser)
    except etree.XMLSyntaxError as error:
        raise Fatal(
            f"{name}, line {error.lineno or 1}: no readable OPML: {error.msg or 'empty file'}. "
            "Export the list again from where it came."
        ) from None
    if _local(root).lower() != "opml":
        raise Fatal(f"{name}: no OPML: its root element is <{_local(root)}>, not <opml>.")
    stated = [url.strip() for url in _xml_urls(root) if url.strip()]
    return Outlines(
        urls=tuple(dict.fromkeys(url for url in stated if is_web_url(url))),
        skipped=tuple(url for url in stated if not is_web_url(url)),
    )


def write_opml(feeds: Iterable[FeedState]) -> bytes:
    """Give the feeds as OPML 2.0, UTF-8, one outline a feed."""
    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = "Feeds of dateline"
    body = etree.SubElement(root, "body")
    for feed in feeds:
        text = feed.title or feed.url
        etree.SubElement(body, "outline", type="rss", text=text, xmlUrl=feed.url)
    return etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True)


def _xml_urls(root: etree._Element) -> Iterator[str]:
    for element in root.iter():
        if _local(element).lower() != "outline":
            continue
        for key, value in element.attrib.items():
            if str(key).lower() == "xmlurl":
                yield str(value)


def _local(element: etree._Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
