"""The table of countries."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from pipelines.extract.gazetteer import (
    countries,
    countries_by_capital,
    countries_by_demonym,
    countries_by_name,
    countries_by_seat,
)

_REFERENCE = Path(__file__).parents[4] / "shared" / "data" / "countries.tsv"
# Islands and bases without a people or a government that news speaks of.
_LEFT_OUT = set("AX BL BQ BV CC CX GS HM IO MF NF PM PN SJ TF TK UM WF".split())
# The reference calls them by a name that no newspaper uses, or gives no capital.
_OTHER_NAME = {"CG", "SH", "VI"}
_OTHER_CAPITAL = {"AQ", "HK", "MO"}
# It gives territories a name for their people that is seldom written or another's, spells some as nobody
# does today ("Kirghiz"), or names the country.
_OTHER_PEOPLE = set(
    "AI AQ CV CW DJ GF GG GI GP GW JE KG MP MV PF RE SR SX TC TJ VA VC VG VI".split()
)


@pytest.mark.parametrize(
    ("name", "code"),
    [("U.S.", "US"), ("Britain", "GB"), ("Holy See", "VA"), ("Côte d’Ivoire", "CI")],
)
def test_countries_are_known_by_their_names(name: str, code: str) -> None:
    """A country is found by the names that newspapers give it."""
    assert countries_by_name()[name].code == code


def test_peoples_capitals_and_seats() -> None:
    """A country is found by its people, its capital and the house of its government."""
    assert countries_by_demonym()["Chinese"].code == "CN"
    assert countries_by_demonym()["Congolese"].code == "CD"
    assert countries_by_capital()["Kiev"].code == "UA"
    assert countries_by_seat()["Kremlin"].code == "RU"


def test_codes_and_names_are_unique() -> None:
    """No two countries share a code or a main name."""
    names = [each.name for each in countries().values()]
    assert len(names) == len(set(names)) > 220


@pytest.mark.skipif(not _REFERENCE.exists(), reason="the reference table is not part of dateline")
def test_the_table_agrees_with_a_reference() -> None:
    """Codes are complete, and names and capitals are those of an independent table."""
    with _REFERENCE.open(encoding="utf-8") as lines:
        reference = {row["cca2"]: row for row in csv.DictReader(lines, delimiter="\t")}
    ours = countries()
    assert set(reference) - set(ours) == _LEFT_OUT
    assert set(ours) - set(reference) == set()
    for code, country in ours.items():
        row = reference[code]
        names = {country.name, *country.other_names}
        assert row["name"] in names or code in _OTHER_NAME, code
        capitals = set(row["capital"].split("|"))
        assert capitals <= set(country.capitals) or code in _OTHER_CAPITAL, code


@pytest.mark.skipif(not _REFERENCE.exists(), reason="the reference table is not part of dateline")
def test_peoples_are_those_of_a_reference() -> None:
    """Every country's people is found by the word that an independent table gives."""
    with _REFERENCE.open(encoding="utf-8") as lines:
        reference = {
            row["cca2"]: row["demonym_en"] for row in csv.DictReader(lines, delimiter="\t")
        }
    differing = {
        code
        for code, country in countries().items()
        if not set(reference[code].replace(" or ", ", ").split(", ")) <= {"", *country.demonyms}
    }
    assert differing == _OTHER_PEOPLE
