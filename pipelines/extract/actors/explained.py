"""What bodies are called beside their names: "X, a rights group", "the connectivity monitor X"."""

from __future__ import annotations

from collections.abc import Container, Sequence
from typing import Final

from pipelines.extract.actors.drafts import Draft
from pipelines.extract.actors.reading import Name, Reading
from pipelines.extract.actors.word_lists import PRONOUNS
from pipelines.extract.function_words import PREPOSITIONS
from pipelines.extract.verb_forms import VERBS

_WITHIN: Final = 10
_OPENS: Final = frozenset("a an the one".split())
_ENDS: Final = (PREPOSITIONS | PRONOUNS | VERBS) - {"like"}


def explaining_nouns(
    reading: Reading, named: Sequence[tuple[Name, Draft]], nouns: Container[str]
) -> dict[Draft, set[str]]:
    """Give the nouns, of those given, by which a text explains the names of its organisations."""
    found: dict[Draft, set[str]] = {}
    for name, draft in named:
        told = set()
        before = name.first - (2 if reading.word(name.first - 1) == "," else 1)
        if reading.word(before) in nouns:
            told.add(reading.word(before))
        told.update(word for word in apposition(reading, name.end) if word in nouns)
        if told:
            found.setdefault(draft, set()).update(told)
    return found


def apposition(reading: Reading, token: int) -> Sequence[str]:
    """Give the words of an apposition behind a name that ends before a token.

    It goes up to its first preposition, verb or comma.
    """
    if reading.word(token) == "(" and reading.word(token + 2) == ")":
        token += 3
    if reading.word(token) != "," or reading.word(token + 1) not in _OPENS:
        return ()
    end = token + 2
    limit = min(len(reading.low), end + _WITHIN)
    while end < limit and reading.low[end] not in _ENDS and reading.low[end] not in (",", "."):
        end += 1
    return reading.low[token + 2 : end]
