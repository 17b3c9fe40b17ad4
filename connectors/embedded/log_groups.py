"""Consumer groups of the embedded log: who is a member, who holds which partition, what is done."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

import msgspec

from schemas.errors import LeaseLost

# Members read the clock before they wait for the file: leases may lie a little ahead of each other's.
_AHEAD_LEASES: Final = 10


class Membership(msgspec.Struct, frozen=True):
    """One reader as a member of a group."""

    topic: str
    group: str
    member: str


def fair_shares(
    partitions: Sequence[int], holders: Mapping[int, str], members: Sequence[str]
) -> dict[int, str]:
    """Divide partitions among members: shares differ by one at most, and as few as possible move.

    `holders` says who holds a partition now; those who are no members any more hold nothing.
    """
    if not members:
        return {}
    held = Counter(holder for holder in holders.values() if holder in members)
    by_load = sorted(members, key=lambda member: (-held[member], members.index(member)))
    share, larger = divmod(len(partitions), len(members))
    room = {member: share + (rank < larger) for rank, member in enumerate(by_load)}
    plan: dict[int, str] = {}
    for partition in partitions:
        holder = holders.get(partition)
        if holder is not None and room.get(holder, 0) > 0:
            plan[partition] = holder
            room[holder] -= 1
    waiting = iter([member for member in by_load for _ in range(room[member])])
    for partition in partitions:
        if partition not in plan:
            plan[partition] = next(waiting)
    return plan


def needs_change(
    db: sqlite3.Connection, who: Membership, partitions: Sequence[int], now_us: int, lease_us: int
) -> bool:
    """Whether `rebalance` would do anything: a read, so that idle members do not write."""
    members = _members(db, who)
    if _expired(db, who, now_us, lease_us) or who.member not in members:
        return True
    holders = _holders(db, who, partitions)
    plan = fair_shares(partitions, holders, members)
    return any(
        (partition not in holders and planned == who.member)
        or (holders.get(partition) == who.member and planned != who.member)
        for partition, planned in plan.items()
    )


def rebalance(
    db: sqlite3.Connection, who: Membership, partitions: Sequence[int], now_us: int, lease_us: int
) -> frozenset[int]:
    """Drop expired members, (re)join, give up what is over our share, take what is free and ours.

    What another member holds beyond its share is left to it until it polls: it may be at work on it.
    Gives the ids of the partitions held now; inside a transaction.
    """
    _drop(db, _expired(db, who, now_us, lease_us))
    db.execute(
        "INSERT INTO members (member, topic, consumer_group, expires_at_us) VALUES (?, ?, ?, ?) "
        "ON CONFLICT (member) DO UPDATE SET expires_at_us = excluded.expires_at_us",
        (who.member, who.topic, who.group, now_us + lease_us),
    )
    holders = _holders(db, who, partitions)
    plan = fair_shares(partitions, holders, _members(db, who))
    mine = {partition for partition, member in plan.items() if member == who.member}
    for partition in partitions:
        key = (who.group, partition, who.member)
        if holders.get(partition) == who.member and partition not in mine:
            db.execute(
                "DELETE FROM leases WHERE consumer_group = ? AND partition_id = ? AND member = ?",
                key,
            )
        elif partition in mine and partition not in holders:
            db.execute("INSERT INTO leases VALUES (?, ?, ?)", key)
    return held_by(db, who, partitions)


def held_by(db: sqlite3.Connection, who: Membership, partitions: Sequence[int]) -> frozenset[int]:
    """Give the ids of the partitions a member holds."""
    holders = _holders(db, who, partitions)
    return frozenset(partition for partition, holder in holders.items() if holder == who.member)


def extend(db: sqlite3.Connection, member: str, expires_us: int) -> None:
    """Stay a member for longer; one that was dropped in the meantime stays dropped until it polls."""
    db.execute("UPDATE members SET expires_at_us = ? WHERE member = ?", (expires_us, member))


def leave(db: sqlite3.Connection, member: str) -> None:
    """Give up membership and all that is held; inside a transaction."""
    _drop(db, [member])


def committed(db: sqlite3.Connection, group: str, partition_id: int) -> int | None:
    """Give the next offset a group has committed; None where it has not yet."""
    row = db.execute(
        "SELECT next_offset FROM commits WHERE consumer_group = ? AND partition_id = ?",
        (group, partition_id),
    ).fetchone()
    return None if row is None else int(row[0])


def commit(db: sqlite3.Connection, who: Membership, next_offsets: Mapping[int, int]) -> None:
    """Mark records as done, by partition id; inside a transaction.

    Never moves backwards. Raises `LeaseLost` (and nothing is marked) where one of the partitions is
    not held by this member any more: its new holder decides.
    """
    held = held_by(db, who, list(next_offsets))
    if len(held) < len(next_offsets):
        raise LeaseLost(
            f"Partitions of {who.topic} have moved to another member of group {who.group!r}."
        )
    db.executemany(
        "INSERT INTO commits VALUES (?, ?, ?) ON CONFLICT (consumer_group, partition_id) "
        "DO UPDATE SET next_offset = MAX(next_offset, excluded.next_offset)",
        [(who.group, partition, offset) for partition, offset in next_offsets.items()],
    )


def _members(db: sqlite3.Connection, who: Membership) -> list[str]:
    rows = db.execute(
        "SELECT member FROM members WHERE topic = ? AND consumer_group = ? ORDER BY joined",
        (who.topic, who.group),
    )
    return [member for (member,) in rows]


def _expired(db: sqlite3.Connection, who: Membership, now_us: int, lease_us: int) -> list[str]:
    """Give the members whose lease has ended, or lies so far ahead that the clock was set back since."""
    rows = db.execute(
        "SELECT member FROM members WHERE topic = ? AND consumer_group = ?"
        " AND (expires_at_us < ? OR expires_at_us > ?)",
        (who.topic, who.group, now_us, now_us + _AHEAD_LEASES * lease_us),
    )
    return [member for (member,) in rows]


def _drop(db: sqlite3.Connection, members: Sequence[str]) -> None:
    for member in members:
        db.execute("DELETE FROM leases WHERE member = ?", (member,))
        db.execute("DELETE FROM members WHERE member = ?", (member,))


def _holders(db: sqlite3.Connection, who: Membership, partitions: Sequence[int]) -> dict[int, str]:
    wanted = set(partitions)
    rows = db.execute(
        "SELECT partition_id, member FROM leases WHERE consumer_group = ?", (who.group,)
    )
    return {partition: member for partition, member in rows if partition in wanted}
