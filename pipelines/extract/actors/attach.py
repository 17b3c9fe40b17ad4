"""Which role belongs to which name: titles before, appositions behind, "who heads …", "is the …"."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from pipelines.extract.actors.reading import Name, Reading
from pipelines.extract.actors.role_phrases import RolePhrase
from pipelines.extract.actors.word_lists import HONORIFICS, LINKS, PRONOUNS
from pipelines.extract.function_words import POSSESSIVE_MARKS, PREPOSITIONS
from pipelines.extract.verb_forms import VERBS

_AFTER_APPOSITION: Final = frozenset(
    {
        ",",
        ".",
        ";",
        ")",
        "—",
        "–",
        "and",
        "who",
        "whose",
        "",
        ":",
        "!",
        "?",
        "from",
        "with",
        "based",
    }
)
_COPULAS: Final = frozenset({"is", "was", "became", "becomes", "remains"})
_WHO_LEADS: Final = frozenset(
    "heads leads chairs runs represents manages directs commands coordinates oversees headed led chaired"
    " ran represented managed directed commanded oversaw edits edited founded".split()
)
_LOOKED_BACK: Final = 80  # tokens
_LONGEST_RELATIVE: Final = 14


class StatedRole(Struct, frozen=True, kw_only=True):
    """A role as the text states it of a name; `phrase` is None for "who heads the group"."""

    person: Name
    title: str
    phrase: RolePhrase | None
    owners: tuple[Name, ...]
    confidence: float


def attach_roles(
    reading: Reading, phrases: Sequence[RolePhrase]
) -> tuple[list[StatedRole], list[RolePhrase]]:
    """Give the roles stated of names, and the phrases that stand for somebody by themselves."""
    holders: list[tuple[Name, float] | None] = [None] * len(phrases)
    extra: list[StatedRole] = []
    for index in range(len(phrases) - 1, -1, -1):
        phrase = phrases[index]
        following = phrases[index + 1] if index + 1 < len(phrases) else None
        known = holders[index + 1] if following else None
        holders[index] = _name_after(reading, phrase) or _by_chain(
            reading, phrase, following, known
        )
    for index, phrase in enumerate(phrases):
        if holders[index] is None:
            previous = phrases[index - 1] if index else None
            holders[index] = _name_before(reading, phrase) or _by_coordination(
                reading, phrase, previous, holders[index - 1] if index else None
            )
        found = holders[index]
        if found is not None and phrase.noun.plural:
            extra += _coordinated(reading, phrase, found[0])
    stated = [
        _stated(reading, phrase, *found)
        for phrase, found in zip(phrases, holders, strict=True)
        if found is not None
    ]
    free = [phrase for phrase, found in zip(phrases, holders, strict=True) if found is None]
    return [*stated, *extra, *_relative_roles(reading)], free


def _stated(reading: Reading, phrase: RolePhrase, person: Name, confidence: float) -> StatedRole:
    return StatedRole(
        person=person,
        title=_title(reading, phrase).removeprefix("-based "),
        phrase=phrase,
        owners=phrase.owners,
        confidence=confidence,
    )


def _title(reading: Reading, phrase: RolePhrase) -> str:
    """Give a phrase's title in the singular: each of "actors X and Y" is an actor."""
    if not phrase.noun.plural:
        return reading.text_of(phrase.title_first, phrase.end)
    start, end = reading.span(phrase.head, phrase.head + 1)
    first, last = reading.span(phrase.title_first, phrase.end)
    text, noun = reading.document.text, phrase.noun.noun
    singular = noun.capitalize() if text[start].isupper() else noun
    return text[first:start] + singular + text[end:last]


def _person_at(reading: Reading, token: int) -> Name | None:
    while reading.word(token) in HONORIFICS and token not in reading.covering:
        token += 1
    name = reading.starting.get(token)
    return name if name is not None and name.entity_type == "PER" else None


def _name_after(reading: Reading, phrase: RolePhrase) -> tuple[Name, float] | None:
    """As in "Chinese President Xi Jinping", "Its spokeswoman, Carolyn Ames, said"."""
    name = _person_at(reading, phrase.end)
    if name is not None and phrase.noun.plural and reading.word(name.end) not in (",", "and"):
        return None
    if name is not None:
        return name, 0.95
    if reading.word(phrase.end) != "," or phrase.noun.plural:
        return None
    name = _person_at(reading, phrase.end + 1)
    is_joined = reading.word(phrase.first - 1) == "and"
    if name is None or not (phrase.determiner or phrase.possessive or phrase.owners or is_joined):
        return None
    if _name_before(reading, phrase) is not None or reading.word(name.end) in POSSESSIVE_MARKS:
        return None
    end = name.end
    if reading.word(end) in ("of", "from") and (home := reading.starting.get(end + 1)) is not None:
        end = home.end
    closes = reading.word(end) in (",", ".", "", "who", ";", "—", "–", "(")
    return (name, 0.9) if closes else None


