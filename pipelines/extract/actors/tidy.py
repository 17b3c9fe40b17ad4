"""What a backend's names become before actors are made of them.

Backends cut names too long or too short, give them the wrong type, or miss them. What the text itself
or our tables tell is put right here: acronyms the text defines, titles in front of persons, "al-" and
"el-", a town's "'s" in front of a building, agencies in datelines, names of the tables.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Sequence, Set
from typing import Final

from msgspec.structs import replace

from pipelines.extract.actors.countries import country_named, country_of_capital
from pipelines.extract.actors.cut_names import (
    called_bodies,
    is_only_title,
    office_within,
    place_before,
    titled_names,
    told_outlets,
)
from pipelines.extract.actors.explained import apposition
from pipelines.extract.actors.listed_names import listed_names
from pipelines.extract.actors.missed_persons import missed_persons
from pipelines.extract.actors.organisations import CLUBS_BEGIN, CLUBS_END, initials_of, is_body_noun
from pipelines.extract.actors.reading import Name, Reading
from pipelines.extract.actors.role_nouns import role_nouns
from pipelines.extract.actors.sorting import ends_as_organisation
from pipelines.extract.actors.word_lists import CLITICS
from pipelines.extract.folding import slug
from pipelines.extract.text import WordList
from schemas.analysis import EntityType

_ARTICLES: Final = frozenset({"al", "el"})
_SMALL: Final = frozenset("of the and for in on at de la du des del e y et to".split())
_OF_TITLES: Final = frozenset("head minister officer judge legislator official envoy".split())
# Titles that are part of how their bearers are called.
_IN_NAMES: Final = frozenset("prince princess king queen pope emperor emir sultan".split())
_JOINING: Final = frozenset("da de do dos das del della di van von der den bin ibn".split())
_PARTICLES: Final = frozenset("van von der den bin ibn bint".split())
# "Blinken-led", "Washington-based" are no names.
_SMALL_PARTS: Final = frozenset("led based backed born elect style era appointed".split())
_OPENINGS: Final = frozenset(
    "across after amid at before despite during from in inside near outside since".split()
)
_SHORTEST_OPENED: Final = 2
_PREFIXES: Final = frozenset("anti ex mid non post pre pro then".split())
_POST_NOMINALS: Final = frozenset("KC QC SC CBE OBE MBE".split())
_LEGAL_FORMS: Final = frozenset(
    "inc corp co ltd llc plc nv ag sa se spa gmbh ab oyj bhd holdings group".split()
)
_LAWS: Final = (["Act"], ["Bill"], ["Law"], ["Ordinance"])
# "Sen. X, D-N.M.,": party and state of a member of Congress.
_MEMBER_FOR: Final = re.compile(r"[DRI]-[A-Z][A-Za-z.]{1,6}")
_BODIES: Final = frozenset(
    "airline automaker bank broadcaster brewer carmaker chipmaker company developer firm gang giant"
    " insurer lender maker manufacturer miner militia operator publisher retailer startup"
    " steelmaker supplier institute magazine newspaper pollster website".split()
)
_COMPANIES: Final = frozenset("company firm manufacturer retailer chain bank startup".split())
_BEHIND: Final = frozenset("party newspaper magazine television radio".split())
_COMMITTEES: Final = frozenset("agency board commission committee council panel union".split())
_BODY_LIST: Final = WordList(_BODIES)
_BRACKET: Final = WordList({"("})
_NO_COMPANIES: Final = frozenset(
    "broadcaster gang institute magazine militia newspaper pollster website".split()
)
_ANALYSTS: Final = frozenset("analyst economist strategist trader manager".split())
_LONG_NAME: Final = 3
_SHORTEST_ACRONYM: Final = 2
_LONGEST_ACRONYM: Final = 10


def tidy_names(readings: Sequence[Reading]) -> None:
    """Put the names of an article's texts right."""
    acronyms: set[str] = set()
    families = {
        word
        for reading in readings
        for name in reading.names
        if name.entity_type == "PER" and name.end - name.first > 1
        for word in name.text.split()
    }
    for reading in readings:
        names = [name for name in reading.names if slug(name.text)]
        names = [
            _without_article(reading, name)
            for name in names
            if not is_only_title(reading, name, families)
        ]
        spoken = _joined(names, reading)
        names = _apart([part for name in spoken for part in _parts(reading, name, families)])
        defined = list(_defined(reading))
        acronyms.update(acronym for _, acronym in defined)
        reading.rename(_overlaid(names, [name for name, _ in defined]))
    companies = {
        short for reading in readings for name in reading.names for short in _short(reading, name)
    }
    initials = {
        letters
        for reading in readings
        for name in reading.names
        if name.entity_type == "ORG" and (letters := initials_of(name.text))
    }
    short_names = acronyms | initials | companies | _called_bodies(readings)
    for reading in readings:
        unfound = [*titled_names(reading), *told_outlets(reading), *called_bodies(reading)]
        reading.rename(_overlaid(reading.names, unfound))
        listed = list(listed_names(reading))
        names = _overlaid(reading.names, listed)
        names = [_as_organisation(name, short_names) for name in names]
        reading.rename(names)
        names += _missed_short_names(reading, short_names)
        reading.rename(sorted(names, key=lambda name: name.first))
    missed = missed_persons(readings)
    for reading in readings:
        if missed[reading.in_title]:
            reading.rename(_overlaid(reading.names, missed[reading.in_title]))


