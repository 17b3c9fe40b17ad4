"""`dateline feeds`: what a person types and reads."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pipelines.cli import SettingsSource
from pipelines.commands.feeds import feeds
from schemas.errors import Fatal
from tests.pipelines.jobs.test_collect import serving


@pytest.fixture(autouse=True)
def _data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATELINE_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(feeds, arguments, obj=SettingsSource(None))


def test_a_feed_is_looked_at_before_it_is_added() -> None:
    """Adding a feed says its title, format and number of entries."""
    with serving() as zoo:
        result = run("add", zoo.url("feed"))
        assert result.exit_code == 0
        assert "Zoo (rss20), 2 entries" in result.output
        assert f"Already there: {zoo.url('feed')}" in run("add", zoo.url("feed")).output


def test_a_web_page_offers_its_feeds() -> None:
    """The URL of a page is not added; the command to add its feed is printed."""
    with serving() as zoo:
        result = run("add", zoo.url("html"), zoo.url("missing"))
        assert result.exit_code == 1
        assert f"dateline feeds add {zoo.url('feed')}" in result.output
        assert "404 (not found)" in result.output
    assert json.loads(run("list", "--format", "json").output) == []


def test_a_url_without_a_scheme_gets_a_hint() -> None:
    """What is no URL is refused, with the likely one."""
    result = run("add", "example.org/rss")
    assert result.exit_code == 1
    assert "https://example.org/rss" in result.output


def test_feeds_are_imported_listed_exported_and_removed(tmp_path: Path) -> None:
    """A list goes in and out, and a removed feed is gone."""
    opml = tmp_path / "in.opml"
    opml.write_text(
        '<opml><body><outline xmlUrl="https://a.example/rss"/><outline xmlUrl="x"/></body></opml>'
    )
    imported = run("import", str(opml))
    assert "1 feeds added" in imported.output
    assert "left out" in imported.output
    (row,) = json.loads(run("list", "--format", "json").output)
    assert (row["url"], row["state"], row["failures"]) == ("https://a.example/rss", "new", 0)
    assert "1 feed, 0 failing" in run("list").output
    assert 'xmlUrl="https://a.example/rss"' in run("export").output
    assert run("remove", "https://a.example/rss").exit_code == 0
    gone = run("remove", "https://a.example/rss")
    assert gone.exit_code == 1
    assert "No such feed" in gone.output
    assert "No feeds yet" in run("list").output


def test_a_pipe_gets_whole_urls() -> None:
    """Listed into a pipe or a file, a feed is one line, however long its URL is."""
    url = f"https://a.example/{'long/' * 40}rss"
    assert run("add", "--no-check", url).exit_code == 0
    assert f"{url}   new " in run("list").output


def test_a_file_of_feeds_that_is_damaged(tmp_path: Path) -> None:
    """Where the feeds can't be read, the file and the remedy are named."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "feeds.sqlite").write_bytes(b"no database" * 1_000)
    with pytest.raises(Fatal, match=r"feeds\.sqlite.*move it away"):
        raise run("list").exception or AssertionError


def test_a_broken_list_is_explained(tmp_path: Path) -> None:
    """A file that is no list gives a sentence with its name."""
    (tmp_path / "bad.opml").write_text("<opml><body>")
    assert isinstance(run("import", "bad.opml").exception, Fatal)
    missing = run("import", "none.opml")
    assert (missing.exit_code, "can't be read" in missing.output) == (1, True)
