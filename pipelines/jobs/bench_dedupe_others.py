"""Two well-known methods for near-duplicates, to compare with: MinHash LSH and SimHash."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Final

import numpy as np
from msgspec import Struct

from pipelines.dedupe.document import Document
from pipelines.dedupe.sketch import shingles_of
from pipelines.dedupe.tokens import Hashes, tokens_of

_THRESHOLD: Final = 0.5
_PERMUTATIONS: Final = 128
_BITS: Final = 64
_MOST_DIFFERENT_BITS: Final = 3
_BLOCKS: Final = 4
_BLOCK_BITS: Final = 16


class Missing(Struct, frozen=True):
    """A method can't be run here, and what to do about it."""

    message: str


class _Groups:
    """Articles put together by pairs."""

    def __init__(self) -> None:
        self._parents: dict[str, str] = {}

    def put_together(self, one: str, others: Iterable[str]) -> None:
        root = self.of(one)
        for other in others:
            self._parents[self.of(other)] = root

    def of(self, article_id: str) -> str:
        parents = self._parents
        parents.setdefault(article_id, article_id)
        while parents[article_id] != article_id:
            parents[article_id] = parents[parents[article_id]]
            article_id = parents[article_id]
        return article_id


def minhash_lsh(documents: Sequence[Document]) -> dict[str, str] | Missing:
    """Give the cluster of each article by datasketch's MinHash LSH: 128 permutations, J of 0.5."""
    try:
        from datasketch import MinHash, MinHashLSH
    except ImportError:
        return Missing("needs datasketch: pip install 'dateline[bench]'")
    index = MinHashLSH(threshold=_THRESHOLD, num_perm=_PERMUTATIONS)
    groups = _Groups()
    for document in documents:
        sketch = MinHash(num_perm=_PERMUTATIONS, hashfunc=int)
        sketch.update_batch((_shingles(document) & np.uint64(0xFFFFFFFF)).tolist())
        groups.put_together(document.id, index.query(sketch))
        index.insert(document.id, sketch)
    return {document.id: groups.of(document.id) for document in documents}


def simhash(documents: Sequence[Document]) -> dict[str, str] | Missing:
    """Give the cluster of each article by SimHash, at most 3 of 64 bits different.

    Four blocks of sixteen bits as keys (Manku, Jain & Sarma, WWW 2007).
    """
    blocks: defaultdict[tuple[int, int], list[tuple[str, int]]] = defaultdict(list)
    groups = _Groups()
    for document in documents:
        sketch = _simhash(_shingles(document))
        keys = [(block, sketch >> (block * _BLOCK_BITS) & 0xFFFF) for block in range(_BLOCKS)]
        near = [
            other
            for key in keys
            for other, its_sketch in blocks[key]
            if (sketch ^ its_sketch).bit_count() <= _MOST_DIFFERENT_BITS
        ]
        groups.put_together(document.id, near)
        for key in keys:
            blocks[key].append((document.id, sketch))
    return {document.id: groups.of(document.id) for document in documents}


def _simhash(shingles: Hashes) -> int:
    places = np.arange(_BITS, dtype=np.uint64)
    votes = ((shingles[:, None] >> places) & np.uint64(1)).mean(axis=0) > 0.5
    return int((votes.astype(np.uint64) << places).sum())


def _shingles(document: Document) -> Hashes:
    return shingles_of(tokens_of(document.text).hashes)


Method = Callable[[Sequence[Document]], dict[str, str] | Missing]

METHODS: Final[dict[str, Method]] = {
    "MinHash LSH (datasketch)": minhash_lsh,
    "SimHash": simhash,
}
