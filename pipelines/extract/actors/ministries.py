"""Whom a ministry or "the government" in small letters means: the one named, or its country."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from pipelines.extract.actors.body_nominals import stands_alone
from pipelines.extract.actors.countries import country_of_capital
from pipelines.extract.actors.drafts import Draft
from pipelines.extract.actors.named_drafts import NamedDrafts
from pipelines.extract.actors.places import open_country
from pipelines.extract.actors.reading import Name, Reading
from pipelines.extract.actors.sorting import SUBJECTS_OF_OFFICES
from pipelines.extract.folding import fold
from pipelines.extract.function_words import POSSESSIVE_MARKS
from pipelines.extract.text import WordList

_NOUNS: Final = WordList({"ministry", "government"})
_JOINING: Final = frozenset({"and", "-", "affairs"})
_LEVELS: Final = frozenset({"central", "federal", "national"})
# These speak for their country to others; what a health ministry says is not said by its state.
_ABROAD: Final = frozenset({"foreign", "external", "defence", "defense", "government"})
_MODIFIERS: Final = SUBJECTS_OF_OFFICES | _JOINING | _LEVELS
_NAMED, _IN_CAPITAL, _TOLD, _CENTRAL = 0.85, 0.8, 0.7, 0.55
_FARTHEST_TOKENS: Final = 250


class _Ministry(Struct, frozen=True, kw_only=True):
    """Tokens `first` up to `end` (outside) of "the foreign ministry"; `owner` is whose it is said to be."""

    first: int
    end: int
    words: frozenset[str]
    owner: Name | None
    is_definite: bool


def refer_to_ministries(article: NamedDrafts, home: str | None) -> None:
    """Refer to what "the foreign ministry" means; `home` is the country an article is most about."""
    for reading in article.readings:
        told: tuple[int, Draft] | None = None
        for ministry in _ministries(reading):
            if ministry.owner is not None:
                owner = article.of_name.get(ministry.owner)
                told = (ministry.end, owner) if owner and owner.kind == "country" else None
                continue
            if not ministry.is_definite or (reading.in_title, ministry.first) in article.bodies_at:
                continue
            found = (
                _named(article, reading, ministry)
                or _in_capital(article, reading, ministry)
                or _told_before(ministry, told)
                or _abroad(article, ministry, home)
            )
            if found is not None:
                article.refer(reading, ministry.first, ministry.end, *found)


def _ministries(reading: Reading) -> Iterator[_Ministry]:
    for noun in reading.low_places(_NOUNS):
        if reading.words[noun][0].isupper() or not stands_alone(reading, noun):
            continue
        first = noun
        while reading.word(first - 1) in _MODIFIERS:
            first -= 1
        before = reading.word(first - 1)
        is_owned = before in POSSESSIVE_MARKS
        yield _Ministry(
            first=first - (before == "the"),
            end=noun + 1,
            words=frozenset(reading.low[first : noun + 1]) - _JOINING - _LEVELS,
            owner=reading.ending.get(first - is_owned),
            is_definite=before == "the",
        )


def _named(
    article: NamedDrafts, reading: Reading, ministry: _Ministry
) -> tuple[Draft, float] | None:
    """Give the ministry of these subjects that was named last before."""
    near = reading.names_between(max(0, ministry.first - _FARTHEST_TOKENS), ministry.first)
    for name in reversed(near) if len(ministry.words) > 1 else ():
        draft = article.of_name.get(name)
        if draft is not None and ministry.words <= {*fold(name.text).split()}:
            return draft, _NAMED
    return None


def _in_capital(
    article: NamedDrafts, reading: Reading, ministry: _Ministry
) -> tuple[Draft, float] | None:
    """“The foreign ministry in Kyiv” speaks for Ukraine."""
    behind = reading.starting.get(ministry.end + 1)
    if behind is None or reading.word(ministry.end) != "in":
        return None
    code = country_of_capital(behind.text)
    return (open_country(article, code), _IN_CAPITAL) if code else None


def _told_before(ministry: _Ministry, told: tuple[int, Draft] | None) -> tuple[Draft, float] | None:
    """“Chad's health ministry … The ministry” speaks for Chad."""
    if told is None or ministry.first - told[0] > _FARTHEST_TOKENS:
        return None
    return told[1], _TOLD


def _abroad(
    article: NamedDrafts, ministry: _Ministry, home: str | None
) -> tuple[Draft, float] | None:
    """“The foreign ministry” speaks for the country that the article is about."""
    if home is None or _ABROAD.isdisjoint(ministry.words):
        return None
    return open_country(article, home), _CENTRAL
