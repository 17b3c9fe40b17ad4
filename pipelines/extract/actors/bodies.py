"""Governments, sides and powers: phrases that mean countries, one by one or in pairs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from pipelines.extract.actors.drafts import Draft
from pipelines.extract.actors.reading import Name, Reading
from pipelines.extract.text import WordList

_GOVERNMENTS: Final = frozenset(
    "government authorities leadership administration regime side".split()
)
_SIDE: Final = "side"
_TWO: Final = WordList(
    "sides powers countries nations governments capitals states neighbours neighbors rivals"
    " superpowers economies".split()
)
_HYPHENS: Final = frozenset({"-", "–", "—", "/"})


class CountryPhrase(Struct, frozen=True, kw_only=True):
    """A phrase that means the country of a name in it: "the Chinese side", "the Dutch government"."""

    first: int
    end: int
    name: Name
    is_side: bool


def find_country_phrases(reading: Reading) -> list[CountryPhrase]:
    """Give "the Chinese side", "Canada's government" and the like."""
    found = []
    for name in reading.names:
        token = name.end
        if reading.word(token) in ("'s", "’s", "'", "’"):
            token += 1
        word = reading.word(token)
        if word not in _GOVERNMENTS or reading.word(token + 1) in ("department", "-"):
            continue
        definite = reading.word(name.first - 1) == "the"
        if word == _SIDE and not definite:
            continue
        first = name.first - 1 if definite else name.first
        found.append(CountryPhrase(first=first, end=token + 1, name=name, is_side=word == _SIDE))
    return found


def find_pairs(reading: Reading) -> list[tuple[int, int]]:
    """Give the tokens of "the two sides", "both countries", "the two powers"."""
    found = []
    for token in reading.low_places(_TWO):
        if reading.word(token + 1) == "of":
            continue
        before = reading.word(token - 1)
        if before == "both":
            found.append((token - 1, token + 1))
        elif before == "two" and reading.word(token - 2) in ("the", "these", "those"):
            found.append((token - 2, token + 1))
    return found


def paired_countries(
    readings: Sequence[Reading], country_of: dict[Name, Draft], countries: Sequence[Draft]
) -> tuple[Draft, Draft, float] | None:
    """Give the two countries an article is about, and how sure it is; None where no two stand out.

    Countries that stand side by side ("U.S.-China relations", "between Rome and Tunis") are a pair;
    otherwise, and less surely, the two that are named most, a third less than half as often.
    """
    pairs: dict[tuple[str, str], float] = {}
    drafts = {draft.id: draft for draft in countries}
    for reading in readings:
        for name in reading.names:
            other, weight = _beside(reading, name)
            if other is None or name not in country_of or other not in country_of:
                continue
            one, two = sorted((country_of[name].id, country_of[other].id))
            if one != two and one in drafts and two in drafts:
                pairs[one, two] = pairs.get((one, two), 0) + weight
    (one, two), weight = max(pairs.items(), key=lambda item: item[1], default=(("", ""), 0.0))
    if weight >= 1:
        return drafts[one], drafts[two], 0.9 if weight > 1 else 0.75
    ranked = sorted(countries, key=lambda draft: -len(draft.references))
    if len(ranked) < 2 or len(ranked[1].references) < 2:
        return None
    third = len(ranked[2].references) if len(ranked) > 2 else 0
    if 2 * third > len(ranked[1].references):
        return None
    return ranked[0], ranked[1], 0.6


def _beside(reading: Reading, name: Name) -> tuple[Name | None, float]:
    """Give the name that follows after a hyphen, or after "and", and how close that makes them."""
    joint = reading.word(name.end)
    if joint not in _HYPHENS and joint != "and":
        return None, 0.0
    token = name.end + 1
    other = reading.starting.get(token + 1 if reading.word(token) == "the" else token)
    close = joint in _HYPHENS or reading.word(name.first - 1) == "between"
    return other, 1.0 if close else 0.5
