"""Where all of a subject begins: with the title, or the noun before a comma, that goes with a name."""

from __future__ import annotations

from typing import Final

from pipelines.extract.clauses.noun_phrases import Phrase, phrase_left
from pipelines.extract.clauses.reading import Reading
from pipelines.extract.function_words import DETERMINERS, POSSESSIVE_PRONOUNS

_TITLES_WITH_OF: Final = frozenset(
    "chief commissioner director head leader minister president secretary speaker under-secretary"
    " undersecretary".split()
)
_EXPLAINED_BY: Final = DETERMINERS | POSSESSIVE_PRONOUNS


def is_titled(reading: Reading, phrase: Phrase, governor: int, lowest: int) -> bool:
    """“Secretary of State X”, “CEO of Y X”: the name after such a title is the subject."""
    if phrase.head is None or phrase.first == reading.first_of(phrase.head):
        return False
    if reading.kind_of(phrase.head) != "person":
        return False
    if reading.first_of(phrase.head) - 1 in reading.to_token:
        return True
    if reading.words[governor] not in ("of", "for"):
        return False
    return governor > lowest and not _TITLES_WITH_OF.isdisjoint(
        reading.words[max(lowest, governor - 3) : governor]
    )


def start_with_title(reading: Reading, start: int, governor: int, lowest: int) -> int:
    """Give where “U.S. Secretary of State X” begins, though a preposition parts it."""
    title = phrase_left(reading, governor - 1, lowest)
    return start if title is None else min(start, title.first)


def start_with_explained(reading: Reading, start: int, lowest: int) -> int:
    """Give where “the Speaker, X, said” begins: at the noun that the name explains."""
    if start - 2 < lowest:
        return start
    words = reading.words
    noun = phrase_left(reading, start - 2, lowest)
    if noun is None or noun.head is not None or words[noun.first] not in _EXPLAINED_BY:
        return start
    opens = noun.first == lowest or words[noun.first - 1] == ","
    return noun.first if opens else start
