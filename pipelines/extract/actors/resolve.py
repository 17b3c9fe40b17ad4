"""From named mentions to actors."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import islice
from typing import Final

from pipelines.extract.actors.attach import StatedRole, attach_roles, its_owner
from pipelines.extract.actors.bodies import find_country_phrases, find_pairs, paired_countries
from pipelines.extract.actors.body_nominals import find_body_nominals
from pipelines.extract.actors.cast import Cast
from pipelines.extract.actors.companies import is_called_company
from pipelines.extract.actors.countries import (
    EUROPEAN_UNION,
    country_name,
    country_named,
    country_of_capital,
    country_of_people,
    country_of_seat,
    country_of_town,
    country_wikidata,
    is_seat_of_union,
)
from pipelines.extract.actors.drafts import ENTITY_TYPES, Draft, Drafts
from pipelines.extract.actors.genders import add_genders
from pipelines.extract.actors.homes import central_country, country_near, settle_homes
from pipelines.extract.actors.metonyms import metonym_confidence
from pipelines.extract.actors.nominals import (
    CALLINGS,
    RecentPersons,
    open_group,
    resolve_before_name,
    resolve_nominal,
)
from pipelines.extract.actors.organisation_table import known_organisation
from pipelines.extract.actors.organisations import is_body_noun, merge_organisations, open_known
from pipelines.extract.actors.persons import merge_persons
from pipelines.extract.actors.reading import Name, Reading
from pipelines.extract.actors.role_phrases import RolePhrase, find_role_phrases
from pipelines.extract.actors.roles import OF_STATE, add_affiliations, add_offices, add_stated_role
from pipelines.extract.actors.salience import build_cast
from pipelines.extract.actors.sorting import NameKind, is_called_party, named_countries, sort_names
from pipelines.extract.actors.tidy import tidy_names
from pipelines.extract.actors.word_lists import CLITICS
from pipelines.extract.folding import slug
from pipelines.extract.mentions import NamedMention
from pipelines.extract.text import Document

_METONYM: Final = 0.5
_SURE_PAIR: Final = 0.7
_CALLED: Final = 0.65
_LOOKED_BACK: Final = 80  # tokens
_SHORTEST_SHOUTED: Final = 4  # characters: "ROME" is no acronym
_MOST_TITLED: Final = 100
_PARTY_WITHIN: Final = 7


def resolve_actors(
    body: Document,
    body_names: Sequence[NamedMention],
    title: Document,
    title_names: Sequence[NamedMention],
    *,
    written_on: date | None,
) -> Cast:
    """Merge the names of an article into actors.

    `written_on`: the day the article claims, or was first seen: dated offices are looked up by it.
    A demonym ("Chinese", "Dutch") is a name of its country.
    """
    return _Resolver(Reading(title, title_names), Reading(body, body_names), written_on).cast()


def _sits_in_congress(reading: Reading, name: Name) -> bool:
    """“X, a Republican”, “X, the panel's top Democrat”."""
    behind = reading.low[name.end : name.end + _PARTY_WITHIN]
    return behind[:1] == [","] and not {"democrat", "republican"}.isdisjoint(behind)


