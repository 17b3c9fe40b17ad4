"""Reading CoNLL files, and scoring a backend on them."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.extract.mentions import MentionBackend, NamedMention
from pipelines.extract.mentions.conll import LabelledText, read_conll
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


def _read(tmp_path: Path, text: str) -> list[LabelledText]:
    path = tmp_path / "strange.conll"
    path.write_bytes(text.encode())
    return read_conll(path)


def _names(texts: list[LabelledText]) -> list[tuple[str, str]]:
    return [
        (each.text[name.start : name.end], name.entity_type)
        for each in texts
        for name in each.names
    ]


def test_without_marks_forty_sentences_are_a_document(tmp_path: Path) -> None:
    """Neighbouring sentences of a file without document marks are read together: they share names."""
    texts = _read(tmp_path, "Ada B-PER\n\n" * 50)
    assert [each.text for each in texts] == ["Ada\n" * 40, "Ada\n" * 10]


_TWO_NAMES = [("Ada Ek", "PER"), ("Bo", "PER"), ("Oslo", "LOC")]


@pytest.mark.parametrize(
    "text",
    [
        "Ada I-PER\nEk I-PER\nBo B-PER\nin O\nOslo I-LOC\n",
        "Ada B-PER\nEk I-PER\nBo B-PER\nin O\nOslo B-LOC\n",
        "Ada B-PER\nEk E-PER\nBo S-PER\nin O\nOslo S-LOC\n",
        "Ada B-PER\nEk L-PER\nBo U-PER\nin O\nOslo U-LOC\n",
        "Ada NNP I-NP I-PER\nEk NNP I-NP I-PER\nBo NNP B-NP B-PER\nin IN O O\nOslo NNP I-NP I-LOC\n",
        "Ada\tNNP\tB-person\r\nEk\tNNP\tI-person\r\nBo\tX\tB-per\r\nin\tX\tO\r\nOslo\tX\tB-gpe\r\n",
        "\ufeff-DOCSTART- -X- O O\n\nAda B-PER\nEk I-PER\nBo B-PER\nin O\nOslo B-LOC\n",
        "# Hm.\n# newdoc id = a\n# t = O\n1 Ada B-PER -\n2 Ek I-PER -\n3 Bo B-PER -\n4 in O\n5 Oslo B-LOC",
    ],
    ids="iob1 iob2 bioes bilou conll2003 windows-lower-case bom-docstart numbered".split(),
)
def test_a_strangers_file_is_read(tmp_path: Path, text: str) -> None:
    """Two to five columns, any of the usual tag schemes, comments, Windows line ends: all are read."""
    assert _names(_read(tmp_path, text)) == _TWO_NAMES


def test_other_types_are_told(tmp_path: Path) -> None:
    """Names of types that dateline has not are no error: each is named as left out."""
    (text,) = _read(tmp_path, "Norse B-MISC\nSaga I-MISC\nof O\n2020 B-DATE\n# O\nOslo B-LOC\n")
    assert text.left_out == ("MISC", "DATE")
    assert text.text == "Norse Saga of 2020 # Oslo\n"


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


@pytest.mark.parametrize("text", ["", "\n\n", "# doc one\n\n"])
def test_a_file_of_nothing_is_told(tmp_path: Path, text: str) -> None:
    """A file without any tagged token gives no scores of 0, but an error."""
    with pytest.raises(SettingsError, match=r"strange\.conll: no line with a token"):
        _read(tmp_path, text)
