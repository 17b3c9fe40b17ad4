from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from pipelines.cli import SettingsSource
from pipelines.commands.extract import _article, extract
from pipelines.commands.extract_table import table_lines
from schemas.analysis import Analysis, Quote, Span
from schemas.enriched import EnrichedArticle

_TEXT = "20.03.2023\r\n\r\nThe minister “spoke” 😀.\r\nIt rained.\r\n"


def _run(*arguments: str, data: bytes = b"") -> Any:
    return CliRunner().invoke(extract, arguments, input=data, obj=SettingsSource(None))


def _spans(value: Any) -> list[dict[str, Any]]:
    if isinstance(value, list):
        return [span for each in value for span in _spans(each)]
    if not isinstance(value, dict):
        return []
    own = [value] if {"start", "end"} <= value.keys() else []
    return own + [span for each in value.values() for span in _spans(each)]


def test_the_text_is_given_back_as_it_stands() -> None:
    """Offsets can be looked up in the file itself: the text comes back to the last code point."""
    result = json.loads(_run("-", data=_TEXT.encode()).stdout)
    assert result["text"] == _TEXT
    for span in _spans(result):
        assert span["text"] == _TEXT[span["start"] : span["end"]]


def test_first_line_is_the_claimed_date(tmp_path: Path) -> None:
    """A first line that is a date is what the article claims; --date overrules it."""
    file = tmp_path / "article.txt"
    file.write_text(_TEXT, encoding="utf-8")
    assert json.loads(_run(str(file)).stdout)["date_check"]["claimed"] == "2023-03-20"
    given = json.loads(_run(str(file), "--date", "2023-06-19").stdout)
    assert given["date_check"]["claimed"] == "2023-06-19"


def test_folder(tmp_path: Path) -> None:
    """A folder gives an array of its text files, or a line each."""
    for name in ("b.txt", "a.txt", "c.md"):
        (tmp_path / name).write_text("It rained.", encoding="utf-8")
    files = [str(tmp_path / "a.txt"), str(tmp_path / "b.txt")]
    assert [each["file"] for each in json.loads(_run(str(tmp_path)).stdout)] == files
    lines = _run(str(tmp_path), "--format", "jsonl").stdout.splitlines()
    assert [json.loads(line)["file"] for line in lines] == files


def test_table() -> None:
    """The table tells first what became of the date, then who is in the text and said what."""
    text = "20.03.2023\n\n“We wait,” U.S. State Department spokesman Matthew Miller said.\n"
    output = _run("-", "--format", "table", data=text.encode()).stdout
    lines = output.splitlines()
    assert lines[1].startswith("Date      wrong: claims 2023-03-20, likely 2023-04-24 to")
    assert "  Matthew Miller (direct)" in lines
    assert lines[lines.index("  Matthew Miller (direct)") + 1].strip() == "“We wait,”"
    assert "\x1b" not in output


def test_table_is_wrapped_for_a_terminal() -> None:
    """On a terminal no line is longer than it is wide; a pipe gets each entry on one line."""
    words = " ".join(["water"] * 60)
    text = f"“{words},” President Emmanuel Macron said in France."
    document = EnrichedArticle(
        article=_article("a.txt", text, "", None, datetime(2026, 11, 1, tzinfo=UTC)),
        analysis=Analysis(model="m", quotes=(Quote(span=Span(start=0, end=300), kind="direct"),)),
        model_epoch=1,
    )
    assert max(map(len, table_lines(document, 70))) <= 70
    assert max(map(len, table_lines(document, None))) > 250


@pytest.mark.parametrize(
    ("arguments", "data", "message"),
    [
        (("missing.txt",), b"", "missing.txt: can't be read: No such file or directory."),
        (("-",), b"caf\xe9", "standard input: byte 3 is no UTF-8."),
        (("-", "--date", "soon"), b"", "'soon' can't be read as a date"),
    ],
)
def test_errors_name_what_is_wrong(arguments: tuple[str, ...], data: bytes, message: str) -> None:
    """What can't be read is one clear sentence that names it."""
    result = _run(*arguments, data=data)
    assert result.exit_code != 0
    assert message in result.output


def test_empty_folder(tmp_path: Path) -> None:
    """A folder without text files is said, not silently nothing."""
    assert "holds no *.txt files" in _run(str(tmp_path)).output


def test_a_backend_is_scored_on_a_conll_file(tmp_path: Path) -> None:
    """--conll gives precision, recall and F1 by type, as JSON or as a table."""
    file = tmp_path / "small.conll"
    file.write_text("China\tB-LOC\n's\tO\n\nBeijing\tB-LOC\nspoke\tO\n", encoding="utf-8")
    result = CliRunner().invoke(extract, ["--conll", str(file)])
    assert result.exit_code == 0, result.output
    scores = json.loads(result.stdout)["scores"]
    assert scores["LOC"] == {
        "precision": 1.0,
        "recall": 1.0,
        "f1": 1.0,
        "expected": 2,
        "found": 2,
        "right": 2,
    }
    table = CliRunner().invoke(extract, ["--conll", str(file), "--format", "table"])
    assert "micro" in table.stdout


def test_neither_a_text_nor_a_conll_file() -> None:
    """Without either the error says what can be given."""
    result = CliRunner().invoke(extract, [])
    assert result.exit_code == 2
    assert "--conll" in result.output


def test_several_files_and_one_that_is_no_text(tmp_path: Path) -> None:
    """Files may be named one by one; what can't be read is told and left out, and the exit code is 1."""
    good, bad = tmp_path / "good.txt", tmp_path / "bad.txt"
    good.write_text("It rained.", encoding="utf-8")
    bad.write_bytes(b"\x89PNG\0\0")
    for form in ("json", "jsonl", "html", "table"):
        found = _run(str(bad), str(good), "--format", form)
        assert found.exit_code == 1
        assert "bad.txt: is no text" in found.stderr
        assert "1 of 2 texts could not be read" in found.stderr
        assert "good.txt" in found.stdout
    folder = _run(str(tmp_path), "--format", "jsonl")
    assert [json.loads(line)["file"] for line in folder.stdout.splitlines()] == [str(good)]


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"caf\xe9 au lait", "byte 3 is no UTF-8"),
        ("café".encode("utf-16"), "is UTF-16"),
        (b"a\0b", "is no text"),
        (bytes(range(32)), "is no text"),
    ],
)
def test_what_is_no_text_is_told_with_its_remedy(data: bytes, told: str) -> None:
    """Other encodings and binary files are refused in one sentence that says what to do."""
    found = _run("-", data=data)
    assert found.exit_code == 1
    assert told in found.stderr
    assert "Traceback" not in found.output


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((), "Name a file, a folder or -"),
        (("missing.txt",), "missing.txt: can't be read"),
        (("-", "--date", "05/06/2023"), "may have the day or the month first"),
        (("-", "--date", "soon"), "can't be read as a date"),
        (("-", "--backend", "other"), "there is default"),
        (("-", "-", "--title", "X"), "--title is the headline of one text"),
        (("-", "--conll", "x.conll"), "--conll reads x.conll instead of a text"),
        (("--conll", "x.conll", "--format", "html"), "--conll gives scores as json"),
    ],
)
def test_mistaken_options(arguments: tuple[str, ...], told: str) -> None:
    """A mistake is told in one sentence, with nothing on standard output."""
    found = _run(*arguments)
    assert found.exit_code != 0
    assert found.stdout == ""
    assert told in found.stderr or told in str(found.exception)
