"""What every index must do: the same tests on SQLite with tantivy, and on Elasticsearch."""

from __future__ import annotations

import itertools
import secrets
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from connectors.elastic.index import ElasticIndex
from connectors.embedded.index import EmbeddedIndex
from connectors.ports import Index, SearchRequest, SearchResult
from schemas.enriched import EnrichedArticle
from schemas.errors import QueryError
from schemas.query import Published
from schemas.query_parser import parse_query
from schemas.settings import IndexSettings
from tests.contracts.library import LIBRARY, document, later

KINDS = ["embedded", pytest.param("elastic", marks=pytest.mark.servers)]
Opener = Callable[[], Index]


def _opener(kind: str, folder: Path, request: pytest.FixtureRequest) -> Opener:
    """Give what opens one and the same index, again and again."""
    if kind == "embedded":
        return lambda: EmbeddedIndex(folder / "index")
    url = request.getfixturevalue("elastic_url")
    settings = IndexSettings(name=f"t-{secrets.token_hex(6)}")
    return lambda: ElasticIndex(url, settings)


@pytest.fixture(params=KINDS)
def open_index(request: pytest.FixtureRequest, tmp_path: Path) -> Opener:
    """Opens an index of this test's own."""
    return _opener(request.param, tmp_path, request)


@pytest.fixture
def index(open_index: Opener) -> Iterator[Index]:
    """An empty index."""
    with closing(open_index()) as opened:
        yield opened


@pytest.fixture(scope="module", params=KINDS)
def library(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Index]:
    """An index that holds the library, for tests that only read."""
    opener = _opener(request.param, tmp_path_factory.mktemp("library"), request)
    with closing(opener()) as opened:
        opened.upsert(LIBRARY)
        opened.refresh()
        yield opened


def _ids(result: SearchResult) -> list[str]:
    return [hit.document.article.id for hit in result.hits]


def _find(index: Index, query: str) -> list[str]:
    return sorted(_ids(index.search(SearchRequest(query=parse_query(query), size=100))))


# --- what is found ---------------------------------------------------------------------------

