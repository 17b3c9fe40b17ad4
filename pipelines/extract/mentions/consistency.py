"""A document is consistent: what is a name once is one again, and of the same type.

One sense a discourse (Gale, Church, Yarowsky, 1992); for names see Krishnan and Manning, An Effective
Two-Stage Model for Exploiting Non-Local Dependencies (ACL 2006).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final

from pipelines.extract.gazetteer.word_lists import word_lists
from pipelines.extract.mentions.acronyms import BY_ACRONYM, with_acronyms
from pipelines.extract.mentions.found_name import FoundName, covered
from pipelines.extract.text import Words
from schemas.analysis import EntityType

_CONFIDENCE: Final = 0.6
_NO_SURNAME: Final = frozenset("Jr. Jr Sr. Sr II III IV".split())


def make_consistent(text: Words, names: list[FoundName]) -> list[FoundName]:
    """Give the names again: one type a name, surnames follow full names, every occurrence found."""
    words = text.written
    names = _with_majority_types(words, names)
    names = _with_short_forms(words, names)
    places = _places(text, names)
    with_surnames = _with_surnames(words, names, places)
    names = with_acronyms(text, with_surnames)
    if names is not with_surnames:
        places = _places(text, names)
    return _with_repetitions(words, names, places)


def _places(text: Words, names: list[FoundName]) -> dict[str, list[int]]:
    """Give where the capitalised words stand that begin or end a name."""
    words = text.written
    wanted = {words[name.first] for name in names} | {words[name.end - 1] for name in names}
    places: dict[str, list[int]] = defaultdict(list)
    for place in text.places({word for word in wanted if not word.islower()}):
        places[words[place]].append(place)
    return places


def _with_majority_types(words: Sequence[str], names: list[FoundName]) -> list[FoundName]:
    forms = [tuple(words[name.first : name.end]) for name in names]
    votes: dict[tuple[str, ...], dict[EntityType, float]] = {}
    for form, name in zip(forms, names, strict=True):
        counts = votes.setdefault(form, {})
        counts[name.entity_type] = counts.get(name.entity_type, 0.0) + name.confidence
    settled = []
    for form, name in zip(forms, names, strict=True):
        counts = votes[form]
        if len(counts) > 1:
            best = max(counts, key=lambda each: (counts[each], each))
            if best != name.entity_type:
                name = name._replace(entity_type=best, found_by="majority in the document")
        settled.append(name)
    return settled


def _with_short_forms(words: Sequence[str], names: list[FoundName]) -> list[FoundName]:
    """ "Northern Crest" is the organisation that is "Northern Crest Airlines" elsewhere."""
    kinds = word_lists().kinds
    short = {
        tuple(words[name.first : name.end - 1])
        for name in names
        if name.entity_type == "ORG" and kinds(words[name.end - 1]) == ("organisation_words",)
    } - {()}
    if not short:
        return names
    persons = {words[name.end - 1] for name in names if _is_full_person(name)}
    return [
        name._replace(entity_type="ORG", found_by="short form of an organisation")
        if name.entity_type != "ORG"
        and tuple(words[name.first : name.end]) in short
        and words[name.end - 1] not in persons
        and not _is_place(kinds(words[name.first]))
        else name
        for name in names
    ]


def _is_full_person(name: FoundName) -> bool:
    return name.entity_type == "PER" and name.end - name.first > 1


def _with_surnames(
    words: Sequence[str], names: list[FoundName], places: Mapping[str, list[int]]
) -> list[FoundName]:
    """The last word of a person's full name is that person where it stands alone."""
    surnames = {words[name.end - 1] for name in names if _is_full_person(name)} - _NO_SURNAME
    kinds = word_lists().kinds
    surnames = {
        word
        for word in surnames
        if word[0].isupper() and len(word) > 1 and "others" not in kinds(word)
    }
    settled: list[FoundName] = []
    for name in names:
        alone = name.end - name.first == 1 and words[name.first] in surnames
        if alone and name.entity_type != "PER" and not _is_place(kinds(words[name.first])):
            name = name._replace(entity_type="PER", found_by="surname of a full name")
        settled.append(name)
    taken = covered(settled)
    settled += [
        FoundName(index, index + 1, "PER", _CONFIDENCE, "surname of a full name")
        for surname in sorted(surnames)
        for index in places.get(surname, ())
        if index not in taken and not _touches_capital(words, index, taken)
    ]
    return sorted(settled)


def _is_place(kinds: tuple[str, ...]) -> bool:
    return "countries" in kinds or "places" in kinds


def _touches_capital(words: Sequence[str], index: int, taken: set[int]) -> bool:
    """Whether the word is part of a longer capitalised expression that is no name."""
    after = index + 1
    return (
        after < len(words)
        and after not in taken
        and words[after][0].isupper()
        and words[after].isalpha()
    )


def _starts(form: tuple[str, ...], places: Mapping[str, list[int]]) -> list[int]:
    """Give where a form may begin, by the rarer of its first and its last word."""
    first, last = places.get(form[0], []), places.get(form[-1])
    if last is None or len(first) <= len(last):
        return first
    return [place - len(form) + 1 for place in last if place >= len(form) - 1]


def _with_repetitions(
    words: Sequence[str], names: list[FoundName], places: Mapping[str, list[int]]
) -> list[FoundName]:
    """A name found at least as often as it was missed is found everywhere."""
    taken = covered(names)
    forms: dict[tuple[str, ...], list[FoundName]] = defaultdict(list)
    for name in names:
        forms[tuple(words[name.first : name.end])].append(name)
    added: list[FoundName] = []
    for form in sorted(forms, key=len, reverse=True):
        known = forms[form]
        missed = [
            index
            for index in _starts(form, places)
            if tuple(words[index : index + len(form)]) == form
            and taken.isdisjoint(range(index, index + len(form)))
        ]
        defined = any(name.found_by == BY_ACRONYM for name in known)
        if len(form) == 1 and len(known) < len(missed) and not defined:
            continue
        for index in missed:
            added.append(
                FoundName(
                    index, index + len(form), known[0].entity_type, _CONFIDENCE, "named elsewhere"
                )
            )
            taken.update(range(index, index + len(form)))
    return sorted(names + added)
