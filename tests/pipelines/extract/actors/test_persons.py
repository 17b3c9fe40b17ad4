"""Persons: how names are built, which of them are one person's, and which are not."""

from __future__ import annotations

import pytest

from pipelines.extract.actors.person_names import (
    given_gender,
    is_near_spelling,
    read_person_name,
)
from tests.pipelines.extract.actors.written import actor, cast_of


@pytest.mark.parametrize(
    ("text", "given", "family"),
    [
        ("Antony Blinken", "antony", "blinken"),
        ("Xi Jinping", "jinping", "xi"),
        ("Wang Yi", "yi", "wang"),
        ("Chen Wei-ling", "wei-ling", "chen"),
        ("Kim Jong Un", "jong", "kim"),
        ("Hiroshi Tanabe", "hiroshi", "tanabe"),
        ("Joyce Lam", "joyce", "lam"),
        ("Marit van Houten", "marit", "van houten"),
        ("Ursula von der Leyen", "ursula", "von der leyen"),
        ("Faisal al-Harbi", "faisal", "al-harbi"),
        ("Mohammed bin Salman", "mohammed", "bin salman"),
        ("Luiz Inácio Lula da Silva", "luiz", "da silva"),
        ("Sen. John McCain III", "john", "mccain"),
        ("Mr. Miller", "", "miller"),
        ("Annika", "annika", ""),
        ("Sheikh Hasina", "sheikh", "hasina"),
        ("Sheikh Tamim", "", "tamim"),
    ],
)
def test_given_and_family_names(text: str, given: str, family: str) -> None:
    """Family names are found first or last, with their particles, without titles and suffixes."""
    name = read_person_name(text)
    assert (name.given, name.family) == (given, family)


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        ("Antony Blinken", "Anthony Blinken", True),
        ("Volodymyr Zelensky", "Volodymyr Zelenskyy", True),
        ("Maria Rossi", "Mario Rossi", False),
        ("Joe Biden", "Hunter Biden", False),
        ("Michelle Obama", "Barack Obama", False),
        ("Jon Smith", "Ron Smith", False),
    ],
)
def test_misspellings_are_told_from_relatives(one: str, other: str, near: bool) -> None:
    """One letter more is a misspelling; another gender or another first letter is somebody else."""
    assert is_near_spelling(read_person_name(one), read_person_name(other)) is near


@pytest.mark.parametrize(
    ("name", "gender"), [("carla", "f"), ("hiroshi", "m"), ("taylor", None), ("andrea", None)]
)
def test_given_names_tell_the_gender(name: str, gender: str | None) -> None:
    """A given name tells the gender unless both use it."""
    assert given_gender(name) == gender


def test_short_forms_and_misspellings_are_one_person() -> None:
    """Family name, misspelt and full name are one actor; the misspelling is recorded."""
    cast = cast_of(
        "[P Antony Blinken] flew home. [P Blinken] was tired. [P Anthony Blinken] slept."
    )
    blinken = actor(cast, "Blinken")
    assert blinken.id == "person:antony-blinken"
    assert blinken.misspellings == ("Anthony Blinken",)
    assert len(blinken.mentions) == 3


def test_a_misspelling_first_is_still_one() -> None:
    """The spelling used more often is the right one, wherever the other stands."""
    cast = cast_of("[P Petra Lindquist] came. [P Petra Lindqvist] spoke. [P Petra Lindqvist] left.")
    assert actor(cast, "Petra Lindqvist").misspellings == ("Petra Lindquist",)


def test_two_of_one_family_are_two() -> None:
    """Persons of one family name stay apart; the name alone means the one named last, less surely."""
    cast = cast_of(
        "[P Joe Biden] spoke. His son [P Hunter Biden] was acquitted. [P Biden] thanked the jury."
    )
    assert len(cast.actors) == 2
    short = [each for each in cast.references if each.end - each.start == 5]
    assert short[0].actor == "person:hunter-biden"
    assert short[0].confidence < 0.6


