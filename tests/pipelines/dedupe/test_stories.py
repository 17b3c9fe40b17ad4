"""Stories: the same event in other words, whatever the order in which it is told."""

from __future__ import annotations

import itertools
import random
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing

import pytest
from msgspec.structs import replace

from pipelines.dedupe.compare import HOUR_MS
from pipelines.dedupe.copies import CopyFinder
from pipelines.dedupe.copy_state import MemoryCopyState
from pipelines.dedupe.document import Document
from pipelines.dedupe.stories import StoryFinder, StoryPart, leader_of
from pipelines.dedupe.story_state import MemoryStoryState, StoryState
from pipelines.dedupe.story_store import SCHEMA, SqliteStoryState
from pipelines.dedupe.story_titles import central_headline
from schemas.relations import Relation
from tests.pipelines.dedupe.builders import make_document
from tests.pipelines.dedupe.hard_negatives import hard_negatives
from tests.pipelines.dedupe.story_sets import AFFAIR_EVENTS, affairs, b_cubed, reports
from tests.pipelines.dedupe.story_templates import templates
from tests.pipelines.dedupe.streams import made_up_words


class _Finder:
    """Finds stories as deduplication does, after the copies, but is told which articles are copies."""

    def __init__(self, state: StoryState | None = None) -> None:
        copies = MemoryCopyState()
        self._copies = CopyFinder(copies)
        self._stories = StoryFinder(state or MemoryStoryState(), copies)
        self._leaders: dict[str, str | None] = {}

    def observe(
        self, document: Document, leaders: Mapping[str, str | None]
    ) -> dict[str, StoryPart]:
        self._leaders |= leaders
        changed = {each.article_id for each in self._copies.observe(document)} | set(leaders)
        return self._stories.observe(document, {id_: self._leaders.get(id_) for id_ in changed})


def _observe(
    finder: _Finder, documents: Iterable[Document], leaders: Mapping[str, str] | None = None
) -> dict[str, StoryPart]:
    """Give the last that was said of every article."""
    parts: dict[str, StoryPart] = {}
    for document in documents:
        leader = (leaders or {}).get(document.id)
        parts |= finder.observe(document, {document.id: leader})
    return parts


def _stories(documents: Iterable[Document]) -> dict[str, str]:
    parts = _observe(_Finder(), documents)
    return {article_id: part.story_id for article_id, part in parts.items()}


def _in_order(documents: Iterable[Document]) -> list[Document]:
    return sorted(documents, key=lambda document: (document.at_ms, document.id))


def _pairs(stories: Mapping[str, str]) -> set[tuple[str, str]]:
    return {
        (one, other)
        for one, other in itertools.combinations(sorted(stories), 2)
        if stories[one] == stories[other]
    }


def _story_of(event: str) -> list[Document]:
    return [each.document for each in reports() if each.event == event]


def test_one_event_is_one_story() -> None:
    """Reports of one event in different words are together, those of a like event are not."""
    stories = _stories(_in_order(each.document for each in reports()))
    events = {each.document.id: each.event for each in reports()}
    precision, recall, f1 = b_cubed(events, stories)
    assert precision >= 0.99
    assert recall >= 0.97
    assert f1 >= 0.98


def test_affairs_of_the_newsroom() -> None:
    """No story holds two affairs; most events of an affair that are told twice are one story."""
    stories = _stories(_in_order(each.document for each in affairs()))
    for one, other in _pairs(stories):
        assert one.partition("/")[0] == other.partition("/")[0]
    together = [len({stories[id_] for id_ in event.split()}) == 1 for event in AFFAIR_EVENTS]
    assert sum(together) >= 6, together


@pytest.mark.parametrize("kind", templates())
def test_what_is_written_alike(kind: str) -> None:
    """Matches, earthquakes, earnings and the like in the same words are stories of their own."""
    assert len(set(_stories(templates()[kind]).values())) == 3


@pytest.mark.parametrize(
    "kind",
    ["weather", "markets", "earnings", "police blotter", "galleries", "headlines with numbers"],
)
def test_the_same_every_day(kind: str) -> None:
    """What a host fills in every day anew is no story of many days."""
    pairs = [(one, other) for name, one, other in hard_negatives() if name == kind]
    assert pairs
    for pair in pairs:
        assert len(set(_stories(_in_order(pair)).values())) == 2


