"""Names in the form they are compared and made into ids by."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

_LETTERS: Final = str.maketrans(
    {
        "ß": "ss",
        "ø": "o",
        "Ø": "O",
        "ł": "l",
        "Ł": "L",
        "đ": "d",
        "Đ": "D",
        "æ": "ae",
        "Æ": "Ae",
        "œ": "oe",
    }
    | {"ı": "i", "þ": "th", "ð": "d", "’": "'", "ʻ": "'", "‘": "'", "\u00ad": None, "\u200b": None}
    | {"\u200c": None, "\u200d": None, "\ufeff": None}
)
_NO_SLUG: Final = re.compile(r"[\W_]+")


@lru_cache(maxsize=8192)
def fold(name: str) -> str:
    """Give a name in lower case, without accents and with plain apostrophes and single spaces."""
    plain = name.translate(_LETTERS)
    if not plain.isascii():
        parts = unicodedata.normalize("NFKD", plain)
        plain = "".join(part for part in parts if not unicodedata.combining(part))
    return " ".join(plain.lower().split())


@lru_cache(maxsize=8192)
def slug(name: str) -> str:
    """Give a name as the last part of an id: "Lucía Barrenechea" is `lucia-barrenechea`."""
    return _NO_SLUG.sub("-", fold(name).replace("'", "").replace(".", "")).strip("-")