ALL = " ".join(each.article.id for each in LIBRARY)
FOUND: list[tuple[str, str]] = [
    ("", ALL),
    ("*", ALL),
    ("taiwan", "a01 a02"),
    ("TAIWAN", "a01 a02"),
    ("Taiwan trade", "a01"),
    ("Taiwan AND trade", "a01"),
    ("Taiwan OR steel", "a01 a02 a03"),
    ("trade -opinion", "a01 a03"),
    ("trade NOT (opinion OR steel)", "a01"),
    ("(Taiwan OR flood) (Blinken OR port)", "a01 a08 a09"),
    ("-a -the -taiwan language:zh", "a06"),
    ("NOT NOT taiwan", "a01 a02"),
    ("taiwan OR -the", "a01 a02 a04 a05 a06 a11 a12 a13 a14".replace("a04 ", "")),
    ('"Antony Blinken"', "a01"),
    ('"Blinken Antony"', ""),
    ('"wang yi says"', "a02"),
    ('"river port"', "a08 a09"),
    ('"port river"', ""),
    ("tariff", "a03"),
    ("tariff*", "a03 a10"),
    ("TAR*", "a03 a10"),
    ('"trade gro"*', "a03"),
    ('"trade in tar"*', "a10"),
    ("Erdogan", "a04 a05"),
    ("erdoğan", "a04 a05"),
    ("istanbul", "a04"),
    ("elysee", "a05"),
    ("président", "a05"),
    ("president", "a05"),
    ("l'été", "a05"),
    ("strasse", "a11"),
    ("kobenhavn", "a11"),
    ("lodz", "a11"),
    ("café", "a15"),
    ("cafe", "a15"),
    ("МОСКВЕ", "a13"),
    ("台湾", "a06"),
    ("湾", "a06"),
    ("湾台", ""),
    ("布林肯", "a06"),
    ("タワー", "a06"),
    ("タワ", ""),
    ("タワ*", "a06"),
    ("U.S.", "a07"),
    ("u.s", "a07"),
    ("U.S.-China", "a07"),
    ("china", "a02 a07"),
    ("didn't", "a07"),
    ("didnt", ""),
    ("neil", "a07"),
    ("o’neil", "a07"),
    ("o'neil's", "a07"),
    ("state-of-the-art", "a07"),
    ('"of the art"', "a07"),
    ("run-off", "a04"),
    ("nor\u00adland", "a08 a09"),
    ("25.5", "a03"),
    ("25", ""),
    ("1,000", "a03"),
    ("12:30", "a07"),
    ("3-2", "a14"),
    ("foo_bar", "a14"),
    ("😀", "a14"),
    ("https://scores.example/2023?x=1", "a14"),
    ("scores.example", "a14"),
    ("trade &", "a01 a03 a10"),
    ("title:taiwan", "a01"),
    ("text:taiwan", "a01 a02"),
    ("title:flood", "a08"),
    ('title:"river port"', "a09"),
    ("actor:blinken", "a01"),
    ('actor:"Antony Blinken"', "a01"),
    ('actor:"anthony blinken"', "a01"),
    ("actor:person:antony-blinken", "a01"),
    ("actor:PERSON:antony-blinken", "a01"),
    ("actor:person:ant*", "a01"),
    ("actor:blink", ""),
    ("actor:blink*", "a01"),
    ("actor:erdogan", "a04 a05"),
    ("actor:country:cn", "a02"),
    ("actor:wang -actor:blinken", "a02"),
    ('actor:"Blinken Wang"', ""),
    ("role:minister", "a01 a02"),
    ('role:"secretary of state"', "a01"),
    ("issue:x:taiwan", "a01 a02"),
    ("issue:taiwan", "a01 a02"),
    ("issue:medtop:20000344", "a01 a03"),
    ('issue:"international trade"', "a01 a03"),
    ("issue:medtop:20000638", "a01 a02"),
    ('issue:"international relations"', "a01 a02"),
    ("speaker:blinken", "a01"),
    ("speaker:wang", "a02"),
    ("speaker:person:wang-yi", "a02"),
    ("country:cn", "a01 a02"),
    ("country:TR", "a04 a05"),
    ("country:c", ""),
    ("source:scores.example", "a14"),
    ("source:morning.example", "a02"),
    ('source:"morning post"', "a02"),
    ("source:matin", "a05"),
    ("source:ribao", "a06"),
    ("language:fr", "a05"),
    ("language:FR OR language:zh", "a05 a06"),
    ("story:s-flood", "a08 a09"),
    ("story:flood", ""),
    ("id:a07", "a07"),
    ("id:a0*", "a01 a02 a03 a04 a05 a06 a07 a08 a09"),
    ("id:zzz", ""),
    ("published:2021", "a10"),
    ("published:2023-04-01", "a01"),
    ("published:2023-04-01..2023-04-02", "a01 a02"),
    ("published:2023-04 trade", "a01 a03"),
    ("published:2023-05..2023-06", "a04 a06 a07"),
    ("since:2023-06-30", "a07"),
    ("before:2022-06", "a10"),
    ("published:2023-04-03", "a08 a09 a11 a12 a13 a14 a15"),
    ("flood -published:2023-04-03", ""),
    ("norland source:herald", "a08 a09"),
]


@pytest.mark.parametrize(("query", "expected"), FOUND)
def test_a_query_finds_the_same_documents_everywhere(
    library: Index, query: str, expected: str
) -> None:
    """One query means one thing, whichever index answers it."""
    assert _find(library, query) == expected.split()


@pytest.mark.parametrize(
    "query",
    [
        " OR ".join(f"word{number}" for number in range(499)) + " OR taiwan",
        " ".join(f"-word{number}" for number in range(499)) + " taiwan",
        "(" * 20 + "taiwan" + ")" * 20,
        "(x OR (y OR taiwan) " * 9 + "taiwan" + ")" * 9,
        "NOT " * 20 + "taiwan",
        "w* OR " * 20 + "taiw*",
    ],
)
def test_the_largest_queries_are_answered(library: Index, query: str) -> None:
    """What the language allows, both indexes take: many words, deep nesting, many prefixes."""
    assert {"a01", "a02"} <= set(_find(library, query))