def test_outlets_differ_in_accents() -> None:
    """A name that one outlet writes without its accents is the same name."""
    one = make_document("a", "Congress voted to oust José Jerí.", title="Perú ousts Jerí", hours=0)
    other = make_document("b", "Jose Jeri was ousted by Congress.", title="Peru: Jeri out", hours=1)
    assert len(set(_stories([one, other]).values())) == 1


def test_addresses_are_no_words() -> None:
    """Links to the same places below two texts do not make them one story."""
    links = "https://shop.example/brontal-quellux www.sorvato.example/peregrin?ref=haverin"
    one = make_document("a", f"We built a train from cardboard. {links}", title="Train", hours=0)
    other = make_document("b", f"Rhubarb needs less sugar. {links}", title="Rhubarb", hours=1)
    assert len(set(_stories([one, other]).values())) == 2


def test_what_a_host_puts_below_everything() -> None:
    """Lines that a host repeats make no story of what stands above them, once they are known as that."""
    footer = "Brontal letter: quellux, peregrin, haverin, sorvato and marvanna, to your inbox."
    told = (
        ("Rhubarb crumble with oats", "Custard goes with it.\nStew the stalks slowly."),
        ("Locomotive from cardboard", "Children built it in the yard.\nIts wheels are lids."),
        ("Choir sings in the harbour", "Two hundred came on Sunday.\nThe tide was high."),
    )
    documents = [
        make_document(str(at), f"{text}\n{footer}", title=title, hours=at)
        for at, (title, text) in enumerate(told)
    ]
    before, after = _observe(_Finder(), documents[:2]), _observe(_Finder(), documents)
    assert {part.story_id for part in before.values()} == {"s-0"}
    assert {part.story_id for part in after.values()} == {"s-0", "s-1", "s-2"}


@pytest.mark.parametrize("seed", range(8))
def test_the_order_does_not_matter(seed: int) -> None:
    """Articles that come in any order fall into the same stories."""
    documents = [each.document for each in (*reports(), *affairs())]
    expected = _stories(_in_order(documents))
    assert _stories(random.Random(seed).sample(documents, len(documents))) == expected


def _drifting_events(seed: int) -> list[Document]:
    """Give events of which each report shares half its words with some of the others."""
    chance = random.Random(f"w{seed}")
    documents: list[Document] = []
    for event in range(30):
        words = made_up_words(chance, 40)
        for report in range(8):
            begin = chance.randrange(30)
            told = [words[(begin + place) % 40] for place in range(14)]
            text = " ".join([*told, *made_up_words(chance, 14)])
            hours = event + chance.random() * 40
            id_ = f"{event}-{report}"
            documents.append(make_document(id_, text, title=" ".join(told[:3]), hours=hours))
    return documents


@pytest.mark.parametrize("seed", range(2, 5))
def test_the_order_does_not_matter_to_weak_links(seed: int) -> None:
    """What an article came through may change, and with it whether others may come through it."""
    documents = _drifting_events(seed)
    expected = _observe(_Finder(), documents)
    shuffled = random.Random(seed).sample(documents, len(documents))
    assert _observe(_Finder(), shuffled) == expected


def test_a_story_is_called_after_its_earliest_article() -> None:
    """The story's id does not change when more is written, and says with which article it began."""
    first, *others = _in_order(_story_of("quake-peru"))
    finder = _Finder()
    assert _observe(finder, [first])[first.id] == StoryPart(f"s-{first.id}")
    for other in others:
        parts = _observe(finder, [other])
        assert set(parts) == {other.id}
        assert parts[other.id].story_id == f"s-{first.id}"


def test_a_relation_says_why() -> None:
    """An article of a story names the earlier article it is like, how much, and in which words."""
    one, other = _in_order(_story_of("vote-liberia"))
    (relation,) = _observe(_Finder(), [one, other])[other.id].relations
    assert (relation.kind, relation.of, relation.to) == ("same_story", other.id, one.id)
    likeness, apart = relation.evidence
    assert likeness.measure == "tf_idf_cosine"
    assert 0.25 <= likeness.value <= 1
    assert {"kollie", "liberia"} <= set(likeness.terms)
    assert (apart.measure, apart.value) == ("hours_apart", 4.0)
    assert 0.5 < relation.confidence < 1


