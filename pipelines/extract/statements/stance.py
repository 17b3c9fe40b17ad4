"""How the words of a quote are meant."""

from __future__ import annotations

from typing import Final, Literal

from pipelines.extract.clauses import Reading
from pipelines.extract.clauses.reading import LONGEST_WALK
from pipelines.extract.function_words import NEGATIONS
from pipelines.extract.statements.lexicon import (
    ADJECTIVES,
    ASKING,
    COMPLAINTS,
    CUE_STANCES,
    NEGATED,
    NEGATIVE,
    POSITIVE,
    TOO_LITTLE,
)
from pipelines.extract.verb_forms import BE
from schemas.analysis import Stance

Certainty = Literal["asserted", "reported", "denied", "hypothetical"]

_OBLIGATIONS: Final = frozenset("must should ought".split())
_HAVE_TO: Final = frozenset("have has had need needs needed".split())
_REFUSALS: Final = frozenset("will would wo ca cannot can shall".split())
# What is refused whoever will not do it.
_REFUSED: Final = frozenset(
    "accept agree allow apologise apologize attend comply forgive negotiate recognise recognize"
    " renegotiate resign sign support surrender tolerate vote withdraw yield".split()
)
# “Never knew”, “never meant to” deny a charge.
_NEVER_DONE: Final = frozenset("intended knew meant ordered planned touched".split())
_ASKS: Final = frozenset("ask urge demand beg implore request appeal".split())
_OWN: Final = frozenset("i we it he she they".split())
_DENIERS: Final = NEGATIONS | frozenset("no neither nor hardly robbed deprived".split())
_CONDITIONS: Final = frozenset("would could might if may".split())
_SUPPOSING: Final = frozenset("hope expect predict forecast suspect speculate estimate".split())
_DENIED_WITHIN: Final = 3
_PRAISE_AFTER_BE: Final = {"right": 1, "finished": -1}
# Any other word leaves the balance as it is.
_WEIGHED: Final = frozenset(
    {*POSITIVE, *NEGATIVE, *COMPLAINTS, *TOO_LITTLE, *ADJECTIVES, *_PRAISE_AFTER_BE, "enough"}
)


def stance_of(reading: Reading, first: int, end: int, lemma: str | None, request: bool) -> Stance:
    """Give the stance of the words from token `first` up to `end` that a cue reports.

    `request`: the cue is followed by what somebody is to do.
    """
    given = CUE_STANCES.get(lemma or "")
    if given is not None and (lemma not in ASKING or request):
        return given
    end = min(end, first + LONGEST_WALK)
    if _refuses(reading, first, end):
        return "denial"
    if _demands(reading.words, first, end):
        return "demand"
    return balance_of(reading, first, end)


def certainty_of(
    reading: Reading, first: int, end: int, lemma: str | None, *, is_direct: bool
) -> Certainty:
    """Give how far what is quoted is said to be so.

    In indirect speech "would" is the past of "will": "said that it would leave" reports a plan.
    """
    if lemma == "deny":
        return "denied"
    conditions = _CONDITIONS if is_direct else _CONDITIONS - {"would"}
    supposed = lemma in _SUPPOSING or any(
        reading.words[at] in conditions and not _is_month(reading, at)
        for at in range(first, min(end, first + LONGEST_WALK))
    )
    return "hypothetical" if supposed else "reported"


def _is_month(reading: Reading, at: int) -> bool:
    return reading.tokens[at].text == "May"


def _refuses(reading: Reading, first: int, end: int) -> bool:
    """“We will not sign away the rain”, “France would not yield”, “I am not guilty”."""
    words = reading.words
    for at in range(first + 1, end):
        if words[at] not in NEGATIONS:
            continue
        following = words[at + 1] if at + 1 < end else ""
        if following == "guilty" or (words[at] == "never" and following in _NEVER_DONE):
            return True
        if words[at - 1] not in _REFUSALS:
            continue
        if following in _REFUSED:
            return True
        if at - 2 >= first and (words[at - 2] in _OWN or at - 2 in reading.to_token):
            return True
    return False


def _demands(words: list[str], first: int, end: int) -> bool:
    for at in range(first, end):
        word = words[at]
        if word in _ASKS and at > first and words[at - 1] in ("i", "we"):
            return True
        if word in _OBLIGATIONS:
            return "have" not in words[at + 1 : min(end, at + 3)]
        if word in _HAVE_TO and at + 1 < end and words[at + 1] == "to":
            return not any(before in _DENIERS for before in words[max(first, at - 2) : at])
    return False


def balance_of(reading: Reading, first: int, end: int) -> Stance:
    """Weigh words of praise against words of blame.

    “Not good” is blame, “no shame” is neither; single words that are quoted count twice.
    """
    words, opens = reading.words, reading.opens
    is_whole = opens.get(first) == end - 1
    balance, quoted_until = 0, -1
    for at in range(first, end):
        if at in opens and not is_whole:
            quoted_until = max(quoted_until, opens[at])
        if words[at] not in _WEIGHED:
            continue
        quoted = at <= quoted_until
        value = -1 if quoted and words[at] in COMPLAINTS else _value(words[at])
        value = value or _value_beside(words[at - 1] if at else "", words[at])
        if words[at] == "enough" and _is_denied(words, first, at):
            balance -= 1
            continue
        if value and not reading.is_named(at):
            if _is_denied(words, first, at):
                value = min(-value, 0)
            balance += 2 * value if quoted else value
    if balance == 0:
        return "neutral"
    return "supportive" if balance > 0 else "critical"


def _is_denied(words: list[str], first: int, at: int) -> bool:
    return not _DENIERS.isdisjoint(words[max(first, at - _DENIED_WITHIN) : at])


def _value(word: str) -> int:
    if word in POSITIVE:
        return 1
    if word in NEGATIVE:
        return -1
    attitude = ADJECTIVES.get(word)
    if attitude is None:
        return 0
    return 1 if attitude in ("supportive", "offer") else -1


def _value_beside(before: str, word: str) -> int:
    """“Was right” is praise, “was finished” and “too late” are blame."""
    if before in BE and word in _PRAISE_AFTER_BE:
        return _PRAISE_AFTER_BE[word]
    return -1 if before == "too" and word in TOO_LITTLE else 0


def turned(stance: Stance, negated: bool) -> Stance:
    """Give the stance of an act, or of its negation."""
    return NEGATED[stance] if negated else stance
