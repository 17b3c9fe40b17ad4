from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.normalise import (
    Dropped,
    article_id,
    article_key,
    content_hash,
    normalise,
)
from pipelines.normalise.language import detect_language
from schemas.articles import Article, RawArticle, Source

_FETCHED = datetime(2024, 5, 1, 12, tzinfo=UTC)
_SENTENCE = "The minister said that the harbour would stay closed for weeks. "


def _raw(**given_fields: Any) -> RawArticle:
    fields: dict[str, Any] = {
        "feed_url": "https://news.example/rss",
        "fetched_at": _FETCHED,
        "source": Source(host="news.example"),
    }
    return RawArticle(**(fields | given_fields))


def _article(**given_fields: Any) -> Article:
    article = normalise(_raw(**given_fields), max_text_chars=100_000)
    assert isinstance(article, Article)
    return article


@pytest.mark.parametrize(
    ("given_fields", "expected"),
    [
        ({"link": "http://www.news.example/a/?utm_source=x&id=3"}, "a1xj6kqg2nl5viebjsbvcr7u5grm"),
        ({"entry_id": "tag:1"}, "a1htgpgssh7oksrnutsuyxde3hoe"),
        (
            {"title": "A title", "published": "Mon, 20 Mar 2023 10:00:00 GMT"},
            "a1ueulxlcgn5ryooeipkyhhi32gm",
        ),
        ({"link": "javascript:void(0)", "entry_id": "tag:1"}, "a1htgpgssh7oksrnutsuyxde3hoe"),
    ],
)
def test_ids_are_for_ever(given_fields: dict[str, str], expected: str) -> None:
    """An article has the id it had yesterday, and is kept in order under it."""
    raw = _raw(**given_fields)
    assert article_id(raw) == expected
    assert article_key(raw) == expected.encode()


def test_content_hash_is_for_ever() -> None:
    """A text has the hash it had yesterday; case, white space and quotation marks don't matter."""
    expected = "c1wwtmxdbqivmahp6osjn3py42ni"
    assert content_hash("A “title”", "Some  text\n\nmore.") == expected
    assert content_hash('a "Title"', " Some text more.") == expected
    assert content_hash("A “title”", "Some text, more.") != expected


def test_whole_article() -> None:
    """An entry becomes an article: text without markup, dates with doubt, its source's name."""
    article = _article(
        link="https://www.news.example/harbour?utm_source=rss",
        entry_id="7",
        title="<b>Harbour</b> &amp; ships",
        content="<p>" + _SENTENCE * 20 + "</p><p>It rained.</p>",
        summary="Short.",
        published="Wed, 01 May 2024 10:00:00 IST",
        updated="never",
        authors=("Ada <i>Brook</i>", "Ada Brook", ""),
        source=Source(host="news.example", name="The &quot;News&quot;"),
        language="en-GB",
    )
    assert article.canonical_url == "https://news.example/harbour"
    assert article.title == "Harbour & ships"
    assert article.paragraphs == [(_SENTENCE * 20).strip(), "It rained."]
    assert article.rendition == "full"
    assert (article.observed_at, article.first_seen) == (_FETCHED, _FETCHED)
    assert article.published is not None
    assert article.published.at == datetime(2024, 5, 1, 4, 30, tzinfo=UTC)
    assert article.published.confidence == 0.5
    assert article.updated is None
    assert article.authors == ("Ada Brook",)
    assert article.source.name == 'The "News"'
    assert article.language.code == "en"


def test_renditions() -> None:
    """It is said how much of an article the feed gave."""
    assert _article(title="A title").rendition == "headline"
    assert _article(title="A title", summary=_SENTENCE).rendition == "summary"
    assert _article(title="A title", content=_SENTENCE * 20, summary="x").rendition == "full"
    page = f"<body><nav>Home</nav><p>{_SENTENCE * 20}</p></body>"
    assert _article(title="A title", summary=_SENTENCE, page_html=page).rendition == "full"


def test_nothing_to_read() -> None:
    """An entry with neither title nor text is dropped, and it is said why."""
    dropped = normalise(_raw(link="https://news.example/a", title="<br>"), max_text_chars=100)
    assert isinstance(dropped, Dropped)
    assert dropped.reason == "no_content"


def test_too_large() -> None:
    """An entry beyond the limit is dropped before it is read, naming the setting."""
    dropped = normalise(_raw(title="t", content="x" * 10_000_000), max_text_chars=2_000_000)
    assert isinstance(dropped, Dropped)
    assert dropped.reason == "too_large"
    assert "process.max_text_chars" in dropped.message


@pytest.mark.parametrize(
    ("text", "declared", "expected"),
    [
        ("", None, "und"),
        ("Short.", None, "und"),
        ("Short.", "de-DE", "de"),
        (_SENTENCE * 3, None, "en"),
        (_SENTENCE * 3, "de", "en"),
        ("Der Minister sagte, der Hafen bleibe drei Wochen lang geschlossen.", None, "de"),
        ("El ministro dijo que el puerto permanecerá cerrado tres semanas.", "es", "es"),
        ("Министр сказал, что порт останется закрытым три недели.", None, "ru"),
        (_SENTENCE * 3, "!!", "en"),
    ],
)
def test_language(text: str, declared: str | None, expected: str) -> None:
    """The language is that of the text; where it is too short, the one the feed declares."""
    language = detect_language(text, declared)
    assert language.code == expected
    assert 0.0 <= language.confidence <= 1.0


@given(
    st.fixed_dictionaries(
        {},
        optional={
            name: st.text(max_size=60)
            for name in ("link", "entry_id", "title", "summary", "content", "published", "language")
        },
    )
)
def test_any_entry(fields: dict[str, str]) -> None:
    """Any entry gives an article or a reason; the same entry gives the same."""
    once = normalise(_raw(**fields), max_text_chars=1000)
    assert once == normalise(_raw(**fields), max_text_chars=1000)
    if isinstance(once, Article):
        assert once.title or once.text
        assert once.text == "\n\n".join(once.paragraphs)
