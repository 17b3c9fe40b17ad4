"""From names to actors, on articles whose gold gives the names."""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest

from pipelines.extract.actors import Cast, resolve_actors
from pipelines.extract.text import read_document
from schemas.analysis import Analysis
from tests.pipelines.extract.actors.gold_mentions import GoldMentions
from tests.pipelines.extract.gold import (
    Scores,
    compare,
    empty_scores,
    gold_article,
    gold_names,
    load_gold,
)

_ACCEPTANCE = "blinken-in-china"


@cache
def _cast(name: str) -> Cast:
    gold = load_gold(name)
    article = gold_article(name, gold)
    backend = GoldMentions(gold)
    body = read_document(article.text)
    title = read_document(article.title, is_title=True)
    return resolve_actors(
        body, backend.find(body), title, backend.find(title), written_on=date(2023, 6, 19)
    )


def _scores(name: str) -> Scores:
    scores = empty_scores()
    analysis = Analysis(model="", actors=_cast(name).actors)
    compare(name, load_gold(name), analysis, scores)
    return scores


def test_the_acceptance_article_has_every_actor() -> None:
    """With the right names, all its actors are found, with ids, roles, countries, metonyms, misspelling."""
    errors = [each for each in _scores(_ACCEPTANCE).errors if _is_about_actors(each)]
    assert errors == []


@pytest.mark.parametrize("name", [name for name in gold_names() if name != _ACCEPTANCE])
def test_articles_have_nearly_every_actor(name: str) -> None:
    """With the right names, nine of ten things said of an article's actors are right."""
    scores = _scores(name)
    errors = [each for each in scores.errors if _is_about_actors(each)]
    right = sum(count for part, count in scores.right.items() if _is_about_actors(part))
    assert len(errors) <= 0.1 * (right + len(errors)), errors


def _is_about_actors(line: str) -> bool:
    return line.startswith(("actor", "name", "nominal", "metonym", "misspelling"))


@pytest.mark.parametrize("name", gold_names())
def test_references_point_at_their_words(name: str) -> None:
    """Every reference is a stretch of the text without spaces around it, in the order of the text."""
    cast, article = _cast(name), gold_article(name, load_gold(name))
    for reference in cast.references:
        text = article.title if reference.in_title else article.text
        words = text[reference.start : reference.end]
        assert words == words.strip() != ""
        assert cast.actor(reference.actor).mentions
    places = [(not each.in_title, each.start) for each in cast.references]
    assert places == sorted(places)
