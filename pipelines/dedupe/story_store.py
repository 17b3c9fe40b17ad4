"""Stories remembered in SQLite: the state of `story_state`, in a transaction that its owner commits."""

from __future__ import annotations

import sqlite3
from collections import OrderedDict
from collections.abc import Sequence
from typing import Final

import msgspec
from msgspec.structs import replace

from pipelines.dedupe.compare import HOUR_MS, LATE_WINDOW_MS
from pipelines.dedupe.id_index import IdIndex, asked, id_index_schema
from pipelines.dedupe.story_buckets import SCHEMA as BUCKETS_SCHEMA
from pipelines.dedupe.story_buckets import StoryBuckets
from pipelines.dedupe.story_edges import SCHEMA as EDGES_SCHEMA
from pipelines.dedupe.story_edges import StoryEdges
from pipelines.dedupe.story_state import Node
from pipelines.dedupe.story_terms import NO_TERMS, finding_keys_of
from pipelines.dedupe.story_vectors import Vectors

SCHEMA: Final = f"""{BUCKETS_SCHEMA}{EDGES_SCHEMA}
CREATE TABLE IF NOT EXISTS stories (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    found INTEGER NOT NULL,  -- 1: in buckets, 0: too old to be found, or without a term
    body BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS stories_by_time ON stories (found, at_ms);
{id_index_schema("story_ids")}
"""
_FOUND_MS: Final = 8 * 24 * HOUR_MS  # what comes later than this finds no story any more
_MOST_CACHED: Final = 4_096

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Node).decode


