"""Noun phrases: where one begins and ends, and which actor its head means."""

from __future__ import annotations

from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from pipelines.extract.actors import Reference
from pipelines.extract.clauses.reading import Reading
from pipelines.extract.function_words import (
    CONJUNCTIONS,
    DETERMINERS,
    NEGATIONS,
    OTHER_PRONOUNS,
    POSSESSIVE_MARKS,
    PREPOSITIONS,
    RELATIVES,
    STOPS,
    SUBJECT_PRONOUNS,
    SUBORDINATORS,
    TIMES,
    is_adverb,
)
from pipelines.extract.verb_forms import AUXILIARIES, is_finite

# "The Chinese government", "Ukraine's army": what speaks for the actor that it belongs to.
SPEAKING_BODIES: Final = frozenset(
    "administration administrations agency ambassador army authorities authority bank bloc board"
    " cabinet camp chairman chairwoman chief coast commission commissioner committee company council"
    " court defence defense delegation delegations department diplomat diplomats director embassy envoy"
    " envoys executive executives forces foreign general government governments guard head headquarters"
    " house kingdom lawmakers lawyers leaders leadership management mayor media military minister"
    " ministers ministry mission negotiator negotiators office officer officers official officials"
    " parliament party police presidency president press prosecutor prosecutors regulator regulators"
    " representative representatives senate service side sides spokesman spokesmen spokespeople"
    " spokesperson spokeswoman team treasury tribunal union unions".split()
)
# "A spokesman for X", "analysts at X", "a report by X": who or what speaks for X.
SPEAKING_ROLES: Final = frozenset(
    "adviser advisers aide aides ambassador analyst analysts attorney attorneys authorities communique"
    " declaration delegate delegates delegation diplomat diplomats director economist economists envoy"
    " executive executives expert experts government head lawyer lawyers leaders letter management"
    " member members ministers ministry negotiator negotiators note observer observers office officer"
    " officers official officials organisers prosecutors report reports representative representatives"
    " research researcher researchers ruling scientists source sources spokesman spokesmen"
    " spokespeople spokesperson spokeswoman staff statement strategist strategists studies study survey"
    " analysis data figures paper poll review investigation post tweet message memo filing".split()
)
# "The FO statement": a body's paper speaks for it, a paper on a country does not for that.
_PAPERS: Final = frozenset("communique release report review statement study survey".split())
_LONGEST_PHRASE: Final = 24
_LONGEST_PARENTHESIS: Final = 12
_BORDERS: Final = (
    PREPOSITIONS
    | CONJUNCTIONS
    | SUBORDINATORS
    | RELATIVES
    | NEGATIONS
    | STOPS
    | SUBJECT_PRONOUNS
    | OTHER_PRONOUNS
    | {",", "("}
)


class Phrase(Struct, frozen=True):
    """Tokens `first` to `last` (both inside) of a noun phrase; `head` is the reference it ends in."""

    first: int
    last: int
    head: Reference | None


def phrase_left(reading: Reading, index: int, lowest: int) -> Phrase | None:
    """Read the noun phrase that ends at a token; None where no noun phrase can end there."""
    words = reading.words
    at = index
    shortest = max(lowest, index - _LONGEST_PHRASE)
    head: Reference | None = None
    bracketed: Reference | None = None  # “the refugee agency (UNHCR)”
    while at >= shortest:
        reference = reading.to_token.get(at)
        if reference is not None:
            at = reading.first_of(reference) - 1
            head = head or reference if _is_end(reading, reference, index) else head
            continue
        word = words[at]
        if word == ")":
            opening = _opening_bracket(reading, at, shortest)
            if opening is None:
                break
            if at == index:
                bracketed = reading.from_token.get(opening + 1)
            at = opening - 1
            continue
        if _is_border(reading, at, index):
            break
        at -= 1
        if word in DETERMINERS and not (at >= shortest and words[at] in DETERMINERS):
            break
    return Phrase(at + 1, index, head or bracketed) if at < index else None


def phrase_right(reading: Reading, index: int, highest: int) -> Phrase | None:
    """Read the noun phrase that begins at a token; `highest` is the first token beyond reach."""
    words = reading.words
    at = index
    limit = min(highest, index + _LONGEST_PHRASE)
    head: Reference | None = None
    while at < limit:
        word = words[at]
        if word in DETERMINERS and at > index and words[at - 1] not in DETERMINERS:
            break
        reference = reading.from_token.get(at)
        if reference is not None and reading.last_of(reference) < limit:
            at = reading.last_of(reference) + 1
            head = reference
            continue
        if at in reading.opens or at in reading.closes or word in _BORDERS:
            break
        if at > index and (is_verb(reading, at) or is_adverb(word)):
            break
        if word in TIMES and at > index and reading.is_capitalised(at):
            break
        head = None
        at += 1
    if at == index:
        return None
    return Phrase(index, at - 1, head)


def actor_within(reading: Reading, phrase: Phrase) -> Reference | None:
    """Give the reference that owns or qualifies a head that is no reference ("the Dutch government")."""
    is_paper = reading.words[phrase.last] in _PAPERS
    before = phrase.last - 1
    if is_paper and reading.words[before] in SPEAKING_BODIES and before not in reading.to_token:
        return actor_within(reading, replace(phrase, last=before))
    if not is_paper and reading.words[phrase.last] not in SPEAKING_BODIES:
        return None
    for at in range(phrase.last - 1, phrase.first - 1, -1):
        reference = reading.to_token.get(at)
        if reference is not None:
            speaks = not is_paper or reading.kind_of(reference) == "organisation"
            return reference if speaks else None
    return None


def is_verb(reading: Reading, at: int) -> bool:
    """Whether a token looks like a finite verb where it stands: "the cost" and "the injured" are none."""
    word = reading.words[at]
    if not is_finite(word):
        return False
    if at == 0 or word in AUXILIARIES:
        return True
    before = reading.words[at - 1]
    return not (before in DETERMINERS or before in POSSESSIVE_MARKS or before == "-")


def _is_end(reading: Reading, reference: Reference, index: int) -> bool:
    """Whether a phrase that ends at `index` ends with this reference, an acronym in brackets aside."""
    last = reading.last_of(reference)
    if last == index:
        return True
    return reading.words[index] == ")" and reading.words[last + 1] == "("


def _opening_bracket(reading: Reading, index: int, lowest: int) -> int | None:
    for at in range(index - 1, max(lowest, index - _LONGEST_PARENTHESIS) - 1, -1):
        if reading.words[at] == "(":
            return at
    return None


def _is_border(reading: Reading, at: int, index: int) -> bool:
    word = reading.words[at]
    if at in reading.closes or at in reading.opens:
        return True
    if word == "it" and reading.tokens[at].text == "IT":
        return False
    if word in _BORDERS:
        return word != "under" or not reading.words[at + 1].startswith("secretar")
    if (is_adverb(word) and word not in DETERMINERS) or (word == "-" and reading.is_free(at)):
        return True
    if at < index and _is_time(reading, at):
        return True
    return is_verb(reading, at)


def _is_time(reading: Reading, at: int) -> bool:
    """“On Tuesday Xi said”: the time is no part of the subject."""
    word = reading.words[at]
    if word in TIMES or (len(word) == 4 and word.isdigit()):
        after = reading.words[at + 1]
        return after != "-" and after not in POSSESSIVE_MARKS
    return False
