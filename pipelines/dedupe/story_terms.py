"""The terms an article's story is told by: words with weights, names above all.

Sparse TF-IDF over title and text, as the best monolingual news clusterings use it (Miranda et al.,
"Multilingual Clustering of Streaming News", EMNLP 2018; Staykovski et al., 2019, found it to beat dense
vectors there).
"""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import Final

from msgspec import Struct

from pipelines.dedupe.story_words import MOST_REMEMBERED, Word, known, stem_of, words_of

STORY_VERSION: Final = 4  # whatever changes terms, frames or keys must change it
READ_CHARS: Final = 2_500  # news says first what it is about; 4,000 find no more
SCALE: Final = 10_000

_TERMS_KEPT: Final = 32
_KEYS: Final = 12
_NAME_WEIGHT: Final = 1.6


class Term(Struct, frozen=True, array_like=True, gc=False):
    """A word of an article and its weight in it; the squares of all weights add up to 10,000².

    `is_name` says that the article writes it with a capital where it need not, or that it is a number.
    """

    word: str
    weight: int
    is_name: bool = False


class _Used(Struct, gc=False):
    """A term as one article uses it; `capitals` are its capital less its small initials."""

    word: Word
    count: int
    capitals: int

    @property
    def is_name(self) -> bool:
        return self.word.may_be_name and (self.capitals > 0 or self.word.is_digits)


def terms_of(title: str, text: str) -> tuple[Term, ...]:
    """Give the terms that matter most, by what is rare in English prose, heaviest first.

    Names count for more. Weights do not depend on the articles seen before, so that neither does
    which two articles are alike.
    """
    used = _used(title, text)
    weights = [_weight(term) for term in used]
    lightest = sorted(weights)[:_TERMS_KEPT][-1:]
    heavy = [
        (weight, term.word.stem, term)
        for weight, term in zip(weights, used, strict=True)
        if weight <= lightest[0]
    ]
    heavy.sort(key=lambda each: each[:2])
    del heavy[_TERMS_KEPT:]
    scale = -SCALE / math.sqrt(sum(weight * weight for weight, _, _ in heavy) or 1.0)
    return tuple(
        [Term(term.word.folded, round(weight * scale), term.is_name) for weight, _, term in heavy]
    )


def _used(title: str, text: str) -> Collection[_Used]:
    """Give all terms of an article, with how much it uses them."""
    used: dict[str, _Used] = {}
    for spelt, count in Counter(words_of(text[:READ_CHARS])).items():
        word = known[spelt]
        if word is None:
            continue
        term = used.get(word.stem)
        if term is None:
            used[word.stem] = _Used(word, count, count * word.capital)
        else:
            term.count += count
            term.capitals += count * word.capital
    for spelt in words_of(title):
        word = known[spelt]
        if word is None:
            continue
        term = used.get(word.stem)
        if term is None:
            used[word.stem] = _Used(word, 1, 0)  # all words of a headline may have capitals
        else:
            term.count += 1
    return used.values()


def _weight(term: _Used) -> float:
    """Give the weight of a term, negative: the heaviest come first."""
    word = term.word
    weight = word.log_share
    if term.count > 1:
        weight *= 1 + math.log(term.count)
    if term.capitals > 0 and word.may_be_name and not word.is_digits:
        weight *= _NAME_WEIGHT
    return weight


def stems_of(text: str) -> frozenset[str]:
    """Give the stems of a text's terms, without weights."""
    words = (known[spelt] for spelt in words_of(text))
    return frozenset(word.stem for word in words if word is not None)


def keys_of(terms: Sequence[Term]) -> list[int]:
    """Give the keys an article is found by: those of its heaviest terms."""
    return [_key(stem_of(term.word)) for term in terms[:_KEYS]]


@lru_cache(maxsize=MOST_REMEMBERED)
def _key(stem: str) -> int:
    """Give the key of a term, 63 bits: our own use of BLAKE2b (RFC 7693)."""
    digest = hashlib.blake2b(stem.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "little") >> 1