class _Resolver:
    """One article; each step fills the drafts further."""

    def __init__(self, title: Reading, body: Reading, written_on: date | None) -> None:
        self._title, self._body = title, body
        self._readings = (title, body)
        tidy_names(self._readings)
        self._written_on = written_on
        self._drafts = Drafts()
        self._drafts_of: dict[Name, Draft] = {}
        self._by_last_word: dict[str, list[Draft]] = {}
        self._bodies_at: dict[tuple[bool, int], Draft] = {}
        self._titled: list[Draft] = []
        self._named = named_countries(self._readings)
        self._sorted = sort_names(self._readings, self._named)
        for reading in self._readings:
            no_actors = {
                name for its, name, kind in self._sorted if its is reading and kind == "no_actor"
            }
            reading.rename([name for name in reading.names if name not in no_actors])

    def cast(self) -> Cast:
        self._countries()
        self._organisations()
        self._persons()
        self._capitals()
        self._places_and_groups()
        home = central_country(self._readings, self._drafts_of)
        settle_homes(self._of_kind("organisation"), self._drafts_of, home)
        self._body_nominals()
        free = self._roles(home)
        self._nominals(free)
        self._country_phrases()
        self._pairs()
        add_genders(self._of_kind("person"), self._drafts_of)
        return build_cast(self._drafts, self._body.document, self._title.document)

    def _of_kind(self, kind: NameKind) -> list[tuple[Reading, Name]]:
        return [(reading, name) for reading, name, its in self._sorted if its == kind]

    def _country(self, code: str) -> Draft:
        draft = self._drafts.open(f"country:{code}", "country", country_name(code))
        draft.country = code
        draft.wikidata = country_wikidata(code)
        return draft

    def _countries(self) -> None:
        for _, name in self._of_kind("country"):
            code = country_named(name.text) or country_of_people(name.text)
            if code:
                draft = self._country(code)
                draft.refer(name)
                self._drafts_of[name] = draft

    def _organisations(self) -> None:
        names = [name for _, name in self._of_kind("organisation")]
        found = merge_organisations(self._readings, names, self._drafts, self._named)
        self._drafts_of.update(found)
        for draft in self._drafts.of_kind("organisation"):
            last = draft.name.split()[-1].lower()
            if is_body_noun(last):
                self._by_last_word.setdefault(last, []).append(draft)
        for reading, name in self._of_kind("organisation"):
            if is_called_party(reading, name) and found[name].sector in (None, "legislature"):
                found[name].sector = "party"
            elif found[name].sector is None and is_called_company(reading, name):
                found[name].sector = "business"

    def _persons(self) -> None:
        names = [name for _, name in self._of_kind("person")]
        self._drafts_of.update(merge_persons(names, self._drafts))

    def _capitals(self) -> None:
        """Refer to the government a capital stands for, or to the place."""
        others = {
            id(reading): frozenset(
                name.first
                for its, name, kind in self._sorted
                if its is reading and kind in ("country", "capital")
            )
            for reading in self._readings
        }
        for reading, name in self._of_kind("capital"):
            seat = country_of_seat(name.text)
            code = seat or country_of_capital(name.text)
            union = is_seat_of_union(name.text) and not self._is_belgian()
            confidence = metonym_confidence(
                reading,
                name,
                is_seat=seat is not None,
                country_is_named=union or code in self._named,
                others=others[id(reading)],
            )
            if confidence < _METONYM:
                self._place(name, code, 1 - confidence)
                continue
            draft = self._union() if union or code is None else self._country(code)
            draft.refer(name, "metonym", confidence)
            self._drafts_of[name] = draft

    def _is_belgian(self) -> bool:
        return "BE" in self._named and self._drafts.get(EUROPEAN_UNION) is None

    def _union(self) -> Draft:
        known = known_organisation("European Union", self._named)
        if known is None:
            raise LookupError("organisations.tsv has no European Union")
        return open_known(self._drafts, known)

    def _place(self, name: Name, code: str | None, confidence: float) -> None:
        shouted = name.text.isupper() and len(name.text) >= _SHORTEST_SHOUTED
        plain = name.text.title() if shouted else name.text
        draft = self._drafts.open(f"place:{slug(name.text)}", "place", plain)
        draft.country = draft.country or code
        draft.refer(name, confidence=min(name.confidence, confidence))
        self._drafts_of[name] = draft

    def _places_and_groups(self) -> None:
        for _, name in self._of_kind("place"):
            self._place(name, country_of_town(name.text, self._named), name.confidence)
        for _, name in self._of_kind("union"):
            self._drafts_of[name] = self._union()
            self._drafts_of[name].refer(name, confidence=0.7)
        for _, name in self._of_kind("group"):
            draft = self._drafts.open(f"group:{slug(name.text)}", "group", name.text)
            draft.refer(name)
            self._drafts_of[name] = draft

    def _roles(self, home: str | None) -> list[tuple[Reading, RolePhrase]]:
        """Add roles to persons; gives the phrases that stand by themselves."""
        free: list[tuple[Reading, RolePhrase]] = []
        stated: list[tuple[Reading, StatedRole]] = []
        for reading in self._readings:
            roles, unattached = attach_roles(reading, find_role_phrases(reading))
            stated += [(reading, role) for role in roles]
            free += [(reading, phrase) for phrase in unattached]
        for reading, role in stated:
            draft = self._drafts_of.get(role.person)
            if draft is not None:
                add_stated_role(draft, role, self._owners_of_role(reading, role))
        self._affiliations()
        places = self._drafts.countries_named()
        for draft in self._drafts.of_kind("person"):
            add_offices(draft, self._written_on, places)
        for reading, role in stated:
            self._home_of(reading, role, home)
        return free

    def _owners(self, names: Sequence[Name]) -> list[Draft]:
        return [self._drafts_of[name] for name in names if name in self._drafts_of]

    def _owners_of_role(self, reading: Reading, role: StatedRole) -> list[Draft]:
        """Give whose a role is: by name, by "its", or by a noun that one body's name ends with."""
        owners = self._owners(role.owners) or self._owners(its_owner(reading, role))
        if any(owner.kind == "organisation" for owner in owners):
            return owners
        if role.phrase is not None and role.phrase.possessive:
            body = self._bodies_at.get((reading.in_title, role.phrase.first))
            if body is not None:
                return [*owners, body]
        words = role.title.lower().replace("’s", "").replace("'s", "").split()
        if role.phrase is not None and role.phrase.possessive:
            words += reading.low[role.phrase.first : role.phrase.title_first]
        bodies = [self._by_last_word[word] for word in words if word in self._by_last_word]
        return [*owners, *(found[0] for found in bodies if len(found) == 1)]

    def _affiliations(self) -> None:
        bodies: dict[Name, Draft] = {}
        for reading, name in self._of_kind("person"):
            token = name.end + (1 if reading.word(name.end) == "," else 0)
            if reading.word(token) in ("of", "for", "at", "whose"):
                token += 2 if reading.word(token + 1) == "the" else 1
                owner = reading.starting.get(token)
                if owner is not None and owner in self._drafts_of:
                    bodies[name] = self._drafts_of[owner]
            elif reading.word(name.first - 1) in CLITICS:
                owner = reading.ending.get(name.first - 1)
                draft = self._drafts_of.get(owner) if owner is not None else None
                if draft is not None and draft.kind in ("country", "organisation"):
                    bodies[name] = draft
        add_affiliations(self._drafts_of, bodies)

    def _home_of(self, reading: Reading, role: StatedRole, home: str | None) -> None:
        """Give persons who act for a state, and have no country yet, that of the place or the article."""
        draft = self._drafts_of.get(role.person)
        if draft is None or draft.country or role.phrase is None:
            return
        bodies = [each for each in self._owners(role.owners) if each.kind == "organisation"]
        # "Minister of Information and National Orientation": what a minister is for may look like a body.
        is_minister = role.phrase.noun.kind == "minister"
        is_of_other_body = any(each.from_table or not is_minister for each in bodies)
        is_of_other_body |= any(known.source == "office_table" for known in draft.roles)
        is_of_state = role.phrase.noun.kind in OF_STATE or draft.sector == "government"
        if is_of_state and not is_of_other_body:
            near = country_near(reading, role.person, self._drafts_of)
            draft.country = "US" if _sits_in_congress(reading, role.person) else near or home

    def _nominals(self, free: Sequence[tuple[Reading, RolePhrase]]) -> None:
        titled = (draft for draft in self._drafts.of_kind("person") if draft.roles)
        self._titled = list(islice(titled, _MOST_TITLED))
        recent = RecentPersons(
            (reading, name, self._drafts_of[name]) for reading, name in self._of_kind("person")
        )
        for reading, phrase in free:
            found: tuple[Draft, float] | None = None
            if phrase.noun.plural:
                before_noun = [name for name in phrase.owners if name.first < phrase.head]
                group = open_group(reading, phrase, self._owners(before_noun), self._drafts)
                found = (group, 0.8) if group else None
            elif phrase.definite or (reading.in_title and phrase.owners):
                recent.advance(reading, phrase.first)
                found = resolve_nominal(reading, phrase, self._owners(phrase.owners), recent)
                found = found or self._by_calling(reading, phrase) or self._later(reading, phrase)
            if found is not None:
                self._refer(reading, phrase.first, phrase.end, *found, plural=phrase.noun.plural)

    def _later(self, reading: Reading, phrase: RolePhrase) -> tuple[Draft, float] | None:
        """Give the person who is named only after the phrase."""
        words = set(reading.text_of(phrase.title_first, phrase.end).lower().split())
        return resolve_before_name(phrase, words, self._owners(phrase.owners), self._titled)

    def _by_calling(self, reading: Reading, phrase: RolePhrase) -> tuple[Draft, float] | None:
        """“X … The Syrian novelist …”: such a calling is stated of the person named right before."""
        first, _ = reading.sentence_range(phrase.first)
        if phrase.noun.kind not in CALLINGS or phrase.first != first or not phrase.owners:
            return None
        near = reading.names_between(max(0, first - _LOOKED_BACK), first)
        person = next((name for name in reversed(near) if name.entity_type == "PER"), None)
        draft = self._drafts_of.get(person) if person is not None else None
        if person is None or draft is None or draft.kind != "person" or draft.roles:
            return None
        title = reading.text_of(phrase.title_first, phrase.end)
        role = StatedRole(
            person=person, title=title, phrase=phrase, owners=phrase.owners, confidence=_CALLED
        )
        add_stated_role(draft, role, self._owners(phrase.owners))
        return draft, _CALLED

    def _body_nominals(self) -> None:
        for reading in self._readings:
            named = [
                (name, self._drafts_of[name])
                for name in reading.names
                if name in self._drafts_of and self._drafts_of[name].kind == "organisation"
            ]
            for found in find_body_nominals(reading, named):
                self._refer(reading, found.first, found.end, found.draft, found.confidence)
                self._bodies_at[reading.in_title, found.first] = found.draft

    def _refer(
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

    def _country_phrases(self) -> None:
        for reading in self._readings:
            for phrase in find_country_phrases(reading):
                draft = self._drafts_of.get(phrase.name)
                if draft is not None and draft.kind == "country":
                    self._refer(
                        reading, phrase.first, phrase.end, draft, 0.9, metonym=phrase.is_side
                    )

    def _pairs(self) -> None:
        """Refer to both countries where "the two sides" are named."""
        places = [(reading, pair) for reading in self._readings for pair in find_pairs(reading)]
        if not places:
            return
        countries = self._drafts.of_kind("country")
        found = paired_countries(self._readings, self._drafts_of, countries)
        if found is None:
            return
        one, two, confidence = found
        for reading, (first, end) in places:
            if confidence < _SURE_PAIR and reading.word(end - 1) == "sides":
                continue
            for draft in (one, two):
                self._refer(reading, first, end, draft, confidence, plural=True, metonym=True)