def test_what_comes_late_takes_its_place() -> None:
    """When the earliest article comes last, the story takes its name and is said anew of all."""
    first, *others = _in_order(_story_of("fire-dhaka"))
    finder = _Finder()
    _observe(finder, others)
    parts = _observe(finder, [first])
    assert {each.story_id for each in parts.values()} == {f"s-{first.id}"}
    assert set(parts) == {first.id, *(each.id for each in others)}


def test_a_bridge_joins_two_stories_and_its_going_parts_them() -> None:
    """An article that is like two stories makes them one; rewritten as something else, it leaves."""
    left = "Kiruna mine collapse miners trapped rescue Lapland shaft drilling Sweden"
    right = "parliament Stockholm safety inquiry minister Lindqvist resignation audit coalition"
    at_first = make_document("a", f"{left}. {left}.", title="Kiruna mine", hours=0)
    at_last = make_document("c", f"{right}. {right}.", title="Lindqvist inquiry", hours=2)
    between = make_document("b", f"{left}. {right}.", title="Kiruna Lindqvist", hours=1)
    finder = _Finder()
    parts = _observe(finder, [at_first, at_last])
    assert parts["c"].story_id == "s-c"
    assert {each.story_id for each in _observe(finder, [between]).values()} == {"s-a"}
    rewritten = make_document("b", "Recipe: rhubarb crumble with custard and oats.", hours=1)
    parts = _observe(finder, [rewritten])
    assert (parts["b"].story_id, parts["c"].story_id) == ("s-b", "s-c")


def test_days_later_is_another_story() -> None:
    """The same words a week later tell of something new."""
    one, other = _in_order(_story_of("storm-luzon"))
    late = make_document("late", other.text, title=other.title, hours=24 * 8)
    assert len(set(_stories([one, late]).values())) == 2


def test_copies_follow_what_they_copy() -> None:
    """A copy is in its original's story without a link of its own, and moves with it."""
    first, second, third = _in_order(_story_of("court-search"))
    finder = _Finder()
    copy = make_document("copy", third.text, title=third.title, hours=9)
    parts = _observe(finder, [second, third, copy], {"copy": third.id})
    assert parts["copy"] == StoryPart(f"s-{second.id}")
    assert _observe(finder, [first])["copy"].story_id == f"s-{first.id}"
    # Said to be no copy any more, it stands for itself.
    parts = finder.observe(first, {first.id: None, "copy": None})
    assert [each.kind for each in parts["copy"].relations] == ["same_story"]


def test_an_original_that_becomes_a_copy() -> None:
    """What came through an article that turns out to be a copy comes through another one."""
    first, second, third = _in_order(_story_of("court-search"))
    finder = _Finder()
    _observe(finder, [first, second, third])
    earlier = make_document("earlier", first.text, title=first.title, hours=-1)
    parts = finder.observe(earlier, {first.id: "earlier", "earlier": None})
    assert {each.story_id for each in parts.values()} == {"s-earlier"}
    assert set(parts) == {"earlier", first.id, second.id, third.id}
    assert parts[first.id].relations == ()


def test_which_relation_makes_a_copy() -> None:
    """Versions and syndicated copies follow; an excerpt stands for itself."""

    def relation(kind: str) -> Relation:
        part = _observe(_Finder(), _story_of("quake-van"))
        (link,) = part["report004"].relations
        return Relation(
            kind="excerpt" if kind == "excerpt" else "syndicated",
            of=link.of,
            to=link.to,
            evidence=(),
            confidence=1.0,
            decided_at=link.decided_at,
        )

    assert leader_of([relation("excerpt"), relation("syndicated")]) == "report003"
    assert leader_of([relation("excerpt")]) is None
    assert leader_of([]) is None


