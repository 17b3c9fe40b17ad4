"""Which body "the group" is, who "the UN chief" is, and what is no part of a person's name."""

from __future__ import annotations

import pytest

from tests.pipelines.extract.actors.written import actor, cast_of, refers

BODIES = [
    ("The [O British Museum] closed. The museum said so.", "The museum", "org:british-museum"),
    (
        "The [O Emergency Lawyers], a group in [L Sudan], met. [O El-Obeid] fell. The group said so.",
        "The group",
        "org:emergency-lawyers",
    ),
    (
        "The rights group [O Peace Now] sued. [O Acme Corp] left. The organisation won.",
        "The organisation",
        "org:peace-now",
    ),
    (
        "The ship's operator, [O Visayan Lines], spoke on its [O Facebook] page. The company was sad.",
        "The company",
        "org:visayan-lines",
    ),
    ("[O Gulf News] reported it. The newspaper was right.", "The newspaper", "org:gulf-news"),
]


@pytest.mark.parametrize(("marked", "words", "meant"), BODIES)
def test_the_body_that_a_noun_means(marked: str, words: str, meant: str) -> None:
    """ "The group" is the body that is called one, beside its name or in it."""
    assert [each.actor for each in refers(cast_of(marked), marked, words)] == [meant]


def test_an_office_before_the_name_of_who_holds_it() -> None:
    """ "The UN chief" in the first line is who is named with the office further down."""
    marked = (
        "The [O UN] chief called. [P Ann Lee], president of [L Peru], listened."
        " [O UN] Secretary-General [P Omar Diallo] spoke."
    )
    assert [each.actor for each in refers(cast_of(marked), marked, "The UN chief")] == [
        "person:omar-diallo"
    ]


@pytest.mark.parametrize(
    ("marked", "words"),
    [
        (
            "[L Peru]'s foreign minister [P Ann Lee] left. [L Peru]'s deputy foreign minister stayed.",
            "Peru's deputy foreign minister",
        ),
        (
            "[G Peruvian] President [P Ann Lee] left. The [O UN] watchdog chief stayed.",
            "The UN watchdog chief",
        ),
    ],
)
def test_another_rank_or_body_is_another_person(marked: str, words: str) -> None:
    """No minister is her own deputy, and no president the head of somebody else's body."""
    people = [each for each in refers(cast_of(marked), marked, words) if "person" in each.actor]
    assert people == []


@pytest.mark.parametrize(
    ("marked", "name", "role"),
    [
        ("[P NASA Administrator Charles Bolden] spoke.", "Charles Bolden", "Administrator"),
        (
            "Governor of [P Washington Christine Marsh] said it rained.",
            "Christine Marsh",
            "Governor of Washington",
        ),
        (
            "Ambassador to the [L United] [P States Hamid Moheb] said it rained.",
            "Hamid Moheb",
            "Ambassador to the United States",
        ),
        ("CEO of the [O Refugee Council] Enver Marsh told reporters.", "Enver Marsh", "CEO of the"),
        (
            "Labour's [P Shadow] Home Secretary [P Ann Lee] left.",
            "Ann Lee",
            "Shadow Home Secretary",
        ),
    ],
)
def test_a_name_is_parted_from_the_title_before_it(marked: str, name: str, role: str) -> None:
    """Offices, and the bodies and places they are of, are no part of a name; what follows is one."""
    cast = cast_of(marked)
    assert next(each.title for each in actor(cast, name).roles).startswith(role)
    assert len([each for each in cast.actors if each.kind == "person"]) == 1


def test_the_wife_of_a_president_is_not_the_president() -> None:
    """Who is told by somebody else's office does not hold it."""
    found = actor(cast_of("Critics of [G Peruvian] President [P Ann Lee] marched."), "Ann Lee")
    assert [role.title for role in found.roles] == ["President"]


