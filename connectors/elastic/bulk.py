"""Bulk writes where every document ends in exactly one outcome, whatever the server answers.

2xx is stored; 409 was there already: unchanged or stale, as the stored version says; 429 and 5xx are
tried again; a request that is too large, or refused as a whole, is halved until the one document to
blame is alone; other 4xx are refused with their reason. What lasts longer than patience is an outage.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator, Sequence
from typing import Any, Final, Literal

from elasticsearch import ApiError
from msgspec import Struct

from connectors.elastic.client import ElasticClient
from connectors.elastic.patience import Patience, Waiting
from connectors.ports import Upserted
from schemas.errors import Unreachable

MAX_REQUEST_BYTES: Final = 5 * 1024 * 1024
MAX_REQUEST_DOCUMENTS: Final = 1000
_HALVED: Final = (400, 413, 422)

_STORED: Final = Upserted("stored")


# What Elasticsearch counts as the version: ours, and below it the amendments of that version.
_AMENDMENT_BITS: Final = 12
_MOST_AMENDMENTS: Final = (1 << _AMENDMENT_BITS) - 1


class Seen(Struct, frozen=True, kw_only=True):
    """What stood in the index when a document was read."""

    version: int
    sequence: int
    term: int

    def is_worn(self) -> bool:
        """Whether one more amendment would look like a newer version."""
        return self.version & _MOST_AMENDMENTS == _MOST_AMENDMENTS


class Write(Struct, frozen=True, kw_only=True):
    """One document to write: `position` is its place in what was given, `source` its JSON.

    With `seen` it is written only over that very state, and is `stale` otherwise.
    """

    position: int
    index: str
    id: str
    version: int
    source: bytes
    seen: Seen | None = None


class BulkWriter:
    """Writes documents in requests of at most 5 MB and 1,000 documents."""

    def __init__(self, client: ElasticClient, patience: Patience) -> None:
        self._client = client
        self._patience = patience

    def write(self, writes: Sequence[Write]) -> dict[int, Upserted]:
        """Give each document's outcome by its position; raises `Unreachable` on a lasting outage."""
        outcomes: dict[int, Upserted] = {}
        waiting = self._patience.begin()
        for once_each in _rounds(writes):
            chunks = deque(_chunks(once_each))
            while chunks:
                chunk = chunks.popleft()
                again = self._send(chunk, outcomes, chunks, waiting)
                if again:
                    chunks.appendleft(again)
        return outcomes

    def _send(
        self,
        chunk: list[Write],
        outcomes: dict[int, Upserted],
        chunks: deque[list[Write]],
        waiting: Waiting,
    ) -> list[Write]:
        """Send one request; gives what must be sent again, after having waited for it."""
        try:
            answer = self._client.once(lambda client: client.bulk(operations=_lines(chunk)))
        except Unreachable:
            if not waiting.wait():
                raise
            return chunk
        except ApiError as error:
            self._halve(chunk, error, outcomes, chunks)
            waiting.progressed()
            return []
        again, reason = self._triage(chunk, answer["items"], outcomes)
        if len(again) < len(chunk):
            waiting.progressed()
        if again and not waiting.wait():
            raise self._client.unreachable(reason)
        return again

    def _halve(
        self,
        chunk: list[Write],
        error: ApiError,
        outcomes: dict[int, Upserted],
        chunks: deque[list[Write]],
    ) -> None:
        if error.meta.status not in _HALVED:
            raise self._client.unreachable(error) from error
        if len(chunk) == 1:
            outcomes[chunk[0].position] = Upserted("refused", _reason(error.meta.status, error))
            return
        middle = len(chunk) // 2
        chunks.extendleft([chunk[middle:], chunk[:middle]])

    def _triage(
        self, chunk: list[Write], items: list[Any], outcomes: dict[int, Upserted]
    ) -> tuple[list[Write], object]:
        """Settle what can be settled; gives what must be sent again, and why."""
        again: list[Write] = []
        conflicts: list[Write] = []
        reason: object = None
        for write, item in zip(chunk, items, strict=True):
            result = item["index"]
            fate = _fate(result)
            if fate == "stored":
                outcomes[write.position] = _STORED
            elif fate == "conflict":
                conflicts.append(write)
            elif fate == "again":
                reason = _why(result)
                again.append(write)
            elif fate == "not_allowed":
                raise self._client.not_allowed(_why(result))
            else:
                message = _reason(result["status"], _why(result))
                outcomes[write.position] = Upserted("refused", message)
        if conflicts:
            again += self._compare(conflicts, outcomes)
        return again, reason or "documents come and go while they are written"

    def _compare(self, conflicts: list[Write], outcomes: dict[int, Upserted]) -> list[Write]:
        """Tell a replay from an older version by what is stored; gives what is not there any more."""
        asked = [{"_index": write.index, "_id": write.id, "_source": False} for write in conflicts]
        answer = self._client.persistently(lambda client: client.mget(docs=asked))
        gone = []
        for write, found in zip(conflicts, answer["docs"], strict=True):
            if write.seen is not None:
                outcomes[write.position] = Upserted("stale")
            elif not found.get("found"):
                gone.append(write)
            elif found["_version"] >> _AMENDMENT_BITS == write.version:
                outcomes[write.position] = Upserted("unchanged")
            else:
                outcomes[write.position] = Upserted("stale")
        return gone


