"""Streams of news for tests: edited copies of the newsroom's articles, and events in other words."""

from __future__ import annotations

import random
from functools import cache

from pipelines.newsroom.affairs import WrittenArticle, written_affairs
from schemas.articles import Article
from tests.pipelines.dedupe.builders import make_article
from tests.pipelines.dedupe.edits import EDITS


@cache
def written_articles() -> tuple[WrittenArticle, ...]:
    """Give the newsroom's articles, those of one affair after each other."""
    return tuple(article for affair in written_affairs() for article in affair.articles)


def written_stream(count: int, seed: int = 1) -> list[Article]:
    """Give articles of several outlets within two days; the same for the same arguments."""
    chance = random.Random(seed)
    written = written_articles()
    edits = list(EDITS.values())
    stream: list[Article] = []
    while len(stream) < count:
        number = len(stream)
        article = written[number // 3 % len(written)]
        edit, _ = edits[0] if number % 3 == 0 else chance.choice(edits)
        stream.append(
            make_article(
                "\n\n".join(edit(article.paragraphs, chance)),
                id_=f"a{number:05}",
                title=article.title,
                minutes=chance.randrange(48 * 60),
                host=f"outlet{chance.randrange(12)}.example",
                feed=f"https://outlet{number % 3}.example/rss",
            )
        )
    return stream


def told_stream(count: int, seed: int = 1) -> list[Article]:
    """Give events told in other words, and edited copies of what tells them, in no order of time.

    Words are made up, so that events share next to none; the same for the same arguments.
    """
    chance = random.Random(f"told/{seed}")
    # Edits that bring no words of their own: hundreds of articles with the same words are a crowd.
    plain = ("verbatim", "cut to 80 %", "cut to 50 %", "paragraphs reordered", "HTML remains")
    edits = [EDITS[name][0] for name in plain]
    stream: list[Article] = []
    while len(stream) < count:
        begins = len(stream)  # 5,000 within the eight days for which stories are looked for
        facts = made_up_words(chance, 24)
        for _ in range(chance.randint(2, 5)):
            paragraphs = _telling(facts, chance)
            minutes = begins + chance.randrange(60 * 40)
            for copy in range(chance.choice((1, 1, 2, 3))):
                if copy:
                    paragraphs = chance.choice(edits)(paragraphs, chance)
                stream.append(
                    make_article(
                        "\n\n".join(paragraphs),
                        id_=f"t{len(stream):05}",
                        title=" ".join(paragraphs[0].split()[:6]).title(),
                        minutes=minutes + copy * 50,
                        host=f"outlet{chance.randrange(12)}.example",
                    )
                )
    return stream[:count]


def _telling(facts: list[str], chance: random.Random) -> list[str]:
    """Tell most of the facts, among as many words again that nobody else has."""
    words = [*chance.sample(facts, 18), *chance.sample(facts, 18), *made_up_words(chance, 84)]
    chance.shuffle(words)
    return [" ".join(words[start : start + 30]) + "." for start in range(0, len(words), 30)]


def made_up_words(chance: random.Random, count: int) -> list[str]:
    """Give words of six letters that no language has."""
    return [
        "".join(chance.choice("bdfgklmnprstvz") + chance.choice("aeiou") for _ in range(3))
        for _ in range(count)
    ]
