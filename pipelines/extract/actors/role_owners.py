"""Whom persons act for: the bodies and the countries that their roles belong to."""

from __future__ import annotations

from datetime import date
from typing import Final

from pipelines.extract.actors.attach import StatedRole, attach_roles, its_owner
from pipelines.extract.actors.drafts import Draft
from pipelines.extract.actors.homes import country_near
from pipelines.extract.actors.named_drafts import NamedDrafts
from pipelines.extract.actors.reading import Name, Reading
from pipelines.extract.actors.role_phrases import RolePhrase, find_role_phrases
from pipelines.extract.actors.roles import (
    add_affiliations,
    add_offices,
    add_stated_role,
    heads_a_state,
)
from pipelines.extract.function_words import POSSESSIVE_MARKS

_PARTY_WITHIN: Final = 7


def add_roles(
    article: NamedDrafts, written_on: date | None, home: str | None
) -> list[tuple[Reading, RolePhrase]]:
    """Add roles to persons; gives the phrases that stand by themselves.

    `written_on`: the day by which dated offices are looked up; `home`: the country the article is about.
    """
    free: list[tuple[Reading, RolePhrase]] = []
    stated: list[tuple[Reading, StatedRole]] = []
    for reading in article.readings:
        roles, unattached = attach_roles(reading, find_role_phrases(reading))
        stated += [(reading, role) for role in roles]
        free += [(reading, phrase) for phrase in unattached]
    for reading, role in stated:
        draft = article.of_name.get(role.person)
        if draft is not None:
            add_stated_role(draft, role, _owners_of_role(article, reading, role))
    _affiliations(article)
    places = article.drafts.countries_named()
    for draft in article.drafts.of_kind("person"):
        add_offices(draft, written_on, places)
    for reading, role in stated:
        _home_of(article, reading, role, home)
    return free


def _owners_of_role(article: NamedDrafts, reading: Reading, role: StatedRole) -> list[Draft]:
    """Give whose a role is: by name, by "its", or by a noun that one body's name ends with."""
    owners = article.owners(role.owners) or article.owners(its_owner(reading, role))
    if any(owner.kind == "organisation" for owner in owners):
        return owners
    if role.phrase is not None and role.phrase.possessive:
        body = article.bodies_at.get((reading.in_title, role.phrase.first))
        if body is not None:
            return [*owners, body]
    words = role.title.lower().replace("’s", "").replace("'s", "").split()
    if role.phrase is not None and role.phrase.possessive:
        words += reading.low[role.phrase.first : role.phrase.title_first]
    known = article.bodies_by_noun
    bodies = [known[word] for word in words if word in known]
    return [*owners, *(found[0] for found in bodies if len(found) == 1)]


def _affiliations(article: NamedDrafts) -> None:
    """Tie persons to the body that a name is joined to: "X of the WHO", "the WHO's X"."""
    bodies: dict[Name, Draft] = {}
    for reading, name in article.of_kind("person"):
        token = name.end + (1 if reading.word(name.end) == "," else 0)
        if reading.word(token) in ("of", "for", "at", "whose"):
            token += 2 if reading.word(token + 1) == "the" else 1
            owner = reading.starting.get(token)
            if owner is not None and owner in article.of_name:
                bodies[name] = article.of_name[owner]
        elif reading.word(name.first - 1) in POSSESSIVE_MARKS:
            owner = reading.ending.get(name.first - 1)
            draft = article.of_name.get(owner) if owner is not None else None
            if draft is not None and draft.kind in ("country", "organisation"):
                bodies[name] = draft
    add_affiliations(article.of_name, bodies)


def _home_of(article: NamedDrafts, reading: Reading, role: StatedRole, home: str | None) -> None:
    """Give persons who act for a state, and have no country yet, that of the place or the article."""
    draft = article.of_name.get(role.person)
    if draft is None or draft.country or role.phrase is None:
        return
    bodies = [each for each in article.owners(role.owners) if each.kind == "organisation"]
    # "Minister of Information and National Orientation": what a minister is for may look like a body.
    is_minister = role.phrase.noun.kind == "minister"
    is_of_other_body = any(each.from_table or not is_minister for each in bodies)
    is_of_other_body |= any(known.source == "office_table" for known in draft.roles)
    kind = role.phrase.noun.kind
    is_of_state = heads_a_state(role) or (draft.sector == "government" and kind != "envoy")
    if is_of_state and not is_of_other_body:
        near = country_near(reading, role.person, article.of_name)
        draft.country = "US" if _sits_in_congress(reading, role.person) else near or home


def _sits_in_congress(reading: Reading, name: Name) -> bool:
    """“X, a Republican”, “X, the panel's top Democrat”."""
    behind = reading.low[name.end : name.end + _PARTY_WITHIN]
    return behind[:1] == [","] and not {"democrat", "republican"}.isdisjoint(behind)
