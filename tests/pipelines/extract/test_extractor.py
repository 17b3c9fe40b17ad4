"""All parts of extraction together."""

from __future__ import annotations

from pipelines.extract import open_extractor
from tests.pipelines.extract.gold import gold_article, gold_names, load_gold


def test_articles_do_not_change_each_other_s_analysis() -> None:
    """An article has the same actors, quotes and issues alone as among others."""
    articles = [gold_article(name, load_gold(name)) for name in sorted(gold_names())[:12]]
    extractor = open_extractor()
    alone = [open_extractor().analyse(article) for article in articles]
    assert extractor.analyse_all(articles) == alone
    assert extractor.analyse_all([]) == []
