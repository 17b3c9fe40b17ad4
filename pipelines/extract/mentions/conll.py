"""CoNLL files: sentences of tagged tokens as texts with the places of their names."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from schemas.errors import SettingsError

_TYPES: Final = {
    "PER": "PER",
    "PERSON": "PER",
    "ORG": "ORG",
    "ORGANIZATION": "ORG",
    "LOC": "LOC",
    "LOCATION": "LOC",
    "GPE": "LOC",
}


class LabelledName(NamedTuple):
    """A name in a text as the file's authors tagged it."""

    start: int
    end: int
    entity_type: str


class LabelledText(NamedTuple):
    """One document: a sentence a line, tokens with a space between; and its names in order."""

    name: str
    text: str
    names: tuple[LabelledName, ...]


def read_conll(path: Path) -> list[LabelledText]:
    """Read a file of `token<TAB>tag` lines (the tag is the last column, BIO) with empty lines between.

    `# doc NAME` or `-DOCSTART-` begin a document; without them every sentence is one. Types other
    than persons, organisations and places are left out. Raises `SettingsError` naming the line.
    """
    documents: list[LabelledText] = []
    rows: list[tuple[str, list[list[tuple[str, str]]]]] = []
    marked = False
    new_sentence = True
    for number, line in enumerate(_lines(path), start=1):
        if line.startswith(("# doc", "-DOCSTART-")):
            rows.append((line.removeprefix("# doc").strip(), []))
            marked = new_sentence = True
        elif not line.strip():
            new_sentence = True
        else:
            if not rows or (new_sentence and not marked):
                rows.append((f"line {number}", []))
            if new_sentence:
                rows[-1][1].append([])
            rows[-1][1][-1].append(_token_and_tag(line, path, number))
            new_sentence = False
    for name, sentences in rows:
        if sentences:
            documents.append(_labelled(name, sentences))
    return documents


def _lines(path: Path) -> Iterator[str]:
    try:
        with path.open(encoding="utf-8") as lines:
            for line in lines:
                yield line.rstrip("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: can't be read as a CoNLL file in UTF-8: {error}") from error


def _token_and_tag(line: str, path: Path, number: int) -> tuple[str, str]:
    columns = line.split("\t") if "\t" in line else line.split()
    tag = columns[-1].strip()
    if len(columns) < 2 or not (tag == "O" or tag[:2] in {"B-", "I-"}):
        raise SettingsError(
            f"{path}, line {number}: a token, a tab and a BIO tag are needed: {line!r}"
        )
    return columns[0].strip() or "\ufffd", tag


def _labelled(name: str, sentences: list[list[tuple[str, str]]]) -> LabelledText:
    parts: list[str] = []
    names: list[LabelledName] = []
    position = 0
    for sentence in sentences:
        previous = "O"
        for token, tag in sentence:
            end = position + len(token)
            kind = _TYPES.get(tag[2:])
            if kind and tag[0] == "I" and previous[2:] == tag[2:]:
                names[-1] = names[-1]._replace(end=end)
            elif kind:
                names.append(LabelledName(position, end, kind))
            previous = tag
            parts.append(token)
            position = end + 1
        parts[-1] += "\n"
    text = " ".join(parts).replace("\n ", "\n")
    return LabelledText(name, text, tuple(names))
