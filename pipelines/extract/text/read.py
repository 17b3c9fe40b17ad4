"""From a string to a `Document`."""

from __future__ import annotations

import re
from typing import Final

from pipelines.extract.text.document import Document, Sentence, Token

_PARAGRAPH: Final = re.compile(r"[^\n]*\S[^\n]*")
_TOKEN: Final = re.compile(r"\w+|[^\w\s]")


def read_document(text: str, *, is_title: bool = False) -> Document:
    """Take a text apart; linear in its length."""
    paragraphs = tuple(match.span() for match in _PARAGRAPH.finditer(text))
    tokens: list[Token] = []
    sentences: list[Sentence] = []
    for number, (start, end) in enumerate(paragraphs):
        first = len(tokens)
        tokens.extend(
            Token(match.start(), match.end(), match.group())
            for match in _TOKEN.finditer(text, start, end)
        )
        sentences.append(Sentence(start, end, first, len(tokens), number))
    return Document(
        text=text,
        paragraphs=paragraphs,
        sentences=tuple(sentences),
        tokens=tuple(tokens),
        is_title=is_title,
    )
