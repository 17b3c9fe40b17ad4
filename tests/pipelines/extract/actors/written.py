"""Texts with their names marked by hand, and the cast the resolver makes of them.

"[P Antony Blinken] flew to [L Beijing]": P, O, L and G are persons, organisations, places, groups.
"""

from __future__ import annotations

import re
from datetime import date

from pipelines.extract.actors import Cast, Reference, resolve_actors
from pipelines.extract.mentions import NamedMention
from pipelines.extract.text import Document, read_document
from schemas.analysis import Actor, EntityType

_MARK = re.compile(r"\[([POLG]) ([^\]]+)\]")
_TYPES: dict[str, EntityType] = {"P": "PER", "O": "ORG", "L": "LOC", "G": "GROUP"}
WRITTEN_ON = date(2023, 6, 19)


def read_marked(marked: str, *, is_title: bool = False) -> tuple[Document, list[NamedMention]]:
    """Give the document without its marks, and the names that were marked."""
    text = ""
    mentions: list[NamedMention] = []
    end = 0
    for match in _MARK.finditer(marked):
        text += marked[end : match.start()]
        start = len(text)
        text += match[2]
        end = match.end()
        mentions.append(
            NamedMention(
                start=start,
                end=len(text),
                entity_type=_TYPES[match[1]],
                confidence=0.95,
                found_by="hand",
            )
        )
    return read_document(text + marked[end:], is_title=is_title), mentions


def cast_of(marked: str, title: str = "", written_on: date | None = WRITTEN_ON) -> Cast:
    """Give the cast of a marked text."""
    head, head_names = read_marked(title, is_title=True)
    body, names = read_marked(marked)
    return resolve_actors(body, names, head, head_names, written_on=written_on)


def actor(cast: Cast, name: str) -> Actor:
    """Give the actor with a name."""
    found = [each for each in cast.actors if name in (each.name, *each.aliases)]
    assert len(found) == 1, (name, [each.id for each in cast.actors])
    return found[0]


def refers(cast: Cast, marked: str, words: str) -> list[Reference]:
    """Give the references that stand at some words of the body."""
    text = read_marked(marked)[0].text
    start = text.index(words)
    return [
        each
        for each in cast.references
        if not each.in_title and (each.start, each.end) == (start, start + len(words))
    ]
