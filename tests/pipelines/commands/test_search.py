"""`dateline search`, `show` and `reindex`, as they are typed."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from msgspec.structs import replace

from connectors.embedded.index import EmbeddedIndex
from pipelines.cli import SettingsSource
from pipelines.commands.reindex import reindex
from pipelines.commands.search import search, show
from schemas import wire
from schemas.enriched import EnrichedArticle
from schemas.errors import QueryError, SettingsError
from tests.contracts.library import LIBRARY, document
from tests.schemas.records import example_enriched

COMMANDS = {"search": search, "show": show, "reindex": reindex}
HOSTILE = "\x1b[31mred\x07\u202eevil\x9b2J"


@pytest.fixture
def settings_file(tmp_path: Path) -> Path:
    """Settings of an embedded index in a folder of this test's own."""
    path = tmp_path / "dateline.toml"
    path.write_text(f'data_dir = "{(tmp_path / "data").as_posix()}"\n', encoding="utf-8")
    return path


@pytest.fixture
def filled(settings_file: Path) -> Path:
    """The same, with the library in it."""
    hostile = document("hostile", HOSTILE, f"{HOSTILE}\n\nsecond", host=HOSTILE, outlet=HOSTILE)
    with closing(EmbeddedIndex(settings_file.parent / "data" / "index")) as index:
        index.upsert([*LIBRARY, example_enriched(), hostile])
    return settings_file


def _run(settings: Path, *words: str) -> Result:
    result = CliRunner().invoke(
        COMMANDS[words[0]],
        words[1:],
        obj=SettingsSource(str(settings)),
        env={"COLUMNS": "160"},
        standalone_mode=True,
    )
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def test_a_search_prints_a_table(filled: Path) -> None:
    """A search shows date, source, title, actors, the passage, and what to do next."""
    output = _run(filled, "search", 'taiwan actor:"Antony Blinken"').output
    for words in (
        *("2023-04-01", "The Herald", "Blinken meets Wang Yi over Taiwan", "a01"),
        *("Antony Blinken", "⟦Taiwan⟧", "1 article.", "dateline show ID"),
    ):
        assert words in output


def test_doubtful_dates_carry_a_mark(filled: Path) -> None:
    """A date that may be wrong, or is only when the article was seen, is followed by a ?."""
    assert "2024-05-17?" in _run(filled, "search", "id:a-example").output
    assert "2023-04-03?" in _run(filled, "search", "id:a08").output


def test_json_has_it_all(filled: Path) -> None:
    """As JSON, a result has its total, facets, hits and the cursor that leads on."""
    words = ("search", "taiwan", "--format", "json", "--size", "1", "--facet", "actor")
    first = json.loads(_run(filled, *words).output)
    assert first["total"] == 2
    assert first["facets"]["actor"][0] == {"value": "person:wang-yi", "count": 2}
    assert first["hits"][0]["document"]["article"]["id"] == "a01"
    second = json.loads(_run(filled, *words, "--cursor", first["cursor"]).output)
    assert second["hits"][0]["document"]["article"]["id"] == "a02"
    assert second["cursor"] is None


def test_stories_are_one_hit_each(filled: Path) -> None:
    """By story, the two articles about the flood are one hit that says so."""
    output = _run(filled, "search", "flood", "--by-story").output
    assert "+ 1 article of this story" in output
    assert "2 articles, 1 story shown" in output
    (hit,) = json.loads(_run(filled, "search", "flood", "--by-story", "--format", "json").output)[
        "hits"
    ]
    assert (hit["story_size"], hit["copies"]) == (2, 0)
    assert "of this story" not in _run(filled, "search", "flood").output


def test_a_page_names_the_story(filled: Path) -> None:
    """An article's page has its story's title, and the other articles of the story."""
    output = _run(filled, "show", "a09").output
    assert "Story: Flood in Norland (2 articles)" in output
    assert "2023-04-03? herald.example: Flood in Norland [a08]" in output
    assert "Story:" not in _run(filled, "show", "a03").output


def test_json_lines_are_hits(filled: Path) -> None:
    """As JSON lines, each line is one hit with its whole document."""
    lines = _run(filled, "search", "taiwan", "--format", "jsonl", "--sort", "newest").output
    ids = [json.loads(line)["document"]["article"]["id"] for line in lines.splitlines()]
    assert ids == ["a02", "a01"]


def test_the_answer_of_a_quote_scope_are_the_quotes(filled: Path) -> None:
    """Who asks for quotes sees speaker and words in the table, and all that is known in JSON."""
    words = ("search", 'quote:(speaker:"Ana Roth" go)')
    assert "Ana Roth: “must go on”" in _run(filled, *words).output
    (hit,) = json.loads(_run(filled, *words, "--format", "json").output)["hits"]
    (said,) = hit["quotes"]
    assert (said["speaker_name"], said["text"]) == ("Ana Roth", "“must go on”")
    text = hit["document"]["article"]["text"]
    assert text[said["quote"]["span"]["start"] : said["quote"]["span"]["end"]] == said["text"]