def test_an_open_period_finds_everything(library: Index) -> None:
    """A period without ends leaves nothing out."""
    assert library.search(SearchRequest(query=Published())).total == len(LIBRARY)


def test_the_title_weighs_more(library: Index) -> None:
    """What has the word in its title comes before what only mentions it."""
    result = library.search(SearchRequest(query=parse_query("taiwan")))
    assert _ids(result) == ["a01", "a02"]
    assert result.hits[0].score > result.hits[1].score > 0


def test_newest_first(library: Index) -> None:
    """Sorted by newest, the latest publication is on top; an undated one stands where it was seen."""
    result = library.search(
        SearchRequest(query=parse_query("taiwan OR steel OR flood OR erdogan"), sort="newest")
    )
    order = _ids(result)
    assert order[:2] == ["a04", "a03"]
    assert set(order[2:4]) == {"a08", "a09"}
    assert order[4:] == ["a02", "a01", "a05"]


def test_facets_count_what_was_found(library: Index) -> None:
    """Facets say how many of the hits have each value, the most frequent first."""
    result = library.search(
        SearchRequest(
            query=parse_query("taiwan OR erdogan"),
            facets=(
                *("source", "language", "actor", "country", "role", "issue", "speaker", "month"),
            ),
            size=1,
        )
    )
    assert result.total == 4
    assert result.facets == {
        "source": (("herald.example", 2), ("matin.example", 1), ("www.morning.example", 1)),
        "language": (("en", 3), ("fr", 1)),
        "actor": (
            ("person:recep-tayyip-erdogan", 2),
            ("person:wang-yi", 2),
            ("country:CN", 1),
            ("person:antony-blinken", 1),
        ),
        "country": (("CN", 2), ("TR", 2), ("US", 1)),
        "role": (("foreign minister", 2), ("president", 2), ("secretary of state", 1)),
        "issue": (("x:taiwan", 2), ("medtop:20000344", 1)),
        "speaker": (("person:antony-blinken", 1), ("person:wang-yi", 1)),
        "month": (("2023-04", 2), ("2022-06", 1), ("2023-05", 1)),
    }


def test_a_facet_is_as_long_as_asked(library: Index) -> None:
    """Only the most frequent values of a facet are given."""
    result = library.search(
        SearchRequest(query=parse_query("taiwan"), facets=("actor",), facet_size=1)
    )
    assert result.facets == {"actor": (("person:wang-yi", 2),)}


def test_highlights_show_where_it_stands(library: Index) -> None:
    """A hit shows the passages that made it one."""
    request = SearchRequest(query=parse_query('"antony blinken" OR unilateral'), highlight=True)
    assert library.search(request).hits[0].highlights == (
        "Secretary of State ⟦Antony Blinken⟧ met Wang Yi. They spoke of Taiwan and trade.",
        "“We oppose ⟦unilateral⟧ changes,” Blinken said.",
    )


# --- paging ----------------------------------------------------------------------------------


def _pages(index: Index, query: str, sort: str, size: int) -> list[list[str]]:
    pages = []
    cursor = None
    while True:
        result = index.search(
            SearchRequest(
                query=parse_query(query),
                size=size,
                cursor=cursor,
                sort="newest" if sort == "newest" else "relevance",
            )
        )
        pages.append(_ids(result))
        cursor = result.cursor
        if cursor is None:
            return pages