def _name_before(reading: Reading, phrase: RolePhrase) -> tuple[Name, float] | None:
    """As in "Wang Yi, the top official in …", "Brennan, 26, an engineer", "Xi is the president"."""
    token = phrase.first - 1
    if phrase.determiner == "whose":
        return None
    if reading.word(token) in _COPULAS:
        name = reading.ending.get(token)
        if name is not None and name.entity_type == "PER" and phrase.determiner:
            return name, 0.8
        return None
    if reading.word(token) not in (",", "(", "—", "–"):
        return None
    if reading.word(token - 1).isdigit() and reading.word(token - 2) == ",":
        token -= 2
    elif reading.word(token - 1) == ")" and reading.word(token - 3) == "(":
        token -= 3
    name = reading.ending.get(token)
    if name is None or name.entity_type != "PER":
        return None
    if phrase.noun.plural and reading.word(name.first - 1) != "and":
        return None
    after = reading.word(phrase.end)
    return (name, 0.9) if after in _AFTER_APPOSITION or after.endswith("ing") else None


def _by_chain(
    reading: Reading,
    phrase: RolePhrase,
    following: RolePhrase | None,
    known: tuple[Name, float] | None,
) -> tuple[Name, float] | None:
    """As in "The AU's envoy, the former diplomat Petra Lindqvist"."""
    if following is None or known is None or known[0].first < following.end:
        return None
    adjacent = reading.word(phrase.end) == "," and following.first == phrase.end + 1
    joined = reading.word(phrase.end) == "and" and following.first == phrase.end + 1
    if adjacent and (phrase.definite or phrase.determiner):
        return known[0], 0.85
    return (known[0], 0.8) if joined and not following.determiner else None


def _by_coordination(
    reading: Reading,
    phrase: RolePhrase,
    previous: RolePhrase | None,
    known: tuple[Name, float] | None,
) -> tuple[Name, float] | None:
    """As in "Tomás Iriarte, the former finance minister and candidate of …"."""
    if previous is None or known is None or known[0].first > previous.first:
        return None
    gap = phrase.first - previous.end
    if gap == 1 and reading.word(previous.end) in ("and", ",") and not phrase.noun.plural:
        after = reading.word(phrase.end)
        if reading.word(previous.end) == "and" or after in _AFTER_APPOSITION:
            return known[0], 0.8
    return None


def _coordinated(reading: Reading, phrase: RolePhrase, first: Name) -> list[StatedRole]:
    """As in "Presidents Xi and Biden": the names joined to the first hold the role too."""
    roles: list[StatedRole] = []
    name = first
    while reading.word(name.end) in (",", "and"):
        step = 2 if reading.word(name.end + 1) == "and" else 1
        following = _person_at(reading, name.end + step)
        if following is None:
            break
        roles.append(_stated(reading, phrase, following, 0.8))
        name = following
    return roles


def _relative_roles(reading: Reading) -> list[StatedRole]:
    """As in "Ravi Shankaran, who heads the group for deep-space communication"."""
    roles: list[StatedRole] = []
    for name in reading.names:
        token = name.end
        if (
            name.entity_type != "PER"
            or reading.word(token) != ","
            or reading.word(token + 1) != "who"
        ):
            continue
        if reading.word(token + 2) not in _WHO_LEADS:
            continue
        end = _relative_end(reading, token + 3)
        if end > token + 3:
            roles.append(
                StatedRole(
                    person=name,
                    title=reading.text_of(token + 2, end),
                    phrase=None,
                    owners=tuple(reading.names_between(token + 3, end)),
                    confidence=0.8,
                )
            )
    return roles


def _relative_end(reading: Reading, start: int) -> int:
    limit = min(reading.sentence_range(start)[1], start + _LONGEST_RELATIVE)
    token = start
    stops = PRONOUNS | (LINKS - {"and"}) | {",", ".", ";", "—", "–"}
    while token < limit and reading.low[token] not in stops:
        if reading.low[token] == "and" and reading.word(token + 1) in VERBS:
            break
        token += 1
    while token > start and (
        reading.low[token - 1] in PREPOSITIONS or reading.low[token - 1] == "("
    ):
        token -= 1
    return token


def its_owner(reading: Reading, role: StatedRole) -> tuple[Name, ...]:
    """Give whose "its spokeswoman" is: the organisation or country named last, a sentence back at most.

    “X, whose spokeswoman” names it right before.
    """
    if role.phrase is not None and role.phrase.determiner == "whose":
        comma = role.phrase.first - 1
        before = reading.ending.get(comma if reading.word(comma) == "," else comma + 1)
        return (before,) if before is not None and before.entity_type in ("ORG", "LOC") else ()
    if role.phrase is None or role.phrase.determiner != "its":
        return ()
    first, _ = reading.sentence_range(role.phrase.first)
    previous, _ = reading.sentence_range(first - 1) if first else (0, 0)
    names = [
        name
        for name in reading.names_between(
            max(previous, role.phrase.first - _LOOKED_BACK), role.phrase.first
        )
        if name.entity_type in ("ORG", "LOC")
    ]
    bodies = [name for name in names if name.entity_type == "ORG"]
    return tuple((bodies or names)[-1:])
