"""What stands between a subject and its verb: auxiliaries, negations, adverbs, days."""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from pipelines.extract.clauses.reading import Reading
from pipelines.extract.function_words import NEGATIONS, TIMES, is_adverb
from pipelines.extract.verb_forms import AUXILIARIES, BE, MODALS

# “X on Monday said”, “X last week said”
_BEFORE_TIMES: Final = frozenset("earlier in last later next on this".split())


class Verb(Struct, frozen=True):
    """What stands between a subject and its verb: `before` is the first token left of all that."""

    before: int
    negated: bool = False
    modal: bool = False
    be: bool = False
    infinitive: bool = False


def read_verb_group(reading: Reading, index: int, lowest: int) -> Verb:
    """Read auxiliaries, negation and adverbs before a verb."""
    words = reading.words
    at, negated, modal, be = index - 1, False, False, False
    while at >= lowest and at not in reading.to_token:
        word = words[at]
        if word in NEGATIONS:
            negated = True
        elif word in AUXILIARIES or (word in BE and at + 1 == index and word[0] not in "'’"):
            be = be or word in BE
            modal = modal or word in MODALS
        elif word in TIMES and at - 1 >= lowest and words[at - 1] in _BEFORE_TIMES:
            at -= 1
        elif word == "to":
            return Verb(at - 1, negated, modal, be, infinitive=True)
        elif not is_adverb(word):
            break
        at -= 1
    return Verb(at, negated, modal, be)
