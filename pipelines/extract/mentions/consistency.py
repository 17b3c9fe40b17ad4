"""A document is consistent: what is a name once is one again, and of the same type.

One sense a discourse (Gale, Church, Yarowsky, 1992); for names see Krishnan and Manning, An Effective
Two-Stage Model for Exploiting Non-Local Dependencies (ACL 2006).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final

from pipelines.extract.gazetteer.word_lists import word_lists
from pipelines.extract.mentions.found_name import FoundName, covered
from pipelines.extract.text import Words
from schemas.analysis import EntityType

_CONFIDENCE: Final = 0.6
_NO_SURNAME: Final = frozenset("Jr. Jr Sr. Sr II III IV".split())
_BY_ACRONYM: Final = "acronym"


def make_consistent(text: Words, names: list[FoundName]) -> list[FoundName]:
    """Give the names again: one type a name, surnames follow full names, every occurrence found."""
    words = text.written
    names = _with_majority_types(words, names)
    names = _with_surnames(words, names, _places(text, names))
    names = _with_acronyms(words, names)
    return _with_repetitions(words, names, _places(text, names))


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


def _with_surnames(
    words: Sequence[str], names: list[FoundName], places: Mapping[str, list[int]]
) -> list[FoundName]:
    """The last word of a person's full name is that person where it stands alone."""
    surnames = {
        words[name.end - 1]
        for name in names
        if name.entity_type == "PER" and name.end - name.first > 1
    } - _NO_SURNAME
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


def _with_acronyms(words: Sequence[str], names: list[FoundName]) -> list[FoundName]:
    """ "Chinese Communist Party (CCP)": the acronym is of the type of what it is short for."""
    by_first = {name.first: name for name in names}
    types: dict[str, EntityType] = {}
    for name in names:
        if name.end + 2 < len(words) and words[name.end] == "(" and words[name.end + 2] == ")":
            acronym = words[name.end + 1]
            initials = "".join(
                word[0] for word in words[name.first : name.end] if word[0].isupper()
            )
            if len(acronym) > 1 and acronym.replace(".", "") == initials:
                types[acronym] = name.entity_type
                by_first.setdefault(
                    name.end + 1,
                    FoundName(
                        name.end + 1, name.end + 2, name.entity_type, _CONFIDENCE, _BY_ACRONYM
                    ),
                )
    return sorted(
        name._replace(entity_type=types[words[name.first]])
        if name.end - name.first == 1 and words[name.first] in types
        else name
        for name in by_first.values()
    )


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
            for index in places.get(form[0], ())
            if tuple(words[index : index + len(form)]) == form
            and taken.isdisjoint(range(index, index + len(form)))
        ]
        defined = any(name.found_by == _BY_ACRONYM for name in known)
        votes = sum(name.confidence for name in known)
        if len(form) == 1 and votes < len(missed) and not defined:
            continue
        for index in missed:
            added.append(
                FoundName(
                    index, index + len(form), known[0].entity_type, _CONFIDENCE, "named elsewhere"
                )
            )
            taken.update(range(index, index + len(form)))
    return sorted(names + added)
