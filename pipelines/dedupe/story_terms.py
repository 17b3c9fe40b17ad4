"""The terms an article's story is told by: words with weights, names above all.

Sparse TF-IDF over title and text, as the best monolingual news clusterings use it (Miranda et al.,
"Multilingual Clustering of Streaming News", EMNLP 2018; Staykovski et al., 2019, found it to beat dense
vectors there).
"""

from __future__ import annotations

import hashlib
import math
import struct
from collections import Counter
from collections.abc import Collection
from functools import lru_cache
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from pipelines.dedupe.story_words import MOST_REMEMBERED, Word, known, stem_of, words_of

STORY_VERSION: Final = 6  # whatever changes terms, keys or the state's layout must change it
READ_CHARS: Final = 2_500  # news says first what it is about; 4,000 find no more
SCALE: Final = 10_000
MOST_TERMS: Final = 32

_KEYS: Final = 12
_NAME: Final = 1 << 15
_WEIGHT: Final = _NAME - 1


class Terms(Struct, frozen=True, array_like=True, gc=False):
    """The words that an article is told by, heaviest first, and 16 bits of each in little-endian.

    These are the word's weight, and in the highest bit whether the article writes it with a capital where
    it need not, or it is a number. The squares of all weights add up to 10,000².
    """

    words: tuple[str, ...] = ()
    weights: bytes = b""


NO_TERMS: Final = Terms()


class _Used(Struct, gc=False):
    """A term as one article uses it; `capitals` are its capital less its small initials."""

    word: Word
    count: int
    capitals: int

    @property
    def is_name(self) -> bool:
        return self.word.may_be_name and (self.capitals > 0 or self.word.is_digits)


def terms_of(title: str, text: str) -> Terms:
    """Give the terms that matter most, by what is rare in English prose.

    Names count for more. Weights do not depend on the articles seen before, so that neither does
    which two articles are alike.
    """
    used = _used(title, text)
    weights: list[float] = []  # negative, so that the heaviest come first
    for term in used:
        weight = term.word.log_share_of_name if term.capitals > 0 else term.word.log_share
        weights.append(weight if term.count == 1 else weight * (1 + math.log(term.count)))
    lightest = sorted(weights)[:MOST_TERMS][-1:]
    heavy = [
        (weight, term.word.stem, term)
        for weight, term in zip(weights, used, strict=True)
        if weight <= lightest[0]
    ]
    heavy.sort()  # of two terms the stems differ
    del heavy[MOST_TERMS:]
    scale = -SCALE / math.sqrt(sum([weight * weight for weight, _, _ in heavy]) or 1.0)
    packed = [round(weight * scale) | _NAME * term.is_name for weight, _, term in heavy]
    return Terms(
        tuple([term.word.folded for _, _, term in heavy]), struct.pack(f"<{len(packed)}H", *packed)
    )


def _used(title: str, text: str) -> Collection[_Used]:
    """Give all terms of an article, with how much it uses them."""
    used: dict[str, _Used] = {}
    counts = Counter(map(known.__getitem__, words_of(text[:READ_CHARS])))
    for word, count in counts.items():
        if word is None:
            continue
        term = used.get(word.stem)
        if term is None:
            used[word.stem] = _Used(word, count, count * word.capital)
        else:
            term.count += count
            term.capitals += count * word.capital
    for word in filter(None, map(known.__getitem__, words_of(title))):
        term = used.get(word.stem)
        if term is None:
            used[word.stem] = _Used(word, 1, 0)  # all words of a headline may have capitals
        else:
            term.count += 1
    return used.values()


def stems_of(text: str) -> frozenset[str]:
    """Give the stems of a text's terms, without weights."""
    words = (known[spelt] for spelt in words_of(text))
    return frozenset(word.stem for word in words if word is not None)


def keys_of(terms: Terms) -> list[int]:
    """Give the keys of an article's terms."""
    return [_key(word) for word in terms.words]


def finding_keys_of(terms: Terms) -> list[int]:
    """Give the keys an article is found by: those of its heaviest terms."""
    return [_key(word) for word in terms.words[:_KEYS]]


def weights_of(terms: Terms) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
    """Give the weight of each term, and of each whether it is a name."""
    packed = np.frombuffer(terms.weights, "<u2").astype(np.int32)
    return packed & _WEIGHT, packed >= _NAME


@lru_cache(maxsize=MOST_REMEMBERED)
def _key(word: str) -> int:
    """Give the key of a term's stem, 31 bits: our own use of BLAKE2b (RFC 7693)."""
    digest = hashlib.blake2b(stem_of(word).encode("utf-8", "surrogatepass"), digest_size=4).digest()
    return int.from_bytes(digest, "little") >> 1
