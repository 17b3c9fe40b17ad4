"""Which long forms a text gives for its acronyms: "Ethics and Anti-Corruption Commission (EACC)"."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from pipelines.extract.actors.countries import country_named
from pipelines.extract.actors.reading import Name, Reading
from pipelines.extract.actors.word_lists import SMALL_WORDS
from pipelines.extract.text import WordList

_BRACKET: Final = WordList({"("})
_SHORTEST_ACRONYM: Final = 2  # letters
_LONGEST_ACRONYM: Final = 10


def long_forms(reading: Reading) -> Iterator[tuple[Name, str]]:
    """Give the long forms of acronyms: "Ethics and Anti-Corruption Commission (EACC)".

    After Schwartz and Hearst (2003), with initials of words alone.
    """
    for token in reading.places(_BRACKET):
        if reading.word(token + 2) != ")":
            continue
        acronym = reading.words[token + 1]
        letters = [letter for letter in acronym if letter.isupper()]
        if not _SHORTEST_ACRONYM <= len(letters) <= _LONGEST_ACRONYM or not acronym.isalnum():
            continue
        first = _long_form_start(reading, token, letters)
        existing = reading.ending.get(token)
        if first is None or (existing is not None and existing.first < first):
            continue
        name = reading.name_between(first, token, "ORG", 0.97)
        if name is not None and not country_named(name.text):
            yield name, acronym


def _long_form_start(reading: Reading, end: int, letters: list[str]) -> int | None:
    """Go left over words whose initials are an acronym's letters, the last first."""
    left = list(letters)
    limit = max(reading.sentence_range(end)[0], end - 3 * len(letters) - 2)
    for token in range(end - 1, limit - 1, -1):
        word = reading.words[token]
        if left and word[0] == left[-1]:
            left.pop()
            if not left:
                return token
        elif word[0].isalnum() and word not in SMALL_WORDS:
            return None
    return None