@pytest.mark.parametrize("sort", ["newest", "relevance"])
@pytest.mark.parametrize("query", ["", "word", "word OR rare"])
def test_pages_hold_every_hit_once(index: Index, query: str, sort: str) -> None:
    """Paging to the end shows every hit once, though most share their time and score."""
    at = datetime(2023, 1, 1, tzinfo=UTC)
    index.upsert(
        [
            document(
                f"d{number:03}",
                "word" if number % 7 else "rare word",
                "more of it " * (number % 3),
                published=at + timedelta(milliseconds=number // 10),
            )
            for number in range(100)
        ]
    )
    index.refresh()
    pages = _pages(index, query, sort, 9)
    assert [len(page) for page in pages] == [9] * 11 + [1]
    assert len(set(itertools.chain(*pages))) == 100


def test_pages_by_newest_stay_whole_while_documents_come_in(index: Index) -> None:
    """New documents at the top neither repeat nor hide what stands on the next page."""
    at = datetime(2023, 1, 1, tzinfo=UTC)
    index.upsert([document(f"d{n}", "old", published=at) for n in range(10)])
    index.refresh()
    request = SearchRequest(query=parse_query("old OR new"), sort="newest", size=4)
    first = index.search(request)
    index.upsert([document(f"n{n}", "new", published=at + timedelta(days=1)) for n in range(10)])
    index.refresh()
    second = index.search(
        SearchRequest(query=request.query, sort="newest", size=20, cursor=first.cursor)
    )
    assert sorted(_ids(first) + _ids(second)) == [f"d{n}" for n in range(10)]
    assert second.total == 20


def test_a_wrong_cursor_is_told(library: Index) -> None:
    """A cursor of another query or sort, or no cursor at all, gives a clear error."""
    page = library.search(SearchRequest(query=parse_query("the"), size=1))
    assert page.cursor is not None
    for query, sort, cursor in [
        ("trade", "relevance", page.cursor),
        ("the", "newest", page.cursor),
        ("the", "relevance", "nonsense"),
        ("the", "relevance", "ä"),
        ("the", "relevance", ""),
    ]:
        with pytest.raises(QueryError, match="Start without one"):
            library.search(
                SearchRequest(
                    query=parse_query(query),
                    cursor=cursor,
                    sort="newest" if sort == "newest" else "relevance",
                )
            )


@pytest.mark.parametrize("size", [0, 1001])
def test_a_page_has_bounds(library: Index, size: int) -> None:
    """A page of no or too many hits is refused in words."""
    with pytest.raises(QueryError, match="1 to 1000"):
        library.search(SearchRequest(query=parse_query("the"), size=size))


# --- writing ---------------------------------------------------------------------------------


def _outcomes(index: Index, *documents: EnrichedArticle) -> list[str]:
    return [upserted.outcome for upserted in index.upsert(documents)]


def test_every_document_gets_its_outcome(index: Index) -> None:
    """New and newer is stored, a replay changes nothing, an older version is dropped."""
    first = document("x", "first")
    second = later(first, title="second")
    assert _outcomes(index, first) == ["stored"]
    assert _outcomes(index, first) == ["unchanged"]
    assert _outcomes(index, second) == ["stored"]
    assert _outcomes(index, first, second) == ["stale", "unchanged"]
    index.refresh()
    assert index.get("x") == second
    assert _find(index, "first") == []
    assert _find(index, "second") == ["x"]
    assert index.count() == 1


def test_versions_within_one_batch(index: Index) -> None:
    """Several versions in one batch end as if they had come one by one."""
    first = document("x", "first")
    second = later(first, title="second")
    other = document("y", "other")
    given = (first, first, second, other, first, second)
    assert _outcomes(index, *given) == [
        *("stored", "unchanged", "stored", "stored", "stale", "unchanged")
    ]
    assert index.get("x") == second


def test_a_newer_analysis_wins_over_a_later_observation(index: Index) -> None:
    """A document analysed anew replaces the old analysis, also of a later version."""
    old = later(document("x", "old analysis"))
    new = document("x", "new analysis", epoch=2)
    assert _outcomes(index, old, new, old) == ["stored", "stored", "stale"]
    assert index.get("x") == new


def test_what_no_index_takes_is_refused(index: Index) -> None:
    """A document that can't be stored is refused with its reason, and the others get in."""
    poison = [document("", "no id"), document("ä" * 300, "long id"), document("b", "bad \ud800")]
    good = [document("g1", "good"), document("g2", "good")]
    upserted = index.upsert([good[0], *poison, good[1]])
    assert [each.outcome for each in upserted] == ["stored", *["refused"] * 3, "stored"]
    assert all(each.message for each in upserted[1:4])
    assert index.count() == 2


def test_an_empty_batch_is_nothing(index: Index) -> None:
    """Writing nothing gives no outcome and no error."""
    assert index.upsert([]) == []


def test_documents_come_back_as_they_were(index: Index) -> None:
    """What is stored comes back unchanged: by id, by search and by scan."""
    index.upsert(LIBRARY)
    index.refresh()
    for given in LIBRARY:
        assert index.get(given.article.id) == given
    assert tuple(index.scan()) == LIBRARY
    found = index.search(SearchRequest(query=parse_query("*"), size=100)).hits
    assert sorted((hit.document for hit in found), key=lambda d: d.article.id) == list(LIBRARY)
    assert index.count() == len(LIBRARY)
    assert index.get("nowhere") is None


def test_long_and_strange_texts_are_taken(index: Index) -> None:
    """A megabyte of text, a very long word, odd dates and long names are stored and found."""
    strange = [
        document("long", "long", "word " * 200_000 + "needle"),
        document("one", "x" * 100_000, "y" * 300_000),
        document("early", "early", published=datetime(1, 1, 1, tzinfo=UTC)),
        document("late", "late", published=datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)),
        document("host", "host", host="h" * 3000, language="q" * 3000, story="s" * 3000),
        document("nul", "nul", "a\x00b \x1b[31m red"),
    ]
    assert _outcomes(index, *strange) == ["stored"] * len(strange)
    index.refresh()
    assert _find(index, "needle") == ["long"]
    assert _find(index, "before:1000") == ["early"]
    assert _find(index, "since:9000") == ["late"]
    assert index.count() == len(strange)
    assert list(index.scan()) == sorted(strange, key=lambda each: each.article.id)


