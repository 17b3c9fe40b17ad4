"""HTML as feeds carry it → title text and paragraphs: linear in its size, whatever it holds."""

from __future__ import annotations

import html
import re
import unicodedata
from typing import Final

import lxml.etree
import lxml.html

_BLOCKS: Final = frozenset(
    "address article aside blockquote body dd div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6"
    " header hr html li main nav ol p pre section table tbody td th thead tr ul".split()
)
_DROPPED: Final = frozenset(
    "audio button canvas embed figcaption form head iframe input math noscript object script select"
    " style svg template textarea video".split()
)
_LOOKS_LIKE_HTML: Final = re.compile(r"<(?:/?[a-zA-Z][^<>]*>|!--|!\[CDATA\[)")
_TAG: Final = re.compile(r"<[^<>]*>")
_ENTITY: Final = re.compile(r"&(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")
_SPACE: Final = re.compile(r"[ \t\r\f\v\n\u00a0\u2000-\u200a\u202f\u205f\u3000]+")
_INVISIBLE: Final = re.compile(
    "[\u0000-\u0008\u000e-\u001f\u007f-\u009f\u00ad\u200b\u2060\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
_BLANK_LINE: Final = re.compile(r"\n\s*\n|\r\n\s*\r\n")
# What feeds add around an article's text: whole paragraphs that match are dropped.
_TRAILER: Final = re.compile(
    r"(?:the post .{1,300} (?:first )?appeared (?:first )?on .{1,200}"
    r"|(?:read|see|learn) (?:more|the (?:full|rest).{0,60})(?: at .{1,80}| here)?[.…>» →]*"
    r"|continue reading.{0,200}|click here (?:to|for).{0,120}|\[?(?:more|…|\.\.\.)\]?"
    r"|(?:submitted by|share (?:this|on)|follow us on|sign up (?:for|to)|advertisement).{0,120})",
    re.IGNORECASE,
)
_TEASER_END: Final = re.compile(
    r"(…|\.\.\.|\[…\]|\[\.\.\.\])\s*(?:read|continue|see|learn) (?:more|reading)\b.{0,80}$",
    re.IGNORECASE,
)
_SENTENCE_END: Final = re.compile(r"[.!?…:。！？][\"”’»')\]]*\s*$")
_SURROUNDINGS: Final = frozenset("aside dialog footer header menu nav".split())
_PROSE_WORDS: Final = 10
# Within a piece, while it is taken apart: separators of ASCII, which no text holds.
_BREAK: Final = "\x1e"
_MARKS: Final = re.compile("[\x1c\x1d]")
_LINK: Final = re.compile("\x1c[^\x1c\x1d]*\x1d")


def plain_text(markup: str) -> str:
    """Give the text of a short piece of markup (a title) on one line."""
    return _one_line(" ".join(paragraphs(markup, trailers=False)))


def paragraphs(markup: str, *, trailers: bool = True) -> list[str]:
    """Give the paragraphs of markup or plain text, each on one line, without feeds' trailers."""
    unescaped = _unescape_twice(markup)
    if _LOOKS_LIKE_HTML.search(unescaped):
        # A parser that gave up (nesting too deep) must not cost the text.
        pieces = _html_pieces(unescaped) or [html.unescape(_TAG.sub(" ", unescaped))]
    else:
        pieces = _plain_pieces(html.unescape(unescaped))
    lines = [line for line in (_one_line(piece) for piece in pieces) if line]
    if not trailers:
        return lines
    return [_TEASER_END.sub(r"\1", line) for line in lines if not _TRAILER.fullmatch(line)]


def main_paragraphs(page: str) -> list[str]:
    """Give the paragraphs of a page's article, without the navigation and the teasers around it.

    The run of blocks with the greatest sum of words counts, where a block that is short or mostly
    links counts against it: after Pasternack & Roth, Extracting article text from the web with
    maximum subsequence segmentation (WWW 2009), with fixed instead of learnt weights.
    """
    blocks = [(_one_line(_MARKS.sub("", piece)), piece) for piece in _html_pieces(page, page=True)]
    blocks = [(line, piece) for line, piece in blocks if line and not _TRAILER.fullmatch(line)]
    begin, end = _heaviest_run([_weight(line, piece) for line, piece in blocks])
    return [line for line, piece in blocks[begin:end] if not _is_links(line, piece)]


def _weight(line: str, piece: str) -> int:
    words = len(line.split())
    return words if words >= _PROSE_WORDS and not _is_links(line, piece) else -_PROSE_WORDS


def _is_links(line: str, piece: str) -> bool:
    linked = sum(len(match.group()) for match in _LINK.finditer(piece))
    return linked > len(line) / 2


def _heaviest_run(weights: list[int]) -> tuple[int, int]:
    """Give begin and end of the run of weights with the greatest sum (Kadane)."""
    best, best_run = 0, (0, 0)
    total, begin = 0, 0
    for place, weight in enumerate(weights):
        if total <= 0:
            total, begin = 0, place
        total += weight
        if total > best:
            best, best_run = total, (begin, place + 1)
    return best_run


def _plain_pieces(text: str) -> list[str]:
    """Split plain text at blank lines; where there is none, at line ends that end sentences."""
    pieces = _BLANK_LINE.split(text)
    if len(pieces) > 1:
        return pieces
    lines = [line for line in text.splitlines() if line.strip()]
    wrapped = sum(not _SENTENCE_END.search(line) for line in lines[:-1])
    return pieces if wrapped * 3 > len(lines) else lines


def _unescape_twice(markup: str) -> str:
    """Undo the escaping of markup that was escaped once too often (`&lt;p&gt;…`)."""
    if _LOOKS_LIKE_HTML.search(markup) or not _ENTITY.search(markup):
        return markup
    once = html.unescape(markup)
    return once if _LOOKS_LIKE_HTML.search(once) else markup


def _html_pieces(markup: str, *, page: bool = False) -> list[str]:
    """Split at block elements; of a `page`, leave out what surrounds articles, and mark links.

    Iterative: hostile nesting must not exhaust the stack.
    """
    dropped = _DROPPED | _SURROUNDINGS if page else _DROPPED
    cleaned = _INVISIBLE.sub("", markup).replace("<![CDATA[", "").replace("]]>", "")
    parser = lxml.html.HTMLParser(
        remove_comments=True, remove_pis=True, no_network=True, huge_tree=False
    )
    try:
        root = lxml.html.document_fromstring(cleaned, parser=parser)
    except (lxml.etree.ParserError, lxml.etree.XMLSyntaxError, ValueError):
        return []
    parts: list[str] = []
    skipped = 0
    for event, element in lxml.etree.iterwalk(root, events=("start", "end")):
        tag = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            skipped += tag in dropped
            if not skipped:
                parts.append(_opening(tag, page) + (element.text or ""))
        else:
            if not skipped:
                parts.append(_closing(tag, page))
            skipped -= tag in dropped
            if not skipped:
                parts.append(element.tail or "")
    # Two line breaks are how some feeds write a paragraph; one is white space.
    text = re.sub(r"\x1f\s*\x1f", _BREAK, "".join(parts)).replace("\x1f", " ")
    return text.split(_BREAK) if text.strip(f"{_BREAK} \n") else []


def _opening(tag: str, page: bool) -> str:
    if tag == "br":
        return "\x1f"
    if page and tag == "a":
        return "\x1c"
    return _BREAK if tag in _BLOCKS else ""


def _closing(tag: str, page: bool) -> str:
    if page and tag == "a":
        return "\x1d"
    return _BREAK if tag in _BLOCKS else ""


def _one_line(text: str) -> str:
    """Compose (NFC), drop what can't be seen, make every white space one blank."""
    if _ENTITY.search(text):
        text = html.unescape(text)  # escaped twice: the parser has undone the first
    if text.isascii() and text.isprintable():
        return " ".join(text.split())  # the same as below, in a third of the time
    clean = unicodedata.normalize("NFC", _SPACE.sub(" ", text))
    return _INVISIBLE.sub("", clean).strip()
