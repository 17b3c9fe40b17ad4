"""What is known of an article without its text, and how it is packed in a table.

A card is packed so that hundreds of thousands are taken into memory at once: a head of fixed length, and
its keys, both little-endian.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from pipelines.dedupe.sketch import SKETCH_BYTES, Bytes

_HEAD: Final = np.dtype(
    [
        ("host", "<u4"),
        ("beside", "<u4"),
        ("shingles", "<u4"),
        ("keys", "<u4"),  # how many
        ("sketch", "u1", (SKETCH_BYTES,)),
    ]
)
_NO_SKETCH: Final = bytes(SKETCH_BYTES)

Words = npt.NDArray[np.uint32]
PackedCard = tuple[int, int, bytes, bytes]  # number, at_ms, head, keys


class Card(Struct, frozen=True, gc=False):
    """What is known of an article without its text.

    Keys are 32-bit numbers, `sketch` is 128 bytes or empty; `host` and `beside` (its longest line) are
    hashes of 32 bits; `shingles` is how many different ones it has.
    """

    number: int
    at_ms: int
    host: int
    beside: int
    shingles: int
    text_keys: tuple[int, ...]
    other_keys: tuple[int, ...]
    sketch: bytes

    @property
    def keys(self) -> tuple[int, ...]:
        """All keys."""
        return self.text_keys + self.other_keys


class Cards(Struct, frozen=True):
    """Many cards in columns; `keys` has all their keys, one card's after the other's."""

    numbers: npt.NDArray[np.int64]
    at_ms: npt.NDArray[np.int64]
    hosts: Words
    besides: Words
    shingles: Words
    sketches: Bytes
    key_counts: Words
    keys: Words


def packed(card: Card) -> PackedCard:
    """Give a card as a row of a table."""
    keys = np.array(card.keys, "<u4")
    head = np.array((card.host, card.beside, card.shingles, len(keys)), "<u4")
    return card.number, card.at_ms, head.tobytes() + (card.sketch or _NO_SKETCH), keys.tobytes()


def unpacked(rows: Iterable[PackedCard]) -> Cards:
    """Take many rows apart at once."""
    columns: list[Any] = list(zip(*rows, strict=True)) or [(), (), (), ()]
    numbers, at_ms, heads, keys = columns
    head = np.frombuffer(b"".join(heads), _HEAD)
    return Cards(
        numbers=np.array(numbers, np.int64),
        at_ms=np.array(at_ms, np.int64),
        hosts=head["host"],
        besides=head["beside"],
        shingles=head["shingles"],
        sketches=head["sketch"],
        key_counts=head["keys"],
        keys=np.frombuffer(b"".join(keys), "<u4"),
    )