def _short(reading: Reading, name: Name) -> Iterator[str]:
    """Give the word that a company or a club is called by later on."""
    words = name.text.split()
    if len(words) > 1 and words[-1].strip(".").lower() in _LEGAL_FORMS:
        yield words[0]
    if name.entity_type != "ORG":
        return
    if len(words) == 2 and _is_club(words):
        yield words[1] if words[0].lower() in CLUBS_BEGIN else words[0]
    if _is_called_a_body(reading, name.first, name.end) or _is_company(
        reading, name.first, name.end
    ):
        yield name.text


def _called_bodies(readings: Sequence[Reading]) -> set[str]:
    """Give names of one word that are called a company where the backend overlooked them."""
    full = {
        word
        for reading in readings
        for name in reading.names
        if name.end - name.first > 1
        for word in name.text.split()
    }
    single = {name.text for reading in readings for name in reading.names} - full
    return {
        following
        for reading in readings
        for token in reading.places(_BODY_LIST)
        for following in reading.words[token + 1 : token + 2]
        if following in single and not _is_place(following)
    }


def _joined(names: Sequence[Name], reading: Reading) -> list[Name]:
    """Join names that were cut: "Luiz Inácio Lula" "da" "Silva"; "Smith" "&" "Sons"."""
    joined: list[Name] = []
    for name in names:
        before = joined[-1] if joined else None
        if before is not None and {before.entity_type, name.entity_type} == {"PER"}:
            between = reading.words[before.end : name.first]
            if set(between) <= _JOINING and (between or _on_one_line(reading, name)):
                joined[-1] = _cut(reading, before, before.first, name.end, "PER")
                continue
        if before is not None and reading.words[before.end : name.first] == ["&"]:
            joined[-1] = _cut(reading, before, before.first, name.end, "ORG")
            continue
        joined.append(name)
    return joined


def _on_one_line(reading: Reading, name: Name) -> bool:
    """Whether nothing but spaces of one line stands between a name and the word before."""
    text, tokens = reading.document.text, reading.document.tokens
    return "\n" not in text[tokens[name.first - 1].end : name.start]


