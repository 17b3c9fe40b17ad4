"""Articles that are written alike and tell of different events: what a story must never hold together."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pipelines.dedupe.document import Document
from tests.pipelines.dedupe.builders import make_document

_TEMPLATES = Path(__file__).parents[2] / "data" / "story_templates.txt"


@cache
def templates() -> dict[str, tuple[Document, ...]]:
    """Give for every kind three articles, an hour apart, of an agency and of another outlet."""
    blocks = _TEMPLATES.read_text(encoding="utf-8").split("\n## ")[1:]
    kinds = (block.strip().splitlines() for block in blocks)
    return {kind: _filled(kind, *template) for kind, *template in kinds}


def _filled(kind: str, headline: str, text: str, names: str, *events: str) -> tuple[Document, ...]:
    documents: list[Document] = []
    for number, event in enumerate(events):
        values = dict(zip(names.split(), event.split("; "), strict=True))
        documents.append(
            make_document(
                f"{kind}/{number}",
                text.format_map(values),
                host="desk.example" if number else "wire.example",
                title=headline.format_map(values),
                hours=number,
            )
        )
    return tuple(documents)
