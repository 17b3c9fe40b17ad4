"""Actors while an article is being read: names, references and roles come together in drafts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, Literal

from pipelines.extract.actors.cast import Reference
from pipelines.extract.actors.person_names import Gender
from pipelines.extract.actors.reading import Name
from schemas.analysis import EntityType, Role, Sector

ActorKind = Literal["person", "organisation", "country", "group", "place"]
ReferenceKind = Literal["name", "nominal", "pronoun", "metonym"]
ENTITY_TYPES: Final[dict[ActorKind, EntityType]] = {
    "person": "PER",
    "organisation": "ORG",
    "country": "LOC",
    "place": "LOC",
    "group": "GROUP",
}


class Draft:
    """One actor in the making."""

    def __init__(self, actor_id: str, kind: ActorKind, name: str) -> None:
        self.id = actor_id
        self.kind = kind
        self.name = name
        self.references: list[tuple[Reference, EntityType]] = []
        self.surfaces: dict[str, None] = {}  # kept in order
        self.misspellings: set[str] = set()
        self.roles: list[Role] = []
        self.country: str | None = None
        self.sector: Sector | None = None
        self.wikidata: str | None = None
        self.gender: Gender | None = None
        self.confidence = 1.0
        self.from_table = False

    def refer(
        self, name: Name, kind: ReferenceKind = "name", confidence: float | None = None
    ) -> None:
        """Add a name as a reference to this actor."""
        if kind == "name":
            self.surfaces[name.text] = None
        self.refer_span(
            name.start,
            name.stop,
            kind,
            in_title=name.in_title,
            confidence=name.confidence if confidence is None else confidence,
            entity_type=name.entity_type,
        )

    def refer_span(
        self,
        start: int,
        end: int,
        kind: ReferenceKind,
        *,
        in_title: bool,
        confidence: float,
        entity_type: EntityType,
        plural: bool = False,
    ) -> None:
        """Add any stretch of the text as a reference to this actor."""
        reference = Reference(
            start=start,
            end=end,
            actor=self.id,
            kind=kind,
            in_title=in_title,
            confidence=round(confidence, 3),
            plural=plural,
        )
        self.references.append((reference, entity_type))

    def first_place(self) -> tuple[bool, int]:
        """Give where the actor first appears, the title before the body."""
        return min(
            ((not each.in_title, each.start) for each, _ in self.references), default=(True, 0)
        )


class Drafts:
    """All drafts of one article, by id."""

    def __init__(self) -> None:
        self._by_id: dict[str, Draft] = {}

    def __iter__(self) -> Iterator[Draft]:
        return iter(self._by_id.values())

    def get(self, actor_id: str) -> Draft | None:
        """Give a draft; None where there is none."""
        return self._by_id.get(actor_id)

    def open(self, actor_id: str, kind: ActorKind, name: str) -> Draft:
        """Give the draft of an id, a new one where there is none."""
        draft = self._by_id.get(actor_id)
        if draft is None:
            draft = self._by_id[actor_id] = Draft(actor_id, kind, name)
        return draft

    def countries_named(self) -> set[str]:
        """Give the countries of all that is no person."""
        return {
            each.country for each in self._by_id.values() if each.kind != "person" and each.country
        }

    def of_kind(self, kind: ActorKind) -> list[Draft]:
        """Give the drafts of one kind in the order they were opened."""
        return [draft for draft in self._by_id.values() if draft.kind == kind]