def test_a_namesake_in_passing() -> None:
    """A family name is that of the person the article is about, not of one named once in between."""
    marked = (
        "[P Omar Iqbal] came. [P Iqbal] spoke. [P Iqbal] sat. [P Iqbal] left. The works of [P Hamid Iqbal]"
        " were sung. [P Iqbal] slept."
    )
    assert len(actor(cast_of(marked), "Hamid Iqbal").mentions) == 1


def test_who_knows_a_country_is_not_of_it() -> None:
    """ "An India specialist" may be from anywhere."""
    found = actor(cast_of("[P Ann Lee], an [L India] specialist at [O Acme], spoke."), "Ann Lee")
    assert found.country is None


def test_an_outlet_that_is_told_is_no_place() -> None:
    """Who is told something is an organisation, though its name looks like a place's."""
    cast = cast_of("[P Ann Lee] told [L Middle East Eye] that it rained.")
    assert cast.actor("org:middle-east-eye")


def test_short_titles_are_no_names() -> None:
    """ "PM X" is X, and "Deputy PM" is nobody of that name."""
    cast = cast_of(
        "[P Ann Lee] left. [P PM Lee] slept. Deputy [P PM] and Minister [P Omar Diallo] sat."
    )
    people = {each.id for each in cast.actors if each.kind == "person"}
    assert people == {"person:ann-lee", "person:omar-diallo"}


def test_a_company_taken_for_a_person() -> None:
    """What is explained as a company is one wherever it is named."""
    cast = cast_of("[P Salar Austral], a mining company, denied it. [P Salar Austral] paid.")
    assert [(each.id, each.sector) for each in cast.actors] == [("org:salar-austral", "business")]


@pytest.mark.parametrize(
    ("marked", "name", "role"),
    [
        ("Her supervisor and co-author, [P Terry Walsh], left.", "Terry Walsh", "supervisor"),
        ("The referee, [P Jean Ndala] of [L Congo], left.", "Jean Ndala", "referee"),
        ("[P Ann Lee], 34, a schoolteacher travelling alone, left.", "Ann Lee", "schoolteacher"),
        ("[P Ann Lee], an analyst at [P Brightwater Securities], left.", "Ann Lee", "analyst at B"),
    ],
)
def test_roles_beside_names(marked: str, name: str, role: str) -> None:
    """A role is found wherever the paper puts it: joined to another, with a home, before a participle."""
    assert any(each.title.startswith(role) for each in actor(cast_of(marked), name).roles)


def test_an_outlet_that_was_not_found() -> None:
    """ "Told News24 that" names whom it is told, though the model did not find it."""
    assert cast_of("[P Ann Lee] told News24 that it rained.").actor("org:news24")


def test_titles_taken_for_persons_are_none() -> None:
    """ "Field Marshal" and "UN Secretary" are nobody; a committee between commas is a body."""
    cast = cast_of(
        "[P Field Marshal] [P Omar Diallo] and [P UN Secretary]-General [P Ann Lee] met the bank's"
        " committee, [P Copom], and left."
    )
    ids = {each.id for each in cast.actors if each.kind in ("person", "organisation")}
    assert ids == {"person:omar-diallo", "person:ann-lee", "org:copom", "org:united-nations"}


def test_the_article_is_no_part_of_a_name() -> None:
    """ "The" at the head of a sentence belongs to the sentence."""
    assert cast_of("[O The Union of Teachers] met.").actor("org:union-of-teachers").aliases == ()


def test_bodies_behind_what_they_are_called() -> None:
    """ "The broadcaster NRK" and "the Tisza party" are found, or put right."""
    cast = cast_of("The [P Tisza] party told the broadcaster NRK and the startup Halla so.")
    assert {each.id for each in cast.actors} == {"org:tisza", "org:nrk", "org:halla"}


