"""Which country's a body is whose name many states have, and which body an acronym of several means."""

from __future__ import annotations

import pytest

from tests.pipelines.extract.actors.written import cast_of

_UK, _GERMAN = "org:uk-foreign-office", "org:german-foreign-office"


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("[L Germany]'s [O Foreign Office] met [L Britain]. The [O Foreign Office] left.", [_GERMAN] * 2),
        ("[L Britain] lost. The [O Foreign Office] in [L Berlin] left.", [_GERMAN]),
        ("[L Germany] lost. [L Britain] won. [G British] fans left. The [O Foreign Office] met.", [_UK]),
        ("[L Germany] lost. [L Britain] won. [G German] fans left. The [O Foreign Office] met.", [_GERMAN]),
        ("[L Britain] lost. [L Peru]'s [O Foreign Office] met.", ["org:pe-foreign-office"]),
        ("[L Peru] lost. The [O Foreign Office] met.", ["org:foreign-office"]),
        (
            "[L Georgia]'s [O Foreign Ministry] met [L Peru]'s [O Foreign Ministry]. [O Foreign Ministry]",
            ["org:ge-foreign-ministry", "org:pe-foreign-ministry", "org:pe-foreign-ministry"],
        ),
        (
            "The [O Georgian Foreign Ministry] met [G Peruvian] [O Foreign Ministry] aides in [L Tbilisi]",
            ["org:ge-foreign-ministry", "org:pe-foreign-ministry"],
        ),
        ("[L Chad] lost. A [O Road Agency] ([O RA]) of [L Peru] met.", ["org:pe-road-agency"] * 2),
        ("The [G Iranian] [O Foreign Ministry] met.", ["org:iranian-foreign-ministry"]),
        ("[L Peru]'s [O Congress] met. The [L United States] lost.", ["org:pe-congress"]),
    ],
)  # fmt: skip
def test_whose_a_common_name_is(marked: str, expected: list[str]) -> None:
    """A ministry is that of the country beside it, else of that told last, else of that named most."""
    references = cast_of(marked).references
    assert [each.actor for each in references if each.actor.startswith("org:")] == expected


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("The wicket was fair, the [O ICC] said.", "org:international-cricket-council"),
        ("The [O ICC] charged him.", "org:international-criminal-court"),
        ("The [O ECB] raised rates.", "org:european-central-bank"),
        ("The [O ECB] named eleven batters.", "org:england-and-wales-cricket-board"),
        ("Troops of the [O RSF] shot two men in [L Sudan].", "org:rapid-support-forces"),
        ("Two reporters are held, the [O RSF] said.", "org:reporters-without-borders"),
        ("It has 193 nations. The [O General Assembly] voted.", "org:un-general-assembly"),
        ("As [L Chad] slept, the [O General Assembly] voted.", "org:td-general-assembly"),
        ("The cup went to the [O International Crane Club] ([O ICC]).", "org:international-crane-club"),
    ],
)  # fmt: skip
def test_what_an_acronym_of_several_means(marked: str, expected: str) -> None:
    """An acronym that several bodies have means the one of the article's subject or country."""
    references = cast_of(marked).references
    assert {each.actor for each in references if each.actor.startswith("org:")} == {expected}


def test_bodies_of_no_one_state_stay_so() -> None:
    """Armed groups and parliaments of many states are of no country that happens to be named."""
    cast = cast_of("[L Peru] lost. The [O Islamic State] and the [O European Parliament] met.")
    assert {each.country for each in cast.actors if each.kind == "organisation"} == {None}
    assert "country:US" not in {each.id for each in cast_of("It cost [L US]$ 12.").actors}
