"""Which organisation "the agency", "the company" or "the commission" means."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from msgspec import Struct

from pipelines.extract.actors.drafts import Draft
from pipelines.extract.actors.explained import explaining_nouns
from pipelines.extract.actors.reading import Name, Reading
from pipelines.extract.actors.word_lists import BOUNDS
from pipelines.extract.folding import fold
from pipelines.extract.function_words import POSSESSIVE_MARKS
from pipelines.extract.text import WordList

# Each noun with the sectors of bodies that it may mean without being a part of their names.
_NOUNS: Final[dict[str, frozenset[str]]] = {
    **dict.fromkeys(
        "association authority bank board bureau centre center church coalition college commission"
        " committee council court department federation forum foundation fund gallery hospital institute"
        " library"
        " ministry monitor movement museum office parliament panel school senate team theatre tribunal"
        " university".split(),
        frozenset(),
    ),
    **dict.fromkeys(
        "company firm carmaker automaker airline brewer carrier chain chipmaker developer insurer lender"
        " maker"
        " manufacturer operator producer retailer startup supplier".split(),
        frozenset({"business"}),
    ),
    **dict.fromkeys(
        ("agency", "regulator", "watchdog"), frozenset({"government", "international_organisation"})
    ),
    **dict.fromkeys(
        "broadcaster daily magazine newspaper outlet paper publication".split(),
        frozenset({"media"}),
    ),
    **dict.fromkeys(("charity", "network", "union"), frozenset({"civil_society"})),
    **dict.fromkeys(
        ("organisation", "organization", "nonprofit", "ngo", "club"), frozenset({"civil_society"})
    ),
    "group": frozenset({"civil_society", "business", "military", "party", "none"}),
    "party": frozenset({"party"}),
    "bloc": frozenset({"international_organisation"}),
    "alliance": frozenset({"international_organisation"}),
}
_NOUN_LIST: Final = WordList(_NOUNS)
# "The National Cyber Security Centre … the agency".
_AGENCIES: Final = frozenset(
    "administration agency authority bureau center centre office service survey".split()
)
_FINITE: Final = frozenset(
    "found held ruled heard kept meant paid cut set sought sold drew".split()
)
_BLOCS: Final = frozenset(
    "union community association alliance treaty cooperation league organisation organization nato asean"
    " mercosur".split()
)
# A body that is called one of these may be called any of them.
_GROUPS: Final = frozenset(
    "association charity federation group movement network ngo nonprofit organisation organization".split()
)
_COMPANIES: Final = frozenset(
    "airline automaker brewer carmaker carrier chain chipmaker company developer firm insurer lender maker"
    " manufacturer operator producer retailer startup supplier".split()
)
_EXPLAINED: Final = 0.85
_BY_NAME: Final = 0.85
_BY_SECTOR: Final = 0.6
_MOST_RECENT: Final = 24
_FAR_TOKENS: Final = 250
_FARTHEST_TOKENS: Final = 800  # by name
_NEAR_TOKENS: Final = 60


class BodyNominal(Struct, frozen=True, kw_only=True):
    """Tokens `first` up to `end` (outside) that mean an organisation."""

    first: int
    end: int
    draft: Draft
    confidence: float


def find_body_nominals(
    reading: Reading, named: Sequence[tuple[Name, Draft]]
) -> Iterator[BodyNominal]:
    """Give the phrases that mean an organisation named before them.

    `named`: the organisations of the text at their places, in order. A body that has the noun in its
    name, or is explained by it, goes before one that only is of such a sector.
    """
    explained = explaining_nouns(reading, named, _NOUNS)
    coming = 0
    for token in reading.low_places(_NOUN_LIST):
        if not stands_alone(reading, token):
            continue
        first = _first(reading, token)
        if first is None:
            continue
        while coming < len(named) and named[coming][0].first < first:
            coming += 1
        recent = named[max(0, coming - _MOST_RECENT) : coming]
        near = [
            (first - name.end, draft)
            for name, draft in reversed(recent)
            if first - name.end < _FARTHEST_TOKENS and not _is_medium(reading, name)
        ]
        found = _meant(reading.low[token], near, explained)
        if found is not None:
            draft, confidence = found
            yield BodyNominal(first=first, end=token + 1, draft=draft, confidence=confidence)


def _is_medium(reading: Reading, name: Name) -> bool:
    """Whether something is but said there: "on Facebook", "on its Facebook page"."""
    before = name.first - (2 if reading.word(name.first - 1) == "its" else 1)
    return reading.word(before) == "on"


def stands_alone(reading: Reading, token: int) -> bool:
    """Whether a noun ends its phrase: "the bank said", not "the bank manager" or "the party of X"."""
    following = reading.word(token + 1)
    if token in reading.covering or following == "of":
        return False
    is_verb = following.endswith(("ed", "ly")) or following in _FINITE
    ends = not following or not following[0].isalnum() or is_verb
    return (ends or following in BOUNDS or following in POSSESSIVE_MARKS) and following not in (
        "-",
        "(",
    )


def _first(reading: Reading, token: int) -> int | None:
    """Give where the phrase begins: at "the", with "London-based" between or nothing."""
    if reading.word(token - 1) == "the":
        return token - 1
    if reading.word(token - 1) == "based" and reading.word(token - 2) == "-":
        name = reading.ending.get(token - 2)
        if name is not None and reading.word(name.first - 1) == "the":
            return name.first - 1
    return None


def _meant(
    noun: str, near: Sequence[tuple[int, Draft]], explained: Mapping[Draft, set[str]]
) -> tuple[Draft, float] | None:
    """Give the body a noun means; `near` are those named before with their distance, the last first."""
    called = next((each for each in (_GROUPS, _COMPANIES) if noun in each), {noun})
    for _, draft in near:
        if not called.isdisjoint(explained.get(draft, ())):
            return draft, _EXPLAINED
    by_sector = next(
        (each for each in near if each[0] < _FAR_TOKENS and _may_be(each[1], noun)), None
    )
    by_name = next((each for each in near if noun in _words_of(each[1])), None)
    if noun in _COMPANIES:
        by_name = None  # “X & Company” is but one of them
    if by_name is not None and not _is_passed(by_name, by_sector):
        return by_name[1], _BY_NAME
    return (by_sector[1], _BY_SECTOR) if by_sector is not None else None


def _is_passed(by_name: tuple[int, Draft], by_sector: tuple[int, Draft] | None) -> bool:
    """Whether another body of the kind was named much later: the sentence before, not a page."""
    if by_sector is None or by_sector[1] is by_name[1]:
        return False
    return by_sector[0] < _NEAR_TOKENS and by_name[0] > 2 * _NEAR_TOKENS


def _may_be(draft: Draft, noun: str) -> bool:
    """Whether a body is of a kind that a noun may mean."""
    if noun in ("bloc", "alliance"):
        return not _words_of(draft).isdisjoint(_BLOCS) and draft.sector in _NOUNS[noun]
    if noun == "agency" and not _words_of(draft).isdisjoint(_AGENCIES):
        return True
    return (draft.sector or "none") in _NOUNS[noun]


def _words_of(draft: Draft) -> set[str]:
    names = (draft.name, *draft.surfaces)
    return {word for name in names for word in fold(name).replace("-", " ").split()}
