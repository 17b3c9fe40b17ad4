"""Noun phrases that say what somebody is: "Chinese President", "the top official in charge of …"."""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from pipelines.extract.actors.reading import Name, Reading
from pipelines.extract.actors.role_nouns import RoleNoun, role_noun_list, role_nouns
from pipelines.extract.actors.word_lists import (
    ADVERBS,
    BOUNDS,
    DEFINITE,
    DETERMINERS,
    LINKS,
    MODIFIER_PARTICIPLES,
    PRONOUNS,
)
from pipelines.extract.function_words import POSSESSIVE_MARKS, PREPOSITIONS
from pipelines.extract.verb_forms import BASES, MODALS, VERBS

_OPENING: Final = DETERMINERS | {"whose"}
_OWNING: Final = frozenset("its his her their our whose".split())
_LONGEST_BEFORE: Final = 8
_LONGEST_AFTER: Final = 16
_OPENS_COMPLEMENT: Final = frozenset({"of", "for", "at", "in", "to"})
# "Secretary General", "attorney-general": the noun before says what it is.
_BEFORE_GENERAL: Final = frozenset(
    "secretary attorney director consul inspector solicitor governor surgeon".split()
)
# Attorneys general sit in cabinets.
_OFFICE_OF_GENERAL: Final = {"attorney": "minister", "solicitor": "minister"}
_ALSO_HONORIFICS: Final = frozenset("ayatollah professor sheikh".split())
# “Lead author” is one.
_VERBS_BEFORE: Final = BASES - frozenset(
    "lead live lower object open own secure support work".split()
)
_BEFORE_BASES: Final = MODALS | {"to"}
_SENT: Final = frozenset({"envoy", "official"})
_BEHIND_OFFICIAL: Final = frozenset(
    "account announcement capacity ceremony data documents duties figures language media name news opening"
    " policy position record residence response results site sources statement statements statistics title"
    " trip visit website".split()
)
_ENDS_COMPLEMENT: Final = VERBS | PRONOUNS | (ADVERBS - {"most"}) | (LINKS - {"and"})


class RolePhrase(Struct, frozen=True, kw_only=True):
    """A phrase from its determiner to the end of its complement, in tokens.

    `title_first` is where the title begins, after determiner, possessor and country; `owners` are
    the names within the phrase, nearest to the noun first.
    """

    first: int
    title_first: int
    head: int
    end: int
    noun: RoleNoun
    determiner: str
    possessive: bool
    owners: tuple[Name, ...]

    @property
    def definite(self) -> bool:
        """Whether the phrase means somebody known: "the minister", "China's leader"."""
        return self.determiner in DEFINITE or self.possessive


def find_role_phrases(reading: Reading) -> list[RolePhrase]:
    """Give the role phrases of a text in order; a noun that is part of another's modifiers has none."""
    nouns = role_nouns()
    phrases: list[RolePhrase] = []
    taken = len(reading.words)
    for token in reversed(reading.low_places(role_noun_list())):
        if token >= taken or _inside_person(reading, token) or _is_no_role(reading, token):
            continue
        limit = _titles_somebody(reading, phrases[-1]) if phrases else None
        phrase = _read_phrase(reading, token, nouns[reading.low[token]], limit)
        phrases.append(phrase)
        taken = phrase.first
    phrases.reverse()
    return phrases


def _inside_person(reading: Reading, token: int) -> bool:
    """Whether a noun is part of a name: "Judge" in "Mike Judge", "King" in "King's College"."""
    name = reading.covering.get(token)
    return name is not None and (name.entity_type != "PER" or token > name.first)


def _is_no_role(reading: Reading, token: int) -> bool:
    """“The president's official residence” is nobody's role, “Ayatollah” after one but an honorific."""
    if reading.low[token] == "official":
        behind = reading.starting.get(token + 1)
        is_named = behind is not None and behind.entity_type != "PER"
        return is_named or reading.word(token + 1) in _BEHIND_OFFICIAL
    return reading.low[token] in _ALSO_HONORIFICS and reading.word(token - 1) in role_nouns()


def _titles_somebody(reading: Reading, phrase: RolePhrase) -> int | None:
    """Give where a phrase begins that is a title: in "the wife of President X" the wife is not X."""
    name = reading.starting.get(phrase.end)
    return phrase.first if name is not None and name.entity_type == "PER" else None


