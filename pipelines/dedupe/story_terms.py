"""The terms an article's story is told by: words with weights, names above all.

Sparse TF-IDF over title and text, as the best monolingual news clusterings use it (Miranda et al.,
"Multilingual Clustering of Streaming News", EMNLP 2018; Staykovski et al., 2019, found it to beat dense
vectors there). Words are cut to their beginnings, which stands for stemming in most European languages
(McNamee and Mayfield, "Character N-Gram Tokenization", 2004); accents are left out, since outlets differ in
them, and so are addresses of pages. A country and its people are one term.
"""

from __future__ import annotations

import hashlib
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from sys import intern
from typing import Final
from zlib import crc32

from msgspec import Struct

STORY_VERSION: Final = 3  # whatever changes terms or keys must change it

_WORD: Final = re.compile(r"[^\W_]+")
_BLANKS: Final = {code: " " for code in range(128) if not chr(code).isalnum()}
_UNSPACED: Final = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]{2,}"
)
_ADDRESS: Final = re.compile(r"(?:https?://|www\.)\S+")
_ACCENTS: Final = re.compile("[\u0300-\u036f]")
_READ_CHARS: Final = 4_000  # news says first what it is about
_CUT_CHARS: Final = 7
_SHORTEST_CHARS: Final = 3
_PAIR: Final = 2
_TERMS_KEPT: Final = 32
_KEYS: Final = 12
_NAME_WEIGHT: Final = 1.6
_COMMON_WORD: Final = 0.01  # share of articles from which on a capital letter makes no name
_ARTICLE_WORDS: Final = 200
_RAREST: Final = 1 / 2_000
_COUNTRY: Final = 0.007  # prose has fewer countries than news; measured on both
_CALENDAR: Final = 0.3
_LAST_DAY, _FIRST_YEAR, _LAST_YEAR = 31, 1900, 2100
_DAY_OR_SMALL: Final = 0.05
_YEAR: Final = 0.1
_MOST_REMEMBERED: Final = 100_000
_SCALE: Final = 10_000
_FRAMED: Final = re.compile(r"\b([^\W\d_]++)\W++(\d[\d.,]*+)\W*+([^\W\d_]*+)")
_FRAMES_KEPT: Final = 24
_MANY_FRAMES: Final = 4
_LIKE_NUMBERS: Final = 0.34
_FEW_NAMES: Final = 0.3
_LIKE_NAMES: Final = 0.35
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


class Term(Struct, frozen=True, array_like=True, gc=False):
    """A word of an article and its weight in it; the squares of all weights add up to 10,000².

    `is_name` says that the article writes it with a capital where it need not, or that it is a number.
    """

    word: str
    weight: int
    is_name: bool = False


class _Word(Struct, frozen=True, gc=False):
    """All that is known of a word as it is spelt.

    `log_share` is of the share of articles that its stem stands in.
    """

    stem: str
    folded: str
    log_share: float
    is_capital: bool
    is_digits: bool
    may_be_name: bool


class Used(Struct, gc=False):
    """A term as one article uses it; `capitals` are its capital less its small initials."""

    word: _Word
    count: int
    capitals: int


def used_terms(title: str, text: str) -> list[Used]:
    """Give all terms of an article, with how much it uses them."""
    used: dict[str, Used] = {}
    text = text[:_READ_CHARS]
    if "://" in text or "www." in text:
        text = _ADDRESS.sub(" ", text)
    for spelt, count in Counter(_words(text)).items():
        word = _known[spelt]
        if word is None:
            continue
        capitals = count if word.is_capital else -count
        term = used.get(word.stem)
        if term is None:
            used[word.stem] = Used(word, count, capitals)
        else:
            term.count += count
            term.capitals += capitals
    for spelt in _words(title):
        word = _known[spelt]
        if word is None:
            continue
        term = used.get(word.stem)
        if term is None:
            used[word.stem] = Used(word, 1, 0)  # all words of a headline may have capitals
        else:
            term.count += 1
    return list(used.values())


def weigh(terms: Sequence[Used]) -> tuple[Term, ...]:
    """Give the terms that matter most, by what is rare in English prose, heaviest first.

    Names count for more. Weights do not depend on the articles seen before, so that neither does
    which two articles are alike.
    """
    weights: list[tuple[float, str, str, bool]] = []
    for term in terms:
        word, count = term.word, term.count
        weight = word.log_share
        if count > 1:
            weight *= 1 + math.log(count)
        is_name = word.may_be_name and (term.capitals > 0 or word.is_digits)
        if is_name and not word.is_digits:
            weight *= _NAME_WEIGHT
        weights.append((weight, word.stem, word.folded, is_name))
    weights.sort()
    kept = [each for each in weights[:_TERMS_KEPT] if each[0] < 0]
    length = math.sqrt(sum(each[0] * each[0] for each in kept))
    scale = -_SCALE / length if length else 0.0
    return tuple([Term(word, round(weight * scale), is_name) for weight, _, word, is_name in kept])


def frames_of(text: str) -> tuple[int, ...]:
    """Give the numbers of a text with what stands around each: 32 bits of that, then 32 of the number."""
    framed = _FRAMED.findall(text[:_READ_CHARS])[:_FRAMES_KEPT]
    return tuple(
        sorted({_crc(f"{before} {after}") << 32 | _crc(number) for before, number, after in framed})
    )


