"""Texts with their cast written into them: "{Xi Jinping=p:xi m} met {China=c:cn}'s press".

A reference is `{words=kind:name}`: p a person, c a country, o an organisation, g a group, l a place; m or f
tells the gender, + several. `{Modi=p:modi@in[Prime Minister]}` tells a person's country and role.
"""

from __future__ import annotations

import re
from typing import Final, Literal

from pipelines.extract.actors import Cast, Reference
from pipelines.extract.text import Document, read_document
from schemas.analysis import Actor, Mention, Role, Span

Gender = Literal["m", "f"]
Kind = Literal["person", "organisation", "country", "group", "place"]

_REFERENCE: Final = re.compile(
    r"\{([^{}=]+)=(([pcogl]):[\w-]+)(?:@(\w+))?(?:\[([^\]]+)\])?(?: ([mf]))?(\+)?\}"
)
_KINDS: Final[dict[str, Kind]] = {
    "p": "person",
    "c": "country",
    "o": "organisation",
    "g": "group",
    "l": "place",
}


def read_marked(marked: str) -> tuple[Document, Cast]:
    """Give the document without the marks, and the cast that they name."""
    text, at = "", 0
    references: list[Reference] = []
    kinds: dict[str, Kind] = {}
    countries: dict[str, str | None] = {}
    roles: dict[str, tuple[Role, ...]] = {}
    for match in _REFERENCE.finditer(marked):
        text += marked[at : match.start()]
        words, actor, kind, country, role, gender, plural = match.groups()
        start = len(text)
        text += words
        references.append(
            Reference(
                start=start,
                end=len(text),
                actor=actor,
                kind="name",
                gender=_gender(gender),
                plural=plural is not None,
            )
        )
        kinds[actor] = _KINDS[kind]
        countries.setdefault(actor, country or (actor[2:] if kind == "c" else None))
        if role is not None:
            roles[actor] = (Role(title=role, source="stated"),)
        at = match.end()
    text += marked[at:]
    actors = tuple(
        Actor(
            id=actor,
            name=actor,
            kind=kind,
            mentions=_mentions(text, references, actor),
            country=(countries[actor] or "").upper() or None,
            roles=roles.get(actor, ()),
        )
        for actor, kind in kinds.items()
    )
    return read_document(text), Cast(actors=actors, references=tuple(references))


def _gender(letter: str | None) -> Gender | None:
    return "m" if letter == "m" else "f" if letter == "f" else None


def _mentions(text: str, references: list[Reference], actor: str) -> tuple[Mention, ...]:
    return tuple(
        Mention(
            span=Span(start=each.start, end=each.end),
            surface=text[each.start : each.end],
            entity_type="PER",
        )
        for each in references
        if each.actor == actor
    )
