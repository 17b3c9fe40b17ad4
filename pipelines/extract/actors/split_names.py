"""Names of bodies that a backend splits: those of other languages, and "X Nordic said" after "X"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from pipelines.extract.actors.cut_names import TIMES
from pipelines.extract.actors.organisation_table import Around, known_organisation
from pipelines.extract.actors.organisations import is_body_noun
from pipelines.extract.actors.reading import Name, Reading
from pipelines.extract.actors.role_nouns import role_nouns
from pipelines.extract.actors.word_lists import BOUNDS
from pipelines.extract.function_words import POSSESSIVE_MARKS
from pipelines.extract.text import WordList
from pipelines.extract.verb_forms import VERBS

# What bodies are in other languages, and is seldom written in English.
_NOUNS: Final = WordList(
    "aliança alianza asociación associação banco banque bündnis coalición confederación confederação"
    " coordinadora federación federação fédération frente fuerza juntos ligue ministerio ministério"
    " ministère mouvement movimento movimiento parti partei partido partito rassemblement união unión"
    " universidad universidade université".split()
)
_PARTICLES: Final = frozenset(
    "a al la las los da das de del des der di do dos du e en für no nos par para por pour y zum".split()
)
_LONGEST: Final = 8  # words
_SPEAKS: Final = frozenset("added announced announces reported said says warned".split())
_TOLD: Final = frozenset({"told", "tells"})


def foreign_bodies(reading: Reading) -> Iterator[Name]:
    """Give the bodies of other languages: "Unión por la Patria", "Banco de la Nación"."""
    after = 0
    for first in reading.low_places(_NOUNS):
        end = first
        if first < after or not reading.words[first][0].isupper():
            continue
        for token in range(first, min(first + _LONGEST, reading.sentence_range(first)[1])):
            known = reading.starting.get(token)
            if known is not None and known.entity_type == "PER" and token > first + 1:
                break
            if reading.words[token][0].isupper():
                end = token + 1
            elif reading.words[token] not in _PARTICLES:
                break
        name = reading.name_between(first, end, "ORG", 0.8)
        if end - first > 1 and name is not None:
            after = end
            yield name


def split_bodies(readings: Sequence[Reading]) -> dict[bool, list[Name]]:
    """Give, by whether in the title, bodies whose second word was left out or taken for another name.

    That they are one is told where both together speak or are told something, headlines aside: in
    those any word may have a capital.
    """
    pairs = {
        pair for reading in readings if not reading.in_title for pair in _acting_pairs(reading)
    }
    found: dict[bool, list[Name]] = {reading.in_title: [] for reading in readings}
    if not pairs:
        return found
    firsts = {one for one, _ in pairs}
    for reading in readings:
        for token in reading.places(firsts):
            if (reading.words[token], *reading.words[token + 1 : token + 2]) in pairs:
                name = reading.name_between(token, token + 2, "ORG", 0.8)
                found[reading.in_title] += [name] if name is not None else []
    return found


def _acting_pairs(reading: Reading) -> Iterator[tuple[str, str]]:
    for name in reading.names:
        second = name.end
        if name.entity_type != "ORG" or name.end - name.first > 1 or not _is_part(reading, second):
            continue
        following = reading.word(second + 1)
        place = reading.starting.get(second)
        if place is not None and place.entity_type == "LOC":  # a branch: “KNN Peru”
            acts = following in VERBS or following in POSSESSIVE_MARKS
            ends = not following[:1].isalpha() or following in BOUNDS
            acts = acts or (ends and reading.word(name.first - 1) in _TOLD)
        else:
            known = known_organisation(name.text, Around({}))
            acts = known is None and following in _SPEAKS
        if acts:
            yield reading.words[name.first], reading.words[second]


def _is_part(reading: Reading, token: int) -> bool:
    """Whether a word may be the second of a name: capitalised, no title, time or person."""
    if token >= len(reading.words) or not reading.continues_line(token):
        return False
    word, low = reading.words[token], reading.low[token]
    if not (word[0].isupper() and word.isalpha() and word[1:].islower()):
        return False
    if low in BOUNDS or low in TIMES or low in role_nouns() or is_body_noun(low):
        return False
    known = reading.covering.get(token)
    return known is None or (known.entity_type != "PER" and known.end - known.first == 1)