@pytest.mark.parametrize("flush_every", [1, 17])
def test_sqlite_says_the_same(flush_every: int) -> None:
    """What is kept in SQLite, flushed whenever, gives the same stories as what is kept in memory."""
    documents = [each.document for each in (*reports(), *affairs())]
    random.Random(7).shuffle(documents)
    expected = _observe(_Finder(), documents)
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as db:
        db.executescript(SCHEMA)
        state = SqliteStoryState(db)
        finder = _Finder(state)
        parts: dict[str, StoryPart] = {}
        for number, document in enumerate(documents):
            parts |= _observe(finder, [document])
            if number % flush_every == 0:
                state.flush()
                state.forget_changes()
    assert parts == expected


def test_old_articles_are_forgotten() -> None:
    """What nothing younger came through is forgotten after 30 days, terms and links with it."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as db:
        db.executescript(SCHEMA)
        state = SqliteStoryState(db)
        finder = _Finder(state)
        documents = _in_order(each.document for each in reports())
        _observe(finder, documents)
        state.forget_before(documents[-1].at_ms + 10 * 24 * HOUR_MS)
        assert _count(db, "stories") == len(documents)
        assert _count(db, "story_keys") == _count(db, "story_keys_new") == 0
        state.forget_before(documents[-1].at_ms + 31 * 24 * HOUR_MS)
        assert [_count(db, table) for table in ("stories", "story_children")] == [0, 0]


def test_an_old_article_that_is_rewritten_is_forgotten_whole() -> None:
    """What was too old to be found, came in a newer version and was forgotten is not found again."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as db:
        db.executescript(SCHEMA)
        state = SqliteStoryState(db)
        finder = _Finder(state)
        first, second, third = _in_order(_story_of("fire-dhaka"))
        _observe(finder, [first])
        state.forget_before(first.at_ms + 10 * 24 * HOUR_MS)
        _observe(finder, [replace(first, text=second.text)])
        state.forget_before(first.at_ms + 40 * 24 * HOUR_MS)
        tables = ("story_keys", "story_keys_new", "stories", "story_ids", "story_ids_new")
        assert [_count(db, table) for table in tables] == [0] * 5
        assert set(_observe(finder, [third])) == {third.id}


def _count(db: sqlite3.Connection, table: str) -> int:
    return int(db.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


@pytest.mark.parametrize(
    "text",
    ["", "a", "…", "😀" * 500, "word " * 200_000, "x" * 1_000_000, "مرحبا\u200f بالعالم " * 50],
)
def test_strange_texts(text: str) -> None:
    """Empty, endless and odd texts have stories of their own, and cost no more than others."""
    stories = _stories(make_document(f"d{n}", text, title="", hours=n) for n in range(3))
    assert len(stories) == 3


def test_without_blanks_between_words() -> None:
    """Chinese reports of one event are one story, those of another are not."""
    quake = "四川省甘孜州泸定县发生里氏六点八级地震，已造成四十六人遇难，救援人员赶赴灾区。"
    again = "泸定县地震救援持续进行，甘孜州遇难人数升至四十六人，六点八级强震毁坏道路。"
    other = "国家航天局宣布嫦娥六号探测器成功着陆月球背面，将采集月壤样品返回地球。"
    documents = [
        make_document("a", quake, title="四川泸定县六点八级地震", hours=0),
        make_document("b", again, title="泸定地震四十六人遇难", hours=3),
        make_document("c", other, title="嫦娥六号着陆月球背面", hours=4),
    ]
    assert _stories(documents) == {"a": "s-a", "b": "s-a", "c": "s-c"}


HEADLINES: list[tuple[Sequence[str], str]] = [
    ([], ""),
    (["One alone"], "One alone"),
    (
        [
            "What a break-up could look like",
            "Judge rules Quantia abused search monopoly",
            "Quantia loses landmark monopoly case",
            "Quantia search monopoly illegal, judge rules in Washington after a long trial",
        ],
        "Judge rules Quantia abused search monopoly",
    ),
    (["", "…"], ""),
]


@pytest.mark.parametrize(("headlines", "expected"), HEADLINES)
def test_the_most_central_headline(headlines: Sequence[str], expected: str) -> None:
    """A story is shown under the headline that says most of what the others say."""
    assert central_headline(headlines) == expected
