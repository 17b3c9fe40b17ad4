"""Where the name of a ministry, a court or another body begins and ends."""

from __future__ import annotations

from typing import Final

from pipelines.extract.actors.cut_names import office_within
from pipelines.extract.actors.organisations import is_body_noun
from pipelines.extract.actors.reading import Name, Reading
from pipelines.extract.actors.role_nouns import is_title_noun
from pipelines.extract.actors.word_lists import SMALL_WORDS

_TREATIES: Final = frozenset("Accord Accords Conventions Pact Protocol Treaty".split())
_EVENTS: Final = frozenset("Crisis Games Massacre Revolution Syndrome Uprising War".split())
_NO_BODIES: Final = _TREATIES | _EVENTS
_CONVENTION: Final = ["Geneva", "Convention"]
_PRIZES: Final = frozenset("laureate laureates prize prizes".split())
_LAWS: Final = (["Act"], ["Bill"], ["Law"], ["Ordinance"])


def with_all_subjects(reading: Reading, name: Name) -> Name:
    """Add the further subjects of a ministry: "Ministry of Economy" before ", Trade and Industry"."""
    if name.entity_type != "ORG" or reading.low[name.first] not in ("ministry", "department"):
        return name
    end = name.end
    while reading.word(end) in (",", "and", "&") and _is_capitalised(reading, end + 1):
        end += 2
        if reading.word(end - 2) != ",":
            return reading.recut(name, name.first, end, "ORG")
    return name


def _is_capitalised(reading: Reading, token: int) -> bool:
    """Whether there is a word at a place, and it begins with a capital."""
    return token < len(reading.words) and reading.words[token][0].isupper()


def with_first_part(reading: Reading, name: Name) -> Name:
    """Add what was cut off at "and": "the Ethics and" before "Anti-Corruption Commission"."""
    first = name.first - 2
    if reading.word(name.first - 1) != "and" or not is_body_noun(reading.word(name.end - 1)):
        return name
    if not reading.words[first][:1].isupper() or reading.word(first - 1) != "the":
        return name
    if first in reading.covering or is_body_noun(reading.low[first]):
        return name
    return reading.recut(name, first, name.end, "ORG")


def without_title(reading: Reading, name: Name) -> Name:
    """Cut off the title of the person that follows: "Supreme Court Justice" before "Ann Lee"."""
    last = name.end - 1
    follows = reading.starting.get(name.end)
    if not is_title_noun(reading.low[last]) or last == name.first:
        return name
    if follows is None or follows.entity_type != "PER":
        return name
    return reading.recut(name, name.first, last, "ORG")


def title_within(reading: Reading, name: Name) -> int | None:
    """Give where a title stands in what was taken for one body: "Supreme Court Justice Ann Lee"."""
    if name.entity_type == "PER":
        return office_within(reading, name)
    if name.entity_type != "ORG":
        return None
    for token in range(name.first + 1, name.end - 2):
        if is_title_noun(reading.low[token]) and reading.words[token + 1] not in SMALL_WORDS:
            return token
    return None


def joint_within(reading: Reading, name: Name) -> int | None:
    """Give where two bodies were taken for one: at "and the"."""
    if name.entity_type != "ORG":
        return None
    for token in range(name.first + 1, name.end - 2):
        if reading.low[token] == "and" and reading.low[token + 1] == "the":
            return token
    return None


def is_of_law(reading: Reading, name: Name) -> bool:
    """Whether a name is a treaty's, an event's or a law's: "Electronic Communications" before "Act"."""
    if name.entity_type != "ORG":
        return False
    last = reading.words[name.first : name.end][-2:]
    is_treaty = len(last) > 1 and (last[-1] in _NO_BODIES or last == _CONVENTION)
    return is_treaty or reading.words[name.end : name.end + 1] in _LAWS


def is_of_prize(reading: Reading, name: Name) -> bool:
    """Whether a name is but part of a prize's: "Nobel laureate"."""
    return name.end - name.first == 1 and reading.word(name.end) in _PRIZES
