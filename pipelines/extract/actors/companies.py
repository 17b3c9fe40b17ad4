"""Which names are those of companies, clubs and other bodies: told by their words, or the text around."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from pipelines.extract.actors.countries import is_country_or_capital
from pipelines.extract.actors.explained import apposition
from pipelines.extract.actors.organisations import CLUBS_BEGIN, CLUBS_END
from pipelines.extract.actors.reading import Name, Reading
from pipelines.extract.actors.sorting import ends_as_organisation

# Stand right before a body's name: "carmaker X".
CALLED_BODIES: Final = frozenset(
    "airline automaker bank broadcaster brewer carmaker chipmaker company developer firm gang giant"
    " insurer lender maker manufacturer miner militia operator publisher retailer startup"
    " steelmaker supplier institute magazine newspaper pollster website".split()
)
_NO_COMPANIES: Final = frozenset(
    "broadcaster gang institute magazine militia newspaper pollster website".split()
)
_COMPANIES: Final = frozenset("company firm manufacturer retailer chain bank startup".split())
_MEDIA: Final = frozenset("broadcaster daily magazine newspaper publication tabloid".split())
_BEHIND: Final = frozenset("party newspaper magazine television radio".split())
_COMMITTEES: Final = frozenset("agency board commission committee council panel union".split())
_ANALYSTS: Final = frozenset("analyst economist strategist trader manager".split())


def is_company(reading: Reading, first: int, end: int) -> bool:
    """Whether a name ends as a body's does, or is called one: "X, a mining company", "the X party"."""
    if ends_as_organisation(reading.text_of(first, end)) or reading.word(end) in _BEHIND:
        return True
    return not _COMPANIES.isdisjoint(apposition(reading, end))


def is_called_body(reading: Reading, first: int, end: int) -> bool:
    """Whether a name is called a company: "carmaker X", "its operator, X", "a gang known as X"."""
    before = first - 1
    if reading.word(before) == ",":
        before -= 1
        if reading.word(before) in _COMMITTEES:
            is_plain = before not in reading.covering and end - first == 1
            return is_plain and reading.word(end) == ","
    elif reading.word(before) in ("as", "named", "called"):
        before -= 2 if reading.word(before) == "as" and reading.word(before - 1) == "known" else 1
    return reading.word(before) in CALLED_BODIES


def is_called_company(reading: Reading, name: Name) -> bool:
    """Whether a name is called a company: "carmaker X", "its operator, X", "X, the company that"."""
    before = reading.word(name.first - 1)
    nouns = {reading.word(name.first - 2) if before == "," else before}
    nouns.update(apposition(reading, name.end))
    return not nouns.isdisjoint(CALLED_BODIES - _NO_COMPANIES)


def is_called_medium(reading: Reading, name: Name) -> bool:
    """Whether a name is called a medium: "Wafa news agency", "the broadcaster KAN", "X, a newspaper"."""
    behind = reading.word(name.end)
    if behind in _MEDIA or (behind == "news" and reading.word(name.end + 1) == "agency"):
        return True
    before = reading.word(name.first - 1)
    if before == "," and reading.word(name.first - 3) == "news":
        return reading.word(name.first - 2) == "agency"  # “the news agency, WAM,”
    return before in _MEDIA or not _MEDIA.isdisjoint(apposition(reading, name.end))


def is_club(words: Sequence[str]) -> bool:
    """Whether a name of these words begins or ends as a club's does."""
    return len(words) > 1 and (words[0].lower() in CLUBS_BEGIN or words[-1].lower() in CLUBS_END)


def employs_analysts(reading: Reading, name: Name) -> bool:
    """Whether a name is no place but whom analysts work for: "an economist at X"."""
    if reading.word(name.first - 1) not in ("at", "with"):
        return False
    return not is_country_or_capital(name.text) and reading.word(name.first - 2) in _ANALYSTS
