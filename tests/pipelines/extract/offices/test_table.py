"""The table of dated offices is well formed: what a reader of it may rely on."""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import date
from itertools import pairwise

import pytest

from pipelines.extract.actors.organisation_table import Around, known_organisation
from pipelines.extract.gazetteer import countries
from pipelines.extract.offices import Office, offices, offices_of
from pipelines.extract.offices.table import KINDS, SOURCES

_ONE_NAME = ("Akihito", "Naruhito", "Willem-Alexander", "Sugiono")
_DATE = re.compile(r"\d{4}-\d{2}(-\d{2})?")
_ONE_AT_A_TIME = (
    "head_of_state",
    "head_of_government",
    "foreign",
    "defence",
    "finance",
    "central_bank",
)


def test_every_row_has_what_it_needs() -> None:
    """Names, countries, kinds and dates of the table are of known form; no term ends before it begins."""
    for office in offices():
        assert " " in office.person or office.person in _ONE_NAME
        assert office.country is None or office.country in countries(), office
        assert office.kind in KINDS, office
        assert _DATE.fullmatch(office.start), office
        assert not office.end or _DATE.fullmatch(office.end), office
        assert office.latest is None or office.earliest < office.latest, office
        assert office.wikidata is None or re.fullmatch(r"Q\d+", office.wikidata), office
        assert office.source in SOURCES, office
        assert office.born is None or 15 < office.earliest.year - office.born.year < 100, office


def test_earlier_terms_are_of_those_who_came_back() -> None:
    """A term that ended before 2015 is there only where the person holds that office again later."""
    for office in offices():
        if office.latest is not None and office.latest.year < 2015:
            later = [each.title for each in offices_of(office.person) if each.start > office.end]
            assert office.title in later, office


def test_it_covers_the_world_since_2015() -> None:
    """More than 100 countries have their head of state or government, 60 of them others too."""
    kinds = defaultdict(set)
    for office in offices():
        kinds[office.country].add(office.kind)
    assert (
        sum(bool(each & {"head_of_state", "head_of_government"}) for each in kinds.values()) > 100
    )
    assert sum(len(each) > 1 for each in kinds.values()) >= 60


def test_nobody_holds_one_office_twice_at_once() -> None:
    """Two terms of one person in one office never overlap."""
    terms: dict[tuple[str, str | None, str, str | None], list[Office]] = defaultdict(list)
    for office in offices():
        terms[office.person, office.country, office.title, office.organisation].append(office)
    for each in terms.values():
        for one, two in pairwise(each):
            assert one.latest is not None
            assert one.latest <= two.earliest


def test_an_office_has_one_holder_at_a_time() -> None:
    """Successive holders of a country's office overlap by at most the month that is not known better."""
    terms: dict[tuple[str | None, str, str, str | None], list[Office]] = defaultdict(list)
    for office in offices():
        if office.kind in _ONE_AT_A_TIME and office.country:
            terms[office.country, office.kind, office.title, office.organisation].append(office)
    # Rousseff was suspended, and Temer acted for her, until she was removed.
    acted = {("BR", "head_of_state")}
    for (country, kind, _, _), each in terms.items():
        each.sort(key=lambda office: (office.earliest, office.latest or date.max))
        for one, two in pairwise(each):
            if (country, kind) in acted:
                continue
            assert one.latest is not None, (one, two)
            assert (one.latest - two.earliest).days <= 31, (one, two)


def test_bodies_are_those_of_the_organisation_table() -> None:
    """An office's body has the name that the table of organisations gives it."""
    everywhere = Around(dict.fromkeys(countries(), 1))
    named = {office.organisation for office in offices() if office.organisation}
    unknown = {
        name
        for name in named
        if (found := known_organisation(name, everywhere)) is None or found.name != name
    }
    assert unknown <= {"White House", "Kremlin"}


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("Matthew Miller", "spokesperson"),
        ("Volodymyr Zelenskyy", "president"),
        ("Recep Tayyip Erdoğan", "president"),
        ("kim jong un", "supreme leader"),
    ],
)
def test_other_spellings_find_the_person(name: str, title: str) -> None:
    """Accents, capitals and other romanisations do not matter."""
    assert title in [office.title for office in offices_of(name)]
