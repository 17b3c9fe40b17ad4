"""`dateline why` on both indexes: two stored articles, and what the pipeline has learnt of their hosts."""

from __future__ import annotations

import json
import secrets
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pipelines.cli import SettingsSource
from pipelines.commands.why import why
from pipelines.dedupe import DedupeStore
from pipelines.jobs.ports import open_index
from schemas.articles import Article
from schemas.enriched import EnrichedArticle
from schemas.errors import Fatal
from tests.pipelines.dedupe.builders import make_article
from tests.pipelines.dedupe.story_sets import reports
from tests.pipelines.dedupe.streams import written_articles
from tests.schemas.records import example_enriched

_FOOTER = "Read our newsletter every evening at six, with the news of the day and the weather."


def _articles() -> list[Article]:
    """Give an article and its copy, two reports of one event, and what makes a line boilerplate."""
    written = written_articles()[:5]
    copied, title = written[0].text, written[0].title
    one, other = (each.document for each in reports() if each.event == "vote-liberia")
    return [
        make_article(f"{copied}\n\n{_FOOTER}", id_="wire-1", title=title, host="a.example"),
        make_article(copied, id_="copy-1", title=title, host="b.example", minutes=30),
        make_article(one.text, id_="vote-1", title=one.title, host="c.example"),
        make_article(other.text, id_="vote-2", title=other.title, host="d.example", minutes=90),
        *(
            make_article(
                f"{article.text}\n\n{_FOOTER}",
                id_=f"more-{number}",
                title=article.title,
                host="a.example",
                minutes=60,
            )
            for number, article in enumerate(written[1:])
        ),
    ]


@pytest.fixture(params=["embedded", pytest.param("elastic", marks=pytest.mark.servers)])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> SettingsSource:
    """Settings of an index that has the articles, and of a state that has seen them."""
    lines = [f'data_dir = "{(tmp_path / "data").as_posix()}"']
    if request.param == "elastic":
        lines += [f'index = "{request.getfixturevalue("elastic_url")}"']
        lines += ["[index_settings]", f'name = "t-{secrets.token_hex(6)}"']
    path = tmp_path / "dateline.toml"
    path.write_text("\n".join(lines), encoding="utf-8")
    source = SettingsSource(str(path))
    loaded = source.load()
    analysis = example_enriched().analysis
    with closing(open_index(loaded)) as index:
        index.upsert(
            [
                EnrichedArticle(article=each, analysis=analysis, model_epoch=1)
                for each in _articles()
            ]
        )
        index.refresh()
    loaded.data_path.mkdir(parents=True, exist_ok=True)
    with DedupeStore(loaded.data_path / "dedupe.sqlite", stories=True) as store:
        for place, article in enumerate(_articles()):
            store.decide(article, str(place))
        store.commit()
    return source


def _why(settings: SettingsSource, *arguments: str) -> Result:
    result = CliRunner().invoke(why, arguments, obj=settings)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def test_copies_in_the_index(settings: SettingsSource) -> None:
    """Two stored articles are explained by what they share; what their host repeats is left out."""
    output = _why(settings, "wire", "copy-1").output
    assert "copy-1 is a copy of wire-1" in output
    assert f"left out, as the host repeats it: {_FOOTER}" in output
    assert written_articles()[0].paragraphs[0][:60] in output


def test_one_story_in_the_index(settings: SettingsSource) -> None:
    """Two reports of one event are different articles of one story, and one reads in which words."""
    output = _why(settings, "vote-1", "vote-2").output
    assert "are different articles" in output
    assert "one story" in output
    assert "kollie" in output
    explained = json.loads(_why(settings, "vote-1", "vote-2", "--format", "json").output)
    assert (explained["relation"], explained["story"]["kind"]) == (None, "same_story")
    assert "they are no story" in _why(settings, "vote-1", "wire-1").output


@pytest.mark.parametrize(
    ("ids", "said"),
    [
        (("wire-1", "nobody"), "No article 'nobody'"),
        (("wire-1", "more"), "Several ids begin with 'more'"),
        (("wire-1", "wire-1"), "given twice"),
    ],
)
def test_ids_that_name_no_pair(settings: SettingsSource, ids: tuple[str, str], said: str) -> None:
    """An id that names no article, several or the other one is told."""
    result = _why(settings, *ids)
    assert result.exit_code == 1
    assert said in result.output


def test_a_state_that_is_damaged(settings: SettingsSource) -> None:
    """Where the state of deduplication can't be read, the file and the remedy are named."""
    path = settings.load().data_path / "dedupe.sqlite"
    path.write_bytes(b"no database" * 1_000)
    with pytest.raises(Fatal, match=r"dedupe\.sqlite.*move it away"):
        _why(settings, "wire-1", "copy-1")
