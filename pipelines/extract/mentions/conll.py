"""CoNLL files: sentences of tagged tokens as texts with the places of their names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from schemas.errors import SettingsError

_TYPES: Final = {
    **dict.fromkeys(("PER", "PERS", "PERSON"), "PER"),
    **dict.fromkeys(("ORG", "ORGANIZATION", "ORGANISATION"), "ORG"),
    **dict.fromkeys(("LOC", "LOCATION", "GPE", "GEO", "PLACE"), "LOC"),
}
# IOB1 and IOB2, BIOES, BILOU, BMEWO: what a letter says of the token's place in its name.
_TAG: Final = re.compile(r"O|[BIOESLUMW]-\S+")
_BEGINS: Final = frozenset("BSUW")
_ENDS: Final = frozenset("ESLUW")
_COMMENT: Final = re.compile(r"#\s*(doc|newdoc|newpar|[\w:]+\s*=)")
_DOCUMENT: Final = re.compile(r"-DOCSTART-|#\s*(?:new)?doc\b(?:\s+id)?(?:\s*=)?\s*(.*)")
_SENTENCES: Final = 40  # of a document where the file does not part them
_BLANK: Final = "\ufffd"


class LabelledName(NamedTuple):
    """A name in a text as the file's authors tagged it."""

    start: int
    end: int
    entity_type: str


class LabelledText(NamedTuple):
    """One document: a sentence a line, tokens with a space between; and its names in order.

    `left_out` are the types of names that are no person, organisation or place, one for each name.
    """

    name: str
    text: str
    names: tuple[LabelledName, ...]
    left_out: tuple[str, ...] = ()


class _Row(NamedTuple):
    token: str
    second: str  # the column after the first, the token where the first is a number
    tag: str


class _Rows(NamedTuple):
    name: str
    sentences: list[list[_Row]]


def read_conll(path: Path) -> list[LabelledText]:
    """Read a file whose lines have a token, perhaps more columns, and a tag, empty lines between sentences.

    Tags are IOB1, IOB2, BIOES or BILOU; columns are parted by tabs or spaces, and may begin with the
    token's number. `# doc NAME`, `# newdoc id = NAME` or `-DOCSTART-` begin a document; where none
    does, forty sentences are one. Raises `SettingsError` naming the line, or that there is none.
    """
    documents: list[_Rows] = []
    sentences: list[list[_Row]] = []
    open_sentence = False
    for number, line in enumerate(_lines(path), start=1):
        begins = _DOCUMENT.match(line)
        if begins:
            sentences = []
            documents.append(_Rows(begins[1] or f"line {number}", sentences))
            open_sentence = False
        elif not line.strip():
            open_sentence = False
        elif not _is_comment(line):
            if not open_sentence:
                sentences.append([])
                open_sentence = True
            sentences[-1].append(_row(line, path, number))
    if not any(each.sentences for each in documents) and not sentences:
        raise SettingsError(f"{path}: no line with a token and a tag in it.")
    if not documents:
        documents = [
            _Rows(f"sentence {first + 1}", sentences[first : first + _SENTENCES])
            for first in range(0, len(sentences), _SENTENCES)
        ]
    numbered = all(_is_numbered(sentence) for each in documents for sentence in each.sentences)
    return [_labelled(*each, numbered) for each in documents if each.sentences]


def _lines(path: Path) -> Iterator[str]:
    try:
        with path.open(encoding="utf-8-sig") as lines:
            for line in lines:
                yield line.rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: can't be read as a CoNLL file in UTF-8: {error}") from error


def _is_comment(line: str) -> bool:
    """Whether a line is no token "#" with its tag."""
    return line.startswith("#") and bool(_COMMENT.match(line) or not _tags(_columns(line)))


def _columns(line: str) -> list[str]:
    return [each.strip() for each in (line.split("\t") if "\t" in line else line.split())]


def _tags(columns: Sequence[str]) -> list[str]:
    return [column for column in columns[1:] if _TAG.fullmatch(column)]


def _row(line: str, path: Path, number: int) -> _Row:
    columns = _columns(line)
    tags = _tags(columns)
    if not tags:
        raise SettingsError(
            f"{path}, line {number}: a token and a tag like O, B-PER or I-ORG are needed, with a tab or"
            f" a space between: {line!r}"
        )
    return _Row(columns[0] or _BLANK, columns[1] or _BLANK, tags[-1])


def _is_numbered(sentence: Sequence[_Row]) -> bool:
    return [row.token for row in sentence] == [str(place + 1) for place in range(len(sentence))]


def _labelled(name: str, sentences: Sequence[Sequence[_Row]], numbered: bool) -> LabelledText:
    lines: list[str] = []
    found: list[LabelledName] = []
    start = 0
    for sentence in sentences:
        tokens = [row.second if numbered else row.token for row in sentence]
        found += _names(tokens, [row.tag for row in sentence], start)
        lines.append(" ".join(tokens) + "\n")
        start += len(lines[-1])
    names = tuple(
        each._replace(entity_type=_TYPES[each.entity_type])
        for each in found
        if each.entity_type in _TYPES
    )
    left_out = tuple(each.entity_type for each in found if each.entity_type not in _TYPES)
    return LabelledText(name, "".join(lines), names, left_out)


def _names(tokens: Sequence[str], tags: Sequence[str], start: int) -> list[LabelledName]:
    """Read names off a sentence's tags; `start` is where it begins in the text."""
    names: list[LabelledName] = []
    goes_on = ""  # the type of a name that the next token may continue
    for token, tag in zip(tokens, tags, strict=True):
        end = start + len(token)
        letter, _, kind = tag.upper().partition("-")
        if kind and kind == goes_on and letter not in _BEGINS:
            names[-1] = names[-1]._replace(end=end)
        elif kind:
            names.append(LabelledName(start, end, kind))
        goes_on = "" if letter in _ENDS else kind
        start = end + 1
    return names
