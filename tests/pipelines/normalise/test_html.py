from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.normalise.html import main_paragraphs, paragraphs, plain_text


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<p>one</p><p>two</p>", ["one", "two"]),
        ("one<br><br/>two<br>still two", ["one", "two still two"]),
        ("<div>a<ul><li>1</li><li>2</li></ul>b</div>", ["a", "1", "2", "b"]),
        ("<p>Hello <b>wor</b>ld</p>", ["Hello world"]),
        ("&lt;p&gt;one&lt;/p&gt;&lt;p&gt;two &amp;amp; three&lt;/p&gt;", ["one", "two & three"]),
        ("&#8217;s &rsquo; &amp;rsquo;", ["’s ’ ’"]),
        ("AT&amp;T &lt; 5", ["AT&T < 5"]),
        ("a < b and c > d, I <3 you", ["a < b and c > d, I <3 you"]),
        ("<![CDATA[<p>inside</p>]]>", ["inside"]),
        ("one.\n\ntwo\nstill two", ["one.", "two still two"]),
        ("A sentence.\nAnother one.\nA third.", ["A sentence.", "Another one.", "A third."]),
        ("wrapped at\nthe end of\na line", ["wrapped at the end of a line"]),
        ("a\u00a0b\u200bc\ufeff \t d", ["a bc d"]),
        ("<p>e\u0301</p>", ["é"]),
        ("<script>x()</script><style>p{}</style><p>t</p>", ["t"]),
        ("<figure><img><figcaption>a caption</figcaption></figure><p>t</p>", ["t"]),
        ("<p>t</p><p>The post <a>A</a> appeared first on <a>B</a>.</p>", ["t"]),
        ("<p>t</p><p><a href='x'>Read more</a></p><p>[&#8230;]</p>", ["t"]),
        ("<p>A beginning… <a href='x'>Continue reading A</a></p>", ["A beginning…"]),
        ("<p>He said: read more books.</p>", ["He said: read more books."]),
        ("", []),
        ("<p> &nbsp; </p>", []),
    ],
)
def test_paragraphs(markup: str, expected: list[str]) -> None:
    """The paragraphs are those a reader sees, without what feeds put around them."""
    assert paragraphs(markup) == expected


def test_title() -> None:
    """A title is one line of text, whatever markup it comes in."""
    assert plain_text("<b>Fish &amp;amp; chips</b><br/>\n for&nbsp;all") == "Fish & chips for all"


def test_main_text() -> None:
    """Of a page only the article is read: no menu, no teasers, no footer."""
    said = (
        "The minister said on Monday that the harbour would stay closed for three weeks to ships."
    )
    strike = "Unions called a strike, and a spokeswoman for the port said that talks would go on."
    teaser = (
        "<li><a href='x'>A long headline of another story that one may read instead of it</a></li>"
    )
    page = (
        "<html><body><nav><a>Home</a></nav><header>The Daily Example, all the news of today</header>"
        f"<ul>{teaser * 6}</ul><article><h1>Harbour</h1><p>{said}</p><p>It rained.</p><p>{strike}</p>"
        f"</article><ul>{teaser * 6}</ul><footer>Copyright and more words that are no article at all."
        "</footer></body></html>"
    )
    assert main_paragraphs(page) == [said, "It rained.", strike]


@pytest.mark.parametrize(
    "markup",
    [
        "<div>" * 200_000 + "deep",
        "<p>a b c" * 100_000,
        "<" * 1_000_000,
        "&lt;" * 250_000,
        "&amp;" * 200_000,
        "<a " * 300_000,
        "The post " * 100_000,
        "<b><i>" * 100_000 + "x",
        " \n" * 500_000 + "x",
        "<!--" * 250_000,
        "<![CDATA[" * 100_000,
    ],
    ids=lambda markup: markup[:9].strip() or "blank",
)
@pytest.mark.timeout(20)
def test_hostile(markup: str) -> None:
    """A megabyte of hostile markup is read like any other, without a stack or a day spent."""
    assert isinstance(paragraphs(markup), list)
    assert isinstance(main_paragraphs(markup), list)


@given(st.text(max_size=200) | st.text("<>&/;! abp#x\n1", max_size=200))
def test_any_text(text: str) -> None:
    """Whatever comes in, a paragraph is one composed line without blanks around it."""
    for line in paragraphs(text):
        assert line == line.strip() != ""
        assert "\n" not in line
        assert unicodedata.is_normalized("NFC", line)
