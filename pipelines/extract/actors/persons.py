"""Persons of an article: full names first, then what is short for them or misspelt."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from pipelines.extract.actors.drafts import Draft, Drafts
from pipelines.extract.actors.person_names import (
    PersonName,
    is_near_spelling,
    matches_part,
    read_person_name,
)
from pipelines.extract.actors.reading import Name
from pipelines.extract.folding import slug
from pipelines.extract.offices import Office, offices_of

_AMBIGUOUS: Final = 0.5
_NICKNAMES: Final = {
    "joe": "joseph", "bill": "william", "bob": "robert", "jim": "james", "tom": "thomas", "mike": "michael",
    "dave": "david", "steve": "steven", "tony": "anthony", "ben": "benjamin", "sam": "samuel",
    "dan": "daniel", "nick": "nicholas", "chris": "christopher", "alex": "alexander", "ed": "edward",
    "ted": "edward", "liz": "elizabeth", "kate": "katherine", "jeff": "jeffrey", "greg": "gregory",
    "ken": "kenneth", "ron": "ronald", "don": "donald", "tim": "timothy", "rob": "robert",
    "matt": "matthew",
    "andy": "andrew", "pete": "peter", "chuck": "charles", "jack": "john", "rick": "richard",
    "dick": "richard", "max": "maximilian", "bernie": "bernard", "pam": "pamela", "sue": "susan",
}  # fmt: skip


class Persons(Struct, frozen=True, kw_only=True):
    """The persons found: drafts with how their names are built."""

    names: dict[str, PersonName]

    def draft_id(self, name: PersonName, mentioned: dict[str, int]) -> tuple[str, float] | None:
        """Give the person a shorter name means, of several the one mentioned last, and how sure it is."""
        best = 0
        found: list[str] = []
        for person_id, full in self.names.items():
            fit = matches_part(name, full)
            if fit > best:
                best, found = fit, [person_id]
            elif fit == best and fit:
                found.append(person_id)
        if not found or (best == 1 and len(found) > 1):
            return None
        latest = max(found, key=lambda each: mentioned.get(each, -1))
        return latest, {3: 0.97, 2: 0.85, 1: 0.75}[best] * (1 if len(found) == 1 else _AMBIGUOUS)


def merge_persons(names: Sequence[Name], drafts: Drafts) -> dict[Name, Draft]:
    """Turn names of persons, in the order of the text, into drafts; gives the draft of each name."""
    read = {name: read_person_name(name.text) for name in names}
    persons = _full_names(read, drafts)
    found: dict[Name, Draft] = {}
    mentioned: dict[str, int] = {}
    for place, (name, built) in enumerate(read.items()):
        draft, confidence = _draft_of(built, persons, drafts, mentioned)
        draft.refer(name, confidence=min(name.confidence, confidence))
        draft.gender = draft.gender or built.gender
        mentioned[draft.id] = place
        found[name] = draft
    return found


def _full_names(read: dict[Name, PersonName], drafts: Drafts) -> Persons:
    """Open a draft for each full name that is no variant of another."""
    counts: dict[tuple[str, ...], int] = {}
    first: dict[tuple[str, ...], PersonName] = {}
    for built in read.values():
        if built.full:
            counts[built.words] = counts.get(built.words, 0) + 1
            first.setdefault(built.words, built)
    known = {words: offices_of(" ".join(words)) for words in first}
    places = list(first)
    order = sorted(
        first,
        key=lambda words: (-len(words), not known[words], -counts[words], places.index(words)),
    )
    names: dict[str, PersonName] = {}
    for words in order:
        built = first[words]
        if not any(_is_variant(built, other) for other in names.values()):
            _open_person(built, known[words], names, drafts)
    for built in (first[words] for words in order):
        for person_id, other in names.items():
            if built.words != other.words and is_near_spelling(built, other):
                draft = drafts.get(person_id)
                if draft is not None and not _is_nickname(built, other):
                    draft.misspellings.add(built.text)
    return Persons(names=names)


def _open_person(
    built: PersonName, offices: Sequence[Office], names: dict[str, PersonName], drafts: Drafts
) -> None:
    person_id = f"person:{slug(offices[0].person if offices else built.text)}"
    draft = drafts.open(person_id, "person", offices[0].person if offices else built.text)
    draft.wikidata = next((office.wikidata for office in offices if office.wikidata), None)
    draft.gender = offices[0].gender if offices else built.gender
    names[person_id] = built


def _is_variant(built: PersonName, other: PersonName) -> bool:
    """Whether a full name is short for another, a nickname's or a misspelling of it."""
    if _is_nickname(built, other) or is_near_spelling(built, other):
        return True
    same_given = built.given == other.given or built.given.rstrip(".") == other.given[:1]
    return same_given and matches_part(built, other) == 3


def _is_nickname(built: PersonName, other: PersonName) -> bool:
    if built.family != other.family:
        return False
    return _NICKNAMES.get(built.given, built.given) == _NICKNAMES.get(other.given, other.given)


def _draft_of(
    built: PersonName, persons: Persons, drafts: Drafts, mentioned: dict[str, int]
) -> tuple[Draft, float]:
    for person_id, other in persons.names.items():
        same = built.words == other.words
        if same or (built.full and _is_variant(built, other)):
            return drafts.open(person_id, "person", other.text), 1.0 if same else 0.9
    found = persons.draft_id(built, mentioned)
    if found is not None:
        return drafts.open(found[0], "person", built.text), found[1]
    draft = drafts.open(f"person:{slug(built.text)}", "person", built.text)
    draft.confidence = 0.7
    persons.names.setdefault(draft.id, built)
    return draft, 0.7