def _read_phrase(reading: Reading, head: int, noun: RoleNoun, limit: int | None) -> RolePhrase:
    nouns = role_nouns()
    start = head
    if reading.low[head] == "general":
        before = head - 2 if reading.word(head - 1) == "-" else head - 1
        if reading.word(before) in _BEFORE_GENERAL:
            bearer = _OFFICE_OF_GENERAL.get(reading.word(before), reading.word(before))
            start, noun = before, nouns.get(bearer, noun)
    if reading.low[head] == "officer" and "chief" in reading.low[max(0, head - 3) : head]:
        noun = nouns["executive"]
    end_head = head + 1
    if reading.word(end_head) == "-" and reading.word(end_head + 1) in ("elect", "designate"):
        end_head += 2
    first, title_first, owners, possessive = _modifiers(reading, start)
    determiner = reading.low[first] if reading.low[first] in _OPENING else ""
    end = _complement_end(reading, end_head, limit)
    after = [name for name in reading.names_between(end_head, end) if name.entity_type != "PER"]
    if noun.kind in _SENT and reading.word(end_head) in ("to", "for"):
        # “Ambassador to China”, “rapporteur for Chad”: such a country is not the person's own.
        after = [name for name in after if name.entity_type == "ORG"]
    return RolePhrase(
        first=first,
        title_first=title_first,
        head=head,
        end=end,
        noun=noun,
        determiner=determiner,
        possessive=possessive,
        owners=(*owners, *after),
    )


def _modifiers(reading: Reading, start: int) -> tuple[int, int, list[Name], bool]:
    """Go left over what modifies a noun; gives first token, title's first, names, possessive or not."""
    owners: list[Name] = []
    first = title_first = start
    possessive = False
    while first > 0 and start - first < _LONGEST_BEFORE and reading.continues_line(first):
        before = first - 1
        name = reading.covering.get(before)
        if name is not None:
            if name.entity_type == "PER" and not possessive:
                break
            owners.append(name)
            first = name.first
        elif reading.low[before] in POSSESSIVE_MARKS:
            if possessive:
                break
            possessive, first = True, before
            if before and before - 1 not in reading.covering and reading.low[before - 1].isalpha():
                first = before - 1
        elif possessive and owners:
            break
        elif _is_modifier(reading, before):
            first = before
            title_first = title_first if possessive else before
        else:
            break
        if name is None and owners and not possessive:
            # What stands before an organisation's or country's name belongs to the title still:
            # "former Chinese president".
            title_first = first
    if first > 0 and reading.low[first - 1] in _OPENING:
        first -= 1
        possessive = possessive or reading.low[first] in _OWNING
    return first, title_first, owners, possessive


def _is_modifier(reading: Reading, token: int) -> bool:
    word, low = reading.words[token], reading.low[token]
    if low == "-":
        tokens = reading.document.tokens
        return (
            tokens[token - 1].end == tokens[token].start
            and tokens[token].end == tokens[token + 1].start
        )
    if not word[0].isalpha() or low in BOUNDS:
        return low == "under" and word[0].isupper()
    if word[0].isupper():
        return True
    if low in _VERBS_BEFORE and (
        reading.word(token - 1) in _BEFORE_BASES or _is_plural(reading, token - 1)
    ):
        return False  # “comments contradict President X”, “to remove President X”
    return not low.endswith(("ed", "ing", "ly")) or low in MODIFIER_PARTICIPLES


def _is_plural(reading: Reading, token: int) -> bool:
    word = reading.words[token] if token >= 0 else ""
    return word.islower() and word.endswith("s") and not word.endswith("ss") and len(word) > 3


def _complement_end(reading: Reading, start: int, before: int | None) -> int:
    """Go right over "of the …", "in charge of …" up to a comma, a verb or a person's name."""
    if reading.word(start) not in _OPENS_COMPLEMENT:
        return start
    limit = min(reading.sentence_range(start)[1], start + _LONGEST_AFTER)
    limit = limit if before is None else min(limit, before)
    token = start
    while token < limit:
        name = reading.starting.get(token)
        if name is not None:
            if name.entity_type == "PER":
                break
            token = name.end
            continue
        if reading.low[token] == "(" and reading.word(token + 2) == ")":
            token += 3
            continue
        if not _is_complement(reading, token):
            break
        token += 1
    while token > start and reading.low[token - 1] in (PREPOSITIONS | LINKS | DETERMINERS):
        token -= 1
    return token


def _is_complement(reading: Reading, token: int) -> bool:
    low = reading.low[token]
    if low in POSSESSIVE_MARKS or low in ("-", "&"):
        return True
    if not low[0].isalpha() or low in _ENDS_COMPLEMENT:
        return False
    return low != "and" or (
        reading.words[token + 1 : token + 2][0:1] != []
        and (reading.words[token + 1][0].isupper() or reading.words[token - 1][0].islower())
    )
