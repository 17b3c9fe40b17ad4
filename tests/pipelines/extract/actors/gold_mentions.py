"""A mention backend that finds just the names that an article's gold has: the resolver by itself."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipelines.extract.actors.countries import country_of_people
from pipelines.extract.mentions import NamedMention
from pipelines.extract.text import Document
from schemas.analysis import EntityType
from tests.pipelines.extract.gold import Gold

_TYPES: dict[str, EntityType] = {
    "person": "PER",
    "organisation": "ORG",
    "country": "LOC",
    "group": "GROUP",
}


class GoldMentions:
    """Finds the names of a gold, and what stands with it as allowed, wherever they occur."""

    name = "gold"

    def __init__(self, gold: Gold) -> None:
        self._types = dict(_named(gold))
        longest = sorted(self._types, key=len, reverse=True)
        pattern = "|".join(re.escape(name) for name in longest)
        self._pattern = re.compile(rf"(?<![\w])(?:{pattern})(?![\w])")

    def find(self, document: Document) -> list[NamedMention]:
        """Give the names in order."""
        return [
            NamedMention(
                start=match.start(),
                end=match.end(),
                entity_type=self._types[match.group()],
                confidence=0.95,
                found_by="gold",
            )
            for match in self._pattern.finditer(document.text)
        ]


def _named(gold: Gold) -> Iterator[tuple[str, EntityType]]:
    for name in gold.allowed.names:
        yield name, "GROUP" if country_of_people(name) else "LOC"
    for metonym in (
        "Washington",
        "Beijing",
        "Cairo",
        "Addis Ababa",
        "Khartoum",
        "Brussels",
        "The Hague",
    ):
        yield metonym, "LOC"
    for name in (
        "U.S.",
        "United States",
        "US",
        "Kenya",
        "Egypt",
        "Sudan",
        "Georgia",
        "Italy",
        "Rome",
    ):
        yield name, "LOC"
    for actor in gold.actors:
        for name in (*actor.names, *actor.misspellings):
            is_people = actor.kind == "country" and country_of_people(name)
            yield name, "GROUP" if is_people else _TYPES[actor.kind]
