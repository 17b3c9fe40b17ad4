"""From a feed's bytes as they came to bytes a parser can read: gzip, UTF-16, junk before the root."""

from __future__ import annotations

import codecs
import re
import zlib
from typing import Final, Literal

from msgspec import Struct

from connectors.feeds.parsed import Unparseable

MAX_UNFOLDED_BYTES: Final = 64 * 1024 * 1024
# Real feeds nest about ten deep; feedparser needs time quadratic in the depth.
MAX_DEPTH: Final = 500

Kind = Literal["json", "feed", "sitemap", "html", "other"]

_BOMS: Final = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"<\x00", "utf-16-le"),
    (b"\x00<", "utf-16-be"),
    (b"{\x00", "utf-16-le"),
    (b"\x00{", "utf-16-be"),
)
_DECLARED: Final = re.compile(rb"^(<\?xml[^>]{0,200}?encoding\s*=\s*[\"'])([^\"']{1,40})")
# SO, SI and ESC stay: they carry meaning in ISO-2022 encodings.
_CONTROLS: Final = re.compile(rb"[\x00-\x08\x0b\x0c\x10-\x1a\x1c-\x1f]")
# References to half a surrogate pair: no character (XML 1.0, 2.2), and feedparser fails on them.
_HALF_CHARACTER: Final = re.compile(rb"&#(?:[xX]0*[dD][89a-fA-F][0-9a-fA-F]{2}|0*5[5-7]\d{3});")
_ROOT: Final = re.compile(
    rb"<(?:[A-Za-z][\w.-]{0,40}:)?(rss|RDF|feed|channel|urlset|sitemapindex|html|HTML|opml)(?=[\s>/])"
)
_PROLOGUE: Final = re.compile(rb"<\?xml\b")
_HTML_DOCTYPE: Final = re.compile(rb"<!doctype\s+html", re.IGNORECASE)
_LOOKED_AT_BYTES: Final = 65_536
_KINDS: Final[dict[bytes, Kind]] = {
    b"rss": "feed",
    b"RDF": "feed",
    b"feed": "feed",
    b"channel": "feed",
    b"urlset": "sitemap",
    b"sitemapindex": "sitemap",
    b"html": "html",
    b"HTML": "html",
}


class Prepared(Struct, frozen=True):
    """Bytes ready for the reader of their kind, and what had to be mended."""

    kind: Kind
    data: bytes
    complaints: tuple[str, ...] = ()


def prepare(body: bytes) -> Prepared | Unparseable:
    """Unfold, decode to an encoding parsers read, and tell what kind of document it is."""
    complaints: list[str] = []
    data = body
    if body.startswith(b"\x1f\x8b"):
        unfolded = _gunzip(body)
        if isinstance(unfolded, Unparseable):
            return unfolded
        data, cut = unfolded
        complaints.append("The body is compressed (gzip) without saying so.")
        if cut:
            complaints.append("The compressed body ends too early: the rest of it is missing.")
    data = _to_ascii_compatible(data).lstrip()
    if not data:
        return Unparseable(
            reason="empty", message=f"The feed is empty ({len(body)} bytes received)."
        )
    if data[:1] in (b"{", b"["):
        return Prepared("json", data, tuple(complaints))
    return _prepare_markup(data, complaints)


def _prepare_markup(data: bytes, complaints: list[str]) -> Prepared | Unparseable:
    if data.count(b"\x00", 0, 4096) >= 4 or b"<" not in data:
        return _no_markup(data)
    clean, removed = _CONTROLS.subn(b"", data)
    if removed:
        complaints.append(f"{removed} control characters that XML forbids were removed.")
    mended = _HALF_CHARACTER.sub(_whole_character, clean)
    if mended != clean:
        complaints.append("References to half a character (surrogates) were replaced.")
        clean = mended
    kind, start = _recognise(clean)
    if start:
        complaints.append(f"{start} bytes stand before the document's beginning; left out.")
    clean = clean[start:]
    depth = _depth(clean)
    if kind != "html" and depth > MAX_DEPTH:
        return Unparseable(
            reason="too_deep", message=f"Elements are nested more than {MAX_DEPTH} deep: no feed."
        )
    return Prepared(kind, clean, tuple(complaints))


def _whole_character(reference: re.Match[bytes]) -> bytes:
    digits = reference.group()[2:-1]
    number = int(digits[1:], 16) if digits[:1] in b"xX" else int(digits)
    return b"&#xFFFD;" if 0xD800 <= number <= 0xDFFF else reference.group()


def _no_markup(data: bytes) -> Unparseable:
    head = data[:4096]
    printable = sum(32 <= byte < 127 or byte in b"\t\r\n" or byte >= 160 for byte in head)
    if printable < 0.9 * len(head):
        return Unparseable(reason="binary", message=f"{len(data)} bytes of binary data, no feed.")
    return Unparseable(reason="not_a_feed", message="Plain text, no feed.")


def _gunzip(body: bytes) -> tuple[bytes, bool] | Unparseable:
    """Give the unfolded bytes and whether the end is missing."""
    unfolder = zlib.decompressobj(wbits=31)
    try:
        data = unfolder.decompress(body, MAX_UNFOLDED_BYTES)
    except zlib.error as error:
        return Unparseable(reason="binary", message=f"Compressed data that is broken: {error}.")
    if unfolder.unconsumed_tail:
        return Unparseable(
            reason="too_large",
            message=f"Compressed data that unfolds to more than {MAX_UNFOLDED_BYTES} bytes.",
        )
    return data, not unfolder.eof


def _to_ascii_compatible(data: bytes) -> bytes:
    """Give UTF-8 for UTF-16 and UTF-32 (its declaration adjusted), anything else as it is."""
    data = data.removeprefix(codecs.BOM_UTF8)
    for beginning, encoding in _BOMS:
        if data.startswith(beginning):
            text = data.decode(encoding, errors="replace").lstrip("\ufeff").lstrip()
            return _DECLARED.sub(rb"\1utf-8", text.encode("utf-8", errors="replace"), count=1)
    # A document without NULs that claims UTF-16 was transcoded on its way, its claim left as it was.
    declared = _DECLARED.match(data)
    if declared and declared.group(2).lower().startswith((b"utf-16", b"ucs-2")):
        return _DECLARED.sub(rb"\1utf-8", data, count=1)
    return data


def _recognise(data: bytes) -> tuple[Kind, int]:
    """Give the kind of document, and where it begins."""
    head = data[:_LOOKED_AT_BYTES]
    root = _ROOT.search(head)
    doctype = _HTML_DOCTYPE.search(head)
    if doctype and (root is None or doctype.start() < root.start()):
        return "html", 0
    if root is None:
        return "other", 0
    kind = _KINDS.get(root.group(1), "other")
    prologue = _PROLOGUE.search(head, 0, root.start())
    if prologue is not None:
        return kind, prologue.start()
    before = head[: root.start()].lstrip()
    return kind, 0 if before.startswith((b"<!", b"<?")) or not before else root.start()


_TAG: Final = re.compile(
    rb"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)|<(/?)([A-Za-z_][^\s<>/]*)([^<>]*)>", re.DOTALL
)


def _depth(data: bytes) -> int:
    """Give how deep elements nest, at least approximately; stops where it is clearly too deep."""
    depth = deepest = 0
    for tag in _TAG.finditer(data):
        if tag.group(2) is None:
            continue
        if tag.group(1):
            depth = max(0, depth - 1)
        elif not tag.group(3).endswith(b"/"):
            depth += 1
            deepest = max(deepest, depth)
            if deepest > MAX_DEPTH:
                break
    return deepest