def test_facets_are_printed(filled: Path) -> None:
    """A facet is one line below the table."""
    output = _run(filled, "search", "taiwan", "--facet", "country", "--facet", "month").output
    assert "country   CN (2), US (1)" in output
    assert "month     2023-04 (2)" in output


def test_the_next_page_is_named(filled: Path) -> None:
    """Where there is more, the output says how to get it."""
    output = _run(filled, "search", "--size", "3").output
    assert "17 articles, 3 shown." in output
    assert "--cursor" in output


def test_an_empty_index_says_how_to_fill_it(settings_file: Path) -> None:
    """Where nothing has been indexed yet, a search says which index is empty, and what to do."""
    with closing(EmbeddedIndex(settings_file.parent / "data" / "index")):
        pass
    output = _run(settings_file, "search", "taiwan").output
    assert str(settings_file.parent / "data" / "index") in output
    assert "dateline demo" in output


def test_no_match_says_what_to_try(filled: Path) -> None:
    """Where nothing matches, a search says what to try."""
    assert "No article matches" in _run(filled, "search", "taiwan", "zebra").output


def test_a_broken_query_is_explained(filled: Path) -> None:
    """A field misspelt is told, with the one that was meant."""
    with pytest.raises(QueryError, match="Did you mean actor:"):
        _run(filled, "search", "actr:blinken")


@pytest.mark.parametrize("words", [("search", "id:hostile"), ("show", "hostile")])
def test_a_hostile_document_leaves_the_terminal_alone(filled: Path, words: tuple[str, ...]) -> None:
    """Control characters of a document never reach the terminal."""
    output = _run(filled, *words).output
    assert "red" in output
    assert not {"\x1b", "\x07", "\u202e", "\x9b"} & set(output)


def test_a_page_has_all_that_is_known(filled: Path) -> None:
    """Showing an article gives its source, dates, actors, quotes, issues, relations and text."""
    output = _run(filled, "show", "a-example").output
    for words in (
        *("Talks & more talks", "The Herald (herald.example)", "https://herald.example/2024"),
        *("2024-05-17 08:30 UTC", "confidence 0.50", "Ana Roth", "minister", "Anna Roth"),
        *("“must go on”", "talks [x:talks]", "demand, reported", "syndicated of a-first"),
        *("Date: doubtful", "took office later", "Norland agreed.", "first seen", "story"),
    ):
        assert words in output


def test_the_beginning_of_an_id_is_enough(filled: Path) -> None:
    """An id may be cut as long as it is the only one that begins so."""
    assert "Beijing answers" in _run(filled, "show", "a02").output
    assert "Talks & more talks" in _run(filled, "show", "a-ex").output
    several = _run(filled, "show", "a0")
    assert several.exit_code == 1
    assert "a01, a02, a03" in several.output
    assert "…" in several.output


@pytest.mark.parametrize("article_id", ["nowhere", "", "*", "\udcff", HOSTILE])
def test_an_unknown_id_is_told(filled: Path, article_id: str) -> None:
    """An id that is not there is an error that says where ids are found."""
    result = _run(filled, "show", article_id)
    assert result.exit_code == 1
    assert "dateline search" in result.output
    assert "\x1b" not in result.output


def test_a_document_as_json_is_the_record(filled: Path) -> None:
    """As JSON, an article is the record that is indexed."""
    output = _run(filled, "show", "a-example", "--format", "json").output
    assert wire.decode(output.encode(), EnrichedArticle) == example_enriched()


def test_reindex_builds_the_search_index_anew(filled: Path) -> None:
    """After a rebuild, the same is found."""
    assert "17 documents indexed anew" in _run(filled, "reindex").output
    assert "a01" in _run(filled, "search", "taiwan").output


def test_reindex_of_a_server_says_what_to_do(settings_file: Path) -> None:
    """With a server's index, reindex says that it is not for it."""
    text = settings_file.read_text(encoding="utf-8")
    settings_file.write_text(f'{text}index = "http://127.0.0.1:9"\n', encoding="utf-8")
    with pytest.raises(SettingsError, match="embedded index"):
        _run(settings_file, "reindex")


def test_quotes_beyond_the_cap_are_told(settings_file: Path) -> None:
    """Where an article has more quotes than are searched one by one, its page says how many."""
    many = document("many", "Many", "word", speakers=("person:wang-yi",) * 4500)
    with closing(EmbeddedIndex(settings_file.parent / "data" / "index")) as index:
        index.upsert([many])
    output = _run(settings_file, "show", "many").output
    assert "500 quotes beyond the first 4,000 are not found by quote:( )" in output


def test_an_article_without_anything_is_shown(settings_file: Path) -> None:
    """An article with neither title, text nor analysis is still a page."""
    bare = document("bare", "", outlet=None)
    bare = replace(bare, article=replace(bare.article, title=""))
    with closing(EmbeddedIndex(settings_file.parent / "data" / "index")) as index:
        index.upsert([bare])
    output = _run(settings_file, "show", "bare").output
    assert "(no title)" in output
    assert "published   unknown" in output
