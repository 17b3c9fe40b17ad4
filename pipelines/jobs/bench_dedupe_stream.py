"""A stream of made-up articles with known copies: what deduplication is measured on.

The words are those of the newsroom's articles in their frequencies, drawn independently; so two articles
share no more than stock phrases, and every copy is one on purpose.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Final

from msgspec import Struct

from pipelines.newsroom.affairs import written_affairs
from pipelines.normalise import content_hash
from schemas.articles import Article, Language, Source

_FIRST: Final = datetime(2024, 5, 1, tzinfo=UTC)
_APART_MS: Final = 172  # 500,000 articles a day
_HOSTS: Final = 200
_COPIES: Final = 0.3
_COPIED_AMONG: Final = 2_000  # the latest originals, of which copies are made
_SENTENCE_WORDS: Final = (9, 32)
_PARAGRAPH_SENTENCES: Final = (1, 3)
_ARTICLE_PARAGRAPHS: Final = (5, 14)
_STOCK: Final = 2_000  # phrases that articles share
_STOCK_SHARE: Final = 0.3
_FURNITURE: Final = (
    "Read more on {host}: our newsletter brings the news of the day to your inbox at six."
)
_CREDIT: Final = "(Reporting by our bureau; editing by the desk)"

Paragraphs = list[str]
Edit = Callable[[Paragraphs, random.Random], Paragraphs]


class Labelled(Struct, frozen=True):
    """An article and the number of the original that it is (a copy of)."""

    article: Article
    original: int


def labelled_stream(count: int, seed: int = 1) -> Iterator[Labelled]:
    """Give articles in the order of their time, three in ten of them copies; the same for a seed."""
    chance = random.Random(f"dedupe/{seed}")  # noqa: S311  # a simulation
    latest: list[tuple[int, str, Paragraphs]] = []
    for number in range(count):
        if latest and chance.random() < _COPIES:
            original, title, paragraphs = chance.choice(latest)
            paragraphs = chance.choice(EDITS)(list(paragraphs), chance)
        else:
            original, title, paragraphs = number, _sentence(chance)[:70], _paragraphs(chance)
            latest.append((original, title, paragraphs))
            if len(latest) > _COPIED_AMONG:
                latest[chance.randrange(len(latest) - 1)] = latest.pop()
        host = f"outlet{chance.randrange(_HOSTS)}.example"
        yield Labelled(_article(number, host, title, paragraphs), original)


def crowd(count: int, *, copies: bool) -> Iterator[Article]:
    """Give an adversary's stream: copies of one article, or articles that are half boilerplate."""
    chance = random.Random("crowd")  # noqa: S311  # a simulation
    shared = _paragraphs(chance)
    boilerplate = [" ".join(shared[place].split()[:45]) for place in range(3)]
    for number in range(count):
        host = f"outlet{chance.randrange(_HOSTS)}.example"
        if copies:
            yield _article(number, host, "The same everywhere", [*shared, f"No. {number}"])
        else:
            own = _paragraphs(chance)[:5]
            yield _article(number, host, _sentence(chance)[:70], [*own, *boilerplate])


def _article(number: int, host: str, title: str, paragraphs: Paragraphs) -> Article:
    at = _FIRST + timedelta(milliseconds=_APART_MS * number)
    text = "\n\n".join([*paragraphs, _FURNITURE.format(host=host)])
    return Article(
        id=f"{number * 0x9E3779B97F4A7C15 % (1 << 64):016x}",
        feed_url=f"https://{host}/feed",
        source=Source(host=host),
        title=title,
        text=text,
        rendition="full",
        content_hash=content_hash(title, text),
        observed_at=at,
        first_seen=at,
        language=Language(code="en", confidence=1.0),
        canonical_url=f"https://{host}/{number}",
    )


@cache
def _running_words() -> list[str]:
    texts = (article.text for affair in written_affairs() for article in affair.articles)
    return [word for text in texts for word in re.findall(r"[\w’'-]+", text)]


@cache
def _vocabulary() -> list[str]:
    return list(dict.fromkeys(_running_words()))


@cache
def _stock() -> list[str]:
    chance = random.Random("stock")  # noqa: S311  # a simulation
    return [" ".join(draw_words(chance, chance.randint(3, 6))) for _ in range(_STOCK)]


def draw_words(chance: random.Random, count: int) -> list[str]:
    """Give words of the newsroom's articles in their frequencies, each drawn by itself."""
    return chance.choices(_running_words(), k=count)


def _sentence(chance: random.Random) -> str:
    words = draw_words(chance, chance.randint(*_SENTENCE_WORDS))
    if chance.random() < _STOCK_SHARE:
        words.insert(chance.randrange(len(words)), chance.choice(_stock()))
    return " ".join(words).capitalize() + "."


def _paragraphs(chance: random.Random) -> Paragraphs:
    return [
        " ".join(_sentence(chance) for _ in range(chance.randint(*_PARAGRAPH_SENTENCES)))
        for _ in range(chance.randint(*_ARTICLE_PARAGRAPHS))
    ]


def _cut(paragraphs: Paragraphs, chance: random.Random) -> Paragraphs:
    return paragraphs[: max(2, round(len(paragraphs) * chance.uniform(0.4, 0.9)))]


def _framed(paragraphs: Paragraphs, chance: random.Random) -> Paragraphs:
    return [
        f"{chance.choice(_vocabulary()).upper()} (Wire) - {paragraphs[0]}",
        *paragraphs[1:],
        _CREDIT,
    ]


def _reworded(paragraphs: Paragraphs, chance: random.Random) -> Paragraphs:
    return [
        " ".join(
            chance.choice(_vocabulary()) if chance.random() < 0.1 else word for word in each.split()
        )
        for each in paragraphs
    ]


def _led(paragraphs: Paragraphs, chance: random.Random) -> Paragraphs:
    return [_sentence(chance), *paragraphs[1:]]


def _shuffled(paragraphs: Paragraphs, chance: random.Random) -> Paragraphs:
    return chance.sample(paragraphs, len(paragraphs))


EDITS: Final[tuple[Edit, ...]] = (
    lambda paragraphs, chance: paragraphs,
    _cut,
    _framed,
    _reworded,
    _led,
    _shuffled,
)
