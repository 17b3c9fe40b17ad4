"""The language that topics' patterns are written in, and how a text's word is compared with a pattern's.

| written | matches |
|---|---|
| `peace talk` | these words one after the other, in singular or plural, in any case |
| `semiconduct*` | every word that begins so |
| `=arms` | exactly this form |
| `Fed` | only where the word has a capital initial |
| `NATO` | only in capitals |
| `(raise|cut) rate` | one of several, each of one or more words |
| `strike .. union` | both within ten words of one paragraph, in either order |
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from itertools import product
from typing import Final

from schemas.errors import SettingsError

NEAR_WORDS: Final = 10
_WORD: Final = re.compile(r"=?[^\W_]+\*?")
_GROUP: Final = re.compile(r"\(([^()]*)\)")
_POSSESSIVE: Final = re.compile(r"(?<=\w)['’]s\b")
_UNALTERED: Final = frozenset({"news", "series", "species"})
_MOST_FORMS: Final = 200


class PatternError(SettingsError):
    """A pattern can't be read; the message says why."""


def read_pattern(pattern: str) -> list[list[tuple[str, ...]]]:
    """Give a pattern's sides, one or two that stand near each other: all forms of each, as keys.

    Raises `PatternError` for brackets without a partner, an empty side or more than 200 forms.
    """
    sides = [_expand(side) for side in pattern.split(" .. ")]
    if len(sides) > 2:
        raise PatternError("a pattern holds at most one ' .. '")
    if max(map(len, sides)) > _MOST_FORMS:
        raise PatternError(f"more than {_MOST_FORMS} forms in one pattern; write several patterns")
    return sides


class Prefixes:
    """The lengths of the prefixes (`semiconduct*`) among some keys, by the letters they begin with."""

    def __init__(self, keys: Iterable[str]) -> None:
        prefixes = [key[2:] for key in keys if key[0] in "pP"]
        self._shortest = min(map(len, prefixes), default=0)
        lengths: dict[str, set[int]] = {}
        for prefix in prefixes:
            lengths.setdefault(prefix[: self._shortest], set()).add(len(prefix))
        self._lengths = {start: sorted(each) for start, each in lengths.items()}

    def of(self, word: str) -> list[str]:
        """Give the beginnings of a folded word that are as long as prefixes of those letters are."""
        lengths = self._lengths.get(word[: self._shortest], ())
        return [word[:length] for length in lengths if length <= len(word)]


def keys_of_word(word: str, prefixes: Prefixes) -> list[str]:
    """Give every key that a word of a text answers to."""
    lower = fold(word)
    singular = stem(lower)
    keys = [f"s:{singular}", f"=:{lower}"]
    if word[0].isupper():
        keys.append(f"S:{singular}")
    capitals = word[:-1] if word[-1] == "s" else word
    if capitals.isupper():
        keys.append(f"A:{capitals}")
    for prefix in prefixes.of(lower):
        keys.append(f"p:{prefix}")
        if word[0].isupper():
            keys.append(f"P:{prefix}")
    return keys


def fold(word: str) -> str:
    """Give the word in lower case and without accents."""
    if word.isascii():
        return word.lower()
    parts = unicodedata.normalize("NFKD", word.lower())
    return "".join(part for part in parts if not unicodedata.combining(part))


def stem(lower: str) -> str:
    """Give a noun's singular as far as spelling tells (Harman's S stemmer, JASIS 42:1, 1991)."""
    if len(lower) < 4 or lower in _UNALTERED or not lower.endswith("s"):
        return lower
    if lower.endswith("ies"):
        return lower[:-3] + "y" if len(lower) > 4 else lower[:-1]
    if lower.endswith(("sses", "xes", "ches", "shes", "zes")):
        return lower[:-2]
    return lower if lower.endswith(("ss", "us", "is")) else lower[:-1]


def _expand(side: str) -> list[tuple[str, ...]]:
    """Give the sequences of keys that one side of a pattern stands for."""
    parts: list[list[tuple[str, ...]]] = []
    position = 0
    for group in _GROUP.finditer(side):
        parts.append([_keys(side[position : group.start()])])
        parts.append([_keys(choice) for choice in group[1].split("|")])
        position = group.end()
    rest = side[position:]
    if "(" in rest or ")" in rest or "|" in _GROUP.sub("", side):
        raise PatternError("'(', ')' and '|' only as in (one|another)")
    parts.append([_keys(rest)])
    forms = [tuple(key for part in choice for key in part) for choice in product(*parts)]
    if not all(forms):
        raise PatternError("a pattern needs at least one word")
    return forms


@lru_cache(maxsize=20_000)
def _keys(words: str) -> tuple[str, ...]:
    return tuple(_key(word) for word in _WORD.findall(_POSSESSIVE.sub("", words)))


def _key(written: str) -> str:
    word = written.strip("=*")
    if written.endswith("*"):
        return f"{'P' if word[0].isupper() else 'p'}:{fold(word)}"
    if written.startswith("="):
        return f"=:{fold(word)}"
    if len(word) > 1 and word.isupper():
        return f"A:{word}"
    return f"{'S' if word[0].isupper() else 's'}:{stem(fold(word))}"