def test_members_of_congress_by_their_party() -> None:
    """Who is called a Republican or Democrat behind the name sits in the American Congress."""
    cast = cast_of("[L Peru] waits. Senator [P Ann Lee], the panel's top Democrat, spoke.")
    assert actor(cast, "Ann Lee").country == "US"


def test_who_speaks_is_a_person_though_not_found() -> None:
    """Somebody who speaks, and is named again by the family name, is found without the model."""
    cast = cast_of(
        "Wex Strelling told reporters it rained. Critics attacked Strelling. The Office said so."
    )
    assert [(each.id, len(each.mentions)) for each in cast.actors] == [("person:wex-strelling", 2)]


def test_nobody_speaks() -> None:
    """Words that are capitalised for another reason, or named once, are no persons."""
    assert cast_of("Police Officials said so. Grand Finale said so. The Grand Finale.").actors == ()


@pytest.mark.parametrize(
    ("marked", "actor_id"),
    [
        ("[P Palliser Capital] urged the board. [L Japan] waits.", "org:palliser-capital"),
        (
            "The [O Ministry of Economy], Trade and [O Industry] of [L Japan] met.",
            "org:jp-economy-trade-and-industry-ministry",
        ),
        ("[P Ann Lee] told RNZ she slept.", "org:rnz"),
    ],
)
def test_bodies_are_whole(marked: str, actor_id: str) -> None:
    """Companies by their last word, ministries with all their subjects, acronyms that are told."""
    ids = [each.id for each in cast_of(marked).actors]
    assert actor_id in ids
    assert len([each for each in ids if each.startswith("org:")]) == 1


def test_an_office_with_the_is_no_name() -> None:
    """ "The Privacy Commissioner, X" is X, who has the office."""
    cast = cast_of("The [P Privacy Commissioner], [P Ann Lee], slept.")
    assert [each.id for each in cast.actors if each.kind == "person"] == ["person:ann-lee"]
    assert [each.title for each in actor(cast, "Ann Lee").roles] == ["Privacy Commissioner"]


@pytest.mark.parametrize(
    ("marked", "words", "meant"),
    [
        (
            "[L Peru] fell. The foreign ministry in [L Kyiv] spoke.",
            "The foreign ministry",
            "country:UA",
        ),
        (
            "[L Chad]'s health ministry met [L Peru]. The ministry spoke.",
            "The ministry",
            "country:TD",
        ),
        (
            "[L Peru] and [L Chad] met. The foreign ministry spoke.",
            "The foreign ministry",
            "country:PE",
        ),
        ("[L Peru] fell. The health ministry spoke.", "The health ministry", None),
        ("[L Peru] fell. The foreign ministry spokesman spoke.", "The foreign ministry", None),
        ("[L Peru] fell. A foreign ministry spoke.", "A foreign ministry", None),
        (
            "[L Peru]'s [O Foreign Ministry] met [L Chad]. The foreign ministry spoke.",
            "The foreign ministry",
            "org:pe-foreign-ministry",
        ),
        (
            "[L Peru]'s [O Health Ministry] met [L Chad]. The health ministry spoke.",
            "The health ministry",
            "org:pe-health-ministry",
        ),
        (
            "[L Peru]'s [O Health Ministry] met [L Chad]. The foreign ministry spoke.",
            "The foreign ministry",
            "country:PE",
        ),
        ("The ministry spoke.", "The ministry", None),
        ("[L Peru] fell. The government spoke.", "The government", "country:PE"),
        (
            "[L Peru] fell. [L Chad]'s government rose. The government spoke.",
            "The government",
            "country:TD",
        ),
        ("[L Peru] fell. The government office spoke.", "The government", None),
    ],
)
def test_whom_a_ministry_in_small_letters_speaks_for(
    marked: str, words: str, meant: str | None
) -> None:
    """A ministry is the one named, or its country: the one told, and abroad the one the text is about."""
    found = [each.actor for each in refers(cast_of(marked), marked, words)]
    assert found == ([meant] if meant else [])