def test_a_title_tells_which_of_a_couple() -> None:
    """ "Mrs." is never the husband."""
    cast = cast_of("[P Michelle Obama] and [P Barack Obama] came. [P Mrs. Obama] spoke.")
    assert len(actor(cast, "Michelle Obama").mentions) == 2


@pytest.mark.parametrize(
    ("full", "short"),
    [
        ("Xi Jinping", "Xi"),
        ("Andrés Manuel López Obrador", "López Obrador"),
        ("Luis Lacalle Pou", "Lacalle Pou"),
        ("Peter Odhiambo Ouko", "Ouko"),
        ("Ibrahim el-Tayeb", "el-Tayeb"),
        ("Marit van Houten", "Van Houten"),
        ("Lucía Barrenechea", "Lucia Barrenechea"),
        ("Jerome Powell", "Jerome H. Powell"),
        ("Joe Biden", "Joseph Biden"),
        ("Volodymyr Zelenskyy", "Zelensky"),
    ],
)
def test_forms_of_one_name(full: str, short: str) -> None:
    """Double surnames, particles, initials, nicknames and missing accents make no second person."""
    cast = cast_of(f"[P {full}] came. Later [P {short}] went.")
    assert [each.kind for each in cast.actors] == ["person"]
    assert cast.actors[0].misspellings == ()


def test_the_capital_is_not_the_general() -> None:
    """A person named Washington, the town and the government are three actors."""
    cast = cast_of(
        "[P Denzel Washington] was filming in [L Washington]. [P Washington] laughed."
        " [L Washington] called the tariffs of the [L United States] lawful."
    )
    ids = {each.actor for each in cast.references}
    assert ids == {"person:denzel-washington", "place:washington", "country:US"}


def test_a_stranger_of_the_same_name_holds_no_office() -> None:
    """A student who shares a president's name is given no office of the table."""
    student = actor(cast_of("[P Imran Khan], a law student, was detained."), "Imran Khan")
    assert [role.source for role in student.roles] == ["stated"]


def test_pronouns_tell_the_gender() -> None:
    """Where neither name nor title tells it, the pronoun that follows does."""
    cast = cast_of("[P Thandexo Mphora] said that she would stay.")
    assert cast.references[0].gender == "f"


@pytest.mark.parametrize(
    ("title", "named"),
    [
        ("Dam must hold, says Lind", True),
        ("Lind opens the dam", True),
        ("Dam must hold, says Field", False),
        ("Price Of Water Rises", False),
        ("[P Lind Exerting Undue] Pressure", True),
    ],
)
def test_a_headline_names_by_the_family_name_alone(title: str, named: bool) -> None:
    """Whom the text names in full is meant by the family name in its headline, if that is no plain word."""
    text = "[P Ann Lind] spoke in a field of [P Orn Field]. [P Ada Price] named the price."
    found = [each for each in cast_of(text, title).references if each.in_title]
    assert [each.actor for each in found] == (["person:ann-lind"] if named else [])


def test_an_honorific_may_be_a_name() -> None:
    """Sheikh Hasina is called so, and no man."""
    assert read_person_name("Sheikh Hasina").gender is None
    assert (
        cast_of("[P Sheikh Hasina] left. [P Hasina] slept.").actor("person:sheikh-hasina").country
        == "BD"
    )


@pytest.mark.parametrize(
    ("marked", "ids"),
    [
        ("[L Narnland] and [L France] met. [P Macron] spoke.", {"person:emmanuel-macron"}),
        ("President [P Macron] slept.", {"person:macron"}),
        ("[P Ann Macron] met [L France]. [P Macron] spoke.", {"person:ann-macron"}),
        ("The [L United States] met. [P Obama] spoke.", {"person:obama"}),
    ],
)
def test_a_head_of_state_is_known_by_the_family_name(marked: str, ids: set[str]) -> None:
    """Who heads a country that is named is told by family name, if nobody else is called so."""
    cast = cast_of(marked)
    assert {each.id for each in cast.actors if each.kind == "person"} == ids
