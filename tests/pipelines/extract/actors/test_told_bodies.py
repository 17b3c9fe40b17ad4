"""What is a body, and what is none, is told by a name's letters and the words around it."""

from __future__ import annotations

import pytest

from tests.pipelines.extract.actors.written import actor, cast_of


@pytest.mark.parametrize(
    ("marked", "names"),
    [
        ("A release by [P PID] came. [P PID] left.", {"PID"}),
        ("[P JFK] left.", set()),
        ("[P IDs] were checked.", set()),
        (
            "The publication [P Ars Ulma] erred. [P Ars Ulma] left. Others left Ars Ulma.",
            {"Ars Ulma"},
        ),
        ("The editor [P Ann Lee] erred. [P Ann Lee] left.", set()),
        ("On Monday Salesform CEO [P Ann Lee] left.", {"Salesform"}),
        ("He met Vale Mining spokesman [P Bob Roe].", {"Vale Mining"}),
        ("Police spokesman [P Bob Roe] left.", set()),
        ("Former CEO [P Bob Roe] left.", set()),
        ("He told 505 Media so. 505 Media asked.", {"505 Media"}),
        ("[P Jurdi], the [O Association of Lawyers], sued. [P Jurdi] won.", {"Jurdi"}),
        ("The [O Fourth Geneva Convention] and the [O Lisbon Treaty] forbid it.", set()),
        ("It hit [L PICUM], an organisation of [L Chad].", {"PICUM"}),
        (
            "According to the Ulm Lawyers, a group in [L Chad], it rained. Ulm Lawyers left.",
            {"Ulm Lawyers"},
        ),
        ("[O European] ministers met.", set()),
        (
            "[O Florida Republican] Congressman [P Ann Lee] met [O Republican and Democratic] leaders.",
            set(),
        ),
        ("[O MBZ] slept.", set()),
        ("“No,” said [L Ann Lee], director of rain.", set()),
        ("[P Undermine] peace. They undermine [L Chad].", set()),
        ("The [O Halabja Massacre] is not forgotten.", set()),
        ("[P Nobel] laureate [P Ann Lee] left.", set()),
    ],
)
def test_what_is_a_body(marked: str, names: set[str]) -> None:
    """Bodies are told by capitals, by what they are called, by who heads or speaks for them."""
    cast = cast_of(marked)
    found = [each for each in cast.actors if each.kind == "organisation"]
    assert len(found) == len(names)
    assert names <= {name for each in found for name in (each.name, *each.aliases)}
    persons = {each.name for each in cast.actors if each.kind == "person"}
    assert persons <= {"Ann Lee", "Bob Roe", "JFK", "MBZ"}


def test_how_often_a_told_body_is_named() -> None:
    """A body that is told once is found wherever its name stands."""
    cast = cast_of("He told 505 Media so. 505 Media asked. Nobody left 505 Media.")
    assert [mention.surface for mention in actor(cast, "505 Media").mentions] == ["505 Media"] * 3


@pytest.mark.parametrize(
    ("marked", "name", "sector"),
    [
        ("The [O UN Office on Rain] met.", "UN Office on Rain", "international_organisation"),
        ("The [O Wafi] news agency met.", "Wafi", "media"),
        ("The news agency, [O WAM], met.", "WAM", "media"),
        ("The [O Council on Rain] met.", "Council on Rain", "civil_society"),
        ("The broadcaster [O KAN] met.", "KAN", "media"),
    ],
)  # fmt: skip
def test_what_sector_is_told(marked: str, name: str, sector: str) -> None:
    """Bodies of the United Nations are no state's, and news agencies are media."""
    assert actor(cast_of(marked), name).sector == sector


def test_bodies_of_the_united_nations_are_short_for_themselves() -> None:
    """The "Human Rights Council" is that of the United Nations where that was named."""
    cast = cast_of(
        "The [O UN Human Rights Council] met in [L France]. The [O Human Rights Council] left."
    )
    assert [each.id for each in cast.actors if each.kind == "organisation"] == [
        "org:un-human-rights-council"
    ]


def test_who_heads_a_company_is_of_business() -> None:
    """A chief executive is of business where nothing else is known of the body."""
    cast = cast_of("On Monday Salesform CEO [P Ann Lee] left.")
    assert actor(cast, "Ann Lee").sector == "business"


@pytest.mark.parametrize(
    ("marked", "kinds"),
    [
        ("The [P Andaman] and [P Nicobar] archipelago slept.", {"place"}),
        ("The [P Nicobar] islands slept.", {"place"}),
        ("[P Nicobar] slept on the island.", {"person"}),
        ("It hit [O Israeli-US] talks.", {"country"}),
        ("[O Wales-Lee] slept.", {"organisation"}),
        ("The [O Department of Homeland] Security Secretary [P Ann Lee] left.", {"organisation", "person"}),
    ],
)  # fmt: skip
def test_what_kind_is_told(marked: str, kinds: set[str]) -> None:
    """Islands are places, two peoples with a hyphen two countries, a department's name is whole."""
    cast = cast_of(marked)
    assert {each.kind for each in cast.actors} == kinds
    assert "Security Secretary" not in [role.title for each in cast.actors for role in each.roles]
