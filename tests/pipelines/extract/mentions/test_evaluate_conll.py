"""Reading CoNLL files, and scoring a backend on them."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.extract.mentions import MentionBackend, NamedMention
from pipelines.extract.mentions.conll import read_conll
from pipelines.extract.mentions.evaluate_conll import evaluate_names
from pipelines.extract.text import Document
from schemas.errors import SettingsError

_FILE = """\
# doc one
Ada\tB-PER
Lovelace\tI-PER
left\tO
U.S.-China\tB-LOC
.\tO

Acme\tB-ORG
Corp.\tI-ORG

# doc two
Oslo\tB-LOC
rain\tB-MISC
"""


class _Knows(MentionBackend):
    """Finds given names wherever they stand."""

    name = "knows"

    def __init__(self, *names: tuple[str, str]) -> None:
        self._names = names

    def find(self, document: Document) -> list[NamedMention]:
        return [
            NamedMention(
                start=document.text.index(name),
                end=document.text.index(name) + len(name),
                entity_type=kind,  # type: ignore[arg-type]  # the test's table holds plain strings
                confidence=1.0,
                found_by="test",
            )
            for name, kind in self._names
            if name in document.text
        ]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "small.conll"
    path.write_text(_FILE, encoding="utf-8")
    return path


def test_a_file_becomes_texts_with_names(file: Path) -> None:
    """Documents have a sentence a line, and names point at their words; other types are left out."""
    first, second = read_conll(file)
    assert first.text == "Ada Lovelace left U.S.-China .\nAcme Corp.\n"
    assert [(first.text[each.start : each.end], each.entity_type) for each in first.names] == [
        ("Ada Lovelace", "PER"),
        ("U.S.-China", "LOC"),
        ("Acme Corp.", "ORG"),
    ]
    assert [each.entity_type for each in second.names] == ["LOC"]


def test_scores_count_exact_spans_and_types(file: Path) -> None:
    """A name counts only with its full span and its type; groups found are not held against it."""
    backend = _Knows(("Ada Lovelace", "PER"), ("Acme", "ORG"), ("Oslo", "ORG"), ("left", "GROUP"))
    scores = evaluate_names(backend, read_conll(file))
    assert (scores["PER"].precision, scores["PER"].recall, scores["PER"].f1) == (1.0, 1.0, 1.0)
    assert (scores["ORG"].expected, scores["ORG"].found, scores["ORG"].right) == (1, 2, 0)
    assert (scores["micro"].expected, scores["micro"].found, scores["micro"].right) == (4, 3, 1)
    assert scores["micro"].f1 == pytest.approx(2 / 7)


def test_without_marks_each_sentence_is_a_document(tmp_path: Path) -> None:
    """A file without document marks is read sentence by sentence."""
    path = tmp_path / "plain.conll"
    path.write_text("Ada B-PER\n\nOslo B-LOC\n", encoding="utf-8")
    assert [each.text for each in read_conll(path)] == ["Ada\n", "Oslo\n"]


@pytest.mark.parametrize("line", ["Ada", "Ada\tPER", "Ada\tX-PER"])
def test_a_line_that_is_no_conll_is_named(tmp_path: Path, line: str) -> None:
    """A file in another format gives an error with its name and the line's number."""
    path = tmp_path / "bad.conll"
    path.write_text(f"Oslo\tB-LOC\n{line}\n", encoding="utf-8")
    with pytest.raises(SettingsError, match=r"bad\.conll, line 2"):
        read_conll(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """A file that is not there gives an error with its name."""
    with pytest.raises(SettingsError, match=r"none\.conll"):
        read_conll(tmp_path / "none.conll")
