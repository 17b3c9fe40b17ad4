from __future__ import annotations

from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from pipelines.commands.extract_html import html_page, role_lines
from schemas.analysis import Actor, Analysis, Issue, Mention, Quote, Role, Span, Statement
from schemas.enriched import EnrichedArticle
from tests.pipelines.extract.gold import analysis_of, gold_article, load_gold

_VOID = {"meta", "br", "link"}


class _Reader(HTMLParser):
    """Reads the paragraphs' text and marks back, and complains about tags that do not match."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.paragraphs: list[str] = []
        self.rows = 0
        self.marked: dict[str, str] = {}
        self._actor: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _VOID:
            return
        self.open.append(tag)
        given = dict(attrs)
        if given.get("class") == "row":
            self.rows += 1
        if tag == "p" and self.rows > len(self.paragraphs):
            self.paragraphs.append("")
        self._actor = given.get("data-actor") if tag == "mark" else None

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.rows and "p" in self.open and "nav" not in self.open:
            self.paragraphs[-1] += data
            if self._actor is not None:
                self.marked[data] = self._actor


def _read(document: EnrichedArticle) -> _Reader:
    reader = _Reader()
    reader.feed(html_page([document]))
    reader.close()
    assert reader.open == []
    return reader


def _acceptance() -> EnrichedArticle:
    name = "blinken-in-china"
    gold = load_gold(name)
    return EnrichedArticle(article=gold_article(name, gold), analysis=analysis_of(gold))


def test_the_text_stays_whole() -> None:
    """Whatever is marked, the page shows the article's text, paragraph by paragraph."""
    document = _acceptance()
    wanted = [line for line in document.article.text.split("\n") if line.strip()]
    assert _read(document).paragraphs == wanted


def test_actors_are_marked() -> None:
    """A mention is marked with its actor, a name within a quote too."""
    document = _acceptance()
    marked = _read(document).marked
    assert marked["Anthony Blinken"] == marked["Antony Blinken"]
    assert marked["Xi Jinping"] != marked["Antony Blinken"]


def test_nothing_in_an_article_becomes_markup() -> None:
    """Markup in a text, a title or a name is shown, never run."""
    evil = "<script>alert(1)</script>"
    document = _acceptance()
    article = replace(document.article, text=evil, title=evil)
    actor = Actor(
        id=evil,
        name=evil,
        kind="person",
        mentions=(Mention(span=Span(start=0, end=8), surface="<script>", entity_type="PER"),),
    )
    page = html_page(
        [EnrichedArticle(article=article, analysis=Analysis(model=evil, actors=(actor,)))]
    )
    assert "alert(1)" in page
    assert "<script>alert" not in page


@given(
    st.text(alphabet="ab \n<&“”é😀\u202e", max_size=60),
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=8),
)
def test_marks_may_cross(text: str, edges: list[tuple[int, int]]) -> None:
    """Quotes, mentions and evidence may overlap at will: the page is well-formed and the text whole."""
    spans = [
        Span(start=min(pair), end=max(pair)) for pair in edges if min(pair) < max(pair) <= len(text)
    ]
    analysis = Analysis(
        model="m",
        actors=tuple(
            Actor(
                id=f"person:{number}",
                name="n",
                kind="person",
                mentions=(Mention(span=span, surface="", entity_type="PER"),),
            )
            for number, span in enumerate(spans[::2])
        ),
        quotes=tuple(Quote(span=span, kind="direct") for span in spans[1::2]),
        issues=(Issue(id="x:a", label="a", score=1.0, evidence=tuple(spans)),),
    )
    document = _acceptance()
    article = replace(document.article, text=text)
    shown = _read(EnrichedArticle(article=article, analysis=analysis)).paragraphs
    assert shown == [line for line in text.split("\n") if line.strip()]


def test_a_statement_leads_to_its_paragraph() -> None:
    """The words of a statement link to the paragraph they stand in."""
    document = _acceptance()
    text = "One.\n\nTwo says so.\n\nThree."
    statement = Statement(
        source="country:CN", predicate="says", evidence=Span(start=6, end=17), stance="neutral"
    )
    page = html_page(
        [
            EnrichedArticle(
                article=replace(document.article, text=text),
                analysis=Analysis(model="m", statements=(statement,)),
            )
        ]
    )
    assert '<a href="#d0p1">Two says so</a>' in page
    assert 'id="d0p1"' in page


def test_issues_stand_in_the_margin_with_their_words() -> None:
    """Beside a paragraph stand the topics of it and the words that tell them; policy areas do not."""
    document = _acceptance()
    evidence = (Span(start=4, end=9),)
    issues = (
        Issue(id="x:trade", label="trade", score=0.9, evidence=evidence),
        Issue(id="cap:18", label="Foreign Trade", score=0.9, evidence=evidence),
    )
    page = html_page(
        [
            EnrichedArticle(
                article=replace(document.article, text="The trade grew."),
                analysis=Analysis(model="m", issues=issues),
            )
        ]
    )
    assert '<b>trade</b> <span dir="auto">“trade”</span>' in page
    assert page.count("Foreign Trade") == 1


def test_a_role_of_the_table_is_told_from_a_stated_one() -> None:
    """A role that both the text and the table of offices know stands there once, with a tick."""
    roles = (
        Role(title="Secretary of State", source="stated"),
        Role(title="secretary of state", source="office_table"),
        Role(title="president", source="office_table"),
    )
    actor = Actor(id="person:a", name="A", kind="person", mentions=(), roles=roles)
    assert [(line.title, line.is_stated, line.is_known) for line in role_lines(actor)] == [
        ("Secretary of State", True, True),
        ("president", False, True),
    ]


def test_several_articles_begin_with_their_contents() -> None:
    """Of a folder the page first lists the articles, each with what became of its date."""
    document = _acceptance()
    page = html_page([document, document])
    assert "2 articles" in page
    assert page.count('<a href="#d1">') == 1
    assert "http" not in page.replace("http-equiv", "")
