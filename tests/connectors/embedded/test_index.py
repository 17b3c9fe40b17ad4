"""The embedded index alone: deaths, damage, several processes, and what is visible when."""

from __future__ import annotations

import itertools
import logging
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from connectors.embedded.index import EmbeddedIndex
from connectors.embedded.index_mirror import Mirror
from connectors.embedded.index_queries import QueryCompiler
from connectors.embedded.index_store import DocumentStore
from connectors.ports import SearchRequest
from schemas.errors import Fatal
from schemas.query import Query
from schemas.query_parser import parse_query
from schemas.relations import Amendment
from tests.contracts.library import LIBRARY, document, later

# Writes for ever, and says after each batch which documents were acknowledged.
_WRITER = """
import sys
from pathlib import Path
from connectors.embedded.index import EmbeddedIndex
from tests.contracts.library import document

index = EmbeddedIndex(Path(sys.argv[1]), clock=lambda step=iter(range(10**9)): float(next(step)))
for start in range(0, 10**6, 25):
    index.upsert([document(f"d{n:06}", "word", f"number{n}") for n in range(start, start + 25)])
    print(start + 25, flush=True)
"""


def _found(index: EmbeddedIndex, query: str) -> list[str]:
    result = index.search(SearchRequest(query=parse_query(query), size=1000))
    return sorted(hit.document.article.id for hit in result.hits)


