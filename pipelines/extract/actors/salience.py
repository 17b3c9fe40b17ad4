"""From drafts to a cast: how much of an article is about each actor, names, references in order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from msgspec.structs import replace

from pipelines.extract.actors.cast import Cast, Reference
from pipelines.extract.actors.drafts import ENTITY_TYPES, Draft, Drafts
from pipelines.extract.text import Document
from schemas.analysis import Actor, EntityType, Mention, Span

_WEIGHT_OF_KIND: Final = {"name": 1.0, "nominal": 0.8, "metonym": 0.8, "pronoun": 0.5}
_TITLE_WEIGHT: Final = 3.0
_BEGINNING_WEIGHT: Final = 2.0
_BEGINNING: Final = 0.15
_PLACE_WEIGHT: Final = 0.3


def build_cast(drafts: Drafts, body: Document, title: Document) -> Cast:
    """Give the cast; actors in the order of their salience, references in that of the text."""
    present = [draft for draft in drafts if draft.references]
    weights = {draft.id: _weight(draft, len(body.text)) for draft in present}
    total = sum(weights.values()) or 1.0
    present.sort(key=lambda draft: (-weights[draft.id], draft.first_place()))
    actors = tuple(
        _actor(draft, round(weights[draft.id] / total, 4), body, title) for draft in present
    )
    references = [_reference(draft, each) for draft in present for each, _ in draft.references]
    references.sort(key=lambda each: (not each.in_title, each.start, -each.end, each.actor))
    return Cast(actors=actors, references=tuple(references))


def with_pronouns(
    actors: Iterable[Actor], pronouns: Iterable[Reference], body: Document
) -> tuple[Actor, ...]:
    """Give the actors with the places where pronouns of the body mean them."""
    found: dict[str, list[Reference]] = {}
    for pronoun in pronouns:
        found.setdefault(pronoun.actor, []).append(pronoun)
    return tuple(
        _mentioned(actor, found[actor.id], body) if actor.id in found else actor for actor in actors
    )


def _mentioned(actor: Actor, pronouns: Sequence[Reference], body: Document) -> Actor:
    entity = ENTITY_TYPES[actor.kind]
    more = (_mention(each, entity, body, body) for each in pronouns)
    mentions = sorted(
        [*actor.mentions, *more], key=lambda one: (not one.span.in_title, one.span.start)
    )
    return replace(actor, mentions=tuple(mentions))


def _weight(draft: Draft, length: int) -> float:
    weight = 0.0
    for reference, _ in draft.references:
        one = _WEIGHT_OF_KIND[reference.kind]
        if reference.in_title:
            one *= _TITLE_WEIGHT
        elif reference.start < _BEGINNING * length:
            one *= _BEGINNING_WEIGHT
        weight += one
    return weight * (_PLACE_WEIGHT if draft.kind == "place" else 1.0)


def _reference(draft: Draft, reference: Reference) -> Reference:
    if reference.actor == draft.id and reference.gender == draft.gender:
        return reference
    return replace(reference, actor=draft.id, gender=draft.gender)


def _actor(draft: Draft, salience: float, body: Document, title: Document) -> Actor:
    mentions = [_mention(each, entity, body, title) for each, entity in draft.references]
    mentions.sort(key=lambda each: (not each.span.in_title, each.span.start))
    aliases = [
        text for text in draft.surfaces if text != draft.name and text not in draft.misspellings
    ]
    misspellings = [text for text in draft.surfaces if text in draft.misspellings]
    certain = max((each.confidence for each, _ in draft.references), default=1.0)
    return Actor(
        id=draft.id,
        name=draft.name,
        kind=draft.kind,
        mentions=tuple(mentions),
        aliases=tuple(aliases),
        misspellings=tuple(misspellings),
        roles=tuple(draft.roles),
        country=draft.country,
        sector=draft.sector,
        wikidata=draft.wikidata,
        salience=salience,
        confidence=round(min(draft.confidence, certain), 3),
    )


def _mention(reference: Reference, entity: EntityType, body: Document, title: Document) -> Mention:
    text = title.text if reference.in_title else body.text
    return Mention(
        span=Span(start=reference.start, end=reference.end, in_title=reference.in_title),
        surface=text[reference.start : reference.end],
        entity_type=entity,
        kind=reference.kind,
        confidence=reference.confidence,
    )
