"""Names in a list that speak or act together: “Egypt, Chad and Sudan said”."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from pipelines.extract.actors import Reference
from pipelines.extract.clauses.noun_phrases import (
    SPEAKING_ROLES,
    Phrase,
    phrase_left,
    phrase_right,
)
from pipelines.extract.clauses.reading import Reading
from pipelines.extract.function_words import PREPOSITIONS
from pipelines.extract.verb_forms import is_finite

_LONGEST_LIST: Final = 12
_SPEAKING: Final = SPEAKING_ROLES | {"team", "group"}
_PEOPLE: Final = frozenset({"person", None})


def listed_left(reading: Reading, last: Phrase, lowest: int) -> list[Phrase]:
    """Give the phrases of the list that a phrase ends, in order; only itself where it ends none."""
    words, listed = reading.words, [last]
    at = last.first - 1
    if last.head is None or at - 1 < lowest or words[at] != "and":
        return listed
    at -= 2 if words[at - 1] == "," else 1
    while at >= lowest and len(listed) < _LONGEST_LIST:
        other = phrase_left(reading, at, lowest)
        if other is None or not (
            _is_between(reading, other, lowest)
            or (other.head is not None and _alike(reading, other, last))
        ):
            break
        listed.insert(0, other)
        at = other.first - 1
        if at - 1 < lowest or words[at] != ",":
            break
        at -= 1
    if _is_whole(reading, listed[0].first - 1, lowest):
        return listed
    # “According to X, Y and Z agreed”: X is in another list
    return listed[1:] if len(listed) > 2 else [last]


def _is_between(reading: Reading, phrase: Phrase, lowest: int) -> bool:
    return phrase.first > lowest and reading.words[phrase.first - 1] == "between"


def _is_whole(reading: Reading, governor: int, lowest: int) -> bool:
    """Whether all of a list is subject, or governed by "between" or the plural that speaks for it.

    “He met with X and Y said” has two clauses.
    """
    before = reading.words[governor] if governor >= lowest else ""
    if before in ("of", "by", "from") and governor > lowest:
        noun = reading.words[governor - 1]
        return noun.endswith("s") or (before != "of" and noun in _SPEAKING)
    return before == "between" or not (before in PREPOSITIONS or is_finite(before))


def listed_right(reading: Reading, first: Phrase, highest: int) -> list[Phrase]:
    """Give the phrases of “said X and Y”; only the first where no verb-less name follows it."""
    at = first.last + 1
    if first.head is None or at + 1 >= highest or reading.words[at] != "and":
        return [first]
    other = phrase_right(reading, at + 1, highest)
    if other is None or other.head is None or not _alike(reading, other, first):
        return [first]
    after = reading.words[other.last + 1] if other.last + 1 < highest else "."
    ends = after in (".", ",") or after in PREPOSITIONS
    return [first, other] if ends else [first]


def actors_beside(
    reading: Reading, listed: Sequence[Phrase], first: Reference | None
) -> tuple[str, ...]:
    """Give the actors that are named in a list besides the first, places left out."""
    heads = [each.head for each in listed if each.head]
    named = [head.actor for head in heads if reading.kind_of(head) != "place"]
    return tuple(dict.fromkeys(each for each in named if first and each != first.actor))


def _alike(reading: Reading, one: Phrase, other: Phrase) -> bool:
    """Whether two phrases are both about persons, or both about states and bodies."""
    return (_kind(reading, one) in _PEOPLE) == (_kind(reading, other) in _PEOPLE)


def _kind(reading: Reading, phrase: Phrase) -> str | None:
    return reading.kind_of(phrase.head) if phrase.head is not None else None
