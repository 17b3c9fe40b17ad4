"""From a string to a `Document`."""

from __future__ import annotations

from pipelines.extract.text.document import Document, Sentence, Token
from pipelines.extract.text.header import find_byline, find_dateline, read_header_date
from pipelines.extract.text.paragraphs import find_paragraphs
from pipelines.extract.text.quotation_marks import find_quoted
from pipelines.extract.text.sentences import sentence_ends
from pipelines.extract.text.tokens import read_tokens
from pipelines.extract.text.words import read_words


def read_document(text: str, *, is_title: bool = False) -> Document:
    """Take a text apart; linear in its length."""
    paragraphs = find_paragraphs(text)
    header_date = None
    if paragraphs and not is_title:
        header_date = read_header_date(text[slice(*paragraphs[0])])
        if header_date:
            del paragraphs[0]
    dateline = None if is_title else find_dateline(text, paragraphs)
    quoted = find_quoted(text, paragraphs)
    closing = {region.inner_end for region in quoted if not region.continues}
    tokens: list[Token] = []
    sentences: list[Sentence] = []
    for number, (start, end) in enumerate(paragraphs):
        first = len(tokens)
        if dateline and dateline.start == start:
            tokens += read_tokens(text, start, dateline.end)
            sentences.append(Sentence(start, dateline.end, first, len(tokens), number))
            first, start = len(tokens), dateline.end
        tokens += read_tokens(text, start, end)
        for after in sentence_ends(tokens, first, len(tokens), closing):
            sentences.append(
                Sentence(tokens[first].start, tokens[after - 1].end, first, after, number)
            )
            first = after
    return Document(
        text=text,
        paragraphs=tuple(paragraphs),
        sentences=tuple(sentences),
        tokens=tuple(tokens),
        starts=tuple([token.start for token in tokens]),
        words=read_words([token.text for token in tokens]),
        quoted=tuple(quoted),
        header_date=header_date,
        is_title=is_title,
        dateline=dateline,
        byline=None if is_title else find_byline(text, paragraphs),
    )
