"""Walking left from a verb, over what else stands there, to the noun phrase that is its subject."""

from __future__ import annotations

from typing import Final, NamedTuple

from pipelines.extract.clauses.lists import listed_left
from pipelines.extract.clauses.noun_phrases import (
    SPEAKING_BODIES,
    SPEAKING_ROLES,
    Phrase,
    is_verb,
    phrase_left,
)
from pipelines.extract.clauses.reading import LONGEST_WALK, Reading
from pipelines.extract.clauses.subject_starts import is_titled
from pipelines.extract.function_words import DETERMINERS, PREPOSITIONS, RELATIVES
from pipelines.extract.verb_forms import AUXILIARIES, is_finite

_MOST_STEPS: Final = 12
_LONGEST_RELATIVE: Final = 12
_PARTICIPLES: Final = frozenset(
    "accused arrested based briefed caught charged convicted detained displaced held injured interviewed"
    " involved jailed killed known named suspected trapped wanted wounded".split()
)
_TITLES_BEFORE: Final = frozenset({"of", "for", "to", "at"})
_ALSO_CONJUNCTIONS: Final = frozenset("as after before since until than".split())


class Walked(NamedTuple):
    """The phrase that is the subject; `governed` are the phrases that a preposition joins to it.

    `title_before`: the preposition that parts a title from it. `explains`: it stands between commas,
    behind a noun that it may explain.
    """

    phrase: Phrase
    governed: list[Phrase]
    title_before: int | None = None
    explains: bool = False


def walk_left(reading: Reading, index: int, lowest: int, closing: str) -> Walked | None:
    """Read noun phrases from right to left up to the one that is the subject.

    `closing`: the comma or dash before the verb, if any: what comes first may then be an
    apposition or a relative clause about the subject.
    """
    at = index
    crossed = not closing
    governed: list[Phrase] = []
    for _ in range(_MOST_STEPS):
        if at < lowest:
            return None
        phrase = phrase_left(reading, at, lowest)
        if phrase is None and crossed and _is_reduced(reading, at, lowest):
            at, governed = at - 1, []
            continue
        if phrase is None:
            relative = _relative_before(reading, at, lowest) if crossed else None
            if relative is not None:
                at, governed = relative - 1, []
                continue
            if crossed:
                return None
            at, crossed, governed = _skip(reading, at, lowest, closing), True, []
            continue
        listed = listed_left(reading, phrase, lowest)
        apposed = bool(closing) and crossed and phrase.head is None
        governor = _left_of_pair(reading, listed[0].first - 1, lowest, apposed=apposed)
        word = reading.words[governor] if governor >= lowest else ""
        if word in _TITLES_BEFORE and is_titled(reading, phrase, governor, lowest):
            return Walked(phrase, [], title_before=governor)
        if word in PREPOSITIONS and not (word in _ALSO_CONJUNCTIONS and at == index):
            governed, at = listed, governor - 1
        elif crossed and (who := _object_of_relative(reading, governor, lowest)) is not None:
            at, governed = who - 1, []
        elif governed and not closing and _explains(reading, phrase, governor):
            at = governor - 1
        elif _is_subject(reading, phrase, word, closing, crossed):
            return Walked(phrase, governed, explains=not crossed)
        else:
            at, crossed, governed = _skip(reading, governor, lowest, closing), True, []
    return None


def _is_reduced(reading: Reading, at: int, lowest: int) -> bool:
    """“A man accused of spying told”: the participle is no verb of its own."""
    words = reading.words
    if at <= lowest or words[at + 1] not in PREPOSITIONS or words[at - 1] in AUXILIARIES:
        return False
    return words[at] in _PARTICIPLES or (words[at + 1] == "by" and is_finite(words[at]))


def _explains(reading: Reading, phrase: Phrase, governor: int) -> bool:
    """“X, director at Y told”: a role behind a person's name, its second comma left out."""
    words = reading.words
    if phrase.head is not None or words[governor] != "," or words[phrase.first] in DETERMINERS:
        return False
    named = reading.to_token.get(governor - 1)
    speaks = words[phrase.last] in SPEAKING_ROLES or words[phrase.last] in SPEAKING_BODIES
    return speaks and named is not None and reading.kind_of(named) == "person"


def _object_of_relative(reading: Reading, governor: int, lowest: int) -> int | None:
    """Give the pronoun of “the man who supports X”, where a verb stands before X."""
    if governor <= lowest or not is_verb(reading, governor):
        return None
    return _relative_before(reading, governor, lowest)


def _relative_before(reading: Reading, index: int, lowest: int) -> int | None:
    """Give the pronoun of a relative clause that ends here: “people who had lived in X say”."""
    for at in range(index, max(lowest, index - _LONGEST_RELATIVE) - 1, -1):
        word = reading.words[at]
        if word in RELATIVES:
            return at if at > lowest and reading.words[at - 1] != "," else None
        if word == "," or at in reading.closes:
            return None
    return None


def _left_of_pair(reading: Reading, index: int, lowest: int, *, apposed: bool) -> int:
    """“X, the broadcaster and campaigner, who …, said”: go on left of both nouns."""
    if not apposed or index - 1 < lowest or reading.words[index] != "and":
        return index
    other = phrase_left(reading, index - 1, lowest)
    return index if other is None or other.head is not None else other.first - 1


def _is_subject(reading: Reading, phrase: Phrase, before: str, closing: str, crossed: bool) -> bool:
    """Whether a phrase with `before` on its left is the subject.

    Before the comma that opens a parenthesis is crossed, only a name between two commas is:
    “Its chair, X, said”. After it, only a figure is not: “X, 19, from Y, said”.
    """
    if not closing:
        return True
    if not crossed:
        named = reading.to_token.get(phrase.first - 2)
        if named is not None and reading.kind_of(named) == "person":
            # “X, the panel's top Democrat, said”
            return phrase.head is not None and reading.kind_of(phrase.head) == "person"
        return phrase.head is not None and before in (",", "")
    return phrase.head is not None or before != ","


def _skip(reading: Reading, index: int, lowest: int, opening: str) -> int:
    """Go on left of the comma or dash that opens a parenthesis."""
    at = index
    floor = max(lowest, index - LONGEST_WALK // 4)
    while at >= floor:
        if at in reading.closes and reading.closes[at] > floor:
            at = reading.closes[at] - 1
            continue
        if reading.words[at] == opening:
            return at - 1
        at -= 1
    return lowest - 1
