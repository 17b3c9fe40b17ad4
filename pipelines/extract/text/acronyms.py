"""Acronyms in brackets, and what they are short for: "the World Health Organization (WHO)".

Schwartz and Hearst, A Simple Algorithm for Identifying Abbreviation Definitions (PSB 2003), with the
initials of words alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from pipelines.extract.text.words import WordList, Words

_BRACKET: Final = WordList("(")
# Their initials may be left out.
_BETWEEN: Final = frozenset(
    "of for and the in on at to de la le del da do du des et e y en - ‐ & , ' ’ 's ’s".split()
)
_SHORTEST: Final = 2  # characters of an acronym
_LONGEST: Final = 10
_WORDS: Final = 16  # that are looked at before one


def acronyms_in_brackets(text: Words) -> Iterator[int]:
    """Give where a word stands in brackets that may be an acronym: "(CEPI)", "(Unicef)"."""
    words = text.written
    for bracket in text.places(_BRACKET):
        place = bracket + 1
        if words[place + 1 : place + 2] != [")"] or not words[place][0].isupper():
            continue
        if _SHORTEST <= len(words[place]) <= _LONGEST and words[place].isalnum():
            yield place


def has_capitals(acronym: str) -> bool:
    """Whether a word has more than one capital: "CEPI", "BfV"."""
    return sum(map(str.isupper, acronym)) > 1


def long_form_start(words: Sequence[str], place: int) -> int | None:
    """Give where the words begin whose initials an acronym in brackets is; None where they are not."""
    acronym = words[place]
    letters = [char for char in acronym if char.isupper()]
    if len(letters) == 1:
        letters = list(acronym.upper())
    end = place - 1
    for at in range(end - 1, max(-1, end - 1 - _WORDS), -1):
        word = words[at]
        if word[0].isupper():
            if word[0] != letters.pop():
                return None
            if not letters:
                return at
        elif word not in _BETWEEN:
            return None
    return None
