"""The terms an article's story is told by: words with weights, names above all.

Sparse TF-IDF over title and text, as the best monolingual news clusterings use it (Miranda et al.,
"Multilingual Clustering of Streaming News", EMNLP 2018; Staykovski et al., 2019, found it to beat dense
vectors there). Words are cut to their beginnings, which stands for stemming in most European languages
(McNamee and Mayfield, "Character N-Gram Tokenization", 2004).
"""

from __future__ import annotations

import hashlib
import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from sys import intern
from typing import Final

from msgspec import Struct

STORY_VERSION: Final = 2  # whatever changes terms or keys must change it

_WORD: Final = re.compile(r"[^\W_]+")
_BLANKS: Final = {code: " " for code in range(128) if not chr(code).isalnum()}
_UNSPACED: Final = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]{2,}"
)
_READ_CHARS: Final = 4_000  # news says first what it is about
_CUT_CHARS: Final = 7
_SHORTEST_CHARS: Final = 3
_PAIR: Final = 2
_TERMS_KEPT: Final = 40
_KEYS: Final = 12
_NAME_WEIGHT: Final = 1.6
_COMMON_WORD: Final = 0.01  # share of articles from which on a capital letter makes no name
_ARTICLE_WORDS: Final = 200
_RAREST: Final = 1 / 2_000
_MOST_REMEMBERED: Final = 100_000
_SCALE: Final = 10_000
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


class Term(Struct, frozen=True, array_like=True, gc=False):
    """A word of an article and its weight in it; the squares of all weights add up to 10,000²."""

    word: str
    weight: int


class _Word(Struct, frozen=True, gc=False):
    """All that is known of a word as it is spelt.

    `background` is in how many of the background's articles its stem stands.
    """

    stem: str
    folded: str
    log_share: float
    is_capital: bool
    may_be_name: bool


class Used(Struct, gc=False):
    """A term as one article uses it; `capitals` are its capital less its small initials."""

    word: _Word
    count: int
    capitals: int


def used_terms(title: str, text: str) -> list[Used]:
    """Give all terms of an article, with how much it uses them."""
    used: dict[str, Used] = {}
    for spelt, count in Counter(_words(text[:_READ_CHARS])).items():
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
    weights: list[tuple[float, str, str]] = []
    for term in terms:
        word, count = term.word, term.count
        weight = word.log_share
        if count > 1:
            weight *= 1 + math.log(count)
        if term.capitals > 0 and word.may_be_name:
            weight *= _NAME_WEIGHT
        weights.append((weight, word.stem, word.folded))
    weights.sort()
    kept = [each for each in weights[:_TERMS_KEPT] if each[0] < 0]
    length = math.sqrt(sum(weight * weight for weight, _, _ in kept))
    return tuple([Term(word, round(-weight / length * _SCALE)) for weight, _, word in kept])


def vector_of(terms: Sequence[Term]) -> dict[str, int]:
    """Give weights by stem, for `cosine`."""
    return {stem_of(term.word): term.weight for term in terms}


def cosine(one: Mapping[str, int], other: Mapping[str, int]) -> tuple[float, int]:
    """Give how alike two articles are, 0 to 1, and how many terms they share."""
    if len(one) > len(other):
        one, other = other, one
    shared = one.keys() & other.keys()
    product = 0
    for stem in shared:
        product += one[stem] * other[stem]
    return min(product / (_SCALE * _SCALE), 1.0), len(shared)


def stems_of(text: str) -> frozenset[str]:
    """Give the stems of a text's terms, without weights."""
    known = (_known[spelt] for spelt in _words(text))
    return frozenset(word.stem for word in known if word is not None)


def shared_words(one: Sequence[Term], other: Mapping[str, int], most: int = 8) -> tuple[str, ...]:
    """Give the words that make two articles alike, the weightiest first."""
    weights = [
        (-term.weight * other[stem], term.word)
        for term in one
        if (stem := stem_of(term.word)) in other
    ]
    return tuple(word for _, word in sorted(weights)[:most])


def stem_of(word: str) -> str:
    """Give the beginning of a casefolded word that stands for its forms."""
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
        folded = spelt.casefold()
        word = None
        if _is_term(spelt, folded):
            stem = stem_of(folded)
            share = max(_background().get(stem, 0.0), _RAREST)
            word = _Word(
                stem=stem,
                folded=folded,
                log_share=math.log(share),
                is_capital=spelt[0].isupper(),
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


def _is_term(spelt: str, folded: str) -> bool:
    """Tell whether a word is one to compare by; short ones are where they may be names."""
    if len(folded) < _SHORTEST_CHARS:
        return folded.isdigit() or (len(spelt) == _PAIR and not spelt.isascii())
    if folded in _GRAMMAR:
        return False
    return len(folded) > _SHORTEST_CHARS or spelt[0].isupper() or spelt[0].isdigit()


@cache
def _background() -> dict[str, float]:
    """Give the share of articles of 200 words that a stem stands in, for common English words."""
    shares: Counter[str] = Counter()
    text = (files("pipelines.dedupe") / "story_background.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        if not line.startswith("#"):
            word, per_million = line.split()
            shares[stem_of(word)] += int(per_million)
    return {
        stem: 1 - math.exp(-_ARTICLE_WORDS * per_million / 1e6)
        for stem, per_million in shares.items()
    }
