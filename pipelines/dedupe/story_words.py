"""The words of a text, and what is known of each: the stem that stands for its forms, and how rare it is.

Words are cut to their beginnings, which stands for stemming in most European languages (McNamee and
Mayfield, "Character N-Gram Tokenization", 2004); accents are left out, since outlets differ in them, and so
are addresses of pages. A country and its people have one stem.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from importlib.resources import files
from sys import intern
from typing import Final

from msgspec import Struct

MOST_REMEMBERED: Final = 100_000

_WORD: Final = re.compile(r"[^\W_]+")
_LATIN_WORDS: Final = bytes(code if _WORD.match(chr(code)) else ord(" ") for code in range(256))
_TYPOGRAPHY: Final = "’‘“”–—…\u00a0"  # what most texts have beside ASCII
_UNSPACED: Final = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]{2,}"
)
_ADDRESS: Final = re.compile(r"(?:https?://|www\.)\S+")
_ACCENTS: Final = re.compile("[\u0300-\u036f]")
_CUT_CHARS: Final = 7
_SHORTEST_CHARS: Final = 3
_LONGEST_CHARS: Final = 80
_PAIR: Final = 2
_TELLING: Final = 0.03  # a word of a greater share of articles tells nothing of an event
_COMMON_WORD: Final = 0.01  # and from here on a capital letter makes no name
_NAME_WEIGHT: Final = 1.6
_ARTICLE_WORDS: Final = 200
_RAREST: Final = 1 / 2_000
_COUNTRY: Final = 0.007  # prose has fewer countries than news; measured on both
_EVERYWHERE: Final = 1.0
_LAST_DAY, _FIRST_YEAR, _LAST_YEAR = 31, 1900, 2100
# English words are weighed by the background; these are for other languages too.
_GRAMMAR: Final = frozenset(
    """
    all and are but can day did for get got had has her him his how its let may new not now off one
    our out per put say set she the two via was who why yes you said says they that this with from
    der die das und ist von mit auf dem den des ein für als auch eine einen nach nicht oder sich sind
    über wird wurde werden worden haben
    les des une est que qui par sur pas aux dans avec cette pour plus sont leur mais selon
    los las del por con una para como pero esta este sobre entre desde porque cuando
    """.split()
)


_DATES: Final = frozenset(
    """
    monday tuesday wednesday thursday friday saturday sunday today yesterday
    january february march april may june july august september october november december
    """.split()
)


class Word(Struct, frozen=True, gc=False, eq=False):
    """All that is known of a word as it is spelt; `log_share` is of the share of articles with its stem.

    `log_share_of_name` is the same, weightier where the word may be a name; `capital` is 1 where it is
    spelt with one, else -1.
    """

    stem: str
    folded: str
    log_share: float
    log_share_of_name: float
    capital: int
    is_digits: bool
    may_be_name: bool


def words_of(text: str) -> Iterable[str]:
    """Give the words of a text as they are spelt, without addresses of pages."""
    if "://" in text or "www." in text:
        text = _ADDRESS.sub(" ", text)
    blanked = _blanked(text)
    if blanked is not None:
        return blanked.split()  # the same as below, but five times as fast
    words: list[str] = _WORD.findall(text)
    return _without_runs(words) if _UNSPACED.search(text) else words


def _blanked(text: str) -> str | None:
    """Give a text in Latin letters with blanks for all that is in no word, None for other texts.

    Accents are left out, unless there are letters that ASCII has not.
    """
    if not text.isascii():
        for mark in _TYPOGRAPHY:
            text = text.replace(mark, " ")
    if not text.isascii():
        bare = _ACCENTS.sub("", unicodedata.normalize("NFKD", text))
        text = bare if bare.isascii() else text
    try:
        return text.encode("latin-1").translate(_LATIN_WORDS).decode("latin-1")
    except UnicodeEncodeError:
        return None


def _without_runs(words: Iterable[str]) -> Iterator[str]:
    """Give words, and where there are no blanks between them, pairs of characters, the nearest to one."""
    for word in words:
        if word.isascii() or not _UNSPACED.search(word):
            yield word
        else:
            yield from (word[place : place + _PAIR] for place in range(len(word) - 1))


class _Known(dict[str, Word | None]):
    """Remembers each spelling; None for what is no term."""

    def __missing__(self, spelt: str) -> Word | None:
        if len(spelt) > _LONGEST_CHARS:
            return None
        if len(self) >= MOST_REMEMBERED:
            self.clear()
        folded = _fold(spelt)
        stem = stem_of(folded)
        share = max(_share(folded, stem), _RAREST)
        word = None
        if share < _TELLING and _is_term(spelt, folded):
            is_digits, may_be_name = folded.isdecimal(), share < _COMMON_WORD
            names_weight = _NAME_WEIGHT if may_be_name and not is_digits else 1.0
            word = Word(
                stem=stem,
                folded=folded,
                log_share=math.log(share),
                log_share_of_name=math.log(share) * names_weight,
                capital=1 if spelt[0].isupper() else -1,
                is_digits=is_digits,
                may_be_name=may_be_name,
            )
        self[spelt] = word
        return word


known: Final = _Known()


@lru_cache(maxsize=MOST_REMEMBERED)
def stem_of(word: str) -> str:
    """Give what stands for the forms of a folded word: its beginning, or its country."""
    country = _countries().get(word)
    if country is not None:
        return country
    if len(word) > 4 and word[-1] == "s" and word[-2] != "s":
        word = word[:-1]
    return intern(word[:_CUT_CHARS])  # many articles have it


def _fold(spelt: str) -> str:
    """Give a word without capitals and accents: "Jerí" is written "Jeri" elsewhere."""
    folded = spelt.casefold()
    if folded.isascii():
        return folded
    parts = unicodedata.normalize("NFKD", folded)
    return unicodedata.normalize("NFC", _ACCENTS.sub("", parts))


def _share(folded: str, stem: str) -> float:
    """Give the share of articles that a word stands in, as far as that is known."""
    if folded in _countries():
        return _COUNTRY
    if folded in _DATES:
        return _EVERYWHERE
    if folded.isdecimal():
        number = int(folded[:9])
        is_date = number <= _LAST_DAY or _FIRST_YEAR <= number <= _LAST_YEAR
        return _EVERYWHERE if is_date else 0.0
    return _background().get(stem, 0.0)


def _is_term(spelt: str, folded: str) -> bool:
    """Tell whether a word is one to compare by; short ones are where they may be names."""
    if len(folded) < _SHORTEST_CHARS:
        return folded.isdigit() or (len(spelt) == _PAIR and not spelt.isascii())
    if folded in _GRAMMAR:
        return False
    return len(folded) > _SHORTEST_CHARS or spelt[0].isupper() or spelt[0].isdigit()


@cache
def _countries() -> dict[str, str]:
    """Give for the names of countries and peoples the stem that stands for their country."""
    return {
        word: intern(f"country:{words[0]}")
        for words in map(str.split, _lines("story_countries.txt"))
        for word in words
    }


@cache
def _background() -> dict[str, float]:
    """Give the share of articles of 200 words that a stem stands in, for common English words."""
    shares: Counter[str] = Counter()
    for line in _lines("story_background.txt"):
        word, per_million = line.split()
        shares[stem_of(word)] += int(per_million)
    return {
        stem: 1 - math.exp(-_ARTICLE_WORDS * per_million / 1e6)
        for stem, per_million in shares.items()
    }


def _lines(name: str) -> Iterator[str]:
    text = (files("pipelines.dedupe") / name).read_text(encoding="utf-8")
    return (line for line in text.splitlines() if not line.startswith("#"))
