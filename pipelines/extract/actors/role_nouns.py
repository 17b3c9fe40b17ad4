"""Nouns that say what a person is, with the sector they speak for."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Final, cast

from msgspec import Struct

from pipelines.extract.text import WordList
from schemas.analysis import Sector

_FEMALE: Final = (
    "woman",
    "women",
    "actress",
    "princess",
    "queen",
    "empress",
    "nun",
    "widow",
    "mother",
)
_FEMALE_KIN: Final = frozenset("daughter wife sister niece aunt girl lady widow mother nun".split())
_MALE_KIN: Final = frozenset(
    "son husband brother nephew uncle boy king prince emperor monk father".split()
)
_TITLES: Final = frozenset("head minister officer judge legislator official envoy".split())


class RoleNoun(Struct, frozen=True, kw_only=True):
    """A noun for a person; `sector` is None where it depends on whom the person works for."""

    noun: str
    kind: str
    sector: Sector | None
    plural: bool = False

    @property
    def gender(self) -> str | None:
        """Give "m" or "f" where the noun tells it."""
        if self.noun in _FEMALE_KIN or self.noun.endswith(_FEMALE):
            return "f"
        if self.noun in _MALE_KIN or self.noun.endswith("man"):
            return "m"
        return None


@cache
def role_nouns() -> dict[str, RoleNoun]:
    """Give all role nouns by their lower-case form, singular and plural."""
    table = files("pipelines.extract.actors").joinpath("role_nouns.tsv")
    nouns: dict[str, RoleNoun] = {}
    for line in table.read_text(encoding="utf-8").splitlines()[1:]:
        noun, kind, sector = line.split("\t")
        known = cast("Sector | None", sector or None)
        nouns[noun] = RoleNoun(noun=noun, kind=kind, sector=known)
        plural = RoleNoun(noun=noun, kind=kind, sector=known, plural=True)
        nouns.setdefault(_plural(noun), plural)
    return nouns


def is_title_noun(word: str) -> bool:
    """Whether a lower-case word is an office that stands before a person's name: "justice", "minister"."""
    noun = role_nouns().get(word)
    return noun is not None and noun.kind in _TITLES


@cache
def role_noun_list() -> WordList:
    """Give all forms of role nouns as words to look for."""
    return WordList(role_nouns())


def _plural(noun: str) -> str:
    if noun.endswith(("man", "woman")):
        return noun[:-2] + "en"
    if noun.endswith("y") and noun[-2] not in "aeiou":
        return noun[:-1] + "ies"
    if noun.endswith(("s", "ch", "x")):
        return noun + "es"
    return noun + "s"
