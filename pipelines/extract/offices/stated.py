"""Which dated office a role means that a text states of a person."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, Literal

from pipelines.extract.folding import fold
from pipelines.extract.offices.table import Office, offices_of
from schemas.analysis import Actor, Role

Tense = Literal["present", "former", "coming"]

_FORMER: Final = frozenset(
    "former ex then late predecessor ousted deposed exiled then- ex-".split()
)
_COMING: Final = frozenset(
    "elect designate nominee candidate incoming future hopeful successor".split()
)
_SAME: Final = {
    "spokesman": "spokesperson", "spokeswoman": "spokesperson", "chairman": "chair", "chairwoman": "chair",
    "chairperson": "chair", "defense": "defence", "premier": "prime minister",
    "taoiseach": "prime minister",
    "adviser": "advisor", "governor": "central bank governor", "boss": "head", "chief": "head",
    "treasurer": "finance minister",
}  # fmt: skip
# Who is a deputy holds another office; who acts for somebody, none of the table.
_RANKS: Final = frozenset(
    "deputy vice under assistant shadow acting interim caretaker opposition junior honorary".split()
)
_SMALL: Final = frozenset("of the for in and to a an us u.s american".split())
# Looser words for an office: what kinds of offices they may mean.
_LOOSE: Final = {
    "leader": frozenset({"head_of_state", "head_of_government"}),
    "spokesperson": frozenset({"spokesperson"}),
    "minister": frozenset({"foreign", "defence", "finance", "other", "head_of_government"}),
    "diplomat": frozenset({"foreign"}),
}


def stated_offices(actor: Actor) -> list[tuple[Role, Tense, tuple[Office, ...]]]:
    """Give the stated roles of a person that mean offices of the table, with all terms they may mean."""
    terms = offices_of(actor.name)
    found: list[tuple[Role, Tense, tuple[Office, ...]]] = []
    for role in actor.roles:
        if role.source == "stated" and terms:
            meant = tuple(office for office in terms if _means(role, office))
            if meant:
                found.append((role, _tense(role.title), meant))
    return found


def _tense(title: str) -> Tense:
    words = set(re.findall(r"[a-z]+", title.lower()))
    if words & _FORMER:
        return "former"
    return "coming" if words & _COMING else "present"


def _means(role: Role, office: Office) -> bool:
    if role.country and office.country and role.country != office.country:
        return False
    stated, dated = _words(role.title), _words(office.title)
    if not stated or stated & _RANKS != dated & _RANKS:
        return False
    loose = next(iter(stated)) if len(stated) == 1 else ""
    meant = dated <= stated or stated <= dated or office.kind in _LOOSE.get(loose, frozenset())
    return meant and _same_body(role, office)


def _same_body(role: Role, office: Office) -> bool:
    """Whether the body that the text names may be the office's; a state's president is of no body."""
    if role.organisation is None:
        return True
    if office.organisation is None:
        return office.kind not in ("head_of_state", "head_of_government")
    same = fold(role.organisation) == fold(office.organisation)
    return same or office.kind not in ("spokesperson", "body")


def _words(title: str) -> frozenset[str]:
    words: list[str] = []
    for word in re.findall(r"[\w.]+", fold(title)):
        words += _SAME.get(word, word).split()
    return frozenset(words) - _SMALL - _FORMER - _COMING


def terms_text(terms: Sequence[Office]) -> str:
    """Say when an office was held: "from 2023-04-24 to 2025-01-20"."""
    return " and ".join(
        f"from {office.start} to {office.end}" if office.end else f"since {office.start}"
        for office in terms
    )
