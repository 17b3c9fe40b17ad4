"""Persons that a backend did not find: they speak and are named again, or the body names them in full."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Final

from pipelines.extract.actors.organisations import is_body_noun
from pipelines.extract.actors.person_names import is_given_name
from pipelines.extract.actors.reading import Name, Reading
from pipelines.extract.actors.role_nouns import role_nouns
from pipelines.extract.actors.word_lists import BOUNDS
from pipelines.extract.text import WordList

_SPEAKS: Final = WordList(
    "said says told tells asked asks added adds wrote writes argued argues warned warns insisted insists"
    " denied accused called urged replied recalled recalls".split()
)
_FEWEST: Final = 2
_SHORTEST: Final = 3
_LONGEST: Final = 3


def missed_persons(readings: Sequence[Reading]) -> dict[bool, list[Name]]:
    """Give, by whether in the title, full names that speak and families named again without them."""
    speaking = {reading.in_title: list(_speaking(reading)) for reading in readings}
    if not any(speaking.values()):
        return speaking
    alone = _named_alone(readings)
    found = {
        in_title: [name for name in names if name.text.split()[-1] in alone]
        for in_title, names in speaking.items()
    }
    families = {name.text.split()[-1] for names in found.values() for name in names}
    for reading in readings:
        names = found[reading.in_title]
        taken = {at for name in names for at in range(name.first, name.end)}
        for token in reading.places(families):
            if token not in taken and token not in reading.covering:
                name = reading.name_between(token, token + 1, "PER", 0.7)
                names += [name] if name is not None else []
    return found


def missed_in_title(title: Reading, body: Reading) -> list[Name]:
    """Give where a headline has the body's persons, in full or by family name, and the backend none.

    Headlines may have a capital everywhere: a name that is a plain word as well is left alone.
    """
    persons = {
        name.text.split()[-1]: name.text.split()
        for name in body.names
        if name.entity_type == "PER" and name.end - name.first > 1
    }
    places = [at for at in title.places(persons) if _is_open(title, at, persons)] if persons else ()
    found: list[Name] = []
    for at in places:
        words = persons[title.words[at]]
        first = at + 1 - len(words)
        if first < 0 or title.words[first : at + 1] != words:
            first = at
        name = title.name_between(first, at + 1, "PER", 0.8)
        if name is not None and title.low[at] not in body.distinct and title.low[at] not in BOUNDS:
            found.append(name)
    return found


def _is_open(title: Reading, token: int, persons: Mapping[str, Sequence[str]]) -> bool:
    """Whether a family name is no name yet, or in one that is none: "Trump Exerting Undue"."""
    name = title.covering.get(token)
    if name is None:
        return True
    words = name.text.split()
    if name.entity_type != "PER" or set(words) <= {*persons[title.words[token]]}:
        return False
    return not any(is_given_name(word.lower()) for word in words)


def _named_alone(readings: Sequence[Reading]) -> set[str]:
    """Give the capitalised words that stand somewhere without another before them."""
    return {
        word
        for reading in readings
        for before, word in pairwise(("", *reading.words))
        if word[:1].isupper() and not before[:1].isupper()
    }


def _speaking(reading: Reading) -> Iterator[Name]:
    """Give two or three capitalised words at the head of a sentence, with a verb of speech behind."""
    for verb in reading.low_places(_SPEAKS):
        first = verb
        while first > 0 and verb - first < _LONGEST and _is_part(reading, first - 1):
            first -= 1
        if verb - first < _FEWEST or reading.sentence_range(first)[0] != first:
            continue
        name = reading.name_between(first, verb, "PER", 0.7)
        if name is not None:
            yield name


def _is_part(reading: Reading, token: int) -> bool:
    word, low = reading.words[token], reading.low[token]
    if token in reading.covering or len(word) < _SHORTEST or not word.isalpha():
        return False
    known = low in BOUNDS or low in role_nouns() or is_body_noun(low)
    return word[0].isupper() and word[1:].islower() and not known
