from __future__ import annotations

import random
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from pipelines.dedupe import DedupeStore, Verdict
from pipelines.dedupe.sketch import SKETCH_VERSION
from schemas.articles import Article
from schemas.errors import Fatal
from schemas.relations import Relation
from tests.pipelines.dedupe.builders import make_article
from tests.pipelines.dedupe.crowds import followed
from tests.pipelines.dedupe.streams import written_stream


def _decide_all(store: DedupeStore, articles: list[Article], start: int = 0) -> list[Verdict]:
    verdicts = [
        store.decide(article, f"news.raw/0/{start + place}")
        for place, article in enumerate(articles)
    ]
    store.commit()
    return verdicts


def test_verdicts_last(tmp_path: Path) -> None:
    """What was committed is known after a restart; what was not is not."""
    path = tmp_path / "dedupe.sqlite"
    with DedupeStore(path) as store:
        _decide_all(store, [make_article("A text.")])
        store.decide(make_article("A text.", id_="a2"), "1")
    with DedupeStore(path) as store:
        known, new = (
            store.decide(make_article("A text.", id_=id_, minutes=1), id_) for id_ in ("a1", "a2")
        )
    assert (known.status, new.status) == ("duplicate", "pass")


def test_rollback(tmp_path: Path) -> None:
    """A batch that failed leaves no trace, in memory or in the file."""
    stream = written_stream(12)
    with DedupeStore(tmp_path / "d.sqlite", copies=True, clock=lambda: 1.0) as store:
        before = _decide_all(store, stream[:6])
        for place, article in enumerate(stream[6:]):
            store.decide(article, f"other/{place}")
        store.rollback()
        after = _decide_all(store, stream[6:], start=6)
    with DedupeStore(tmp_path / "e.sqlite", copies=True, clock=lambda: 1.0) as store:
        assert _decide_all(store, stream) == before + after


def test_forgets_what_is_old(tmp_path: Path) -> None:
    """An article not observed for as long as asked for is forgotten, by event time."""
    with DedupeStore(tmp_path / "d.sqlite", keep=timedelta(days=10)) as store:
        _decide_all(
            store, [make_article("A text."), make_article("Other.", id_="a2", minutes=20_000)]
        )
        later = make_article("A text.", minutes=20_001)
        assert store.decide(later, "9").status == "pass"


def test_another_sketch(tmp_path: Path) -> None:
    """Sketches of another version are never compared: it is said what to do."""
    path = tmp_path / "d.sqlite"
    with DedupeStore(path, copies=True) as store:
        store._db.execute("UPDATE facts SET value = ?", (SKETCH_VERSION + 1,))
    with pytest.raises(Fatal, match="move the file away"):
        DedupeStore(path, copies=True)


def test_other_story_terms(tmp_path: Path) -> None:
    """Story terms of another version are never compared; who follows no stories may go on."""
    path = tmp_path / "d.sqlite"
    with DedupeStore(path, stories=True) as store:
        store._db.execute("UPDATE facts SET value = 0 WHERE name = 'story'")
    with pytest.raises(Fatal, match="story terms of version 0"):
        DedupeStore(path, stories=True)
    DedupeStore(path, copies=True).close()


def test_two_processes_share_one_file(tmp_path: Path) -> None:
    """Of two stores on one file, each knows what the other has committed, copies too."""
    path = tmp_path / "d.sqlite"
    text = written_stream(1)[0].text
    with DedupeStore(path, copies=True) as one, DedupeStore(path, copies=True) as other:
        _decide_all(one, [make_article(text, id_="a1", host="a.example")])
        (verdict,) = _decide_all(other, [make_article(text, id_="b1", host="b.example", minutes=1)])
        assert verdict.amendments[-1].relations[0].to == "a1"
        (third,) = _decide_all(one, [make_article(text, id_="c1", host="c.example", minutes=2)])
        assert third.amendments[-1].relations[0].to == "a1"
        again = make_article(text, id_="b1", host="b.example", minutes=3)
        assert _decide_all(one, [again], start=9)[0].status == "duplicate"


Told = tuple[str | None, tuple[Relation, ...]]
_ROOT = Path(__file__).parents[3]
_WORKER = """
import sys
from pathlib import Path
from pipelines.dedupe import DedupeStore
from tests.pipelines.dedupe.streams import written_stream

stream = written_stream(int(sys.argv[2]))
with DedupeStore(Path(sys.argv[1]), stories=True) as store:
    for place, article in enumerate(stream):
        store.decide(article, str(place))
        if place % 20 == 19:
            store.commit()
            print(place, flush=True)
"""


def _latest(path: Path, stream: list[Article]) -> dict[str, Told]:
    latest: dict[str, Told] = {}
    with DedupeStore(path, stories=True) as store:
        for place, article in enumerate(stream):
            verdict = store.decide(article, str(place))
            assert verdict.status == "pass"
            for each in verdict.amendments:
                latest[each.article_id] = each.story_id, each.relations
        store.commit()
    return latest


def test_killed_in_a_batch(tmp_path: Path) -> None:
    """After a kill -9 at any moment, the same records get the same verdicts, relations and stories."""
    stream = written_stream(120)
    expected = _latest(tmp_path / "undisturbed.sqlite", stream)
    path = tmp_path / "killed.sqlite"
    chance = random.Random(5)
    for _ in range(3):
        command = [sys.executable, "-c", _WORKER, str(path), "120"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=_ROOT) as worker:
            assert worker.stdout is not None
            for _ in range(chance.randint(1, 3)):
                worker.stdout.readline()
            worker.send_signal(signal.SIGKILL)
    assert _latest(path, stream) == expected


def test_rolled_back_beside_another_process(tmp_path: Path) -> None:
    """What a process has rolled back it does not take for what another has stored since."""
    path = tmp_path / "d.sqlite"
    stream = written_stream(60)
    with DedupeStore(path, copies=True) as one, DedupeStore(path, copies=True) as other:
        one.decide(make_article(stream[0].text, id_="a1", host="a.example"), "1")
        one.rollback()
        _decide_all(other, [make_article(stream[30].text, id_="b1", host="b.example")])
        copy = make_article(stream[30].text, id_="c1", host="c.example", minutes=1)
        (verdict,) = _decide_all(one, [copy])
    assert [each.to for each in verdict.amendments[-1].relations] == ["b1"]


def test_followers_are_linked_anew_in_pieces(tmp_path: Path) -> None:
    """A new text of a followed article holds nobody up, and no follower is lost if the process dies."""
    path = tmp_path / "d.sqlite"
    *copies, changed = followed(30)
    with DedupeStore(path, copies=True, most_anew=4) as store:
        _decide_all(store, copies)
        (verdict,) = _decide_all(store, [changed], start=100)
    linked_anew = {each.article_id for each in verdict.amendments[:-1]}
    assert linked_anew == {each.id for each in copies[1:5]}
    told: dict[str, tuple[Relation, ...]] = {}
    with (
        DedupeStore(path, copies=True, most_anew=4) as one,
        DedupeStore(path, copies=True, most_anew=4) as other,
    ):
        for place, amendments in enumerate(one.outstanding({})):
            one.settle(amendments)
            told.update((each.article_id, each.relations) for each in amendments)
            if place < 3:
                _decide_all(other, [replace(copies[9], id=f"late{place}")], start=200 + place)
        assert place > 4
    assert told.pop(copies[1].id) == ()
    assert {relation.to for relations in told.values() for relation in relations} == {copies[1].id}
    assert told.keys() >= {each.id for each in copies[2:]}
