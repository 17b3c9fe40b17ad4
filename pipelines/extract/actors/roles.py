"""What the stated roles tell about persons: title, organisation, country, sector, gender."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Final

from pipelines.extract.actors.attach import StatedRole
from pipelines.extract.actors.countries import country_named
from pipelines.extract.actors.drafts import Draft
from pipelines.extract.actors.person_names import Gender
from pipelines.extract.actors.reading import Name
from pipelines.extract.actors.role_nouns import role_nouns
from pipelines.extract.offices import Office, offices_of, title_words
from schemas.analysis import Role, Sector

# Roles whose bearer acts for a state: without a country of their own it is the article's.
OF_STATE: Final = frozenset({"head", "minister", "legislator"})
_GOVERNING: Final = OF_STATE | {"official"}
# Heads of anything: what they head tells the sector.
_OF_ANY_BODY: Final = frozenset({"head", "leader", "spokesperson", "official"})
# Who has one of these of a country, and of no body, has it of the state.
_OF_STATES: Final = frozenset({"envoy", "spokesperson", "official", "leader"})
_PUBLIC: Final = frozenset(
    {"government", "legislature", "party", "military", "international_organisation"}
)
_PRIVATE: Final = frozenset(
    {"athlete", "artist", "expert", "journalist", "activist", "member", "lawyer"}
)
_KNOWN_EVERYWHERE: Final = frozenset({"head_of_state", "head_of_government"})
# What has a president, and is no state.
_OF_OTHERS: Final = frozenset(
    "association bank board club college committee company council federation festival foundation group"
    " institute jury league school society student students tribunal union university".split()
)
_GOVERNMENT_WORDS: Final = frozenset(
    "ministry government minister's minister’s president's president’s".split()
)
_PARTY_WORDS: Final = frozenset("party candidate nominee opposition".split())


def add_stated_role(draft: Draft, role: StatedRole, owners: Sequence[Draft]) -> None:
    """Add a role to the person who holds it; `owners` are the drafts of the names in its phrase."""
    organisation = next((each for each in owners if each.kind == "organisation"), None)
    country = _country(owners, role)
    title = " ".join(role.title.split())
    if any(known.title == title and known.source == "stated" for known in draft.roles):
        return
    draft.roles.append(
        Role(
            title=title,
            source="stated",
            organisation=organisation.name if organisation else None,
            country=country,
            confidence=role.confidence,
        )
    )
    draft.country = draft.country or country
    draft.sector = draft.sector or _sector(role, owners, organisation)
    if role.phrase is not None and draft.gender is None:
        draft.gender = _gender(role)


def _country(owners: Sequence[Draft], role: StatedRole) -> str | None:
    """Give the country of a role: a town's tells it only of who governs there.

    “An India specialist” knows India; “an Indian specialist” is of it.
    """
    is_expert = role.phrase is not None and role.phrase.noun.kind == "expert"
    if is_expert and any(country_named(name.text) for name in role.owners):
        return None
    for owner in owners:
        if owner.kind == "country":
            return owner.id.removeprefix("country:")
    governs = role.phrase is not None and role.phrase.noun.kind in _GOVERNING
    return next(
        (each.country for each in owners if each.country and (governs or each.kind != "place")),
        None,
    )


def heads_a_state(role: StatedRole) -> bool:
    """Whether a role is one of a state: no "jury president", no "union leader"."""
    if role.phrase is None or role.phrase.noun.kind not in OF_STATE:
        return False
    return _OF_OTHERS.isdisjoint(role.title.lower().replace("-", " ").split())


def _sector(role: StatedRole, owners: Sequence[Draft], organisation: Draft | None) -> Sector | None:
    noun = role.phrase.noun if role.phrase else None
    if organisation is not None and (organisation.sector or (noun and noun.kind in _OF_ANY_BODY)):
        return organisation.sector
    if noun is not None and noun.kind == "head" and not heads_a_state(role):
        return None
    if noun is not None and noun.sector and noun.kind != "official":
        return noun.sector
    if (
        noun is not None
        and noun.kind in _OF_STATES
        and _country(owners, role)
        and organisation is None
    ):
        return "government"
    words = set(role.title.lower().split())
    if words & _GOVERNMENT_WORDS:
        return "government"
    if words & {"army", "navy", "military", "forces"}:
        return "military"
    if words & _PARTY_WORDS:
        return "party"
    return noun.sector if noun else None


def _gender(role: StatedRole) -> Gender | None:
    gender = role.phrase.noun.gender if role.phrase else None
    return "f" if gender == "f" else "m" if gender == "m" else None


def add_affiliations(drafts_of: Mapping[Name, Draft], owners: Mapping[Name, Draft]) -> None:
    """Give a person without country or sector those of the body behind "of": "Vogt of the Institute"."""
    for name, draft in drafts_of.items():
        owner = owners.get(name)
        if owner is not None:
            draft.country = draft.country or owner.country
            draft.sector = draft.sector or owner.sector


def add_offices(draft: Draft, written_on: date | None, places: Collection[str]) -> None:
    """Add the offices that the table knows of a person, those of the time first, and the person's id.

    `places`: the countries that the text names. Of a person without an office at the time the nearest
    term is given. One of another country than the text states, or with roles in quite another walk of
    life, is another person of the same name; so is a minister of a country that is not spoken of.
    """
    terms = [office for office in offices_of(draft.name) if _is_spoken_of(draft, office, places)]
    if not terms or (draft.sector and draft.sector not in _PUBLIC) or _is_private(draft):
        return
    draft.wikidata = next((office.wikidata for office in terms if office.wikidata), None)
    for office in _at_the_time(terms, written_on):
        draft.roles.append(
            Role(
                title=office.title,
                source="office_table",
                organisation=office.organisation,
                country=office.country,
                confidence=0.95,
            )
        )
        draft.country = draft.country or office.country
        draft.sector = draft.sector or office.sector


def _is_spoken_of(draft: Draft, office: Office, places: Collection[str]) -> bool:
    if office.country is None or office.kind in _KNOWN_EVERYWHERE:
        return office.country is None or draft.country in (None, office.country)
    if draft.country is not None:
        return draft.country == office.country
    words = title_words(office.title)
    return office.country in places or any(words <= title_words(role.title) for role in draft.roles)


def _is_private(draft: Draft) -> bool:
    """Whether all roles that the text states are a private person's: a student, a striker, a survivor."""
    nouns = role_nouns()
    kinds = [
        {nouns[word].kind for word in role.title.lower().split() if word in nouns}
        for role in draft.roles
    ]
    return bool(kinds) and all(each and each <= _PRIVATE for each in kinds)


def _at_the_time(terms: Sequence[Office], written_on: date | None) -> list[Office]:
    if written_on is None:
        return [terms[-1]]
    held = [office for office in terms if office.held_on(written_on)]
    return held or [min(terms, key=lambda office: _distance_days(office, written_on))]


def _distance_days(office: Office, day: date) -> int:
    if day < office.earliest:
        return (office.earliest - day).days
    return (day - office.latest).days if office.latest and day > office.latest else 0
