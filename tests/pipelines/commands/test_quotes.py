"""`dateline quotes`, as it is typed, on articles that the real extraction has read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from connectors.embedded.index import EmbeddedIndex
from connectors.ports import Index, SearchRequest
from pipelines.cli import SettingsSource
from pipelines.commands.quotes import quotes, quotes_query
from pipelines.extract.extractor import open_extractor
from schemas.articles import Article, Language, Source
from schemas.enriched import EnrichedArticle
from schemas.errors import QueryError
from schemas.query import Published
from schemas.query_format import format_query
from schemas.query_parser import parse_query

DATA = Path(__file__).parents[2] / "data"
SEEN = datetime(2023, 6, 20, 9, tzinfo=UTC)
ISLAND = (
    "Wang Yi met the press in Beijing. “Taiwan is no bargaining chip,” Wang Yi said. "
    "Antony Blinken said that the United States does not support independence for Taiwan."
)


def _analysed(id_: str, title: str, text: str, seen: datetime) -> EnrichedArticle:
    article = Article(
        id=id_,
        feed_url="https://herald.example/rss",
        source=Source(host="herald.example", name="The Herald"),
        title=title,
        text=text,
        rendition="full",
        content_hash=id_,
        observed_at=seen,
        first_seen=seen,
        language=Language(code="en", confidence=1.0),
    )
    return EnrichedArticle(article=article, analysis=open_extractor().analyse(article))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with settings and an index of the acceptance article and one on the island."""
    folder = tmp_path_factory.mktemp("quotes")
    (folder / "dateline.toml").write_text(
        f'data_dir = "{(folder / "data").as_posix()}"\n', encoding="utf-8"
    )
    text = (DATA / "blinken-in-china.txt").read_text(encoding="utf-8")
    with closing(EmbeddedIndex(folder / "data" / "index")) as index:
        index.upsert(
            [
                _analysed("visit", "Blinken in China", text, SEEN),
                _analysed("island", "Wang on the island", ISLAND, SEEN.replace(month=7)),
            ]
        )
    return folder


@pytest.fixture
def index(folder: Path) -> Iterator[Index]:
    """The index of that folder."""
    with closing(EmbeddedIndex(folder / "data" / "index")) as opened:
        yield opened


def _run(folder: Path, *words: str) -> Result:
    result = CliRunner().invoke(
        quotes, words, obj=SettingsSource(str(folder / "dateline.toml")), env={"COLUMNS": "200"}
    )
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def _records(folder: Path, *words: str) -> list[dict[str, Any]]:
    records: list[dict[str, Any]] = json.loads(_run(folder, *words, "--format", "json").output)
    return records


def test_what_wang_yi_said_about_relations_is_one_query(index: Index) -> None:
    """One query gives the article and the very quotes, read by the real extraction."""
    query = parse_query('quote:(speaker:"Wang Yi" relations)')
    (hit,) = index.search(SearchRequest(query=query)).hits
    assert hit.document.article.id == "visit"
    assert {said.speaker_name for said in hit.quotes} == {"Wang Yi"}
    text = hit.document.article.text
    for said in hit.quotes:
        assert text[said.quote.span.start : said.quote.span.end] == said.text
        assert "relations" in said.text
    assert any("downward spiral" in said.text for said in hit.quotes)


def test_who_did_not_say_it_is_not_found(index: Index) -> None:
    """Wang Yi and Taiwan both stand in the article on the visit, but he says nothing of it there."""
    together = index.search(SearchRequest(query=parse_query('speaker:"Wang Yi" Taiwan')))
    assert {hit.document.article.id for hit in together.hits} == {"visit", "island"}
    said = index.search(SearchRequest(query=parse_query('quote:(speaker:"Wang Yi" Taiwan)')))
    assert [hit.document.article.id for hit in said.hits] == ["island"]


def test_who_holds_which_office_is_one_query(index: Index) -> None:
    """Actor and role are of one and the same person."""
    state = parse_query('actor:(blinken role:"secretary of state" country:US)')
    assert index.search(SearchRequest(query=state)).total >= 1
    other = parse_query('actor:(xi role:"secretary of state")')
    assert index.search(SearchRequest(query=other)).total == 0


def test_what_somebody_said_about_a_subject(folder: Path) -> None:
    """Typed as one would ask it, the answer is who, when, where, and the words."""
    output = _run(folder, "Wang Yi", "Taiwan").output
    for words in ("2023-07-20", "The Herald", "Wang Yi:", "no bargaining chip", "island"):
        assert words in output
    assert "independence" not in output
    assert "1 quote." in output


def test_without_a_subject_it_is_all_of_them(folder: Path) -> None:
    """All quotes of a speaker come from the newest article to the oldest, in the text's order."""
    records = _records(folder, "Wang*", "--size", "100")
    assert records[0]["article"] == "island"
    visit = [each for each in records if each["article"] == "visit"]
    assert len(visit) >= 3
    assert [each["start"] for each in visit] == sorted(each["start"] for each in visit)
    assert {each["speaker"] for each in records} == {"person:wang-yi"}


def test_a_period_narrows_it(folder: Path) -> None:
    """Only quotes of articles of the period are given."""
    assert {each["article"] for each in _records(folder, "*", "--since", "2023-07")} == {"island"}
    assert {each["article"] for each in _records(folder, "*", "--before", "2023-07")} == {"visit"}


def test_json_lines_are_quotes_and_more_are_announced(folder: Path) -> None:
    """Each line is one quote; where there are more than shown, the table says so."""
    lines = _run(folder, "*", "--size", "2", "--format", "jsonl").output.splitlines()
    assert [json.loads(line)["source"] for line in lines] == ["The Herald"] * 2
    assert "there are more" in _run(folder, "*", "--size", "2").output


def test_nothing_said_is_told(folder: Path, tmp_path: Path) -> None:
    """Where there is no such quote, or nothing at all, the answer says what to do."""
    assert "* for anyone" in _run(folder, "Wang Yi", "zebra").output
    settings = f'data_dir = "{(tmp_path / "data").as_posix()}"\n'
    (tmp_path / "dateline.toml").write_text(settings, encoding="utf-8")
    with closing(EmbeddedIndex(tmp_path / "data" / "index")):
        pass
    assert "dateline demo" in _run(tmp_path, "Wang Yi").output


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("Wang", "--since", "soon"), "--since"),
        (("Wang", "--since", "2024", "--before", "2023-06"), "ends before --since begins"),
        ((" ",), "write a name"),
        (("**",), "write a name"),
    ],
)
def test_what_cannot_be_read_is_told(folder: Path, words: tuple[str, ...], told: str) -> None:
    """A broken date or an empty name is explained."""
    result = _run(folder, *words)
    assert result.exit_code == 2
    assert told in result.output


def test_a_subject_speaks_the_query_language() -> None:
    """Words of the subject may be joined, left out or begun only, and mean the issue as well."""
    query = quotes_query("person:wang-yi", '"root cause" -tariff* kind:direct', Published())
    assert format_query(query) == (
        'quote:(speaker:"person:wang-yi" (("root cause" OR issue:"root cause") '
        "-(tariff* OR issue:tariff*) kind:direct))"
    )
    with pytest.raises(QueryError, match="is no field of quote"):
        quotes_query("*", "stance:critical", Published())
    with pytest.raises(click.BadParameter):
        quotes_query("", "", Published())
