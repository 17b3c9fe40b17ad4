"""Text as a row of hashed tokens: what two articles are compared by.

The hash is our own use of BLAKE2b (RFC 7693): libraries have changed theirs and broken what was
stored. Whatever changes a token's hash or a gram's must change `sketch.SKETCH_VERSION`.
"""

from __future__ import annotations

import hashlib
import re
from typing import Any, Final

import numpy as np
import numpy.typing as npt

Hashes = npt.NDArray[np.uint64]

# Scripts written without blanks between words: there, every character is a token.
_UNSPACED: Final = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
)
_TOKEN: Final = re.compile(rf"[{_UNSPACED}]|[^\W_{_UNSPACED}]+")
_UNSPACED_TOKEN: Final = re.compile(rf"[{_UNSPACED}]")
CONTENT_BIT: Final = 1
NUMBER_BIT: Final = 2
_MOST_REMEMBERED: Final = 400_000
_CONTENT_CHARS: Final = 4  # shorter words are mostly grammar
_NO_CONTENT: Final = frozenset(
    """
    about after again against also although among another because been before being between both
    cannot could does during each either from further have having here into itself just like many
    more most much must nor only other over said same says shall should since some such than that
    their them then there these they this those through under until upon very were what when where
    which while will with within without would your been
    aber alle auch dass dem denn diese dieser eine einem einen einer haben hatte ihre mehr nach nicht
    noch oder sagte sich sind über unter wird worden wurde wurden
    avec cette dans elle leur mais pour plus sont sous selon tout vers
    como cuando desde donde entre esta este está hasta para pero porque sobre también
    """.split()
)
_FACTORS: Final = [np.uint64(pow(0x9E3779B97F4A7C15, power, 1 << 64)) for power in range(9)]


class _TokenHashes(dict[str, int]):
    """Remembers the hash of each token, in which two bits tell what kind it is."""

    def __missing__(self, token: str) -> int:
        if len(self) >= _MOST_REMEMBERED:
            self.clear()
        digest = hashlib.blake2b(token.encode("utf-8", "surrogatepass"), digest_size=8).digest()
        value = int.from_bytes(digest, "little") & ~3
        value |= CONTENT_BIT * is_content(token) | NUMBER_BIT * token[0].isdigit()
        self[token] = value
        return value


_hashes: Final = _TokenHashes()


def is_content(token: str) -> bool:
    """Tell whether a (casefolded) token says something: no short word, no word of grammar."""
    if len(token) >= _CONTENT_CHARS:
        return token not in _NO_CONTENT
    return token.isdigit() or bool(_UNSPACED_TOKEN.match(token))


def tokenise(text: str) -> list[str]:
    """Give the tokens: casefolded words without punctuation; single characters of CJK and the like."""
    return _TOKEN.findall(text.casefold())


def token_spans(text: str) -> list[tuple[int, int]]:
    """Give where each token stands in the text, in code points; as many as `tokenise` gives."""
    folded = text.casefold()
    if len(folded) == len(text):
        return [match.span() for match in _TOKEN.finditer(folded)]
    # Folding lengthens some letters (ß → ss): find each token through a map of places.
    places = [place for place, letter in enumerate(text) for _ in letter.casefold()]
    return [
        (places[match.start()], places[match.end() - 1] + 1) for match in _TOKEN.finditer(folded)
    ]


def hash_tokens(tokens: list[str]) -> Hashes:
    """Give a hash a token, with `CONTENT_BIT` and `NUMBER_BIT` set as the token is."""
    remembered = _hashes
    return np.array([remembered[token] for token in tokens], dtype=np.uint64)


def is_unspaced(text: str, tokens: int) -> bool:
    """Tell whether most of a text is in a script without blanks between words."""
    return not text.isascii() and len(_UNSPACED_TOKEN.findall(text)) * 2 > tokens


def grams(hashes: Hashes, size: int) -> Hashes:
    """Give the hash of every run of `size` tokens, in order; none where there are fewer tokens."""
    count = len(hashes) - size + 1
    if count <= 0:
        return np.empty(0, dtype=np.uint64)
    total = hashes[:count] * _FACTORS[size]
    for place in range(1, size):
        total += hashes[place : place + count] * _FACTORS[size - place]
    return mix(total)


def mix(values: Hashes) -> Hashes:
    """Spread differences over all bits: the finaliser of SplitMix64 (Steele et al., OOPSLA 2014)."""
    mixed: Any = values ^ (values >> np.uint64(30))
    mixed = mixed * np.uint64(0xBF58476D1CE4E5B9)
    mixed ^= mixed >> np.uint64(27)
    mixed *= np.uint64(0x94D049BB133111EB)
    result: Hashes = mixed ^ (mixed >> np.uint64(31))
    return result
