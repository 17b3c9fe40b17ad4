"""What is kept of a text to find its near-duplicates: a few keys, and a sketch of 128 bytes.

Keys: the smallest hashes of its grams (bottom-k sampling; Broder, On the resemblance and containment
of documents, 1997). Two texts are compared where they share a key. Three keys come from runs of eight
tokens, twelve from runs of three content words: of copies with every fifth word replaced, twelve keys
of the first kind find half, nine of the second 98 %, and more of these some of what nine miss of
editors' copies. Sketch: the shingles (five-grams) fall into 128 bins, and of the smallest of each bin
eight bits are kept, 0 for an empty bin (one permutation hashing; Li, Owen & Zhang, NIPS 2012).
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from pipelines.dedupe.tokens import Hashes, content_of, distinct, grams, several_grams

SKETCH_VERSION: Final = 8  # of the state's layout, too
SKETCH_BYTES: Final = 128
SHINGLE: Final = 5
_VERBATIM_GRAM: Final = 8
_VERBATIM_KEYS: Final = 3
_CONTENT_GRAM: Final = 3
_CONTENT_KEYS: Final = 12
_VALUES: Final = 255
_BIN_SHIFT: Final = np.uint64(20)
_BIN_MASK: Final = np.uint64(SKETCH_BYTES - 1)
_CONTENT_SALT: Final = 0x5BD1E995

Bytes = npt.NDArray[np.uint8]


class Signature(Struct, frozen=True, gc=False):
    """What a text is found and compared by: its five-grams, keys of 32 bits, sketch.

    `shingle_row` has the five-grams in the order of the text, `shingles` each of them once, sorted.
    """

    shingle_row: Hashes
    shingles: Hashes
    keys: tuple[int, ...]
    sketch: bytes


def signature_of(hashes: Hashes, *, unspaced: bool) -> Signature:
    """Give the signature of a text by the hashes of its tokens."""
    content = content_of(hashes)
    verbatim, runs, loose = several_grams(
        (hashes, _VERBATIM_GRAM), (hashes, SHINGLE), (content, _CONTENT_GRAM)
    )
    shingles = distinct(runs)
    if unspaced:
        keys = _smallest(verbatim, _VERBATIM_KEYS + _CONTENT_KEYS)
    else:
        # Another gram size must not give the same key.
        chosen = (key ^ _CONTENT_SALT for key in _smallest(loose, _CONTENT_KEYS))
        keys = _smallest(verbatim, _VERBATIM_KEYS).union(chosen)
    # The smallest hashes are alike in their high bits: the low ones tell them apart.
    low = {key & 0xFFFFFFFF for key in keys}
    return Signature(runs.copy(), shingles, tuple(sorted(low)), sketch_of(shingles))


def _smallest(hashes: Hashes, count: int) -> set[int]:
    """Give the smallest hashes, each once."""
    ordered = np.sort(hashes)
    smallest = set(ordered[:count].tolist())
    if len(smallest) < min(count, len(ordered)):  # some are equal
        smallest = set(distinct(ordered)[:count].tolist())
    return smallest


def shingles_of(hashes: Hashes) -> Hashes:
    """Give the set of five-grams, sorted."""
    return distinct(grams(hashes, SHINGLE))


def sketch_of(shingles: Hashes) -> bytes:
    """Give 128 bytes for a sorted set of shingles; empty where there are none."""
    if not len(shingles):
        return b""
    bins = ((shingles >> _BIN_SHIFT) & _BIN_MASK).astype(np.intp)
    values = np.maximum(shingles.astype(np.uint8), 1)
    sketch = np.zeros(SKETCH_BYTES, np.uint8)
    # The last write to a bin stays, and that is its smallest shingle.
    sketch[bins[::-1]] = values[::-1]
    return sketch.tobytes()


def resemblance(sketch: bytes, others: Bytes) -> npt.NDArray[np.float64]:
    """Estimate the Jaccard index of one text's shingles and each other's, from their sketches.

    `others` has a row of 128 bytes for each.
    """
    one: Bytes = np.frombuffer(sketch, dtype=np.uint8)
    equal = ((others == one) & (one != 0)).sum(axis=1)
    filled = ((others | one) != 0).sum(axis=1)
    chance = 1 / _VALUES  # equal bytes of different shingles
    estimates: npt.NDArray[np.float64] = (equal / filled - chance) / (1 - chance)
    return estimates
