"""What stories read of an article: the text that copies remember, without what its host repeats."""

from __future__ import annotations

from msgspec.structs import replace

from pipelines.dedupe.copy_state import CopyState
from pipelines.dedupe.document import Document
from pipelines.dedupe.outline import outline_of


def own_words(copies: CopyState, article_id: str) -> Document | None:
    """Give an article without the lines that are known as boilerplate; None where it is forgotten."""
    number = copies.number_of(article_id)
    kept = None if number is None else copies.load(number)
    if kept is None:
        return None
    text, start, pieces = kept.document.text, 0, list[str]()
    for edge in outline_of(kept.document).edges if kept.boilerplate else ():
        if edge.key in kept.boilerplate:
            pieces.append(text[start : edge.start])
            start = edge.end
    return (
        replace(kept.document, text="".join([*pieces, text[start:]])) if pieces else kept.document
    )
