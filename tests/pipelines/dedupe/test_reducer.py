from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.dedupe.reducer import ArticleState, reduce
from pipelines.dedupe.verdict import Verdict
from schemas.articles import Article
from tests.pipelines.dedupe.builders import make_article

_OTHER_FEED = "https://news.example/all.rss"


def _decide(articles: Sequence[Article], state: ArticleState | None = None) -> list[Verdict]:
    verdicts = []
    for position, article in enumerate(articles):
        state, verdict = reduce(state, article, str(position))
        verdicts.append(verdict)
    return verdicts


@pytest.mark.parametrize(
    ("second", "status", "kind", "measure"),
    [
        (make_article("A text.", minutes=5), "duplicate", "same_url", "equal_content"),
        (make_article("A  TEXT.", minutes=5), "duplicate", "same_url", "equal_content"),
        (make_article("A new text.", minutes=5), "pass", "version", "equal_canonical_url"),
        (make_article("An old text.", minutes=-5), "stale", None, None),
        (make_article("A text.", minutes=-5), "duplicate", "same_url", "equal_content"),
        (
            make_article("A te", minutes=5, feed=_OTHER_FEED, rendition="summary"),
            "duplicate",
            "same_url",
            "poorer_rendition",
        ),
        (
            make_article("A text, and more of it.", minutes=5, feed=_OTHER_FEED),
            "pass",
            "version",
            "equal_canonical_url",
        ),
    ],
)
def test_second_observation(
    second: Article, status: str, kind: str | None, measure: str | None
) -> None:
    """What is seen again is a duplicate, a newer version or stale, and it is said why."""
    first, verdict = _decide([make_article("A text."), second])
    assert first.status == "pass"
    assert verdict.status == status
    assert [relation.kind for relation in verdict.relations] == ([kind] if kind else [])
    assert [relation.evidence[0].measure for relation in verdict.relations] == (
        [measure] if measure else []
    )
    assert verdict.article.first_seen == first.article.first_seen
    assert all(relation.decided_at == second.observed_at for relation in verdict.relations)


def test_two_feeds_of_one_outlet() -> None:
    """A feed that still has the old text does not bring it back."""
    old, new = make_article("The old text."), make_article("The new text.", minutes=5)
    again = make_article("The old text.", minutes=9, feed=_OTHER_FEED)
    verdicts = _decide([old, new, again])
    assert [verdict.status for verdict in verdicts] == ["pass", "pass", "duplicate"]
    assert verdicts[2].relations[0].evidence[0].measure == "equal_to_an_earlier_version"


def test_version_names_what_it_replaces() -> None:
    """A newer version says which text it replaces."""
    old, new = make_article("The old text."), make_article("The new text.", minutes=5)
    relation = _decide([old, new])[1].relations[0]
    assert relation.to_content_hash == old.content_hash
    assert relation.of == relation.to == old.id


def test_what_passed_is_remembered_longest() -> None:
    """However many duplicates follow in a batch, what passed passes again after a crash."""
    article = make_article("A text.")
    state, first = reduce(None, article, "0")
    for number in range(1, 500):
        state, verdict = reduce(state, make_article("A text.", minutes=number), str(number))
        assert verdict.status == "duplicate"
    _, again = reduce(state, article, "0")
    assert again == first
    assert len(state.decided) < 200


_OBSERVATIONS = st.lists(
    st.builds(
        make_article,
        st.sampled_from(["One text.", "Another text.", "A third text, longer than the others."]),
        minutes=st.integers(-3, 30),
        feed=st.sampled_from(["https://news.example/rss", _OTHER_FEED]),
        rendition=st.sampled_from(["full", "summary"]),
    ),
    min_size=1,
    max_size=12,
)


@given(_OBSERVATIONS, st.data())
def test_replays_change_nothing(articles: list[Article], data: st.DataObject) -> None:
    """Whatever part of the log is read again, and how often, every record gets its first verdict."""
    undisturbed = _decide(articles)
    state: ArticleState | None = None
    position = 0
    crashes = 0
    while position < len(articles):
        state, verdict = reduce(state, articles[position], str(position))
        assert verdict == undisturbed[position]
        position += 1
        if crashes < 4 and data.draw(st.booleans(), label="crash"):
            crashes += 1
            position = data.draw(st.integers(0, position), label="read again from")


@given(_OBSERVATIONS)
def test_first_passes(articles: list[Article]) -> None:
    """The first observation passes, whatever it is; first_seen never changes."""
    verdicts = _decide(articles)
    assert verdicts[0].status == "pass"
    assert {verdict.article.first_seen for verdict in verdicts} == {articles[0].observed_at}
