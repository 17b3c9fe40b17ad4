"""A stream of news for tests: the newsroom's articles, copied and edited by other outlets."""

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