def _crc(text: str) -> int:
    return crc32(text.casefold().encode("utf-8", "surrogatepass"))


class Vector(Struct, frozen=True, gc=False):
    """An article as it is compared: weights by stem, and those of them that name somebody or something.

    `names_length` is the share of the vector's length that names make, 0 to 1.
    """

    weights: dict[str, int]
    names: dict[str, int]
    names_length: float


def vector_of(terms: Sequence[Term]) -> Vector:
    """Make a vector of an article's terms."""
    weights = {stem_of(term.word): term.weight for term in terms}
    names = {stem_of(term.word): term.weight for term in terms if term.is_name}
    length = math.sqrt(sum(weight * weight for weight in names.values()))
    return Vector(weights, names, length / _SCALE)


def cosine(one: Vector, other: Vector) -> tuple[float, int]:
    """Give how alike two articles are, 0 to 1, and how many terms they share."""
    mine, theirs = one.weights, other.weights
    shared = mine.keys() & theirs.keys()
    product = 0
    for stem in shared:
        product += mine[stem] * theirs[stem]
    return min(product / (_SCALE * _SCALE), 1.0), len(shared)


def names_differ(one: Vector, other: Vector) -> bool:
    """Tell whether two articles name different things, however alike they are told.

    So do the quarters of two companies, the arrests of two evenings, two earthquakes and two matches.
    """
    length = one.names_length * other.names_length
    if min(one.names_length, other.names_length) < _FEW_NAMES:
        return False
    product = max(_named(one, other), _named(other, one))
    return product < _LIKE_NAMES * length * _SCALE * _SCALE


def is_refilled(one: Sequence[int], other: Sequence[int]) -> bool:
    """Tell whether two articles have the same frames with other numbers: the weather of two days."""
    frames = {each >> 32 for each in one} & {each >> 32 for each in other}
    return len(frames) >= _MANY_FRAMES and len({*one} & {*other}) < _LIKE_NUMBERS * len(frames)


def _named(one: Vector, other: Vector) -> int:
    """Give the product of the names of one with whatever weight the other gives to them."""
    weights = other.weights
    return sum(weight * weights.get(stem, 0) for stem, weight in one.names.items())


def stems_of(text: str) -> frozenset[str]:
    """Give the stems of a text's terms, without weights."""
    known = (_known[spelt] for spelt in _words(text))
    return frozenset(word.stem for word in known if word is not None)


def shared_words(one: Sequence[Term], other: Vector, most: int = 8) -> tuple[str, ...]:
    """Give the words that make two articles alike, the weightiest first."""
    weights = [
        (-term.weight * other.weights[stem], term.word)
        for term in one
        if (stem := stem_of(term.word)) in other.weights
    ]
    return tuple(word for _, word in sorted(weights)[:most])


def stem_of(word: str) -> str:
    """Give what stands for the forms of a folded word: its beginning, or its country."""
    country = _countries().get(word)
    if country is not None:
        return country
    if len(word) > 4 and word[-1] == "s" and word[-2] != "s":
        word = word[:-1]
    return intern(word[:_CUT_CHARS])  # many articles have it


def keys_of(terms: Sequence[Term]) -> list[int]:
    """Give the keys an article is found by: those of its heaviest terms."""
    return [_key(stem_of(term.word)) for term in terms[:_KEYS]]


def _words(text: str) -> Iterable[str]:
    if text.isascii():
        return text.translate(_BLANKS).split()  # the same as below, but four times as fast
    words: list[str] = _WORD.findall(text)
    return _without_runs(words) if _UNSPACED.search(text) else words


def _without_runs(words: Iterable[str]) -> Iterator[str]:
    """Give words, and where there are no blanks between them, pairs of characters, the nearest to one."""
    for word in words:
        if word.isascii() or not _UNSPACED.search(word):
            yield word
        else:
            yield from (word[place : place + _PAIR] for place in range(len(word) - 1))


class _Known(dict[str, _Word | None]):
    """Remembers each spelling; None for what is no term."""

    def __missing__(self, spelt: str) -> _Word | None:
        if len(self) >= _MOST_REMEMBERED:
            self.clear()
        folded = _fold(spelt)
        word = None
        if _is_term(spelt, folded):
            stem = stem_of(folded)
            share = max(_share(folded, stem), _RAREST)
            word = _Word(
                stem=stem,
                folded=folded,
                log_share=math.log(share),
                is_capital=spelt[0].isupper(),
                is_digits=folded.isdecimal(),
                may_be_name=share < _COMMON_WORD,
            )
        self[spelt] = word
        return word


_known: Final = _Known()


@lru_cache(maxsize=_MOST_REMEMBERED)
def _key(stem: str) -> int:
    """Give the key of a term, 63 bits: our own use of BLAKE2b (RFC 7693)."""
    digest = hashlib.blake2b(stem.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "little") >> 1


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
        return _CALENDAR
    if folded.isdecimal():
        number = int(folded[:9])
        if number <= _LAST_DAY:
            return _DAY_OR_SMALL
        return _YEAR if _FIRST_YEAR <= number <= _LAST_YEAR else 0.0
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
