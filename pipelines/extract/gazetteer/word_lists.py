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
# Long lists with many words that are also something else: they hint, no rule relies on them.
WIDE_LISTS: Final = ("given_names", "family_names", "towns")


class WordLists(Struct, frozen=True):
    """Single words by list, and names of several words by their first two.

    `phrases[first][second]`: (words after the first, list), the longest first. `wide`: the words of
    each of `WIDE_LISTS`. `context[word]`: what a word in lower case tells of a name beside it.
    """

    by_word: dict[str, tuple[str, ...]]
    phrases: dict[str, dict[str, list[tuple[tuple[str, ...], str]]]]
    wide: tuple[frozenset[str], ...]
    context: dict[str, tuple[str, ...]]

    def kinds(self, word: str) -> tuple[str, ...]:
        """Give the lists that know this word, in the order of `LISTS`."""
        return self.by_word.get(word, ())

    def wide_kinds(self, word: str) -> tuple[str, ...]:
        """Give the wide lists that know this word."""
        found = [name for name, words in zip(WIDE_LISTS, self.wide, strict=True) if word in words]
        return tuple(found)


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
    wide = []
    for name in WIDE_LISTS:
        entries = [part for entry in _read(name)[1] for part in entry.replace("-", " - ").split()]
        wide.append(frozenset(entries))
    for of_first in phrases.values():
        for options in of_first.values():
            options.sort(key=lambda option: -len(option[0]))
    context: dict[str, tuple[str, ...]] = {}
    for heading, entries in list_lines("context_words").items():
        for entry in entries:
            context[entry] = (*context.get(entry, ()), heading)
    return WordLists(by_word, phrases, tuple(wide), context)


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
    return name, [entry for entries in list_lines(name).values() for entry in entries]


def list_lines(name: str) -> dict[str, list[str]]:
    """Give a list's entries by the heading of their line; lines without one are "1", "2", …

    Entries are parted by commas, a heading ends in a colon; lines with # are comments.
    """
    file = files("pipelines.extract.gazetteer").joinpath(f"{name}.txt")
    found: dict[str, list[str]] = {}
    for number, line in enumerate(file.read_text("utf-8").splitlines(), start=1):
        if line.startswith("#"):
            continue
        heading, colon, entries = line.partition(": ")
        if not colon:
            heading, entries = str(number), line
        found[heading] = [entry.strip() for entry in entries.split(",") if entry.strip()]
    return found
