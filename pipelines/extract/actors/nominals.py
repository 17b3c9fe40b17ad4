"""Whom a phrase without a name means: "the U.S. official", "the Chinese leader", "the minister"."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from pipelines.extract.actors.drafts import Draft, Drafts
from pipelines.extract.actors.reading import Name, Reading
from pipelines.extract.actors.role_nouns import role_nouns
from pipelines.extract.actors.role_phrases import RolePhrase
from pipelines.extract.folding import slug
from schemas.analysis import Role

_OF_STATE: Final = frozenset({"government", "legislature", "military", "judiciary"})
# A minister is no deputy minister, nor the other way round.
_RANKS: Final = frozenset({"deputy", "vice", "assistant"})
_HEADS: Final = frozenset("chief head boss".split())
_RELATIONAL: Final = frozenset({"partner", "member"})
# Kinds of roles that are a person's calling, whomever it is held for.
CALLINGS: Final = frozenset({"artist", "athlete"})
_OF_GROUPS: Final = frozenset(
    "official minister envoy legislator officer judge leader spokesperson head".split()
)
_ENOUGH: Final = 1.2
_ENOUGH_BEFORE: Final = 2.7  # the office, and of whom
_BEFORE_NAME: Final = 0.7
_FADES: Final = 0.1  # a sentence
_MOST_RECENT: Final = 40
_FAR_SENTENCES: Final = 8
# Kinds of roles that a looser word may mean: a president is a leader, a minister an official.
_BROADER: Final = {
    "leader": frozenset({"head", "leader"}),
    "official": frozenset({"minister", "official", "envoy", "spokesperson", "head"}),
    "politician": frozenset({"legislator", "minister", "head", "leader", "politician"}),
    "legislator": frozenset({"legislator"}),
    "envoy": frozenset({"envoy", "minister"}),
    "expert": frozenset({"expert"}),
}
_STOP: Final = frozenset("of the for and in at a an former new top senior chief acting".split())


class RecentPersons:
    """The persons with roles named last before a place in the text, and in which sentence."""

    def __init__(self, names: Iterable[tuple[Reading, Name, Draft]]) -> None:
        self._coming = list(names)
        self._next = 0
        self._seen: OrderedDict[Draft, int] = OrderedDict()

    def __iter__(self) -> Iterator[tuple[Draft, int]]:
        return iter(self._seen.items())

    def advance(self, reading: Reading, token: int) -> None:
        """Go on to a place; what the title names comes before all that the body does."""
        while self._next < len(self._coming):
            its, name, draft = self._coming[self._next]
            if its is reading and name.end > token:
                break
            if its is not reading and not its.in_title:
                break
            self._next += 1
            if draft.roles:
                self._seen[draft] = -1 if its is not reading else reading.sentence_of(name.first)
                self._seen.move_to_end(draft)
                if len(self._seen) > _MOST_RECENT:
                    self._seen.popitem(last=False)


def resolve_nominal(
    reading: Reading, phrase: RolePhrase, owners: Sequence[Draft], recent: RecentPersons
) -> tuple[Draft, float] | None:
    """Give the person a definite phrase means, and how sure it is."""
    if phrase.noun.kind in _RELATIONAL or phrase.determiner in ("his", "her", "their", "my", "our"):
        return None
    sentence = reading.sentence_of(phrase.first)
    words = set(reading.text_of(phrase.title_first, phrase.end).lower().split()) - _STOP
    best: tuple[float, Draft] | None = None
    for draft, seen in recent:
        if _contradicts(draft, phrase, owners):
            continue
        fit = _fit(draft, phrase, words, owners)
        score = fit - _FADES * min(sentence - seen, _FAR_SENTENCES)
        if fit and (best is None or score > best[0]):
            best = (score, draft)
    if best is None or best[0] < _ENOUGH:
        return None
    return best[1], min(0.95, 0.5 + 0.12 * best[0])


def resolve_before_name(
    phrase: RolePhrase, words: set[str], owners: Sequence[Draft], persons: Iterable[Draft]
) -> tuple[Draft, float] | None:
    """Give the one person of an article whose office, and of whom, a phrase before the name is.

    “Iran's foreign minister said …”, and a paragraph later the name; `words` are those of the title.
    """
    if not any(owner.kind in ("country", "organisation") for owner in owners):
        return None
    fitting = [
        draft
        for draft in persons
        if ("former" in words or not any("former" in role.title for role in draft.roles))
        and not _contradicts(draft, phrase, owners)
        and _fit(draft, phrase, words - _STOP, owners) >= _ENOUGH_BEFORE
    ]
    return (fitting[0], _BEFORE_NAME) if len(fitting) == 1 else None


def _contradicts(draft: Draft, phrase: RolePhrase, owners: Sequence[Draft]) -> bool:
    gender = phrase.noun.gender
    if gender and draft.gender and gender != draft.gender:
        return True
    for owner in owners:
        code = owner.id.removeprefix("country:") if owner.kind == "country" else owner.country
        if code and draft.country and code != draft.country:
            return True
        if owner.kind == "country" and draft.country is None:
            return True
    return any(owner.kind == "organisation" and _is_of_others(draft, owner) for owner in owners)


def _is_of_others(draft: Draft, body: Draft) -> bool:
    """Whether a person's roles are all in other bodies, or in a state: no president is "the UN chief"."""
    bodies = [role.organisation for role in draft.roles]
    if body.name in bodies:
        return False
    return all(bodies) or draft.sector in _OF_STATE - {body.sector}


def _fit(draft: Draft, phrase: RolePhrase, words: set[str], owners: Sequence[Draft]) -> float:
    best = 0.0
    for role in draft.roles:
        title = {word.strip(",") for word in role.title.lower().split()}
        fit = 0.0
        if words & _RANKS - title:
            continue
        if phrase.noun.noun in title:
            fit = 2.5 + min(1.0, 0.5 * len(words & title - {phrase.noun.noun}))
        elif phrase.noun.noun == "premier" and {"prime", "minister"} <= title:
            fit = 2.5
        elif _kinds(title) & _BROADER.get(phrase.noun.kind, frozenset()) or (
            phrase.noun.noun in _HEADS and any(role.organisation == each.name for each in owners)
        ):
            fit = 1.8
        said, known = words - {phrase.noun.noun}, title - _STOP - {phrase.noun.noun}
        if fit and said and not said & known:
            fit = 0.0 if known and phrase.noun.noun in title else fit - 0.6
        if fit and any(role.organisation == owner.name for owner in owners):
            fit += 1.0
        best = max(best, fit)
    if best and any(owner.kind == "country" for owner in owners):
        best += 0.8
    return best


def _kinds(title: set[str]) -> set[str]:
    nouns = role_nouns()
    return {nouns[word].kind for word in title if word in nouns}


def open_group(
    reading: Reading, phrase: RolePhrase, owners: Sequence[Draft], drafts: Drafts
) -> Draft | None:
    """Give the group a plural phrase with an owner means: "Chinese officials"."""
    owner = next((each for each in owners if each.kind in ("country", "organisation")), None)
    if owner is None or phrase.noun.kind not in _OF_GROUPS:
        return None
    first = phrase.first + 1 if phrase.determiner else phrase.first
    name = reading.text_of(first, phrase.head + 1)
    draft = drafts.open(f"group:{slug(name)}", "group", name)
    draft.sector = phrase.noun.sector or owner.sector
    draft.country = owner.id.removeprefix("country:") if owner.kind == "country" else owner.country
    if not draft.roles:
        draft.roles.append(Role(title=phrase.noun.noun, source="stated", country=draft.country))
    return draft
