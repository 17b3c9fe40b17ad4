"""Elasticsearch with faults: every document still ends with the right outcome, and nothing hangs."""

from __future__ import annotations

import random
import secrets
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from connectors.elastic.index import ElasticIndex
from connectors.ports import SearchRequest
from pipelines.jobs.services import RunningServer, start_elasticsearch
from schemas.errors import Fatal, SettingsError, Unreachable
from schemas.query_parser import parse_query
from schemas.settings import IndexSettings
from tests.connectors.elastic.faulty_proxy import NO_FAULT, Fault, Plan, faulty
from tests.contracts.library import LIBRARY, document, later

Opener = Callable[[Plan], ElasticIndex]


@pytest.fixture
def open_faulty(elastic_url: str) -> Iterator[Opener]:
    """Opens an index of this test's own through a proxy with a plan for its faults."""
    name = f"t-{secrets.token_hex(6)}"
    with ExitStack() as stack:

        def opener(plan: Plan) -> ElasticIndex:
            index = ElasticIndex(
                stack.enter_context(faulty(elastic_url, plan)),
                IndexSettings(name=name, timeout_s=5),
                sleep=lambda seconds: time.sleep(seconds / 20),
                jitter=random.Random(1).random,
            )
            return stack.enter_context(closing(index))

        yield opener


def _bulk_faults(*faults: Fault) -> Plan:
    """Let the first bulk requests meet these faults, in turn."""
    left = list(faults)

    def plan(path: str, body: bytes) -> Fault:
        return left.pop(0) if path.startswith("/_bulk") and left else NO_FAULT

    return plan


@pytest.mark.servers
@pytest.mark.parametrize(
    "faults",
    [
        (Fault(status=429), Fault(status=429)),
        (Fault(status=503), Fault(status=502), Fault(status=504)),
        (Fault(drop=True), Fault(drop=True)),
        (Fault(item_status=429),),
        (Fault(item_status=503, item_error="unavailable_shards_exception"),),
        (Fault(item_status=403, item_error="cluster_block_exception"),),
        (Fault(status=413),),
        (Fault(status=413), Fault(status=413), Fault(status=429), Fault(drop_after=True)),
    ],
)
def test_every_document_ends_in_the_index(open_faulty: Opener, faults: tuple[Fault, ...]) -> None:
    """A busy, failing or picky server costs time, never a document."""
    index = open_faulty(_bulk_faults(*faults))
    outcomes = [each.outcome for each in index.upsert(LIBRARY)]
    assert set(outcomes) <= {"stored", "unchanged"}
    index.refresh()
    assert tuple(index.scan()) == LIBRARY


@pytest.mark.servers
def test_applied_and_then_dropped(open_faulty: Opener) -> None:
    """Where the answer to a write is lost, writing again finds the documents in place."""
    index = open_faulty(_bulk_faults(Fault(drop_after=True)))
    assert [each.outcome for each in index.upsert(LIBRARY)] == ["unchanged"] * len(LIBRARY)
    older = [later(each, seconds=-60) for each in LIBRARY]
    assert [each.outcome for each in index.upsert(older)] == ["stale"] * len(LIBRARY)


@pytest.mark.servers
def test_one_poison_document_is_found(open_faulty: Opener) -> None:
    """A document that makes the server refuse whole requests is refused alone; the others get in."""

    def plan(path: str, body: bytes) -> Fault:
        return Fault(status=400) if b"poison" in body else NO_FAULT

    index = open_faulty(plan)
    given = [document(f"d{n}", "poison" if n == 7 else "good") for n in range(20)]
    upserted = index.upsert(given)
    assert [n for n, each in enumerate(upserted) if each.outcome != "stored"] == [7]
    assert upserted[7].outcome == "refused"
    assert "injected" in upserted[7].message


@pytest.mark.servers
def test_a_refused_item_says_why(open_faulty: Opener) -> None:
    """An item the server will never take is refused with the server's reason."""
    plan = _bulk_faults(Fault(item_status=400, item_error="document_parsing_exception"))
    upserted = open_faulty(plan).upsert(LIBRARY[:2])
    assert [each.outcome for each in upserted] == ["refused", "stored"]
    assert "document_parsing_exception" in upserted[0].message


@pytest.mark.servers
def test_a_single_document_too_large_is_refused(open_faulty: Opener) -> None:
    """What is too large even alone is refused, not tried for ever."""

    def plan(path: str, body: bytes) -> Fault:
        return Fault(status=413) if len(body) > 100_000 else NO_FAULT

    index = open_faulty(plan)
    given = [document("s1", "small"), document("big", "big", "x " * 100_000), document("s2", "s")]
    assert [each.outcome for each in index.upsert(given)] == ["stored", "refused", "stored"]


@pytest.mark.servers
@pytest.mark.parametrize("fault", [Fault(status=503), Fault(drop=True), Fault(item_status=429)])
def test_a_lasting_outage_is_raised(open_faulty: Opener, fault: Fault) -> None:
    """An outage that lasts is an error within bounded time, so that offsets stay uncommitted."""
    down = [False]

    def plan(path: str, body: bytes) -> Fault:
        return fault if down[0] else NO_FAULT

    index = open_faulty(plan)
    down[0] = True
    with pytest.raises(Unreachable, match=r"127\.0\.0\.1.*dateline doctor"):
        index.upsert([document("x", "one")])
    if fault.item_status is None:
        with pytest.raises(Unreachable):
            index.search(SearchRequest(query=parse_query("x")))
        assert not index.describe().reachable


@pytest.mark.servers
def test_a_missing_key_is_named(open_faulty: Opener) -> None:
    """Refused access names the setting to set, and is not tried for ever."""
    index = open_faulty(_bulk_faults(Fault(status=401)))
    with pytest.raises(SettingsError, match="API_KEY"):
        index.upsert([document("x", "one")])


def test_nothing_answers() -> None:
    """Where no server listens, opening says so at once, with address and remedy."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(Unreachable, match=rf"127\.0\.0\.1:{port} does not answer.*embedded"):
        ElasticIndex(f"http://127.0.0.1:{port}", IndexSettings(timeout_s=1))


def test_a_password_in_the_address_is_not_shown() -> None:
    """An error never shows the password of an address."""
    with pytest.raises(Unreachable) as caught:
        ElasticIndex("http://me:secret@127.0.0.1:9", IndexSettings(timeout_s=1))
    assert "secret" not in str(caught.value)


def test_something_else_answers() -> None:
    """An address where something answers that is no Elasticsearch is an error in words."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"http://127.0.0.1:{server.getsockname()[1]}"
        with pytest.raises((Unreachable, Fatal), match=r"127\.0\.0\.1"):
            ElasticIndex(url, IndexSettings(timeout_s=0.3))


@pytest.mark.servers
@pytest.mark.slow
def test_it_survives_a_restart_of_the_server(tmp_path: Path) -> None:
    """After the node is killed and back, what was acknowledged is there and writing goes on."""
    server: RunningServer
    with start_elasticsearch(tmp_path) as server:
        index = ElasticIndex(server.address, IndexSettings(timeout_s=60))
        with closing(index):
            index.upsert(LIBRARY)
            server.kill()
            server.start()
            more = index.upsert([LIBRARY[0], document("new", "after the restart")])
            assert [each.outcome for each in more] == ["unchanged", "stored"]
            index.refresh()
            assert index.count() == len(LIBRARY) + 1
