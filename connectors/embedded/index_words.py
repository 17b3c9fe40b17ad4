"""The words of a text as tantivy indexes them: parted and folded once a document, not once a field.

tantivy's regular expression takes 0.13 µs a character, as much as all else an upsert does. Text of
Latin letters is therefore parted here, at a quarter of that; any other by that expression, and in both
cases tantivy is handed words with spaces between them.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any, Final

import tantivy

# Unicode's word boundaries (UAX #29) as Lucene's StandardTokenizer reads them: letters and digits
# with inner points and apostrophes, Katakana runs, single ideographs and Hiragana, emoji.
_EXTEND: Final = r"[\p{wb=Extend}\p{wb=Format}\p{wb=ZWJ}]*"
_LETTERS: Final = rf"(?:[\p{{wb=ALetter}}\p{{wb=Hebrew_Letter}}]{_EXTEND})+"
_DIGITS: Final = rf"(?:\p{{wb=Numeric}}{_EXTEND})+"
_JOIN: Final = r"\p{wb=MidNumLet}\p{wb=Single_Quote}"
_LETTER_RUN: Final = rf"{_LETTERS}(?:[:\p{{wb=MidLetter}}{_JOIN}]{_EXTEND}{_LETTERS})*"
_DIGIT_RUN: Final = rf"{_DIGITS}(?:[\p{{wb=MidNum}}{_JOIN}]{_EXTEND}{_DIGITS})*"
_TIE: Final = rf"(?:\p{{wb=ExtendNumLet}}{_EXTEND})*"
_TOKEN: Final = "|".join(
    (
        rf"{_TIE}(?:{_LETTER_RUN}|{_DIGIT_RUN})(?:{_TIE}(?:{_LETTER_RUN}|{_DIGIT_RUN}))*{_TIE}",
        rf"{_TIE}(?:\p{{wb=Katakana}}{_EXTEND})(?:{_TIE}\p{{wb=Katakana}}{_EXTEND})*{_TIE}",
        rf"[\p{{Han}}\p{{Hiragana}}]{_EXTEND}",
        rf"(?:[\p{{Thai}}\p{{Lao}}\p{{Myanmar}}\p{{Khmer}}]{_EXTEND})+",
        rf"[\p{{Extended_Pictographic}}\p{{Emoji_Modifier}}]{_EXTEND}",
    )
)

# The same, of ASCII alone and in lower case.
_ASCII_LETTERS: Final = r"[a-z]+(?:[:.'][a-z]+)*"
_ASCII_DIGITS: Final = r"[0-9]+(?:[,;.'][0-9]+)*"
_ASCII_RUN: Final = rf"(?:{_ASCII_LETTERS}|{_ASCII_DIGITS})"
_ASCII_TOKEN: Final = re.compile(rf"_*{_ASCII_RUN}(?:_*{_ASCII_RUN})*_*")

_BEYOND_ASCII: Final = re.compile(r"[^\x00-\x7f]")
# Latin letters with accents, and the signs of punctuation that prose has.
_LATIN: Final = (*map(chr, range(0xA0, 0x250)), *map(chr, range(0x2010, 0x2060)), "€", "−")


class WordParter:
    """Parts text into words, spaces between them, as tantivy's own analyser would."""

    def __init__(self) -> None:
        self._analyser = build_analyser()

    def __call__(self, text: str) -> str:
        """Give the folded words of a text."""
        if not text.isascii():
            known = _ascii_of_latin()
            for sign in set(_BEYOND_ASCII.findall(text)):
                if sign not in known:
                    return " ".join(self._analyser.analyze(text))
                text = text.replace(sign, known[sign])
        return " ".join(_ASCII_TOKEN.findall(text.lower()))


def build_analyser() -> Any:
    """Give what turns text into words, for documents and queries alike."""
    return (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.regex(_TOKEN))
        .filter(tantivy.Filter.ascii_fold())
        .filter(tantivy.Filter.lowercase())
        .build()
    )


@cache
def _ascii_of_latin() -> dict[str, str]:
    """Give the signs that may be replaced before parting: a letter by its letters, others by a space.

    The analyser itself says which these are: a letter stands and joins as any letter does, and other
    signs part whatever they stand between.
    """
    analyse = build_analyser().analyze
    known = {}
    for sign in _LATIN:
        words = analyse(sign)
        around = analyse(f"a{sign}b 1{sign}2 a{sign} {sign}b")
        if not words and around == ["a", "b", "1", "2", "a", "b"]:
            known[sign] = " "
        elif sign.isalpha() and words and re.fullmatch("[a-z]+", words[0]):
            known[sign] = words[0]
    return known
