"""The tables of names are well formed: what a reader of them may rely on."""

from __future__ import annotations

import re
from typing import get_args

from pipelines.extract.actors.countries import country_wikidata
from pipelines.extract.actors.organisation_table import (
    Around,
    known_organisation,
    known_organisations,
)
from pipelines.extract.actors.person_names import given_gender
from pipelines.extract.actors.role_nouns import role_nouns
from pipelines.extract.gazetteer import countries
from schemas.analysis import Sector


def test_organisations() -> None:
    """More than 300 organisations have a known sector and country, ids and sure names of their own."""
    listed = known_organisations()
    assert len(listed) > 300
    assert len({organisation.id for organisation, _ in listed}) == len(listed)
    names = [name.text for _, each in listed for name in each if name.is_sure]
    assert len(names) == len(set(names))
    for organisation, _ in listed:
        assert organisation.sector in get_args(Sector), organisation
        assert organisation.country is None or organisation.country in countries(), organisation
        assert organisation.wikidata is None or re.fullmatch(r"Q\d+", organisation.wikidata)


def test_a_marked_name_needs_its_country() -> None:
    """A name that several countries have is known only where its country is named."""
    assert known_organisation("Congress", Around({"PE": 1})) is None
    found = known_organisation("Congress", Around({"US": 1, "PE": 1}))
    assert found is not None
    assert found.id == "org:us-congress"


def test_countries_have_wikidata_ids_of_their_own() -> None:
    """Most countries have a Wikidata id, no two the same."""
    ids = [found for code in countries() if (found := country_wikidata(code))]
    assert len(ids) > 180
    assert len(ids) == len(set(ids))


def test_role_nouns() -> None:
    """Role nouns are in lower case, with a known sector or none; plurals are told from singulars."""
    for word, noun in role_nouns().items():
        assert word == word.lower()
        assert noun.sector is None or noun.sector in get_args(Sector), noun
    assert role_nouns()["spokeswomen"].plural
    assert role_nouns()["deputies"].noun == "deputy"


def test_given_names_of_all_regions() -> None:
    """Given names of many languages tell the gender."""
    women = ["olga", "ngozi", "priya", "yuriko", "fatima", "ines", "nino", "aroha"]
    men = ["vladimir", "kwame", "narendra", "hiroshi", "ahmed", "joao", "levan", "wiremu"]
    assert [given_gender(name) for name in women] == ["f"] * len(women)
    assert [given_gender(name) for name in men] == ["m"] * len(men)
