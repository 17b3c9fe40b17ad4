"""Crash points drawn over all writes of the state: relations and stories are as if there had been none.

What a killed process leaves of a commit are the first bytes of what it was writing: first the
write-ahead log, then, where a checkpoint is due, the file itself. So a crash is made by putting the files
together from those before the commit and those after it. `test_store` has real kills.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

import pytest
from msgspec import Struct
from msgspec.structs import replace

from pipelines.dedupe import DedupeStore, Verdict
from schemas.articles import Article
from schemas.relations import Amendment, Relation
from tests.pipelines.dedupe.streams import told_stream

ARTICLES = 500
LARGEST_BATCH = 6
_FILES = ("-wal", "")  # in the order in which they are written

Log = list[tuple[str, Article]]
Told = dict[str, tuple[str | None, tuple[Relation, ...]]]
Commit = Callable[[DedupeStore, Callable[[], None]], None]


class _Crash(Exception):
    """The process is gone."""


class _Crasher:
    """Lets commits through, but for the one at which it crashes, of which it writes only a part."""

    def __init__(self, path: Path, chance: random.Random, at_write: int) -> None:
        self._path = path
        self._chance = chance
        self._left = at_write
        self.crashed_at = ""

    def commit(self, store: DedupeStore, write: Callable[[], None]) -> None:
        before = self._files()
        write()
        after = self._files()
        if before == after:
            return
        self._left -= 1
        if self._left == 0:
            store.close()
            self._tear(before, after)
            raise _Crash

    def _files(self) -> list[bytes]:
        paths = [self._path.with_name(self._path.name + suffix) for suffix in _FILES]
        return [path.read_bytes() if path.exists() else b"" for path in paths]

    def _tear(self, before: Sequence[bytes], after: Sequence[bytes]) -> None:
        """Leave the files as they are after some of the bytes have been written."""
        written = self._chance.randint(0, sum(map(_changed, before, after)))
        self.crashed_at = f"after {written} bytes of a commit"
        for suffix, old, new in zip(_FILES, before, after, strict=True):
            ours = min(written, _changed(old, new))
            written -= ours
            begin = _first_change(old, new)
            torn = new[: begin + ours] + old[begin + ours :]
            self._path.with_name(self._path.name + suffix).write_bytes(torn)
        self._path.with_name(self._path.name + "-shm").unlink(missing_ok=True)


def _first_change(old: bytes, new: bytes) -> int:
    """Give the first place where files differ; halving asks the memory, not the interpreter."""
    equal, end = 0, min(len(old), len(new))
    while equal < end:
        middle = (equal + end + 1) // 2
        if old[equal:middle] == new[equal:middle]:
            equal = middle
        else:
            end = middle - 1
    return equal


def _changed(old: bytes, new: bytes) -> int:
    return len(new) - _first_change(old, new) if old != new else 0


class _Document(Struct):
    """What the index has of an article."""

    version: float
    amendment: Amendment


class _Index:
    """An index that outlives every crash, with the rules of the real ones."""

    def __init__(self) -> None:
        self.documents: dict[str, _Document] = {}

    def write(self, verdict: Verdict) -> int:
        """Store an article where it is new or newer; gives the revision it brought, or -1."""
        version, own = verdict.article.observed_at.timestamp(), verdict.amendments[-1]
        stored = self.documents.get(own.article_id)
        if stored is not None and stored.version >= version:
            return -1
        self.documents[own.article_id] = _Document(version, own)
        return own.revision

    def amend(self, amendments: Sequence[Amendment]) -> None:
        for each in amendments:
            stored = self.documents.get(each.article_id)
            if stored is not None and each.revision > stored.amendment.revision:
                stored.amendment = each

    def told(self) -> Told:
        return {
            article_id: (each.amendment.story_id, each.amendment.relations)
            for article_id, each in self.documents.items()
        }


def _log() -> Log:
    """Give records of events told in other words, out of order, with newer versions of some."""
    chance = random.Random("log")
    stream = told_stream(ARTICLES)
    newer = [
        replace(
            article,
            text=f"{article.text}\n\n{chance.choice(stream).text[:300]}",
            content_hash=f"{article.content_hash}2",
            observed_at=chance.choice(stream).observed_at,
        )
        for article in stream[::5]
    ]
    articles = chance.sample([*stream, *newer], ARTICLES + len(newer))
    return [(f"news.raw/0/{place}", article) for place, article in enumerate(articles)]


def _process(store: DedupeStore, batch: Log, index: _Index, commit: Commit) -> None:
    """Do what the pipeline does with a batch, in its order."""
    verdicts = [store.decide(article, position) for position, article in batch]
    commit(store, store.commit)
    passed = [verdict for verdict in verdicts if verdict.status == "pass"]
    written = {verdict.article.id: index.write(verdict) for verdict in passed}
    lists = store.outstanding(written)
    while amendments := _next(lists, store, commit):
        index.amend(amendments)
        commit(store, partial(store.settle, amendments))


def _next(
    lists: Iterator[list[Amendment]], store: DedupeStore, commit: Commit
) -> Sequence[Amendment]:
    """Give what the index has to hear next; what is linked anew for it is written before."""
    given: list[Amendment] = []
    commit(store, lambda: given.extend(next(lists, ())))
    return given


def _open(path: Path, most_anew: int = 0) -> DedupeStore:
    return DedupeStore(path, stories=True, most_anew=most_anew, clock=lambda: 1.0)


def _finish(path: Path, log: Log, index: _Index, most_anew: int = 0) -> Told:
    """Process everything, undisturbed; gives what the index has then."""
    with _open(path, most_anew) as store:
        for start in range(0, len(log), LARGEST_BATCH):
            _process(store, log[start : start + LARGEST_BATCH], index, _undisturbed)
    return index.told()


def _undisturbed(_: DedupeStore, write: Callable[[], None]) -> None:
    write()


def _crash(path: Path, log: Log, index: _Index, chance: random.Random) -> tuple[int, str]:
    """Process until the process dies; gives how many records it had acknowledged, and where it died."""
    crasher = _Crasher(path, chance, at_write=chance.randint(1, 6))
    acknowledged = 0
    with _open(path) as store:
        while acknowledged < len(log):
            batch = log[acknowledged : acknowledged + chance.randint(1, LARGEST_BATCH)]
            try:
                _process(store, batch, index, crasher.commit)
            except _Crash:
                return acknowledged, crasher.crashed_at
            acknowledged += len(batch)
    raise AssertionError("there was nothing left to crash in")


@pytest.mark.parametrize(
    ("seed", "count"), [(3, 10), pytest.param(11, 100, marks=pytest.mark.slow)]
)
def test_crash_points(tmp_path: Path, seed: int, count: int) -> None:
    """Wherever a process dies while it writes the state, the index ends with the same stories."""
    log, index, chance = _log(), _Index(), random.Random(seed)
    expected = _finish(tmp_path / "undisturbed.sqlite", log, _Index(), most_anew=1_000)
    path = tmp_path / "crashed.sqlite"
    left, crashes = log, []
    for _ in range(count):
        acknowledged, where = _crash(path, left, index, chance)
        left = left[acknowledged:]
        crashes.append(where)
    assert _finish(path, left, index) == expected, f"seed {seed}: {crashes}"