class SqliteStoryState:
    """Remembers stories in the tables of `SCHEMA`; within a transaction of the given connection."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._buckets = StoryBuckets(db)
        self._children = StoryEdges[int](db, "story_children", "parent")
        self._followers = StoryEdges[str](db, "story_followers", "leader")
        self._index = IdIndex(db, "story_ids")
        self._find = (
            "SELECT number FROM stories"  # noqa: S608  # ours
            f" WHERE {self._index.where('id')}"
        )
        self.vectors = Vectors(self._loaded)
        self.forget_changes()

    def forget_changes(self) -> None:
        """Drop what is not flushed and what is cached: the transaction is rolled back, or new."""
        self._buckets.forget_changes()
        self._children.forget_changes()
        self._followers.forget_changes()
        self.vectors.clear()
        self._cached: OrderedDict[int, Node] = OrderedDict()
        self._changed: dict[int, Node] = {}
        self._new_ids: dict[str, int] = {}
        self._numbers: dict[str, int | None] = {}  # asked for since the last flush
        self._next: int | None = None
        self._latest_ms: int | None = None

    def flush(self) -> None:
        """Write what has changed."""
        rows = (
            (number, node.id, node.at_ms, bool(node.terms.words), _encode(node))
            for number, node in sorted(self._changed.items())
        )
        self._db.executemany(
            "INSERT INTO stories VALUES (?, ?, ?, ?, ?) ON CONFLICT (number) DO UPDATE SET"
            " at_ms = excluded.at_ms, found = excluded.found, body = excluded.body",
            rows,
        )
        for number, node in self._changed.items():
            self._cache(number, node)
        self._index.add(self._new_ids.items())
        self._changed.clear()
        self._new_ids.clear()
        self._numbers.clear()
        self._buckets.flush()
        self._children.flush()
        self._followers.flush()

    def forget_before(self, latest_ms: int) -> None:
        """Take out of the buckets what is too old, and forget what nothing younger relates to."""
        self.flush()
        self._retire(latest_ms - _FOUND_MS)
        while self._forget(latest_ms - LATE_WINDOW_MS):
            pass

    # --- articles --------------------------------------------------------------------------------

    def assume_new(self, article_id: str) -> None:
        """Take it that an article is not remembered, and that none is a copy of it."""
        self._numbers[article_id] = None
        self._followers.expect_none(article_id)

    def number_of(self, article_id: str) -> int | None:
        if article_id not in self._numbers:
            row = self._db.execute(self._find, asked(article_id)).fetchone()
            self._numbers[article_id] = row[0] if row else None
        return self._numbers[article_id]

    def load(self, number: int) -> Node | None:
        node = self._changed.get(number) or self._cached.get(number)
        if node is not None:
            return node
        row = self._db.execute("SELECT body FROM stories WHERE number = ?", (number,)).fetchone()
        if row is None:
            return None
        node = _decode(row[0])
        self._cache(number, node)
        return node

    def save(self, number: int | None, node: Node) -> int:
        before = None if number is None else self.load(number)
        if number is None:
            number = self._new_number()
            self._new_ids[node.id] = self._numbers[node.id] = number
            self._children.expect_none(number)
        elif before is not None and before.terms is not node.terms:
            self.vectors.discard(number)
        self._relink(number, before, node)
        self._changed[number] = node
        self._latest_ms = max(self.latest_ms(), node.at_ms)
        return number

    def children(self, number: int) -> list[int]:
        return self._children.below(number)

    def followers(self, article_id: str) -> list[int]:
        return self._followers.below(article_id)

    # --- buckets ---------------------------------------------------------------------------------

    def earlier(self, key: int, at_ms: int, from_ms: int) -> Sequence[int]:
        return self._buckets.earlier(key, at_ms, from_ms)

    def later(self, key: int, at_ms: int, to_ms: int) -> Sequence[int]:
        return self._buckets.later(key, at_ms, to_ms)

    def latest_ms(self) -> int:
        if self._latest_ms is None:
            (latest,) = self._db.execute(
                "SELECT coalesce(max(at_ms), 0) FROM stories WHERE found = 1"
            ).fetchone()
            self._latest_ms = int(latest)
        return self._latest_ms

    def add_keys(self, number: int, at_ms: int, keys: Sequence[int]) -> None:
        self._buckets.add(number, at_ms, keys)

    def remove_keys(self, number: int, at_ms: int, keys: Sequence[int]) -> None:
        self._buckets.remove(number, at_ms, keys)

    # --- inside ----------------------------------------------------------------------------------

    def _loaded(self, number: int) -> Node:
        node = self.load(number)
        if node is None:
            raise LookupError(f"article number {number} is not remembered")
        return node

    def _cache(self, number: int, node: Node) -> None:
        self._cached[number] = node
        if len(self._cached) > _MOST_CACHED:
            self._cached.popitem(last=False)

    def _new_number(self) -> int:
        if self._next is None:
            (last,) = self._db.execute("SELECT coalesce(max(number), 0) FROM stories").fetchone()
            self._next = int(last) + 1
        self._next += 1
        return self._next - 1

    def _relink(self, number: int, before: Node | None, after: Node) -> None:
        """Keep the tables of children and followers in step with the articles."""
        left = before.link.parent if before and before.link else None
        self._children.move(number, left, after.link.parent if after.link else None)
        self._followers.move(number, before.leader if before else None, after.leader)

    def _retire(self, before_ms: int) -> None:
        """Articles that can't be found any more need no terms."""
        rows = self._db.execute(
            "SELECT number FROM stories WHERE found = 1 AND at_ms < ?", (before_ms,)
        ).fetchall()
        for (number,) in rows:
            node = self._loaded(number)
            self.remove_keys(number, node.at_ms, finding_keys_of(node.terms))
            self._changed[number] = replace(node, terms=NO_TERMS)
            self.vectors.discard(number)
        self.flush()

    def _forget(self, before_ms: int) -> bool:
        """Forget old articles that no other relates to; tells whether there were any."""
        rows = self._db.execute(
            "SELECT number FROM stories WHERE found = 0 AND at_ms < ?"
            " AND NOT EXISTS (SELECT 1 FROM story_children WHERE parent = stories.number)"
            " AND NOT EXISTS (SELECT 1 FROM story_followers WHERE leader = stories.id)",
            (before_ms,),
        ).fetchall()
        gone: list[tuple[str, int]] = []
        for (number,) in rows:
            node = self._loaded(number)
            self._relink(number, node, replace(node, link=None, leader=None))
            self._cached.pop(number, None)
            self.vectors.discard(number)
            gone.append((node.id, number))
        self._index.remove(gone)
        self._db.executemany("DELETE FROM stories WHERE number = ?", rows)
        self._children.flush()
        self._followers.flush()
        return bool(rows)
