"""Rows that stand in the order in which they came, found by article id.

Ids are random, so a table in their order is written all over: a page of it, twice, for every new row. Here
what is new goes into a small table, which is emptied into the large one when it has grown: then each page
written takes many rows (O'Neil et al., The log-structured merge-tree, 1996).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from functools import lru_cache
from hashlib import blake2b
from typing import Final

_MOST_NEW: Final = 32_768
_HASHES_CACHED: Final = 8_192


def id_index_schema(name: str) -> str:
    """Give the tables of an index."""
    return "".join(
        f"CREATE TABLE IF NOT EXISTS {table} ("
        " hash INTEGER NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (hash, number)"
        ") WITHOUT ROWID;\n"
        for table in (name, f"{name}_new")
    )


@lru_cache(maxsize=_HASHES_CACHED)  # an id is looked for in several tables, and then added to them
def id_hash(article_id: str) -> int:
    """Give the 64 bits that an id is found by; two ids may have the same."""
    digest = blake2b(article_id.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "little", signed=True)


def asked(article_id: str) -> tuple[int, int, str]:
    """Give the parameters of `IdIndex.where` for one id."""
    hashed = id_hash(article_id)
    return hashed, hashed, article_id


class IdIndex:
    """The row numbers of ids, in the tables of `id_index_schema`, within its owner's transaction.

    `numbers` is SQL for the numbers that an id may have: it takes the id's hash twice. Up to `most_new` ids
    are kept in the small table.
    """

    def __init__(self, db: sqlite3.Connection, name: str, *, most_new: int = _MOST_NEW) -> None:
        self._db = db
        self._name = name
        self._most_new = most_new
        self.numbers: Final = (
            f"SELECT number FROM {name}_new WHERE hash = ?"  # noqa: S608  # ours
            f" UNION ALL SELECT number FROM {name} WHERE hash = ?"
        )

    def where(self, column: str) -> str:
        """Give the SQL condition for the row whose `column` is an id; `asked` gives what it takes."""
        return f"number IN ({self.numbers}) AND {column} = ?"

    def add(self, rows: Iterable[tuple[str, int]]) -> None:
        """Take in new ids, each with the number of its row."""
        hashed = sorted((id_hash(article_id), number) for article_id, number in rows)
        self._db.executemany(f"INSERT INTO {self._name}_new VALUES (?, ?)", hashed)  # noqa: S608  # ours
        if hashed:
            self._empty_small()

    def remove(self, rows: Iterable[tuple[str, int]]) -> None:
        """Take out ids, each with the number of its row."""
        hashed = sorted((id_hash(article_id), number) for article_id, number in rows)
        for table in (self._name, f"{self._name}_new"):
            self._db.executemany(f"DELETE FROM {table} WHERE hash = ? AND number = ?", hashed)  # noqa: S608  # ours

    def _empty_small(self) -> None:
        (count,) = self._db.execute(f"SELECT count(*) FROM {self._name}_new").fetchone()  # noqa: S608  # ours
        if count > self._most_new:
            self._db.execute(
                f"INSERT INTO {self._name} SELECT * FROM {self._name}_new ORDER BY hash, number"  # noqa: S608  # ours
            )
            self._db.execute(f"DELETE FROM {self._name}_new")  # noqa: S608  # ours
