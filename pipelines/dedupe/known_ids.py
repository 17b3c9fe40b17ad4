"""Which article ids are surely in no table: most of what comes is new, and need not be looked for.

To ask SQLite for an id that is not there costs as much as for one that is, and three tables are asked.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np

from pipelines.dedupe.id_index import id_hash
from pipelines.dedupe.key_filter import KeyFilter, Keys

_KEY_MASK: Final = (1 << 32) - 1


class KnownIds:
    """Tells ids that none of some `IdIndex` tables holds, as long as nobody else writes them.

    Whoever asks must hold the write lock, and must have said since it was taken if another process has
    written: from then on no id is taken for new.
    """

    def __init__(self, db: sqlite3.Connection, tables: Iterable[str]) -> None:
        self._db = db
        self._hashes = " UNION ALL ".join(
            f"SELECT hash FROM {name} UNION ALL SELECT hash FROM {name}_new"  # noqa: S608  # ours
            for name in tables
        )
        self._filter: KeyFilter | None = None
        self._count = 0
        self._uncommitted: set[str] = set()

    def read(self) -> None:
        """Learn what the tables hold."""
        found = (hashed & _KEY_MASK for (hashed,) in self._db.execute(self._hashes))
        keys: Keys = np.fromiter(found, np.uint32)
        self._filter = KeyFilter()
        self._count = len(keys)
        self._filter.refill(self._count, [keys])

    def distrust(self) -> None:
        """Know nothing from now on: somebody else writes too."""
        self._filter = None

    def are_new(self, ids: Sequence[str]) -> bool:
        """Tell whether ids are surely in no table; from now on they may be."""
        if self._filter is None or not self._uncommitted.isdisjoint(ids):
            return False
        self._uncommitted.update(ids)
        may_hold = self._filter.may_hold_one
        return not any(may_hold(_key(each)) for each in ids)

    def commit(self) -> None:
        """Take all ids that were asked for as held."""
        if self._filter is not None:
            keys = np.array([_key(each) for each in self._uncommitted], np.uint32)
            self._filter.add(keys)
            self._count += len(keys)
            if not self._filter.has_room(self._count):
                self.read()
        self._uncommitted.clear()

    def rollback(self) -> None:
        """Forget which ids were asked for."""
        self._uncommitted.clear()


def _key(article_id: str) -> int:
    return id_hash(article_id) & _KEY_MASK