def _parts(reading: Reading, name: Name, families: Container[str]) -> Iterator[Name]:
    dateline = reading.document.dateline
    if dateline is not None and dateline.start <= name.start < dateline.end:
        if name.start < dateline.place_end:
            end = name.end
            while reading.span(end - 1, end)[0] >= dateline.place_end:
                end -= 1
            yield _cut(reading, name, name.first, end, "LOC")
        return
    if _is_of_a_law(reading, name) or _MEMBER_FOR.fullmatch(name.text):
        return
    name = _with_all_subjects(reading, _without_opening(reading, name))
    joint = _joint_within(reading, name)
    if joint is not None:
        yield _cut(reading, name, name.first, joint, "ORG")
        name = _cut(reading, name, joint + 2, name.end, "ORG")
    elif name.entity_type == "ORG":
        name = _without_title(reading, _with_first_part(reading, name))
    for token in range(name.first + 1, name.end - 1):
        owner = reading.text_of(name.first, token)
        if reading.low[token] in CLITICS and (_is_place(owner) or owner in families):
            owner_type: EntityType = "LOC" if _is_place(owner) else "PER"
            yield _cut(reading, name, name.first, token, owner_type)
            name = _cut(reading, name, token + 1, name.end, name.entity_type)
            break
    title = _title_within(reading, name)
    if title is not None:
        yield _cut(reading, name, name.first, title, "ORG")
        name = _cut(reading, name, title + 1, name.end, "PER")
    if name.entity_type == "PER":
        yield from _place_and_person(reading, name)
    elif name.entity_type == "LOC" and _employs(reading, name):
        yield replace(name, entity_type="ORG")
    else:
        yield name


def _place_and_person(reading: Reading, name: Name) -> Iterator[Name]:
    """Give a person, and before it the place that was taken for a part of the name."""
    start = name.first + place_before(reading, name)
    if start > name.first:
        yield _cut(reading, name, name.first, start, "LOC")
    yield _person(reading, _cut(reading, name, start, name.end, "PER"))


def _without_article(reading: Reading, name: Name) -> Name:
    """Cut off the article that opens a sentence: "The Union of Teachers"."""
    if name.end - name.first < _LONG_NAME or reading.words[name.first] != "The":
        return name
    opens = reading.sentence_range(name.first)[0] == name.first
    if not opens and reading.word(name.first - 1) not in ("-", "–", "—", ":"):
        return name
    return _cut(reading, name, name.first + 1, name.end, name.entity_type)


def _without_opening(reading: Reading, name: Name) -> Name:
    """Cut off the preposition that begins a sentence: "Outside Congress, …"."""
    opens = name.first == reading.sentence_range(name.first)[0]
    if (
        not opens
        or name.end - name.first < _SHORTEST_OPENED
        or reading.low[name.first] not in _OPENINGS
    ):
        return name
    return _cut(reading, name, name.first + 1, name.end, name.entity_type)


def _is_of_a_law(reading: Reading, name: Name) -> bool:
    """Whether a name is but part of a law's: "Electronic Communications" before "Act"."""
    return name.entity_type == "ORG" and reading.words[name.end : name.end + 1] in _LAWS


def _joint_within(reading: Reading, name: Name) -> int | None:
    """Give where two bodies were taken for one: at "and the"."""
    if name.entity_type != "ORG":
        return None
    for token in range(name.first + 1, name.end - 2):
        if reading.low[token] == "and" and reading.low[token + 1] == "the":
            return token
    return None


def _apart(names: Sequence[Name]) -> list[Name]:
    """Leave out what lies within a name that has grown."""
    kept: list[Name] = []
    for name in names:
        if not kept or name.first >= kept[-1].end:
            kept.append(name)
    return kept


def _with_all_subjects(reading: Reading, name: Name) -> Name:
    """Add the further subjects of a ministry: "Ministry of Economy" before ", Trade and Industry"."""
    if name.entity_type != "ORG" or reading.low[name.first] not in ("ministry", "department"):
        return name
    end = name.end
    while reading.word(end) in (",", "and", "&") and reading.words[end + 1][:1].isupper():
        end += 2
        if reading.word(end - 2) != ",":
            return _cut(reading, name, name.first, end, "ORG")
    return name


