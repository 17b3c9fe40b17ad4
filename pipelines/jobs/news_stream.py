"""Articles as a running stream brings them: known language, and some words that no one has met yet.

In a stream's vocabulary V(n) = K·n^β (Heaps, Information Retrieval, 1978), with β about 0.5 to 0.6 for
news, so that after some hundred articles one in fifteen of an article's distinct words is new.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import cycle
from random import Random
from typing import Final

from msgspec.structs import replace

from pipelines.extract.text import read_document
from schemas.articles import Article

NEW_TYPES_SHARE: Final = 0.065
_REPLACEABLE: Final = re.compile(r"[^\W\d_]{5,}")
_RARE_UP_TO: Final = 2  # articles that a word stands in


def news_stream(articles: Sequence[Article], rng: Random) -> Iterator[Article]:
    """Give the articles over and over without end, each time with other names and rare words.

    Of the distinct tokens of each article a share of `NEW_TYPES_SHARE` stands in no article before it.
    """
    places = Counter(word for each in articles for word in _replaceable(each.text))
    rare = sorted(word for word, count in places.items() if count <= _RARE_UP_TO)
    met = set(places)
    for article in cycle(articles):
        types = {token.text for token in read_document(article.text).tokens}
        chosen = [word for word in rare if word in types]
        # Half of what is new in news are names.
        names = [word for word in chosen if word[0].isupper()]
        wanted = round(NEW_TYPES_SHARE * len(types))
        picked = rng.sample(names, min(wanted // 2, len(names)))
        others = [word for word in chosen if word not in picked]
        picked += rng.sample(others, min(wanted - len(picked), len(others)))
        new = {word: _new_word(word, rare, met, rng) for word in picked}
        yield replace(
            article, title=_rewritten(article.title, new), text=_rewritten(article.text, new)
        )


def new_types_shares(articles: Sequence[Article], known: Sequence[Article]) -> list[float]:
    """Give of each article the share of its distinct tokens that no article before it has."""
    met = {token.text for each in known for token in read_document(each.text).tokens}
    shares: list[float] = []
    for article in articles:
        types = {token.text for token in read_document(article.text).tokens}
        shares.append(len(types - met) / len(types))
        met |= types
    return shares


def _replaceable(text: str) -> set[str]:
    return set(_REPLACEABLE.findall(text))


def _new_word(word: str, rare: Sequence[str], met: set[str], rng: Random) -> str:
    """Join the beginning of the word to the end of another, and of more until the word is new."""
    made = word
    while made in met:
        made = (
            made[: rng.randint(2, len(word) - 2)] + rng.choice(rare)[-rng.randint(3, 6) :].lower()
        )
    met.add(made)
    return made


def _rewritten(text: str, new: dict[str, str]) -> str:
    return _REPLACEABLE.sub(lambda match: new.get(match.group(), match.group()), text)