def test_a_scan_gives_what_matches(library: Index) -> None:
    """A scan with a query gives the matching documents, in the order of their ids."""
    found = [each.article.id for each in library.scan(parse_query("taiwan OR flood"))]
    assert found == ["a01", "a02", "a08", "a09"]


def test_a_long_scan_gives_every_document(index: Index) -> None:
    """A scan longer than one page misses nothing."""
    given = [document(f"d{number:05}", "word") for number in range(1203)]
    index.upsert(given)
    assert list(index.scan()) == given
    index.refresh()
    assert list(index.scan(parse_query("word"))) == given


def test_an_empty_index_answers(index: Index) -> None:
    """Before anything is stored, searches are empty rather than errors."""
    index.refresh()
    result = index.search(SearchRequest(query=parse_query("taiwan"), facets=("actor",)))
    assert (result.total, result.hits, result.cursor) == (0, (), None)
    assert result.facets == {"actor": ()}
    assert index.count() == 0
    assert index.get("x") is None
    assert list(index.scan()) == []


def test_it_is_all_there_when_opened_again(open_index: Opener) -> None:
    """What one process stored, the next one finds."""
    with closing(open_index()) as index:
        index.upsert(LIBRARY)
    with closing(open_index()) as index:
        index.refresh()
        assert _find(index, "taiwan") == ["a01", "a02"]
        assert index.count() == len(LIBRARY)
        assert _outcomes(index, LIBRARY[0]) == ["unchanged"]


def test_two_that_are_open_see_the_same(open_index: Opener) -> None:
    """One writes, another that was open before finds it after a refresh."""
    with closing(open_index()) as writer, closing(open_index()) as reader:
        writer.upsert(LIBRARY)
        reader.refresh()
        assert _find(reader, "taiwan") == ["a01", "a02"]
        writer.upsert([later(LIBRARY[1], text="Nothing of it.")])
        reader.refresh()
        assert _find(reader, "taiwan") == ["a01"]


def test_it_says_what_it_is(index: Index) -> None:
    """Doctor can show where the index is and how much it holds."""
    index.upsert([document("x", "one")])
    index.refresh()
    info = index.describe()
    assert info.reachable
    assert info.version
    assert "1 document" in info.detail
