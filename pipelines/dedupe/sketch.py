"""What is kept of a text to find its near-duplicates: a few keys, and a sketch of 128 bytes.

Keys: the smallest hashes of its grams (bottom-k sampling; Broder, On the resemblance and containment
of documents, 1997). Two texts are compared where they share a key. Three keys come from runs of eight
tokens, nine from runs of three content words: of copies with every fifth word replaced, twelve keys of
the first kind find half, these find 98 %. Sketch: 128 minima of the five-grams under as many hash
functions, eight bits of each (b-bit minwise hashing; Li & König, WWW 2010).
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from pipelines.dedupe.tokens import CONTENT_BIT, Hashes, distinct, grams, mix

SKETCH_VERSION: Final = 3
SKETCH_BYTES: Final = 128
SHINGLE: Final = 5
_VERBATIM_GRAM: Final = 8
_VERBATIM_KEYS: Final = 3
_CONTENT_GRAM: Final = 3
_CONTENT_KEYS: Final = 9
_LARGEST: Final = 20_000  # shingles sketched at most: the sketch of a huge text is of a sample

Bytes = npt.NDArray[np.uint8]

_multipliers: Final[Hashes] = mix(np.arange(1, SKETCH_BYTES + 1, dtype=np.uint64))
_odd: Final[npt.NDArray[np.uint32]] = (_multipliers >> np.uint64(32)).astype(np.uint32) | np.uint32(
    1
)
_added: Final[npt.NDArray[np.uint32]] = _multipliers.astype(np.uint32)


def keys_of(hashes: Hashes, *, unspaced: bool) -> tuple[int, ...]:
    """Give the keys (32 bits) by which a text finds its like."""
    verbatim = grams(hashes, _VERBATIM_GRAM)
    if unspaced:
        chosen = _smallest(verbatim, _VERBATIM_KEYS + _CONTENT_KEYS)
    else:
        content = hashes[(hashes & np.uint64(CONTENT_BIT)).astype(bool)]
        # Another gram size must not give the same key: shift them apart.
        loose = grams(content, _CONTENT_GRAM) ^ np.uint64(0x5BD1E995)
        chosen = _smallest(verbatim, _VERBATIM_KEYS) + _smallest(loose, _CONTENT_KEYS)
    # The smallest hashes are alike in their high bits: the low ones tell them apart.
    return tuple(sorted({key & 0xFFFFFFFF for key in chosen}))


def _smallest(hashes: Hashes, count: int) -> list[int]:
    """Give the smallest hashes, each once."""
    several = 4 * count  # some of them may be equal
    if len(hashes) > several:
        hashes = np.partition(hashes, several)[:several]
    smallest: list[int] = distinct(hashes)[:count].tolist()
    return smallest


def shingles_of(hashes: Hashes) -> Hashes:
    """Give the set of five-grams, sorted."""
    return distinct(grams(hashes, SHINGLE))


def sketch_of(shingles: Hashes) -> bytes:
    """Give 128 bytes; empty for a text without shingles."""
    if not len(shingles):
        return b""
    low = (shingles[:_LARGEST] >> np.uint64(16)).astype(np.uint32)
    minima = np.full(SKETCH_BYTES, np.iinfo(np.uint32).max, dtype=np.uint32)
    for begin in range(0, len(low), 1024):
        block = low[begin : begin + 1024, None] * _odd + _added
        block ^= block >> np.uint32(15)
        np.minimum(minima, block.min(axis=0), out=minima)
    scattered = minima * np.uint32(0x9E3779B1)
    return bytes((scattered >> np.uint32(24)).astype(np.uint8))


def resemblance(sketch: bytes, others: Bytes) -> npt.NDArray[np.float64]:
    """Estimate the Jaccard index of one text's shingles and each other's, from their sketches.

    `others` has a row of 128 bytes for each.
    """
    one: Bytes = np.frombuffer(sketch, dtype=np.uint8)
    chance = 1 / 256  # equal bytes of different minima
    estimates: npt.NDArray[np.float64] = ((others == one).mean(axis=1) - chance) / (1 - chance)
    return estimates