def _fate(result: Any) -> Literal["stored", "conflict", "again", "not_allowed", "refused"]:
    status = result["status"]
    kind = result.get("error", {}).get("type", "")
    if status < 300:
        return "stored"
    if status == 409:
        return "conflict"
    # A read-only index (the disk is full) is an outage, not a bad document.
    if status == 429 or status >= 500 or kind == "cluster_block_exception":
        return "again"
    if kind == "index_not_found_exception":
        return "again"
    return "not_allowed" if status in (401, 403) else "refused"


def _why(result: Any) -> str:
    error = result.get("error", {})
    cause = error.get("caused_by", {}).get("reason", "")
    return " ".join(f"{error.get('type', '')}: {error.get('reason', '')} {cause}".split())


def _reason(status: int, why: object) -> str:
    return f"Elasticsearch refuses it ({status}): {str(why)[:500]}"


def _lines(chunk: list[Write]) -> list[Any]:
    lines: list[Any] = []
    for write in chunk:
        header = {"_index": write.index, "_id": write.id, **_condition(write)}
        lines += [{"index": header}, write.source]
    return lines


def _condition(write: Write) -> dict[str, Any]:
    """Say over what a document may be written.

    An amendment lets the server count its version up by one: only so can it also demand what was
    read. After 4,095 amendments of one version there is no room left, and the last writer wins.
    """
    if write.seen is None:
        return {"version": write.version << _AMENDMENT_BITS, "version_type": "external"}
    if write.seen.is_worn():
        return {"version": write.seen.version, "version_type": "external_gte"}
    return {"if_seq_no": write.seen.sequence, "if_primary_term": write.seen.term}


def _rounds(writes: Sequence[Write]) -> list[list[Write]]:
    """Part versions of one document, so that each is compared with those given before it."""
    rounds: list[list[Write]] = []
    seen: Counter[str] = Counter()
    for write in writes:
        if seen[write.id] == len(rounds):
            rounds.append([])
        rounds[seen[write.id]].append(write)
        seen[write.id] += 1
    return rounds


def _chunks(writes: Sequence[Write]) -> Iterator[list[Write]]:
    chunk: list[Write] = []
    size = 0
    for write in writes:
        length = len(write.source) + len(write.id) + 200
        if chunk and (size + length > MAX_REQUEST_BYTES or len(chunk) == MAX_REQUEST_DOCUMENTS):
            yield chunk
            chunk, size = [], 0
        chunk.append(write)
        size += length
    if chunk:
        yield chunk
