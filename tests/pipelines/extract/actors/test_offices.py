"""Dated offices give persons of the table their roles, and leave namesakes alone."""

from __future__ import annotations

import pytest

from tests.pipelines.extract.actors.written import actor, cast_of


@pytest.mark.parametrize(
    ("marked", "name"),
    [
        ("[P Mark Mitchell] sang in [L Oslo], [L Norway]. [P Mitchell] bowed.", "Mark Mitchell"),
        ("[P Joseph Wu] maintains the compiler. [P Wu] fixed it.", "Joseph Wu"),
        ("[P David Lee], a striker from [L Taiwan], scored.", "David Lee"),
    ],
)
def test_a_namesake_gets_no_office(marked: str, name: str) -> None:
    """A minister's name alone is not the minister: without the country no role, country or id is given."""
    found = actor(cast_of(marked), name)
    assert [role for role in found.roles if role.source == "office_table"] == []
    assert found.wikidata is None


@pytest.mark.parametrize(
    ("marked", "name", "country"),
    [
        ("[L New Zealand] waited for [P Mark Mitchell].", "Mark Mitchell", "NZ"),
        ("Secretary of State [P Antony Blinken] left.", "Antony Blinken", "US"),
        ("[P Emmanuel Macron] laughed.", "Emmanuel Macron", "FR"),
    ],
)
def test_who_is_meant_gets_the_office(marked: str, name: str, country: str) -> None:
    """With the country in the text, the office in the role, or a head of state's name, it is given."""
    found = actor(cast_of(marked), name)
    assert found.country == country
    assert found.wikidata is not None
    assert any(role.source == "office_table" for role in found.roles)
