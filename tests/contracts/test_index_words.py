"""Both indexes part text into the same words: whatever the language, the same queries hit."""

from __future__ import annotations

import random
from contextlib import closing

import pytest
from elasticsearch import Elasticsearch

from connectors.elastic.mapping import index_template
from connectors.embedded.index_words import build_analyser
from connectors.index_fields import words_of

_SIGNS = (
    *"abzAZéßøİıŁđÞæœ01९٣.,;_-/&@#%+=()[]“”…—·’'：．，",
    *"台湾海ひらー한국어ไทยрусЖעבאراب😀👍🏽ﬁ²½Ⅷ①µªº\u0301\u200d\u200b\u00ad\u3000",
    *" " * 8,
)


@pytest.mark.servers
def test_words_are_the_same_on_both(elastic_url: str) -> None:
    """Random text of many scripts falls into the same words on both indexes."""
    chance = random.Random(5)
    texts = [
        words_of("".join(chance.choices(_SIGNS, k=chance.randrange(1, 30)))) for _ in range(300)
    ]
    texts.append(
        words_of("U.S.-China talks didn't end at 12:30, said O’Neil; 1,000.5 % in Zürich.")
    )
    analysis = index_template("x")["template"]["settings"]["analysis"]["analyzer"]
    (words,) = analysis.values()
    analyser = build_analyser()
    with closing(Elasticsearch(elastic_url)) as client:
        for text in texts:
            answer = client.indices.analyze(
                tokenizer=words["tokenizer"], filter=words["filter"], text=text
            )
            assert [token["token"] for token in answer["tokens"]] == analyser.analyze(text)
