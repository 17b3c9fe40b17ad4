"""A text's paragraphs: its lines, or its blocks where a block's lines were wrapped."""

from __future__ import annotations

import re
from typing import Final

_LINE: Final = re.compile(r"[^\n\r\x0b\x0c\x85\u2028\u2029]+")
# Plain text is wrapped at 60 to 100 columns.
_SHORTEST_WRAPPED: Final = 45
_LONGEST_WRAPPED: Final = 100


def find_paragraphs(text: str) -> list[tuple[int, int]]:
    """Give the paragraphs without the space around them, none empty.

    A line is a paragraph; lines of a block (no empty line between) are one paragraph where all but
    the last are of a wrapped line's length and one begins in lower case.
    """
    paragraphs: list[tuple[int, int]] = []
    for block in _blocks(text):
        if _is_wrapped(text, block):
            paragraphs.append((block[0][0], block[-1][1]))
        else:
            paragraphs += block
    return paragraphs


def _blocks(text: str) -> list[list[tuple[int, int]]]:
    blocks: list[list[tuple[int, int]]] = []
    previous_end = -1
    for match in _LINE.finditer(text):
        line = match.group()
        stripped = line.strip()
        if not stripped:
            continue
        start = match.start() + len(line) - len(line.lstrip())
        between = text[previous_end : match.start()] if previous_end >= 0 else ""
        if not blocks or between.count("\n") > 1 or between.count("\r") > 1:
            blocks.append([])
        blocks[-1].append((start, start + len(stripped)))
        previous_end = match.end()
    return blocks


def _is_wrapped(text: str, lines: list[tuple[int, int]]) -> bool:
    if len(lines) < 2:
        return False
    if not all(_SHORTEST_WRAPPED <= end - start <= _LONGEST_WRAPPED for start, end in lines[:-1]):
        return False
    return any(text[start].islower() for start, _ in lines[1:])
