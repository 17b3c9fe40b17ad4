"""Lists of names and of words that go with names, written for dateline; which list knows a word."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Final

from msgspec import Struct

from pipelines.extract.gazetteer.countries import countries
from pipelines.extract.text.tokens import read_tokens

LISTS: Final = (
    "first_names",
    "surnames",
    "places",
    "place_words",
    "organisations",
    "organisation_words",
    "titles",
    "peoples",
    "others",
)


class WordLists(Struct, frozen=True):
    """Single words by list, and names of several words by their first two.

    `phrases[first][second]`: (words after the first, list), the longest first.
    """

    by_word: dict[str, tuple[str, ...]]
    phrases: dict[str, dict[str, list[tuple[tuple[str, ...], str]]]]

    def kinds(self, word: str) -> tuple[str, ...]:
        """Give the lists that know this word, in the order of `LISTS`."""
        return self.by_word.get(word, ())


@cache
def word_lists() -> WordLists:
    """Give the lists, with the table of countries in them."""
    by_word: dict[str, tuple[str, ...]] = {}
    phrases: dict[str, dict[str, list[tuple[tuple[str, ...], str]]]] = {}
    for name, entries in _all_entries():
        for entry in entries:
            words = [token.text for token in read_tokens(entry, 0, len(entry))]
            if len(words) > 1:
                of_first = phrases.setdefault(words[0], {})
                of_first.setdefault(words[1], []).append((tuple(words[1:]), name))
                continue
            known = by_word.get(entry, ())
            if name not in known:
                by_word[entry] = (*known, name)
    for of_first in phrases.values():
        for options in of_first.values():
            options.sort(key=lambda option: -len(option[0]))
    return WordLists(by_word, phrases)


def _all_entries() -> list[tuple[str, list[str]]]:
    names: list[str] = []
    capitals: list[str] = []
    peoples: list[str] = []
    for country in countries().values():
        names += (country.name, *country.other_names)
        capitals += country.capitals
        peoples += country.demonyms
    known = [("countries", names), ("places", capitals), ("peoples", peoples)]
    return [*known, *map(_read, LISTS)]


def _read(name: str) -> tuple[str, list[str]]:
    """One entry a line, or several parted by commas; lines with # are comments."""
    file = files("pipelines.extract.gazetteer").joinpath(f"{name}.txt")
    lines = file.read_text("utf-8").splitlines() if file.is_file() else []
    return name, [
        entry.strip()
        for line in lines
        if not line.startswith("#")
        for entry in line.split(",")
        if entry.strip()
    ]
