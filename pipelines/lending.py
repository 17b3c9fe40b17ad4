"""Lending open handles to Beam transforms that run in this process.

Beam pickles its transforms, but an open index or a batch of records can't be pickled, and need not
be where the runner works in this very process: what is pickled is a ticket, and the handle stays
here until the job takes it back. A runner on other machines gets functions that open its own
handles instead; both are an `Opener`.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Generic, TypeVar

T = TypeVar("T")
Opener = Callable[[], T]

_lent: dict[int, Any] = {}
_tickets = itertools.count()


class Loan(Generic[T]):
    """A picklable ticket; calling it gives the lent object. Raises KeyError once taken back."""

    def __init__(self, ticket: int) -> None:
        self._ticket = ticket

    def __call__(self) -> T:
        thing: T = _lent[self._ticket]
        return thing


@contextmanager
def lend(thing: T) -> Iterator[Loan[T]]:
    """Lend an object to transforms of this process for as long as the context lasts."""
    ticket = next(_tickets)
    _lent[ticket] = thing
    try:
        yield Loan(ticket)
    finally:
        del _lent[ticket]