def _with_first_part(reading: Reading, name: Name) -> Name:
    """Add what was cut off at "and": "the Ethics and" before "Anti-Corruption Commission"."""
    first = name.first - 2
    if reading.word(name.first - 1) != "and" or not is_body_noun(reading.word(name.end - 1)):
        return name
    if not reading.words[first][:1].isupper() or reading.word(first - 1) != "the":
        return name
    if first in reading.covering or is_body_noun(reading.low[first]):
        return name
    return _cut(reading, name, first, name.end, "ORG")


def _without_title(reading: Reading, name: Name) -> Name:
    """Cut off the title of the person that follows: "Supreme Court Justice" before "Ann Lee"."""
    last = name.end - 1
    noun = role_nouns().get(reading.low[last])
    follows = reading.starting.get(name.end)
    if noun is None or noun.kind not in _OF_TITLES or last == name.first:
        return name
    if follows is None or follows.entity_type != "PER":
        return name
    return _cut(reading, name, name.first, last, "ORG")


def _title_within(reading: Reading, name: Name) -> int | None:
    """Give where a title stands in what was taken for one body: "Supreme Court Justice Ann Lee"."""
    if name.entity_type == "PER":
        return office_within(reading, name)
    if name.entity_type != "ORG":
        return None
    for token in range(name.first + 1, name.end - 2):
        noun = role_nouns().get(reading.low[token])
        if noun is not None and noun.kind in _OF_TITLES and reading.words[token + 1] not in _SMALL:
            return token
    return None


def _is_place(text: str) -> bool:
    return bool(country_named(text) or country_of_capital(text))


def _person(reading: Reading, name: Name) -> Name:
    """Cut titles off a person's name, and put "al-" or "el-" before it."""
    first, end = name.first, name.end
    nouns = role_nouns()
    while end - first > 1:
        noun = nouns.get(reading.low[first])
        if noun is None or noun.kind not in _OF_TITLES or reading.low[first] in _IN_NAMES:
            break
        first += 1
    if (
        reading.word(first - 1) == "-"
        and reading.word(first - 2) in _ARTICLES
        and reading.is_free(first - 2)
    ):
        first -= 2
    if _is_double_name(reading, first - 1):
        first -= 2
    while reading.word(first - 1) in _PARTICLES and reading.is_free(first - 1):
        first -= 1
    if (
        reading.word(end) == "-"
        and reading.is_free(end + 1)
        and reading.word(end + 1).isalpha()
        and _touches(reading, end)
    ):
        end += 2
    if "&" in reading.words[first:end]:
        return _cut(reading, name, first, end, "ORG")
    while end - first > 2 and reading.words[end - 1] in _POST_NOMINALS:
        end -= 1
    words = reading.words[first:end]
    if (
        _is_called_a_body(reading, first, end)
        or _is_club(words)
        or _is_company(reading, first, end)
    ):
        return _cut(reading, name, first, end, "ORG")
    unchanged = first == name.first and end == name.end
    return name if unchanged else _cut(reading, name, first, end, "PER")


def _is_company(reading: Reading, first: int, end: int) -> bool:
    """Whether a name ends as a body's does, or is called one: "X, a mining company", "the X party"."""
    if ends_as_organisation(reading.text_of(first, end)) or reading.word(end) in _BEHIND:
        return True
    return not _COMPANIES.isdisjoint(apposition(reading, end))


def _is_called_a_body(reading: Reading, first: int, end: int) -> bool:
    """Whether a name is called a company: "carmaker X", "its operator, X", "a gang known as X"."""
    before = first - 1
    if reading.word(before) == ",":
        before -= 1
        if reading.word(before) in _COMMITTEES:
            is_plain = before not in reading.covering and end - first == 1
            return is_plain and reading.word(end) == ","
    elif reading.word(before) in ("as", "named", "called"):
        before -= 2 if reading.word(before) == "as" and reading.word(before - 1) == "known" else 1
    return reading.word(before) in _BODIES


def is_called_company(reading: Reading, name: Name) -> bool:
    """Whether a name is called a company: "carmaker X", "its operator, X", "X, the company that"."""
    before = reading.word(name.first - 1)
    nouns = {reading.word(name.first - 2) if before == "," else before}
    nouns.update(apposition(reading, name.end))
    return not nouns.isdisjoint(_BODIES - _NO_COMPANIES)


