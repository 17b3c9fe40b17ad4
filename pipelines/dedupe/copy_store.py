"""Copies remembered in SQLite: the state of `copy_state`, in a transaction that its owner commits.

What is changed is written at `flush`, sorted, so that random places of large tables are touched once a
batch, not once an article; until then it is answered from memory.
"""

from __future__ import annotations

import sqlite3
import zlib
from bisect import insort
from collections import OrderedDict, defaultdict
from collections.abc import Sequence
from typing import Final

import msgspec
from msgspec.structs import replace

from pipelines.dedupe.compare import COPY_WINDOW_MS, VERSION_WINDOW_MS
from pipelines.dedupe.copy_state import MOST_IN_BUCKET, Component, Kept, RepeatedLine

SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS copies (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    at_ms INTEGER NOT NULL,
    stage INTEGER NOT NULL,  -- 0: in all buckets, 1: only in those of versions
    sketch BLOB NOT NULL,
    body BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS copies_by_time ON copies (stage, at_ms);
CREATE TABLE IF NOT EXISTS copy_keys (
    key INTEGER NOT NULL, at_ms INTEGER NOT NULL, number INTEGER NOT NULL,
    PRIMARY KEY (key, at_ms, number)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS copy_members (
    label INTEGER NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (label, number)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS copy_excerpts (
    whole INTEGER NOT NULL, part INTEGER NOT NULL, PRIMARY KEY (whole, part)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS copy_components (
    label INTEGER PRIMARY KEY, size INTEGER NOT NULL, canonical INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS copy_lines (
    key INTEGER PRIMARY KEY, at_ms INTEGER NOT NULL, body BLOB NOT NULL
);
"""
_MOST_CACHED: Final = 8_192
_MOST_CHANGED: Final = 4_096

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Kept).decode
_decode_line = msgspec.msgpack.Decoder(RepeatedLine).decode


class SqliteCopyState:
    """Remembers copies in the tables of `SCHEMA`; within a transaction of the given connection."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self.forget_changes()

    def forget_changes(self) -> None:
        """Drop what is not flushed and what is cached: the transaction is rolled back, or new."""
        self._cached: OrderedDict[int, Kept] = OrderedDict()
        self._changed: dict[int, Kept] = {}
        self._new_ids: dict[str, int] = {}
        self._new_keys: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
        self._next: int | None = None

    def flush(self) -> None:
        """Write what has changed."""
        rows = (
            (number, kept.document.id, kept.document.at_ms, kept.sketch, _pack(kept))
            for number, kept in sorted(self._changed.items())
        )
        self._db.executemany(
            "INSERT INTO copies VALUES (?, ?, ?, 0, ?, ?) ON CONFLICT (number) DO UPDATE SET"
            " at_ms = excluded.at_ms, sketch = excluded.sketch, body = excluded.body",
            rows,
        )
        keys = (
            (key, *entry) for key, entries in sorted(self._new_keys.items()) for entry in entries
        )
        self._db.executemany("INSERT OR IGNORE INTO copy_keys VALUES (?, ?, ?)", keys)
        for number, kept in self._changed.items():
            self._cache(number, kept)
        self._changed.clear()
        self._new_ids.clear()
        self._new_keys.clear()

    def forget_before(self, latest_ms: int) -> None:
        """Take out of the buckets what is too old to be compared, and forget what nothing refers to."""
        self.flush()
        self._retire(latest_ms - COPY_WINDOW_MS)
        self._forget(latest_ms - VERSION_WINDOW_MS)
        self._db.execute("DELETE FROM copy_lines WHERE at_ms < ?", (latest_ms - VERSION_WINDOW_MS,))
        self.forget_changes()

    # --- articles --------------------------------------------------------------------------------

    def number_of(self, article_id: str) -> int | None:
        number = self._new_ids.get(article_id)
        if number is not None:
            return number
        row = self._db.execute("SELECT number FROM copies WHERE id = ?", (article_id,)).fetchone()
        return row[0] if row else None

    def load(self, number: int) -> Kept | None:
        kept = self._in_memory(number)
        if kept is not None:
            return kept
        row = self._db.execute(
            "SELECT sketch, body FROM copies WHERE number = ?", (number,)
        ).fetchone()
        if row is None:
            return None
        kept = replace(_decode(zlib.decompress(row[1])), sketch=row[0])
        self._cache(number, kept)
        return kept

    def save(self, number: int | None, kept: Kept) -> int:
        if number is None:
            number = self._new_number()
            self._new_ids[kept.document.id] = number
            self._link(number, None, kept)
        else:
            self._link(number, self.load(number), kept)
        self._changed[number] = kept
        if len(self._changed) >= _MOST_CHANGED:
            self.flush()
        return number

    def sketches(self, numbers: Sequence[int]) -> list[tuple[int, bytes]]:
        found: list[tuple[int, bytes]] = []
        for number in numbers:
            kept = self._in_memory(number)
            if kept is not None:
                found.append((number, kept.sketch))
                continue
            row = self._db.execute(
                "SELECT sketch FROM copies WHERE number = ?", (number,)
            ).fetchone()
            if row is not None:
                found.append((number, row[0]))
        return found

    # --- buckets ---------------------------------------------------------------------------------

    def bucket(self, key: int, from_ms: int, to_ms: int) -> list[int]:
        rows: list[tuple[int, int]] = self._db.execute(
            "SELECT at_ms, number FROM copy_keys WHERE key = ? AND at_ms BETWEEN ? AND ? LIMIT ?",
            (key, from_ms, to_ms, MOST_IN_BUCKET),
        ).fetchall()
        fresh = self._new_keys.get(key)
        if fresh:
            within = (entry for entry in fresh if from_ms <= entry[0] <= to_ms)
            rows = sorted((*rows, *within))[:MOST_IN_BUCKET]
        return [number for _, number in rows]

    def add_keys(self, number: int, at_ms: int, keys: Sequence[int]) -> None:
        for key in keys:
            insort(self._new_keys[key], (at_ms, number))

    def remove_keys(self, number: int, at_ms: int, keys: Sequence[int]) -> None:
        entry = (at_ms, number)
        for key in keys:
            if entry in self._new_keys.get(key, ()):
                self._new_keys[key].remove(entry)
        self._db.executemany(
            "DELETE FROM copy_keys WHERE key = ? AND at_ms = ? AND number = ?",
            ((key, at_ms, number) for key in keys),
        )

    # --- components, excerpts, lines -------------------------------------------------------------

    def component(self, label: int) -> Component | None:
        row = self._db.execute(
            "SELECT size, canonical FROM copy_components WHERE label = ?", (label,)
        ).fetchone()
        return Component(*row) if row else None

    def save_component(self, label: int, component: Component | None) -> None:
        if component is None:
            self._db.execute("DELETE FROM copy_components WHERE label = ?", (label,))
        else:
            self._db.execute(
                "INSERT OR REPLACE INTO copy_components VALUES (?, ?, ?)",
                (label, component.size, component.canonical),
            )

    def members(self, label: int) -> list[int]:
        rows = self._db.execute("SELECT number FROM copy_members WHERE label = ?", (label,))
        return [number for (number,) in rows]

    def parts(self, whole: int) -> list[int]:
        rows = self._db.execute("SELECT part FROM copy_excerpts WHERE whole = ?", (whole,))
        return [number for (number,) in rows]

    def line(self, key: int) -> RepeatedLine | None:
        row = self._db.execute("SELECT body FROM copy_lines WHERE key = ?", (key,)).fetchone()
        return _decode_line(row[0]) if row else None

    def save_line(self, key: int, line: RepeatedLine, at_ms: int) -> None:
        self._db.execute(
            "INSERT OR REPLACE INTO copy_lines VALUES (?, ?, ?)", (key, at_ms, _encode(line))
        )

    # --- inside ----------------------------------------------------------------------------------

    def _in_memory(self, number: int) -> Kept | None:
        kept = self._changed.get(number)
        return kept if kept is not None else self._cached.get(number)

    def _cache(self, number: int, kept: Kept) -> None:
        self._cached[number] = kept
        if len(self._cached) > _MOST_CACHED:
            self._cached.popitem(last=False)

    def _new_number(self) -> int:
        if self._next is None:
            (last,) = self._db.execute("SELECT coalesce(max(number), 0) FROM copies").fetchone()
            self._next = last + 1
        self._next += 1
        return self._next - 1

    def _link(self, number: int, before: Kept | None, after: Kept) -> None:
        """Keep the tables of members and excerpts in step with the articles."""
        left = before.component if before else None
        if left != after.component:
            if left is not None:
                self._db.execute(
                    "DELETE FROM copy_members WHERE label = ? AND number = ?", (left, number)
                )
            if after.component is not None:
                self._db.execute(
                    "INSERT INTO copy_members VALUES (?, ?)", (after.component, number)
                )
        wholes = before.wholes if before else ()
        if wholes != after.wholes:
            self._db.execute("DELETE FROM copy_excerpts WHERE part = ?", (number,))
            self._db.executemany(
                "INSERT INTO copy_excerpts VALUES (?, ?)",
                ((whole, number) for whole in after.wholes),
            )

    def _retire(self, before_ms: int) -> None:
        rows = self._db.execute(
            "SELECT number FROM copies WHERE stage = 0 AND at_ms < ?", (before_ms,)
        ).fetchall()
        for (number,) in rows:
            kept = self.load(number)
            if kept is not None:
                self._delete_keys(number, kept.document.at_ms, kept.keys)
        self._db.execute("UPDATE copies SET stage = 1 WHERE stage = 0 AND at_ms < ?", (before_ms,))

    def _delete_keys(self, number: int, at_ms: int, keys: Sequence[int]) -> None:
        self._db.executemany(
            "DELETE FROM copy_keys WHERE key = ? AND at_ms = ? AND number = ?",
            ((key, at_ms, number) for key in keys),
        )

    def _forget(self, before_ms: int) -> None:
        """Forget old articles, but not those a younger one relates to."""
        rows = self._db.execute(
            "SELECT number FROM copies WHERE stage = 1 AND at_ms < ?", (before_ms,)
        ).fetchall()
        for (number,) in rows:
            kept = self.load(number)
            if kept is None or self._has_younger(number, kept, before_ms):
                continue
            if kept.component is not None:
                self._shrink(kept.component, number)
            self._delete_keys(number, kept.document.at_ms, kept.version_keys)
            self._db.execute("DELETE FROM copy_excerpts WHERE part = ?", (number,))
            self._db.execute("DELETE FROM copies WHERE number = ?", (number,))

    def _has_younger(self, number: int, kept: Kept, before_ms: int) -> bool:
        related = self.parts(number)
        if kept.component is not None:
            component = self.component(kept.component)
            if component is not None and component.canonical == number:
                related += self.members(kept.component)
        loaded = (self.load(each) for each in related if each != number)
        return any(each is not None and each.document.at_ms >= before_ms for each in loaded)

    def _shrink(self, label: int, number: int) -> None:
        self._db.execute("DELETE FROM copy_members WHERE label = ? AND number = ?", (label, number))
        component = self.component(label)
        if component is not None:
            smaller = Component(component.size - 1, component.canonical)
            self.save_component(label, smaller if smaller.size else None)


def _pack(kept: Kept) -> bytes:
    return zlib.compress(_encode(replace(kept, sketch=b"")), 1)
