"""Which dated office a role means that a text states of a person.

A role dates a text only where nothing but the office can be meant: names are shared, ministers have
other ministries before, spokespeople other employers, and clubs have presidents too. So the role must
have all words of the office, and the text must speak of the office's body or country.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Final, Literal

from pipelines.extract.folding import fold
from pipelines.extract.gazetteer import countries
from pipelines.extract.offices.table import Office, offices_of
from schemas.analysis import Actor, Role

Tense = Literal["present", "new", "former", "coming"]

_FORMER: Final = frozenset(
    "former ex then late predecessor ousted deposed exiled then- ex- onetime erstwhile".split()
)
_COMING: Final = frozenset(
    "elect designate nominee candidate incoming future hopeful successor next presumptive prospective"
    " potential possible likely aspiring would-be designated nominated".split()
)
_NEW: Final = frozenset({"new", "newly"})
_SAME: Final = {
    "spokesman": "spokesperson", "spokeswoman": "spokesperson", "chairman": "chair", "chairwoman": "chair",
    "chairperson": "chair", "defense": "defence", "premier": "prime minister",
    "taoiseach": "prime minister",
    "adviser": "advisor", "governor": "central bank governor", "boss": "head", "chief": "head",
    "leader": "head", "treasurer": "finance minister",
}  # fmt: skip
# Who is a deputy holds another office; who acts for somebody, none of the table.
_RANKS: Final = frozenset(
    "deputy vice under assistant shadow acting interim caretaker opposition junior honorary".split()
)
_SMALL: Final = frozenset("of the for in and to a an us u.s american outgoing".split())
# Others than states that have presidents, kings and premiers.
_NO_STATES: Final = frozenset(
    """academy assembly association bank board chamber church city club college commission committee
    company conference congress corporation council county court executive faculty federation firm
    foundation fund group house institute league network organisation organization parliament party
    province provincial region regional school senate society state student team tribe union university
    bloc gang militia rebel separatist""".split()
)
_STATES: Final = ("head_of_state", "head_of_government")
# Offices whose title says nothing without their body.
_OF_A_BODY: Final = ("spokesperson", "body", "central_bank", "party", "legislature")


def stated_offices(
    actor: Actor, places: frozenset[str]
) -> list[tuple[Role, Tense, tuple[Office, ...]]]:
    """Give the stated roles of a person that mean offices of the table, with all terms they may mean.

    `places`: the codes of the countries that the text speaks of, other than by this person.
    """
    stated = [role for role in actor.roles if role.source == "stated"]
    terms = offices_of(actor.name) if stated else ()
    found: list[tuple[Role, Tense, tuple[Office, ...]]] = []
    for role in stated:
        meant = tuple(office for office in terms if _means(role, office, places))
        if meant:
            found.append((role, _tense(role.title), meant))
    return found


def _tense(title: str) -> Tense:
    words = set(re.findall(r"[a-z]+", title.lower()))
    if words & _FORMER:
        return "former"
    if words & _COMING:
        return "coming"
    return "new" if words & _NEW else "present"


def _means(role: Role, office: Office, places: frozenset[str]) -> bool:
    if role.country and office.country and role.country != office.country:
        return False
    stated, dated = title_words(role.title), title_words(office.title)
    if stated & _RANKS != dated & _RANKS:
        return False
    if office.kind in _OF_A_BODY and office.organisation is not None:
        return _is_of_body(role, office, stated, dated, places)
    if not dated <= stated or not _is_placed(role, office, places):
        return False
    return office.kind not in _STATES or (
        role.organisation is None and not (stated - dated) & _NO_STATES
    )


def _is_of_body(
    role: Role,
    office: Office,
    stated: frozenset[str],
    dated: frozenset[str],
    places: frozenset[str],
) -> bool:
    """Whether the role is the office's and the text names its body: with it, or in the role itself."""
    body = title_words(office.organisation or "") - _demonyms(office.country)
    same = role.organisation is not None and fold(role.organisation) == fold(
        office.organisation or ""
    )
    if same:
        return dated <= stated | body or (office.kind == "body" and "head" in stated)
    if role.organisation is not None:
        return False
    return dated | body <= stated | title_words(office.title) & body and _is_placed(
        role, office, places
    )


def _is_placed(role: Role, office: Office, places: frozenset[str]) -> bool:
    return office.country in (None, role.country) or office.country in places


@cache
def _demonyms(country: str | None) -> frozenset[str]:
    known = countries().get(country or "")
    if known is None:
        return frozenset()
    return title_words(" ".join((known.name, *known.other_names, *known.demonyms)))


@cache
def title_words(title: str) -> frozenset[str]:
    """Give the words that make an office of a title: "spokesman" and "spokesperson" are one."""
    words: list[str] = []
    for word in re.findall(r"[\w.]+", fold(title)):
        words += _SAME.get(word, word).split()
    return frozenset(words) - _SMALL - _FORMER - _COMING - _NEW


def terms_text(terms: Sequence[Office]) -> str:
    """Say when an office was held: "from 2023-04-24 to 2025-01-20"."""
    return " and ".join(
        f"from {office.start} to {office.end}" if office.end else f"since {office.start}"
        for office in terms
    )