def _is_club(words: Sequence[str]) -> bool:
    return len(words) > 1 and (words[0].lower() in CLUBS_BEGIN or words[-1].lower() in CLUBS_END)


def _employs(reading: Reading, name: Name) -> bool:
    """Whether a name is no place but whom analysts work for: "an economist at X"."""
    if reading.word(name.first - 1) not in ("at", "with"):
        return False
    known = country_named(name.text) or country_of_capital(name.text)
    return not known and reading.word(name.first - 2) in _ANALYSTS


def _is_double_name(reading: Reading, token: int) -> bool:
    """Whether a mark joins a name to a free word with a capital: "Brice-Olivier"."""
    if reading.word(token) != "-" or not reading.is_free(token - 1):
        return False
    before = reading.words[token - 1]
    is_name = before.istitle() and before.lower() not in _PREFIXES
    return is_name and before.isalpha() and _is_tight(reading, token)


def _touches(reading: Reading, token: int) -> bool:
    """Whether no space stands on either side of a mark, and a small letter follows: "Wei-ling"."""
    after = reading.words[token + 1]
    return _is_tight(reading, token) and after[0].islower() and after not in _SMALL_PARTS


def _is_tight(reading: Reading, token: int) -> bool:
    tokens = reading.document.tokens
    return (
        tokens[token - 1].end == tokens[token].start
        and tokens[token].end == tokens[token + 1].start
    )


def _cut(reading: Reading, name: Name, first: int, end: int, entity_type: EntityType) -> Name:
    return reading.name_between(first, end, entity_type, name.confidence) or name


def _defined(reading: Reading) -> Iterator[tuple[Name, str]]:
    """Give the long forms of acronyms: "Ethics and Anti-Corruption Commission (EACC)".

    After Schwartz and Hearst (2003), with initials of words alone.
    """
    for token in reading.places(_BRACKET):
        if reading.word(token + 2) != ")":
            continue
        acronym = reading.words[token + 1]
        letters = [letter for letter in acronym if letter.isupper()]
        if not _SHORTEST_ACRONYM <= len(letters) <= _LONGEST_ACRONYM or not acronym.isalnum():
            continue
        first = _long_form_start(reading, token, letters)
        existing = reading.ending.get(token)
        if first is None or (existing is not None and existing.first < first):
            continue
        name = reading.name_between(first, token, "ORG", 0.97)
        if name is not None and not country_named(name.text):
            yield name, acronym


def _long_form_start(reading: Reading, end: int, letters: list[str]) -> int | None:
    """Go left over words whose initials are an acronym's letters, the last first."""
    left = list(letters)
    limit = max(reading.sentence_range(end)[0], end - 3 * len(letters) - 2)
    for token in range(end - 1, limit - 1, -1):
        word = reading.words[token]
        if left and word[0] == left[-1]:
            left.pop()
            if not left:
                return token
        elif word[0].isalnum() and word not in _SMALL:
            return None
    return None


def _overlaid(names: Iterable[Name], better: Sequence[Name]) -> list[Name]:
    """Give the better names, and the others that none of them overlaps."""
    taken = {token for name in better for token in range(name.first, name.end)}
    kept = [name for name in names if taken.isdisjoint(range(name.first, name.end))]
    return sorted([*kept, *better], key=lambda name: name.first)


def _as_organisation(name: Name, short: Container[str]) -> Name:
    defined = name.text in short and name.entity_type != "ORG"
    return replace(name, entity_type="ORG") if defined else name


def _missed_short_names(reading: Reading, short: Set[str]) -> Iterator[Name]:
    """Give the places of acronyms and companies' first words that the backend did not find."""
    for token in reading.places(short):
        if token not in reading.covering:
            name = reading.name_between(token, token + 1, "ORG", 0.95)
            if name is not None:
                yield name
