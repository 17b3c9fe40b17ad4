"""What stands in quotation marks: curly, straight, guillemets, nested, continued over paragraphs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from pipelines.extract.text.document import QuotedRegion

# Apostrophes within words are no marks. It begins with a set of signs: that is searched for fastest.
_MARK: Final = re.compile(
    r"[\"“”„«»「」『』`'‘’]"
    r"(?:(?<=[\"“”„«»「」『』])|(?<=`)`|(?<=')'|(?<=[‘'])(?<!\w.)|(?<=['’])(?!\w))"
)
_PAIRS: Final = {
    "“": "”",
    "„": "”“",
    "«": "»",
    "»": "«",
    "「": "」",
    "『": "』",
    "``": "''",
    "‘": "’",
}
_STRAIGHT: Final = frozenset({'"', "'"})
_ELISION: Final = re.compile(r"['’](?:\d0s|em|tis|twas|cause|til|n)\b", re.IGNORECASE)
_BEFORE_OPENING: Final = frozenset("([{-–—/“‘«\"'")


class _Open(NamedTuple):
    mark: str
    start: int
    inner_start: int


def find_quoted(text: str, paragraphs: Sequence[tuple[int, int]]) -> list[QuotedRegion]:
    """Give the quoted regions in order of their start; a mark without its partner gives none."""
    spans: list[tuple[_Open, int, int, bool]] = []
    for number, (start, end) in enumerate(paragraphs):
        left_open = _read_paragraph(text, start, end, spans)
        if left_open and number + 1 < len(paragraphs):
            following = paragraphs[number + 1][0]
            last = left_open[-1]
            if text.startswith(last.mark, following) and last.mark != "'":
                spans.append((last, end, end, True))
    return _with_depth(spans)


def _read_paragraph(
    text: str, start: int, end: int, spans: list[tuple[_Open, int, int, bool]]
) -> list[_Open]:
    """Pair the marks of one paragraph; gives those left open."""
    opened: list[_Open] = []
    waiting: dict[str, int] = {}
    for match in _MARK.finditer(text, start, end):
        mark, at = match.group(), match.start()
        partner = _partner(text, match, opened, waiting, start, end)
        if partner is not None:
            for dropped in opened[partner:]:
                waiting[dropped.mark] -= 1
            spans.append((opened[partner], at, match.end(), False))
            del opened[partner:]
        elif _opens(text, match, end):
            opened.append(_Open(mark, at, match.end()))
            waiting[mark] = waiting.get(mark, 0) + 1
    return opened


def _partner(
    text: str,
    match: re.Match[str],
    opened: list[_Open],
    waiting: dict[str, int],
    start: int,
    end: int,
) -> int | None:
    """Give the index in `opened` of the mark that this one closes; None where it closes none."""
    mark = match.group()
    if mark in _STRAIGHT:
        if not waiting.get(mark) or _must_open(text, match, start, end):
            return None
        closes = mark
    else:
        closes = "".join(
            opening
            for opening, closing in _PAIRS.items()
            if mark in closing and waiting.get(opening)
        )
        if mark == "''" and waiting.get("``"):
            closes = "``"
    if not closes:
        return None
    for index in range(len(opened) - 1, -1, -1):
        if opened[index].mark in closes or opened[index].mark == closes:
            return index
    return None


def _must_open(text: str, match: re.Match[str], start: int, end: int) -> bool:
    """A straight mark after a space and before a word opens another quotation inside."""
    at = match.start()
    after_space = at == start or text[at - 1].isspace()
    before_word = match.end() < end and not text[match.end()].isspace()
    return after_space and before_word


def _opens(text: str, match: re.Match[str], end: int) -> bool:
    mark = match.group()
    if mark in _STRAIGHT:
        before = text[match.start() - 1] if match.start() else " "
        free = before.isspace() or before in _BEFORE_OPENING
        if mark == "'" and (not free or _ELISION.match(text, match.start())):
            return False
        return match.end() < end and (free or not text[match.end()].isspace())
    return mark in _PAIRS


def _with_depth(spans: list[tuple[_Open, int, int, bool]]) -> list[QuotedRegion]:
    spans.sort(key=lambda span: (span[0].start, -span[2]))
    regions: list[QuotedRegion] = []
    enclosing: list[int] = []
    for opening, inner_end, end, continues in spans:
        while enclosing and enclosing[-1] <= opening.start:
            enclosing.pop()
        regions.append(
            QuotedRegion(
                opening.start, end, opening.inner_start, inner_end, len(enclosing), continues
            )
        )
        enclosing.append(end)
    return regions
