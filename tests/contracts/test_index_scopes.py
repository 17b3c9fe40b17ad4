"""What is asked of one and the same quote, actor or statement: the same hits on every index."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from msgspec.structs import replace

from connectors.embedded.index import EmbeddedIndex
from connectors.index_parts import MAX_PARTS
from connectors.ports import Hit, Index, SearchRequest
from schemas.analysis import Actor, Analysis, BroaderTopic, Issue, Quote, Role, Span, Statement
from schemas.enriched import EnrichedArticle
from schemas.query_parser import parse_query
from tests.contracts.library import document, later
from tests.contracts.test_index_contract import KINDS, Opener, _opener, index, open_index

__all__ = ["index", "open_index"]

_WANG = Actor(
    id="person:wang-yi",
    name="Wang Yi",
    kind="person",
    mentions=(),
    aliases=("Wang",),
    roles=(Role(title="Foreign Minister", source="stated", country="CN"),),
    country="CN",
    sector="government",
    issues=("x:taiwan",),
)
_BLINKEN = Actor(
    id="person:antony-blinken",
    name="Antony Blinken",
    kind="person",
    mentions=(),
    roles=(Role(title="Secretary of State", source="office_table", country="US"),),
    country="US",
    sector="government",
    issues=("medtop:20000344",),
)
_CHINA = Actor(id="country:CN", name="China", kind="country", mentions=(), country="CN")
_UNITED_STATES = Actor(
    id="country:US", name="United States", kind="country", mentions=(), country="US"
)
_TAIWAN = Issue(
    id="x:taiwan",
    label="Taiwan question",
    score=0.9,
    above=(BroaderTopic(id="medtop:20000638", label="international relations"),),
)
_TRADE = Issue(id="medtop:20000344", label="international trade", score=0.7)


def _quote(
    words: str, text: str, speaker: str | None, *issues: str, to: str | None = None
) -> Quote:
    start = text.index(words)
    return Quote(
        span=Span(start=start, end=start + len(words)),
        kind="direct" if text[start] == "“" else "indirect",
        speaker=speaker,
        addressee=to,
        issues=issues,
    )


def _article(
    id_: str,
    text: str,
    said: tuple[tuple[str, str | None, tuple[str, ...]], ...],
    actors: tuple[Actor, ...],
    statements: tuple[Statement, ...] = (),
) -> EnrichedArticle:
    given = document(id_, "Talks", text)
    quotes = tuple(_quote(words, text, speaker, *issues) for words, speaker, issues in said)
    analysis = Analysis(
        model="by-hand",
        actors=actors,
        issues=(_TAIWAN, _TRADE),
        quotes=quotes,
        statements=statements,
    )
    return replace(given, analysis=analysis)


_A = "Wang Yi said Taiwan was no bargaining chip. “Trade must flow,” Blinken said of the ships."
_B = "“Taiwan deserves support,” Blinken told the press. Wang Yi called it unhelpful to trade."
_C = "“There is no room for compromise,” Wang Yi said."
TALKS = (
    _article(
        "q1",
        _A,
        (
            ("Taiwan was no bargaining chip", "person:wang-yi", ("x:taiwan",)),
            ("“Trade must flow,”", "person:antony-blinken", ("medtop:20000344",)),
        ),
        (_WANG, _BLINKEN, _CHINA),
        (
            Statement(
                source="person:wang-yi",
                predicate="said",
                evidence=Span(start=0, end=42),
                stance="critical",
                target="country:US",
                issues=("x:taiwan",),
                certainty="reported",
            ),
            Statement(
                source="country:CN",
                predicate="flow",
                evidence=Span(start=44, end=62),
                stance="supportive",
                target="country:US",
            ),
        ),
    ),
    _article(
        "q2",
        _B,
        (
            ("“Taiwan deserves support,”", "person:antony-blinken", ("x:taiwan",)),
            ("it unhelpful to trade", "person:wang-yi", ()),
        ),
        (_WANG, _BLINKEN, _UNITED_STATES),
        (
            Statement(
                source="person:antony-blinken",
                predicate="told",
                evidence=Span(start=0, end=26),
                stance="supportive",
                target="country:CN",
                issues=("x:taiwan",),
            ),
        ),
    ),
    _article(
        "q3",
        _C,
        (("“There is no room for compromise,”", "person:wang-yi", ("x:taiwan",)),),
        (replace(_WANG, roles=()),),
    ),
    _article("q4", "Taiwan, said a voice.", (("Taiwan", None, ()),), ()),
    document("q5", "Taiwan and Wang Yi", "Nobody is quoted on Taiwan."),
)


_VOCABULARY = {
    "quote": (
        *("taiwan", "trade", "*", "issue:taiwan", "issue:x:taiwan", "speaker:wang", "comp*"),
        *("speaker:person:*", "kind:direct", "kind:indirect", "speaker:blinken", '"trade must"'),
        *("role:minister", "country:US", "country:c*"),
    ),
    "actor": (
        *("wang", '"Antony Blinken"', "role:minister", "country:US", "kind:country", "china"),
        *("sector:government", "issue:taiwan", "person:wang-yi".join('""'), "rol*"),
    ),
    "statement": (
        *("source:wang", "target:US", "stance:critical", "stance:supp*", "certainty:reported"),
        *("taiwan", "source:CN", "issue:x:taiwan", "target:china", "*"),
    ),
}


@pytest.fixture(scope="module", params=KINDS)
def talks(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Index]:
    """An index that holds the talks, for tests that only read."""
    opener: Opener = _opener(request.param, Path(tmp_path_factory.mktemp("talks")), request)
    with closing(opener()) as opened:
        opened.upsert(TALKS)
        opened.refresh()
        yield opened


def _hits(index: Index, query: str) -> dict[str, Hit]:
    found = index.search(SearchRequest(query=parse_query(query), size=100, highlight=True))
    assert found.total == len(found.hits)
    return {hit.document.article.id: hit for hit in found.hits}


FOUND = [
    ('speaker:"Wang Yi" taiwan', "q1 q2"),
    ('quote:(speaker:"Wang Yi" Taiwan)', "q1"),
    ('quote:(speaker:"Wang Yi" (Taiwan OR issue:x:taiwan))', "q1 q3"),
    ("quote:(speaker:wang issue:taiwan)", "q1 q3"),
    ("quote:(speaker:wang issue:medtop:20000638)", "q1 q3"),
    ('quote:(speaker:person:wang-yi issue:"taiwan question")', "q1 q3"),
    ("quote:(speaker:blinken kind:direct)", "q1 q2"),
    ("quote:(speaker:wang kind:indirect)", "q1 q2"),
    ("quote:(speaker:wang -taiwan)", "q2 q3"),
    ("quote:(-speaker:wang -speaker:blinken)", "q4"),
    ("-quote:(taiwan)", "q3 q5"),
    ("quote:(taiwan) -quote:(speaker:blinken)", "q4"),
    ("quote:taiwan", "q1 q2 q4"),
    ('quote:"no room for compromise"', "q3"),
    ('quote:"no room for comp"*', "q3"),
    ("quote:(*)", "q1 q2 q3 q4"),
    ("-quote:(*)", "q5"),
    ("quote:(speaker:wang) quote:(speaker:blinken taiwan)", "q2"),
    ("quote:(speaker:wang unhelpful) OR quote:(speaker:wang compromise)", "q2 q3"),
    ("quote:(speaker:person:wang*)", "q1 q2 q3"),
    ("quote:(ships)", ""),
    ("quote:(country:CN taiwan)", "q1"),
    ("quote:(country:US taiwan)", "q2"),
    ('quote:(role:"foreign minister")', "q1 q2"),
    ("quote:(role:minister taiwan)", "q1"),
    ("quote:(role:minister country:US)", ""),
    ('actor:("Wang Yi" role:minister)', "q1 q2"),
    ("actor:(blinken role:minister)", ""),
    ("actor:(role:secretary country:US sector:government)", "q1 q2"),
    ("actor:(country:US kind:country)", "q2"),
    ("actor:(country:CN kind:country)", "q1"),
    ("actor:(country:CN -kind:country issue:x:taiwan)", "q1 q2 q3"),
    ("actor:(blinken issue:x:taiwan)", ""),
    ('actor:(country:CN -kind:country issue:"international relations")', "q1 q2 q3"),
    ("statement:(source:wang target:US stance:critical issue:x:taiwan)", "q1"),
    ("statement:(source:wang stance:supportive)", ""),
    ("statement:(source:CN target:US)", "q1"),
    ("statement:(target:country:CN deserves)", "q2"),
    ("statement:(certainty:reported)", "q1"),
    ("statement:(certainty:asserted)", "q1 q2"),
    ("statement:(stance:supp*)", "q1 q2"),
    ("quote:(taiwan) text:ships", "q1"),
    ("*", "q1 q2 q3 q4 q5"),
    ("-taiwan", "q3"),
    ("published:2023-04-03", "q1 q2 q3 q4 q5"),
]


@pytest.mark.parametrize(("query", "expected"), FOUND)
def test_a_scope_means_one_and_the_same(talks: Index, query: str, expected: str) -> None:
    """What stands in a scope is true of one quote, actor or statement, whichever index answers."""
    assert sorted(_hits(talks, query)) == expected.split()
    scanned = [each.article.id for each in talks.scan(parse_query(query))]
    assert scanned == expected.split()


def test_the_quotes_themselves_are_the_answer(talks: Index) -> None:
    """A hit carries the quotes that were asked for, with speaker, words and place in the text."""
    hits = _hits(talks, 'quote:(speaker:"Wang Yi" (Taiwan OR issue:x:taiwan))')
    (said,) = hits["q1"].quotes
    assert (said.speaker_name, said.text) == ("Wang Yi", "Taiwan was no bargaining chip")
    assert _A[said.quote.span.start : said.quote.span.end] == said.text
    assert [each.text for each in hits["q3"].quotes] == ["“There is no room for compromise,”"]


def test_quotes_of_several_scopes_come_in_the_order_of_the_text(talks: Index) -> None:
    """Quotes of all scopes are given once each; what must not be there gives none."""
    query = "quote:(speaker:blinken) quote:(speaker:wang) quote:(*) -quote:(ships)"
    assert [each.speaker_name for each in _hits(talks, query)["q1"].quotes] == [
        "Wang Yi",
        "Antony Blinken",
    ]
    assert _hits(talks, "taiwan -quote:(compromise)")["q1"].quotes == ()


def test_a_quote_of_nobody_has_no_name(talks: Index) -> None:
    """A quote whose speaker is not known is found by its words."""
    (said,) = _hits(talks, "quote:(-speaker:wang -speaker:blinken)")["q4"].quotes
    assert (said.speaker_name, said.text) == (None, "Taiwan")


def test_joint_facets_count_what_belongs_together(talks: Index) -> None:
    """Facets say who has which role, and who is tied to, or spoke about, which issue."""
    request = SearchRequest(
        query=parse_query("*"), facets=("actor_role", "actor_issue", "speaker_issue")
    )
    facets = talks.search(request).facets
    assert facets["actor_role"] == (
        ("person:antony-blinken|secretary of state", 2),
        ("person:wang-yi|foreign minister", 2),
    )
    assert facets["actor_issue"] == (
        ("person:wang-yi|x:taiwan", 3),
        ("person:antony-blinken|medtop:20000344", 2),
    )
    assert facets["speaker_issue"] == (
        ("person:wang-yi|x:taiwan", 2),
        ("person:antony-blinken|medtop:20000344", 1),
        ("person:antony-blinken|x:taiwan", 1),
    )


def test_a_newer_version_replaces_the_quotes(index: Index) -> None:
    """Quotes of an older version are found no more."""
    index.upsert(TALKS)
    index.refresh()
    assert set(_hits(index, "quote:(speaker:wang taiwan)")) == {"q1"}
    index.upsert([later(replace(TALKS[0], analysis=Analysis(model="by-hand")))])
    index.refresh()
    assert _hits(index, "quote:(speaker:wang taiwan)") == {}
    assert index.search(SearchRequest(query=parse_query("*"))).total == len(TALKS)


def test_stories_of_a_scope_have_their_quotes(talks: Index) -> None:
    """Collapsed by story, a hit still carries the quotes that were asked for."""
    query = parse_query("quote:(speaker:wang taiwan)")
    result = talks.search(SearchRequest(query=query, collapse="story"))
    (hit,) = result.hits
    assert (hit.document.article.id, hit.story_size) == ("q1", 1)
    assert [said.text for said in hit.quotes] == ["Taiwan was no bargaining chip"]


def test_pages_of_a_scope_miss_nothing(index: Index) -> None:
    """Paging through the hits of a scope gives each article once, the newest first."""
    given = [replace(TALKS[0], article=replace(TALKS[0].article, id=f"p{n}")) for n in range(7)]
    index.upsert(given)
    index.refresh()
    request = SearchRequest(query=parse_query("quote:(speaker:wang taiwan)"), size=3)
    seen: list[str] = []
    while True:
        page = index.search(request)
        seen += [hit.document.article.id for hit in page.hits]
        if page.cursor is None:
            break
        request = replace(request, cursor=page.cursor)
    assert sorted(seen) == [f"p{n}" for n in range(7)]


@pytest.mark.parametrize(
    "query",
    [
        f"quote:({' OR '.join(f'word{n}' for n in range(499))} OR taiwan)",
        " OR ".join(f"quote:(word{n})" for n in range(499)) + " OR quote:(taiwan)",
        f"quote:{'(' * 20}taiwan{')' * 20}",
        f"quote:({'NOT ' * 18}taiwan)",
    ],
)
def test_a_scope_may_be_as_large_as_the_language_allows(talks: Index, query: str) -> None:
    """Many words, many scopes and deep nesting are answered, whichever index answers."""
    assert {"q1", "q2", "q4"} == set(_hits(talks, query))


def test_the_rebuilt_index_finds_the_same_quotes(tmp_path: Path) -> None:
    """After `dateline reindex` of the embedded index, scopes find what they found before."""
    with closing(EmbeddedIndex(tmp_path)) as embedded:
        embedded.upsert(TALKS)
        before = _hits(embedded, "quote:(speaker:wang)")
        assert embedded.rebuild() == len(TALKS)
        assert _hits(embedded, "quote:(speaker:wang)") == before
        assert embedded.count() == len(TALKS)


def _random_query(chance: random.Random, depth: int = 0) -> str:
    scope = chance.choice(list(_VOCABULARY))
    parts = [
        chance.choice(("", "", "-")) + chance.choice(_VOCABULARY[scope])
        for _ in range(chance.randint(1, 3))
    ]
    query = f"{scope}:({chance.choice((' ', ' OR ')).join(parts)})"
    if depth < 2 and chance.random() < 0.5:
        query = f"({query}{chance.choice((' ', ' OR ', ' -'))}{_random_query(chance, depth + 1)})"
    return query


@pytest.mark.servers
def test_random_scopes_have_the_same_answers_on_both(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """Two hundred queries made by chance give the same articles with the same quotes on both indexes."""
    chance = random.Random(3)  # reproducible, not secret
    with (
        closing(_opener("embedded", tmp_path, request)()) as embedded,
        closing(_opener("elastic", tmp_path, request)()) as elastic,
    ):
        for each in (embedded, elastic):
            each.upsert(TALKS)
            each.refresh()
        for query in (_random_query(chance) for _ in range(200)):
            here, there = _hits(embedded, query), _hits(elastic, query)
            assert set(here) == set(there), query
            assert all(here[id_].quotes == there[id_].quotes for id_ in here), query


def test_each_of_several_speakers_finds_the_quote(index: Index) -> None:
    """What two say together, in the headline too, is found by either, by their roles and countries."""
    article = document("two", "Wang Yi and Blinken: talks go on", "They said it rained.")
    headline = Quote(
        span=Span(start=21, end=32, in_title=True),
        kind="indirect",
        speaker="person:wang-yi",
        other_speakers=("person:antony-blinken",),
    )
    analysis = Analysis(model="by-hand", actors=(_WANG, _BLINKEN), quotes=(headline,))
    index.upsert([replace(article, analysis=analysis)])
    index.refresh()
    for query in ("speaker:wang", "speaker:blinken", "country:US", 'role:"secretary of state"'):
        (hit,) = _hits(index, f"quote:(talks {query})").values()
        assert [(each.text, each.speaker_name) for each in hit.quotes] == [
            ("talks go on", "Wang Yi, Antony Blinken")
        ]
    assert set(_hits(index, "speaker:blinken")) == {"two"}


def test_more_quotes_than_an_index_takes(index: Index) -> None:
    """Of 50,000 quotes the first 4,000 are found one by one, and the article by all its speakers."""
    text = "".join(f"“Word{n}.” " for n in range(50_000))
    quotes = []
    start = 0
    for n in range(50_000):
        end = text.index("”", start) + 1
        speaker = "person:wang-yi" if n < 49_999 else "person:antony-blinken"
        quotes.append(Quote(span=Span(start=start, end=end), kind="direct", speaker=speaker))
        start = end + 1
    analysis = Analysis(model="by-hand", actors=(_WANG, _BLINKEN), quotes=tuple(quotes))
    assert [
        each.outcome
        for each in index.upsert([replace(document("many", "Many", text), analysis=analysis)])
    ] == ["stored"]
    index.refresh()
    last = MAX_PARTS["quote"] - 1
    (hit,) = _hits(index, f"quote:(word{last} speaker:wang)").values()
    assert [each.text for each in hit.quotes] == [f"“Word{last}.”"]
    assert _hits(index, f"quote:(word{last + 1})") == {}
    assert set(_hits(index, f"word{last + 1} speaker:blinken")) == {"many"}
    (hit,) = _hits(index, "quote:(speaker:wang)").values()
    assert len(hit.quotes) == 100
