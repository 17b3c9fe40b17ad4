"""Organisations of an article: full names, acronyms the text defines, short forms."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from pipelines.extract.actors.body_names import home_id, name_key, names_and_homes, without_country
from pipelines.extract.actors.countries import country_named, country_of_people
from pipelines.extract.actors.drafts import Draft, Drafts
from pipelines.extract.actors.organisation_table import (
    Around,
    KnownOrganisation,
    known_organisation,
)
from pipelines.extract.actors.reading import Name, Reading
from pipelines.extract.folding import fold, slug
from pipelines.extract.gazetteer import countries
from pipelines.extract.text.acronyms import acronyms_in_brackets, has_capitals
from schemas.analysis import Sector

_LONGEST_NAME: Final = 12
_SHORTEST_INITIALS: Final = 2
_UNKNOWN: Final = 0.8  # how sure a body is that our table does not know
# What two capitals mean more often than a body.
_OTHER_WORDS: Final = frozenset(
    "AC AI AM AP BC CD CO DC DJ DR HR ID II IP IQ IT IV LA MP MR MS NY OK PC PM PR TV VI XI".split()
)
_LEGAL: Final = re.compile(
    r",? (?:inc|corp|co|ltd|llc|plc|nv|n\.v|ag|sa|s\.a|se|spa|gmbh|ab|as|oyj|bhd|pty|kk|group|holding)\.?$",
    re.IGNORECASE,
)
# The last of these in a name decides, but "of …" and what follows is left out.
_NOUNS_OF: Final[dict[Sector, str]] = {
    "government": "ministry department treasury cabinet government authority agency commission council"
    " secretariat chancellery presidency bureau office directorate administration municipality police"
    " customs prefecture embassy consulate service ministerio ministere",
    "legislature": "parliament senate congress assembly knesset bundestag duma house diet",
    "party": "party coalition alliance front movement partido partei partito movimiento movimento mouvement"
    " frente alianza alianca coalicion rassemblement bundnis",
    "military": "army navy force forces guard guards military brigade regiment corps command militia"
    " battalion division",
    "judiciary": "court tribunal prosecutor judiciary magistracy",
    "business": "bank banque banco banca inc corp corporation company co ltd nv plc group holdings"
    " securities airlines motors"
    " industries partners capital energy oil gas steel insurance lithography technologies electronics"
    " pharmaceuticals employers railways airways",
    "media": "news courier chronicle times post tribune herald gazette journal television radio"
    " broadcasting press newspaper magazine",
    "civil_society": "union federation association foundation charity network trust society"
    " church workers"
    " journalists watch campaign diocese club growers",
}
_SECTOR_NOUNS: Final = {
    word: sector for sector, words in _NOUNS_OF.items() for word in words.split()
}
# Bodies of all sectors have these.
_WEAK_NOUNS: Final = frozenset(
    "authority agency commission council bureau office service house front capital".split()
)
# What clubs are called by: "Olympique X", "X Rovers".
CLUBS_BEGIN: Final = frozenset(
    "olympique real sporting borussia dynamo spartak lokomotiv fc ac as atlético inter".split()
)
CLUBS_END: Final = frozenset("fc united rovers wanderers hotspur athletic albion".split())
_INTERNATIONAL: Final = re.compile(
    r"\b(?:World|International|Universal|Global|European|Inter-American|Pan-African|Intergovernmental"
    r"|UN|U\.N\.|United Nations)\b.*\b(?:Organi[sz]ation|Agency|Fund|Committee|Panel|Commission|Bank"
    r"|Programme|Union)\b"
)


def merge_organisations(
    readings: Sequence[Reading],
    names: Sequence[tuple[Reading, Name]],
    drafts: Drafts,
    around: Around,
) -> dict[Name, Draft]:
    """Turn names of organisations into drafts; gives the draft of each name."""
    by_name: dict[tuple[str, str | None], Draft] = {}
    short_forms: dict[str, list[Draft]] = {}
    initials: dict[str, list[Draft]] = {}
    acronyms = _defined_acronyms(readings)
    keys = names_and_homes(names)
    for name in sorted(keys, key=lambda each: -len(each.text)):
        key, home = keys[name]
        draft = by_name.get((key, home))
        if draft is None and not home and known_organisation(name.text, around) is None:
            draft = _by_short_form(name.text, short_forms) or _by_initials(name.text, initials)
        if draft is None:
            draft = _open_of(drafts, name.text, home, around)
        if (key, home) not in by_name:
            by_name[key, home] = draft
            _add_short_forms(key, draft, short_forms)
            _add_initials(name.text, draft, initials)
        short = acronyms.get(name_key(name.text))
        if short is not None:
            by_name.setdefault((name_key(short), None), draft)
    found = {name: by_name[keys[name]] for _, name in names}
    for name, draft in found.items():
        draft.refer(name)
    return found


def _open_of(drafts: Drafts, name: str, home: str | None, around: Around) -> Draft:
    """Give the draft of a body, of a country where one is told."""
    if home is None:
        return _open(drafts, name, around)
    rest, _ = without_country(name)
    country = countries()[home]
    of_home = around._replace(countries={home: 1})
    for called in (name, rest, *(f"{each} {rest}" for each in (*country.demonyms, country.name))):
        known = known_organisation(called, of_home)
        if known is not None:
            return open_known(drafts, known)
    plain = name.removeprefix("the ").removeprefix("The ")
    draft = drafts.open(home_id(home, plain), "organisation", plain)
    draft.sector, draft.country, draft.confidence = sector_by_name(rest), home, _UNKNOWN
    return draft


def _open(drafts: Drafts, name: str, around: Around) -> Draft:
    known = known_organisation(name, around) or known_organisation(_LEGAL.sub("", name), around)
    if known is not None:
        return open_known(drafts, known)
    plain = name.removeprefix("the ").removeprefix("The ")
    draft = drafts.open(f"org:{slug(plain)}", "organisation", plain)
    draft.sector = sector_by_name(plain)
    draft.country = country_within(plain)
    draft.confidence = _UNKNOWN
    return draft


def open_known(drafts: Drafts, known: KnownOrganisation) -> Draft:
    """Give the draft of an organisation of the table."""
    draft = drafts.open(known.id, "organisation", known.name)
    draft.from_table = True
    draft.sector, draft.country, draft.wikidata = known.sector, known.country, known.wikidata
    return draft


@lru_cache(maxsize=4096)
def sector_by_name(name: str) -> Sector | None:
    """Give the sector that the nouns of a name tell; None where they tell none."""
    if _INTERNATIONAL.search(name) or name.startswith(("UN ", "U.N. ", "United Nations ")):
        return "international_organisation"
    words = re.findall(r"[\w'’]+", fold(name))
    if words[:2] == ["council", "on"]:
        return "civil_society"
    cut = next((at for at, word in enumerate(words) if word in ("of", "for") and at), len(words))
    told = [word for word in reversed(words[:cut]) if word in _SECTOR_NOUNS]
    strong = next((word for word in told if word not in _WEAK_NOUNS), None)
    return _SECTOR_NOUNS.get(strong or (told[0] if told else ""))


def is_body_noun(word: str) -> bool:
    """Whether a word is a noun for organisations: "ministry", "agency", "party"."""
    return word in _SECTOR_NOUNS


@lru_cache(maxsize=4096)
def country_within(name: str) -> str | None:
    """Give the country that a name holds: "Bank of Canada", "Georgian Union of Journalists"."""
    words = name.split()
    for size in (3, 2, 1):
        for at in range(len(words) - size + 1):
            part = " ".join(words[at : at + size]).removesuffix("'s").removesuffix("’s")
            if part[:1].isupper() and (code := country_of_people(part) or country_named(part)):
                return code
    return None


def _add_short_forms(key: str, draft: Draft, short_forms: dict[str, list[Draft]]) -> None:
    """Note what a longer name may be called for short: its first words, or its last if that is common."""
    words = key.split()[:_LONGEST_NAME]
    short = {" ".join(words[:count]) for count in range(1, len(words))}
    if words[-1] in _SECTOR_NOUNS or (len(words) == 2 and words[0] in CLUBS_BEGIN):
        short.add(words[-1])
    for each in short:
        known = short_forms.setdefault(each, [])
        if draft not in known:
            known.append(draft)


def _by_short_form(name: str, short_forms: dict[str, list[Draft]]) -> Draft | None:
    """Find "Halden Lithography NV" for "Halden", "European Commission" for "Commission", if only one is."""
    short = _LEGAL.sub("", name_key(name))
    found = short_forms.get(short, ())
    if len(found) != 1 or country_named(name) or (sector_by_name(name) and " " in short):
        return None
    return found[0]


@lru_cache(maxsize=4096)
def initials_of(name: str) -> str:
    """Give the initials that a body may be called by; empty where that would be another word."""
    letters = "".join(word[0] for word in name.split() if word[0].isupper())
    if len(letters) < _SHORTEST_INITIALS or letters in _OTHER_WORDS or country_named(letters):
        return ""
    return letters


def _add_initials(name: str, draft: Draft, initials: dict[str, list[Draft]]) -> None:
    letters = initials_of(name)
    if letters and draft not in initials.setdefault(letters, []):
        initials[letters].append(draft)


def _by_initials(name: str, initials: dict[str, list[Draft]]) -> Draft | None:
    """Find "National Police Agency" for "NPA", which the text does not define, if only one is."""
    found = initials.get(name.replace(".", ""), ())
    return found[0] if len(found) == 1 else None


def _defined_acronyms(readings: Sequence[Reading]) -> dict[str, str]:
    """Give acronyms by the folded name beside them: "Chinese Communist Party (CCP)", "Jurdi, the …"."""
    found = {
        name_key(name.text): short
        for reading in readings
        for name in reading.names
        if (short := named_before(reading, name))
    }
    for reading in readings:
        for place in acronyms_in_brackets(reading.document.words):
            name = reading.ending.get(place - 1)
            if name is not None and _is_acronym_of(reading.words[place], name.text):
                found[name_key(name.text)] = reading.words[place]
    return found


def named_before(reading: Reading, name: Name) -> str | None:
    """Give what a body is called before its name explains that: "Jurdi, the Association of Lawyers,"."""
    if name.entity_type != "ORG" or reading.word(name.first - 1) not in ("the", "a", "an"):
        return None
    before = reading.ending.get(name.first - 2)
    if before is None or before.end - before.first > 1 or reading.word(before.end) != ",":
        return None
    is_body = any(word in _SECTOR_NOUNS for word in reading.low[name.first : name.end])
    return before.text if is_body and reading.word(name.end) in (",", ".", "") else None


def _is_acronym_of(acronym: str, name: str) -> bool:
    """Whether an acronym's letters occur in the name in order, the first at its beginning."""
    letters = [letter for letter in fold(acronym) if letter.isalnum()]
    text = name_key(name)
    if text[:1] != letters[0]:
        return has_capitals(acronym) and acronym[0] in name
    position = 0
    for letter in letters:
        position = text.find(letter, position) + 1
        if position == 0:
            return False
    return True
