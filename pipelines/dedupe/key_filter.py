"""Which keys are surely held by nobody: told by one bit each, before any run of keys is searched."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import numpy as np
import numpy.typing as npt

_KEY_BITS: Final = 32
_FEWEST_BITS: Final = 20  # a power of two
_BITS_A_KEY: Final = 8  # or more: one key in nine at most is searched for in vain
_BIT: Final = np.array([1 << place for place in range(8)], np.uint8)
_PLACE: Final = np.uint32(7)
_BYTE: Final = np.uint32(3)

Keys = npt.NDArray[np.uint32]


class KeyFilter:
    """A set of 32-bit keys that may say yes to a key it does not hold, never no to one it does.

    A filter of one hash function (Bloom, Communications of the ACM 13, 1970): the keys are hashes.
    """

    def __init__(self) -> None:
        self._shift = np.uint32(_KEY_BITS - _FEWEST_BITS)
        self._bits: npt.NDArray[np.uint8] = np.zeros(1 << (_FEWEST_BITS - 3), np.uint8)

    @property
    def nbytes(self) -> int:
        """The memory it takes."""
        return self._bits.nbytes

    def has_room(self, count: int) -> bool:
        """Tell whether so many keys may be held; with more, too much is answered with yes."""
        return count * _BITS_A_KEY <= self._bits.nbytes * 8 or not self._shift

    def add(self, keys: Keys) -> None:
        """Hold some more keys."""
        bits = keys >> self._shift
        np.bitwise_or.at(self._bits, bits >> _BYTE, _BIT.take(bits & _PLACE))

    def refill(self, count: int, runs: Iterable[Keys]) -> None:
        """Hold these keys and no others, with room for twice their `count`."""
        wanted = max(_FEWEST_BITS, (2 * count * _BITS_A_KEY - 1).bit_length())
        size = min(_KEY_BITS, wanted)
        self._shift = np.uint32(_KEY_BITS - size)
        self._bits = np.zeros(1 << (size - 3), np.uint8)
        for keys in runs:
            self.add(keys)

    def may_hold(self, keys: Keys) -> npt.NDArray[Any]:
        """Give the places of those of some keys that may be held."""
        bits = keys >> self._shift
        return (self._bits.take(bits >> _BYTE) & _BIT.take(bits & _PLACE)).nonzero()[0]

    def may_hold_one(self, key: int) -> bool:
        """Tell whether one key may be held."""
        bit = key >> int(self._shift)
        return bool(self._bits[bit >> 3] >> (bit & 7) & 1)
