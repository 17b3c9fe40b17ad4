"""Which names of an article refer to which of its actors in the making."""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.extract.actors.drafts import ENTITY_TYPES, Draft, Drafts
from pipelines.extract.actors.organisation_table import Around
from pipelines.extract.actors.reading import Name, Reading
from pipelines.extract.actors.sorting import NameKind, named_countries, sort_names


class NamedDrafts:
    """The names of one article by kind, and the drafts they were found to refer to.

    `countries`: codes of the countries the article names, and how often; `around`: what else tells which
    body a name means. `bodies_by_noun`: organisations by the noun
    that their names end with. `bodies_at`: organisations by the first token, in title or body, of what
    refers to them without a name.
    """

    def __init__(self, readings: Sequence[Reading]) -> None:
        self.readings = readings
        self.drafts = Drafts()
        self.of_name: dict[Name, Draft] = {}
        self.bodies_by_noun: dict[str, list[Draft]] = {}
        self.bodies_at: dict[tuple[bool, int], Draft] = {}
        self.countries = named_countries(readings)
        self.around = Around(self.countries, readings)
        self.sorted = sort_names(readings, self.around)
        for reading in readings:
            no_actors = {
                name for its, name, kind in self.sorted if its is reading and kind == "no_actor"
            }
            reading.rename([name for name in reading.names if name not in no_actors])

    def of_kind(self, kind: NameKind) -> list[tuple[Reading, Name]]:
        """Give the names of a kind with the text each stands in."""
        return [(reading, name) for reading, name, its in self.sorted if its == kind]

    def owners(self, names: Sequence[Name]) -> list[Draft]:
        """Give the drafts of some names, those without one left out."""
        return [self.of_name[name] for name in names if name in self.of_name]

    def refer(
        self,
        reading: Reading,
        first: int,
        end: int,
        draft: Draft,
        confidence: float,
        *,
        plural: bool = False,
        metonym: bool = False,
    ) -> None:
        """Let some tokens that are no name refer to a draft."""
        start, stop = reading.span(first, end)
        draft.refer_span(
            start,
            stop,
            "metonym" if metonym else "nominal",
            in_title=reading.in_title,
            confidence=confidence,
            entity_type=ENTITY_TYPES[draft.kind],
            plural=plural,
        )
