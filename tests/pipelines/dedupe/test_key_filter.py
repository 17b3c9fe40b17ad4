from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pipelines.dedupe.key_filter import KeyFilter

_KEYS = st.lists(st.integers(0, (1 << 32) - 1), max_size=50)


@given(held=_KEYS, later=_KEYS, others=_KEYS)
def test_no_key_that_is_held_is_denied(
    held: list[int], later: list[int], others: list[int]
) -> None:
    """Whatever was added before or after a refill may be held, and is said so."""
    keys = KeyFilter()
    keys.add(np.array(others, np.uint32))
    keys.refill(len(held), [np.array(held, np.uint32)])
    keys.add(np.array(later, np.uint32))
    asked = np.array([*held, *later], np.uint32)
    assert keys.may_hold(asked).tolist() == list(range(len(asked)))


def test_most_keys_that_nobody_holds_are_denied() -> None:
    """As long as there is room, seven in eight keys that are not held need no search."""
    chance = np.random.default_rng(5)
    keys = KeyFilter()
    count = 300_000
    assert not keys.has_room(count)
    keys.refill(count, [chance.integers(0, 1 << 32, count, np.uint32)])
    assert keys.has_room(count)
    assert not keys.has_room(20 * count)
    asked = chance.integers(0, 1 << 32, 10_000, np.uint32)
    assert len(keys.may_hold(asked)) < len(asked) / 8
