"""What parts two articles although they are alike: the same frames with other numbers."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final
from zlib import crc32

from pipelines.dedupe.story_terms import READ_CHARS

_NUMBER: Final = re.compile(r"\d+(?:[.,]\d+)*")
_BEFORE_CHARS, _AFTER_CHARS = 8, 6
_FRAMES_KEPT: Final = 24
_REMEMBERED: Final = 1_024
_MANY_FRAMES: Final = 4
_LIKE_NUMBERS: Final = 0.34


def is_refilled(one: str, other: str) -> bool:
    """Tell whether two texts have the same frames with other numbers: the weather of two days."""
    here, there = _frames(one[:READ_CHARS]), _frames(other[:READ_CHARS])
    frames = {each >> 32 for each in here} & {each >> 32 for each in there}
    return len(frames) >= _MANY_FRAMES and len({*here} & {*there}) < _LIKE_NUMBERS * len(frames)


@lru_cache(maxsize=_REMEMBERED)  # what is written alike is compared again and again
def _frames(text: str) -> tuple[int, ...]:
    """Give the numbers of a text with what stands around each: 32 bits of that, then 32 of the number."""
    frames = {
        _crc(f"{text[max(0, start - _BEFORE_CHARS) : start]}#{text[end : end + _AFTER_CHARS]}")
        << 32
        | _crc(text[start:end])
        for start, end in (number.span() for number in _NUMBER.finditer(text))
    }
    return tuple(sorted(frames)[:_FRAMES_KEPT])


def _crc(text: str) -> int:
    return crc32(text.casefold().encode("utf-8", "surrogatepass"))
