"""From what a publisher sent to an article."""

from __future__ import annotations

from typing import Final, Literal

from msgspec import Struct

from pipelines.normalise.dates import read_date
from pipelines.normalise.html import main_paragraphs, paragraphs, plain_text
from pipelines.normalise.identity import article_id, content_hash
from pipelines.normalise.language import detect_language
from pipelines.normalise.urls import canonical_url
from schemas.articles import Article, Instant, RawArticle, Source
from schemas.rejected import RejectReason

# A summary is a few sentences; a feed that gives more in `summary` gives the article.
_SUMMARY_WORDS: Final = 120
_LONGEST_TITLE: Final = 2_000


class Dropped(Struct, frozen=True):
    """Why there is no article: a reason code and a sentence."""

    reason: RejectReason
    message: str


def normalise(raw: RawArticle, *, max_text_chars: int) -> Article | Dropped:
    """Make an article of an observation; deterministic, and linear in its size.

    `first_seen` is this observation's time until deduplication knows of an earlier one.
    """
    given = max(len(raw.content or ""), len(raw.summary or ""), len(raw.page_html or ""))
    if given > max_text_chars:
        return Dropped(
            "too_large",
            f"The entry has {given} characters, the limit is {max_text_chars} "
            "(process.max_text_chars).",
        )
    title = plain_text(raw.title or "")[:_LONGEST_TITLE]
    body, rendition = _body(raw)
    text = "\n\n".join(body)
    if not title and not text:
        return Dropped("no_content", "The entry has neither a title nor a text.")
    return Article(
        id=article_id(raw),
        feed_url=raw.feed_url,
        source=Source(host=raw.source.host, name=_name(raw.source.name)),
        title=title,
        text=text,
        rendition=rendition,
        content_hash=content_hash(title, text),
        observed_at=raw.fetched_at,
        first_seen=raw.fetched_at,
        language=detect_language(text or title, raw.language),
        canonical_url=canonical_url(raw.link) if raw.link else None,
        entry_id=raw.entry_id,
        authors=_distinct(raw.authors),
        categories=_distinct(raw.categories),
        published=_instant(raw.published, raw),
        updated=_instant(raw.updated, raw),
    )


def _body(raw: RawArticle) -> tuple[list[str], Literal["full", "summary", "headline"]]:
    """Give the longest rendition there is, and how much of the article it is."""
    candidates = [paragraphs(part) for part in (raw.content, raw.summary) if part]
    if raw.page_html:
        candidates.append(main_paragraphs(raw.page_html))
    sizes = [_words(body) for body in candidates]
    words = max(sizes, default=0)
    if not words:
        return [], "headline"
    return candidates[sizes.index(words)], "full" if words >= _SUMMARY_WORDS else "summary"


def _words(body: list[str]) -> int:
    return sum(len(paragraph.split()) for paragraph in body)


def _name(name: str | None) -> str | None:
    return plain_text(name) or None if name else None


def _distinct(names: tuple[str, ...]) -> tuple[str, ...]:
    """Give the names as plain text, each once, in their order."""
    return tuple(dict.fromkeys(filter(None, (plain_text(name) for name in names))))


def _instant(date: str | None, raw: RawArticle) -> Instant | None:
    return read_date(date, observed_at=raw.fetched_at) if date else None
