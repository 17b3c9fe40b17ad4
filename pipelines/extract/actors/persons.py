"""Persons of an article: full names first, then what is short for them or misspelt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Sequence
from datetime import date
from typing import Final

from pipelines.extract.actors.drafts import Draft, Drafts
from pipelines.extract.actors.person_names import (
    PersonName,
    is_given_name,
    is_near,
    is_near_spelling,
    matches_part,
    read_person_name,
    without_article,
)
from pipelines.extract.actors.reading import Name
from pipelines.extract.folding import slug
from pipelines.extract.offices import Office, heads_called, offices_of

_AMBIGUOUS: Final = 0.5
_OFTEN: Final = 4
_MOST_ALIKE: Final = 40
_LONG_NAME: Final = 7
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


class Persons:
    """The persons found so far, by the words of their names."""

    def __init__(self) -> None:
        self.names: dict[str, PersonName] = {}
        self.titled: set[str] = set()
        self._by_word: dict[str, dict[str, None]] = {}
        self._by_words: dict[tuple[str, ...], str] = {}

    def add(self, person_id: str, name: PersonName) -> None:
        """Note a person under a full name."""
        self.names.setdefault(person_id, name)
        self._by_words.setdefault(name.words, person_id)
        for word in name.words:
            for key in {word, without_article(word), word[:1] + "."}:
                self._by_word.setdefault(key, {})[person_id] = None

    def same(self, name: PersonName) -> str | None:
        """Give the person who has just this name."""
        return self._by_words.get(name.words)

    def sharing(self, name: PersonName) -> list[str]:
        """Give the persons who share a word of a name; of very many those added last."""
        found: dict[str, None] = {}
        for word in name.words:
            known = self._by_word.get(without_article(word), {})
            found.update(dict.fromkeys(list(known)[-_MOST_ALIKE:]))
        return list(found)

    def meant_by(
        self, name: PersonName, mentioned: dict[str, int], counts: Counter[str]
    ) -> tuple[str, float] | None:
        """Give the person a shorter name means, and how sure it is.

        Of several it is whom the title names, or who was mentioned often, or else last. A given name
        alone means a person who was named in full before.
        """
        best = 0
        found: list[str] = []
        for person_id in self.sharing(name):
            fit = matches_part(name, self.names[person_id])
            if fit == 1 and person_id not in mentioned:
                continue
            if fit > best:
                best, found = fit, [person_id]
            elif fit == best and fit:
                found.append(person_id)
        if not found and len(name.words) == 1:
            return self._spelt_nearly(name.family)
        if not found or (best == 1 and len(found) > 1):
            return None
        latest = max(
            found,
            key=lambda each: (
                each in self.titled,
                counts[each] >= _OFTEN,
                mentioned.get(each, -1),
            ),
        )
        return latest, {3: 0.97, 2: 0.85, 1: 0.75}[best] * (1 if len(found) == 1 else _AMBIGUOUS)

    def _spelt_nearly(self, family: str) -> tuple[str, float] | None:
        """Give the one person whose family name is written almost so: "Zelensky" for "Zelenskyy"."""
        recent = list(self.names.items())[-_MOST_ALIKE:] if len(family) >= _LONG_NAME else []
        found = [each for each, full in recent if full.full and is_near(family, full.family)]
        return (found[0], 0.8) if len(found) == 1 else None


def merge_persons(
    names: Sequence[Name], drafts: Drafts, countries: Container[str], written_on: date | None
) -> dict[Name, Draft]:
    """Turn names of persons, in the order of the text, into drafts; gives the draft of each name.

    A family name alone is the head of one of the `countries` an article names, where one is called so.
    """
    read = {name: read_person_name(name.text) for name in names}
    persons = _full_names(list(read.values()), drafts)
    found: dict[Name, Draft] = {}
    mentioned: dict[str, int] = {}
    counts: Counter[str] = Counter()
    for place, (name, built) in enumerate(read.items()):
        if built.text and not built.full and persons.same(built) is None:
            _add_head(built, persons, drafts, countries, written_on)
        draft, confidence = _draft_of(built, persons, drafts, mentioned, counts)
        draft.refer(name, confidence=min(name.confidence, confidence))
        if built.full or built.honorific or draft.name == built.text:
            draft.gender = draft.gender or built.gender
        mentioned[draft.id] = place
        counts[draft.id] += 1
        if name.in_title:
            persons.titled.add(draft.id)
        found[name] = draft
    return found


def _add_head(
    built: PersonName,
    persons: Persons,
    drafts: Drafts,
    countries: Container[str],
    written_on: date | None,
) -> None:
    """Note who is meant by a family name that nobody else of the article bears: "Trump", "Macron"."""
    if written_on is None or persons.sharing(built) or len(built.words) != 1:
        return
    heads = heads_called(built.words[0], written_on)
    called = [person for person, country in heads if country in countries]
    if len(called) == 1 and not is_given_name(built.words[0]):
        full = read_person_name(called[0])
        _open_person(full, offices_of(full.text), persons, drafts)


def _full_names(read: Sequence[PersonName], drafts: Drafts) -> Persons:
    """Open a draft for each full name that is no variant of another; the longest and best known first."""
    counts = Counter(built.words for built in read if built.full)
    first = {built.words: built for built in reversed(read) if built.full}
    place = {built.words: at for at, built in reversed(list(enumerate(read)))}
    known = {words: offices_of(built.text) for words, built in first.items()}
    order = sorted(
        first, key=lambda words: (-len(words), not known[words], -counts[words], place[words])
    )
    persons = Persons()
    for words in order:
        built = first[words]
        variant = next(
            (each for each in persons.sharing(built) if _is_variant(built, persons.names[each])),
            None,
        )
        if variant is None:
            _open_person(built, known[words], persons, drafts)
        elif _is_misspelt(built, persons.names[variant]):
            drafts.open(variant, "person", built.text).misspellings.add(built.text)
    return persons


def _open_person(
    built: PersonName, offices: Sequence[Office], persons: Persons, drafts: Drafts
) -> None:
    shown = offices[0].person if offices else built.text
    draft = drafts.open(f"person:{slug(shown)}", "person", shown)
    draft.gender = offices[0].gender if offices else built.gender
    persons.add(draft.id, built)


def _is_variant(built: PersonName, other: PersonName) -> bool:
    """Whether a full name is short for another, a nickname's or a misspelling of it."""
    if _is_nickname(built, other) or is_near_spelling(built, other):
        return True
    if len(built.words) > 1 and other.words[1:][-len(built.words) :] == built.words:
        return True
    same_given = built.given == other.given or built.given.rstrip(".") == other.given[:1]
    return same_given and matches_part(built, other) == 3


def _is_misspelt(built: PersonName, other: PersonName) -> bool:
    return is_near_spelling(built, other) and not _is_nickname(built, other)


def _is_nickname(built: PersonName, other: PersonName) -> bool:
    if built.family != other.family:
        return False
    return _NICKNAMES.get(built.given, built.given) == _NICKNAMES.get(other.given, other.given)


def _draft_of(
    built: PersonName,
    persons: Persons,
    drafts: Drafts,
    mentioned: dict[str, int],
    counts: Counter[str],
) -> tuple[Draft, float]:
    same = persons.same(built)
    if same is not None:
        return drafts.open(same, "person", built.text), 1.0
    if built.full:
        for person_id in persons.sharing(built):
            if _is_variant(built, persons.names[person_id]):
                return drafts.open(person_id, "person", built.text), 0.9
    found = persons.meant_by(built, mentioned, counts)
    if found is not None:
        return drafts.open(found[0], "person", built.text), found[1]
    draft = drafts.open(f"person:{slug(built.text) or 'unnamed'}", "person", built.text)
    draft.confidence = 0.7
    persons.add(draft.id, built)
    return draft, 0.7