@pytest.mark.parametrize("batches", [1, 3, 8])
def test_nothing_acknowledged_is_lost_when_killed(tmp_path: Path, batches: int) -> None:
    """A process killed while it writes loses nothing it was told is stored, and search finds all."""
    with subprocess.Popen(
        [sys.executable, "-c", _WRITER, str(tmp_path)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[3],
    ) as writer:
        assert writer.stdout is not None
        acknowledged = 0
        for _ in range(batches):
            acknowledged = int(writer.stdout.readline())
        os.kill(writer.pid, signal.SIGKILL)
        acknowledged = max([acknowledged, *map(int, writer.stdout.read().split())])
    with closing(EmbeddedIndex(tmp_path)) as index:
        assert index.count() >= acknowledged
        assert index.search(SearchRequest(query=parse_query("word"))).total == index.count()
        assert _found(index, f"number{acknowledged - 1}") == [f"d{acknowledged - 1:06}"]


def test_a_search_sees_what_a_living_writer_has_stored(tmp_path: Path) -> None:
    """While another process writes, a search finds what that process was told is stored."""
    with subprocess.Popen(
        [sys.executable, "-c", _WRITER, str(tmp_path)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[3],
    ) as writer:
        try:
            assert writer.stdout is not None
            acknowledged = [int(writer.stdout.readline()) for _ in range(4)][-1]
            with closing(EmbeddedIndex(tmp_path)) as reader:
                reader.refresh()
                assert _found(reader, f"number{acknowledged - 1}") == [f"d{acknowledged - 1:06}"]
                assert _found(reader, f"number{acknowledged - 1} -word") == []
        finally:
            writer.kill()


def test_what_is_stored_is_found_without_a_refresh(tmp_path: Path) -> None:
    """A search finds what was stored before it, by this process or another, with no refresh."""
    with closing(EmbeddedIndex(tmp_path)) as writer, closing(EmbeddedIndex(tmp_path)) as reader:
        writer.upsert(LIBRARY)
        assert _found(reader, "taiwan") == ["a01", "a02"]
        writer.upsert([later(LIBRARY[1], text="Nothing of it.")])
        assert _found(writer, "taiwan") == ["a01"]
        assert _found(reader, "taiwan") == ["a01"]


def test_many_amendments_of_one_batch_build_on_each_other(tmp_path: Path) -> None:
    """However many amendments come together, each is settled with what those before it left."""
    with closing(EmbeddedIndex(tmp_path)) as index:
        index.upsert(LIBRARY[:2])
        rising = [
            Amendment(article_id=given.article.id, revision=revision, story_id=f"s{revision}")
            for revision in range(1, 90)
            for given in LIBRARY[:2]
        ]
        outcomes = [each.outcome for each in index.amend([*rising, *rising[:3]])]
        assert outcomes == ["amended"] * len(rising) + ["stale"] * 3
        assert [document.story_id for document in index.scan()] == ["s89", "s89"]
        assert _found(index, "story:s89") == sorted(each.article.id for each in LIBRARY[:2])
        assert _found(index, "story:s88") == []


def test_threads_search_while_one_writes(tmp_path: Path) -> None:
    """A server's threads search one index while another thread writes to it."""
    with closing(EmbeddedIndex(tmp_path, clock=itertools.count().__next__)) as index:
        index.upsert(LIBRARY)

        def write(number: int) -> int:
            index.upsert([document(f"w{number}", "written", "so it is")])
            return len(_found(index, f"id:w{number}"))

        def search(_: int) -> int:
            return len(_found(index, "taiwan"))

        with ThreadPoolExecutor(4) as pool:
            searched = pool.map(search, range(60))
            written = pool.map(write, range(30))
            assert set(searched) == {2}
            assert set(written) == {1}
        assert len(_found(index, "written")) == 30


def _delete(folder: Path) -> None:
    shutil.rmtree(folder)


def _truncate_segments(folder: Path) -> None:
    for path in folder.iterdir():
        if path.suffix in (".term", ".idx", ".store", ".fast", ".pos"):
            path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _delete_segments(folder: Path) -> None:
    for path in folder.iterdir():
        if path.suffix in (".term", ".idx", ".store", ".fast", ".pos"):
            path.unlink()


def _garble_meta(folder: Path) -> None:
    (folder / "meta.json").write_text("no json", encoding="utf-8")


@pytest.mark.parametrize("damage", [_delete, _truncate_segments, _delete_segments, _garble_meta])
def test_a_damaged_search_index_is_built_anew(
    tmp_path: Path, damage: Callable[[Path], None], caplog: pytest.LogCaptureFixture
) -> None:
    """Whatever happens to tantivy's files, the documents are there and are searched again."""
    with closing(EmbeddedIndex(tmp_path)) as index:
        index.upsert(LIBRARY)
    (folder,) = tmp_path.glob("tantivy-*")
    damage(folder)
    with caplog.at_level(logging.WARNING, "dateline"), closing(EmbeddedIndex(tmp_path)) as index:
        assert _found(index, "taiwan") == ["a01", "a02"]
        assert tuple(index.scan()) == LIBRARY
    assert "search index" in caplog.text


def test_a_search_index_of_other_documents_is_built_anew(tmp_path: Path) -> None:
    """A search index that is ahead of the documents (restored from a copy) does not stay."""
    for name, documents in (("old", LIBRARY[:2]), ("new", LIBRARY)):
        with closing(EmbeddedIndex(tmp_path / name)) as index:
            index.upsert(documents)
    (old,), (new,) = (tmp_path / "old").glob("tantivy-*"), (tmp_path / "new").glob("tantivy-*")
    shutil.rmtree(old)
    shutil.copytree(new, old)
    with closing(EmbeddedIndex(tmp_path / "old")) as index:
        assert _found(index, "*") == ["a01", "a02"]


def test_a_rebuild_tells_how_far_it_is(tmp_path: Path) -> None:
    """A rebuild reports its progress, and afterwards all is found; versions stay single."""
    seen: list[tuple[int, int]] = []
    with closing(EmbeddedIndex(tmp_path)) as index:
        index.upsert([document(f"d{n}", "word") for n in range(1500)])
        index.upsert([later(document("d7", "word"), title="other")])
        assert index.rebuild(lambda done, total: seen.append((done, total))) == 1500
        assert seen == [(1000, 1500), (1500, 1500)]
        assert index.search(SearchRequest(query=parse_query("word"))).total == 1499
        assert _found(index, "other") == ["d7"]


def test_a_document_file_that_is_damaged_is_told(tmp_path: Path) -> None:
    """A documents file that is no database is an error that says what to do."""
    (tmp_path / "documents.sqlite").write_bytes(b"no database" * 100)
    with pytest.raises(Fatal, match=r"documents\.sqlite: .*damaged.*restore a copy"):
        EmbeddedIndex(tmp_path)


@pytest.mark.parametrize("kind", ["a folder", "of another program"])
def test_a_document_file_that_will_never_do_is_not_waited_for(tmp_path: Path, kind: str) -> None:
    """What a person must mend is told at once, and not tried again as a server that is down."""
    if kind == "a folder":
        (tmp_path / "documents.sqlite").mkdir()
    else:
        with closing(sqlite3.connect(tmp_path / "documents.sqlite")) as db:
            db.execute("CREATE TABLE documents (foo)")
    with pytest.raises(Fatal, match=r"documents\.sqlite: "):
        EmbeddedIndex(tmp_path)


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    """A data folder that is a file is an error in words."""
    (tmp_path / "taken").write_text("a file", encoding="utf-8")
    with pytest.raises(Fatal, match="can't be opened"):
        EmbeddedIndex(tmp_path / "taken" / "index")


@pytest.mark.parametrize(("every", "found"), [(1, 40), (2, 20), (3, 14), (9, 5), (40, 1), (0, 0)])
def test_a_scope_is_read_in_bounded_steps(tmp_path: Path, every: int, found: int) -> None:
    """However few parts are looked at together, and however many match, a scope finds every article."""
    with closing(DocumentStore(tmp_path / "documents.sqlite")) as store:
        said = [bool(every) and n % every == 0 for n in range(40)]
        store.upsert(
            [
                document(
                    f"d{n}", "word", speakers=("person:wang-yi",) * (1 + n % 3) if says else ()
                )
                for n, says in enumerate(said)
            ]
        )
        mirror = Mirror(tmp_path, store)
        query = parse_query("quote:(speaker:person:wang-yi)")
        for parts_at_once in (1, 3, 7, 1000):
            compiler = QueryCompiler(mirror.schema, parts_at_once)
            assert mirror.read(partial(_count, compiler, query)) == found


def _count(compiler: QueryCompiler, query: Query, searcher: Any) -> int:
    return int(searcher.search(compiler.compile(query, searcher)).count)
