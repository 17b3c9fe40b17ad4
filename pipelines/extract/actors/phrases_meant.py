"""Whom phrases that are no names refer to: "the minister", "the agency", "the two sides"."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import Final

from pipelines.extract.actors.attach import StatedRole
from pipelines.extract.actors.bodies import find_country_phrases, find_pairs, paired_countries
from pipelines.extract.actors.body_nominals import find_body_nominals
from pipelines.extract.actors.drafts import Draft
from pipelines.extract.actors.named_drafts import NamedDrafts
from pipelines.extract.actors.nominals import (
    CALLINGS,
    RecentPersons,
    open_group,
    resolve_before_name,
    resolve_nominal,
)
from pipelines.extract.actors.reading import Reading
from pipelines.extract.actors.role_phrases import RolePhrase
from pipelines.extract.actors.roles import add_stated_role

_SURE_PAIR: Final = 0.7
_CALLED: Final = 0.65
_LOOKED_BACK: Final = 80  # tokens
_MOST_TITLED: Final = 100


def refer_to_bodies(article: NamedDrafts) -> None:
    """Refer to organisations where "the agency" or "the ministry" means one."""
    for reading in article.readings:
        named = [
            (name, article.of_name[name])
            for name in reading.names
            if name in article.of_name and article.of_name[name].kind == "organisation"
        ]
        for found in find_body_nominals(reading, named):
            article.refer(reading, found.first, found.end, found.draft, found.confidence)
            article.bodies_at[reading.in_title, found.first] = found.draft


def refer_to_persons(article: NamedDrafts, free: Sequence[tuple[Reading, RolePhrase]]) -> None:
    """Refer to persons and groups where phrases that no name belongs to mean them."""
    titled_persons = (draft for draft in article.drafts.of_kind("person") if draft.roles)
    titled = list(islice(titled_persons, _MOST_TITLED))
    recent = RecentPersons(
        (reading, name, article.of_name[name]) for reading, name in article.of_kind("person")
    )
    for reading, phrase in free:
        found = _meant(article, reading, phrase, recent, titled)
        if found is not None:
            article.refer(reading, phrase.first, phrase.end, *found, plural=phrase.noun.plural)


def refer_to_countries(article: NamedDrafts) -> None:
    """Refer to countries where "the Chinese side" or "the Dutch government" means one."""
    for reading in article.readings:
        for phrase in find_country_phrases(reading):
            draft = article.of_name.get(phrase.name)
            if draft is not None and draft.kind == "country":
                article.refer(reading, phrase.first, phrase.end, draft, 0.9, metonym=phrase.is_side)


def refer_to_pairs(article: NamedDrafts) -> None:
    """Refer to both countries where "the two sides" are named."""
    places = [(reading, pair) for reading in article.readings for pair in find_pairs(reading)]
    if not places:
        return
    countries = article.drafts.of_kind("country")
    found = paired_countries(article.readings, article.of_name, countries)
    if found is None:
        return
    one, two, confidence = found
    for reading, (first, end) in places:
        if confidence < _SURE_PAIR and reading.word(end - 1) == "sides":
            continue
        for draft in (one, two):
            article.refer(reading, first, end, draft, confidence, plural=True, metonym=True)


def _meant(
    article: NamedDrafts,
    reading: Reading,
    phrase: RolePhrase,
    recent: RecentPersons,
    titled: Sequence[Draft],
) -> tuple[Draft, float] | None:
    """Give whom a phrase means: a group, somebody named before, or who is named only after it."""
    if phrase.noun.plural:
        before_noun = [name for name in phrase.owners if name.first < phrase.head]
        group = open_group(reading, phrase, article.owners(before_noun), article.drafts)
        return (group, 0.8) if group else None
    if not phrase.definite and not (reading.in_title and phrase.owners):
        return None
    recent.advance(reading, phrase.first)
    owners = article.owners(phrase.owners)
    words = set(reading.text_of(phrase.title_first, phrase.end).lower().split())
    return (
        resolve_nominal(reading, phrase, owners, recent)
        or _by_calling(article, reading, phrase)
        or resolve_before_name(phrase, words, owners, titled)
    )


def _by_calling(
    article: NamedDrafts, reading: Reading, phrase: RolePhrase
) -> tuple[Draft, float] | None:
    """“X … The Syrian novelist …”: such a calling is stated of the person named right before."""
    first, _ = reading.sentence_range(phrase.first)
    if phrase.noun.kind not in CALLINGS or phrase.first != first or not phrase.owners:
        return None
    near = reading.names_between(max(0, first - _LOOKED_BACK), first)
    person = next((name for name in reversed(near) if name.entity_type == "PER"), None)
    draft = article.of_name.get(person) if person is not None else None
    if person is None or draft is None or draft.kind != "person" or draft.roles:
        return None
    title = reading.text_of(phrase.title_first, phrase.end)
    role = StatedRole(
        person=person, title=title, phrase=phrase, owners=phrase.owners, confidence=_CALLED
    )
    add_stated_role(draft, role, article.owners(phrase.owners))
    return draft, _CALLED
