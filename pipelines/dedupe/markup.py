"""Remains of markup in a text, blanked where they stand, so that no place in it moves."""

from __future__ import annotations

import re
from typing import Final

_MARKUP: Final = re.compile(
    r"<!--.{0,2000}?-->|</?[a-z][^<>]{0,500}>|&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,12}\d{0,2});",
    re.IGNORECASE | re.DOTALL,
)


def without_markup(text: str) -> str:
    """Put blanks in the place of tags, comments and entities; the text keeps its length."""
    if "<" not in text and "&" not in text:
        return text
    return _MARKUP.sub(lambda found: " " * len(found[0]), text)
