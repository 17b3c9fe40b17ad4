"""Roles as the text states them, phrases that stand for persons, bodies with their sectors."""

from __future__ import annotations

import pytest

from tests.pipelines.extract.actors.written import actor, cast_of, refers


@pytest.mark.parametrize(
    ("marked", "name", "title", "country", "sector"),
    [
        (
            "[L U.S.] Secretary of State [P Ann Lee] left.",
            "Ann Lee",
            "Secretary of State",
            "US",
            "government",
        ),
        (
            "[G Chinese] President [P Xi Jinping] spoke.",
            "Xi Jinping",
            "President",
            "CN",
            "government",
        ),
        (
            "[P Ann Lee], the [G French] finance minister, left.",
            "Ann Lee",
            "finance minister",
            "FR",
            "government",
        ),
        (
            "[L Malawi]'s health minister, [P Ann Lee], left.",
            "Ann Lee",
            "health minister",
            "MW",
            "government",
        ),
        ("[P Ann Lee], 41, a software engineer, left.", "Ann Lee", "software engineer", None, None),
        (
            "[P Ann Lee], who heads the [O Bank of Canada], left.",
            "Ann Lee",
            "heads the Bank of Canada",
            "CA",
            "government",
        ),
        (
            "[O State Department] spokesman [P Bob Lee] left.",
            "Bob Lee",
            "spokesman",
            "US",
            "government",
        ),
        ("Senator [P Ann Lee] left.", "Ann Lee", "Senator", None, "legislature"),
        (
            "[P Ann Lee] is the president of [L Chile].",
            "Ann Lee",
            "president of Chile",
            "CL",
            "government",
        ),
        ("General [P Bob Lee] left.", "Bob Lee", "General", None, "military"),
        (
            "UN Secretary-General [P Bob Lee] left.",
            "Bob Lee",
            "Secretary-General",
            None,
            "international_organisation",
        ),
        ("Its spokeswoman, [P Ann Lee], left.", "Ann Lee", "spokeswoman", None, None),
    ],
)
def test_roles(marked: str, name: str, title: str, country: str | None, sector: str | None) -> None:
    """Titles before and behind a name, in relative clauses and after "is", with country and sector."""
    found = actor(cast_of(marked, written_on=None), name)
    assert [role.title for role in found.roles if role.source == "stated"] == [title]
    assert (found.country, found.sector) == (country, sector)


@pytest.mark.parametrize(
    "marked",
    [
        "According to [P Bob Lee], the minister insisted on peace.",
        "[P Bob Lee], the minister said, had left.",
        "The witness, [P Bob Lee]'s niece, wept.",
    ],
)
def test_no_role_of_a_neighbour(marked: str) -> None:
    """What stands beside a name but means somebody else is no role of it."""
    assert actor(cast_of(marked), "Bob Lee").roles == ()


@pytest.mark.parametrize(
    ("marked", "words", "actor_id"),
    [
        (
            (
                "[L U.S.] Secretary of State [P Ann Lee] met [G Chinese] President [P Hu Wen]."
                " The [L U.S.] official smiled."
            ),
            "The U.S. official",
            "person:ann-lee",
        ),
        (
            (
                "[L U.S.] Secretary of State [P Ann Lee] met [G Chinese] President [P Hu Wen]."
                " The [G Chinese] leader left."
            ),
            "The Chinese leader",
            "person:hu-wen",
        ),
        (
            "Magistrate [P Ann Lee] heard lawyer [P Bob Ray]. The lawyer objected.",
            "The lawyer",
            "person:bob-ray",
        ),
        (
            "Interior Minister [P Ann Lee] met Finance Minister [P Bob Ray]. The interior minister left.",
            "The interior minister",
            "person:ann-lee",
        ),
        (
            "Spokeswoman [P Ann Lee] spoke, spokesman [P Bob Ray] listened. The spokeswoman left.",
            "The spokeswoman",
            "person:ann-lee",
        ),
    ],
)
def test_nominal_references(marked: str, words: str, actor_id: str) -> None:
    """A role with "the" means the person who holds it, by country, office and gender."""
    found = refers(cast_of(marked), marked, words)
    assert [(each.actor, each.kind) for each in found] == [(actor_id, "nominal")]


@pytest.mark.parametrize(
    ("marked", "words", "actor_id"),
    [
        ("The [O Supreme Court] sat. The court found a flaw.", "The court", "org:supreme-court"),
        (
            "[O European Union] leaders met in Rome. They said the bloc would wait.",
            "the bloc",
            "org:european-union",
        ),
        (
            "[O NATO] ministers met in [L Vilnius]. They said the alliance would wait.",
            "the alliance",
            "org:nato",
        ),
        (
            "German carmaker [P Halden] shrank. Demand was weak, the company said.",
            "the company",
            "org:halden",
        ),
        (
            "The [O Harbour Safety Centre] warned. The agency said ships were late.",
            "The agency",
            "org:harbour-safety-centre",
        ),
        (
            "[P Lena Haas] won the prize. The [G German] novelist, 58, lives in [L Rome].",
            "The German novelist",
            "person:lena-haas",
        ),
    ],
)
def test_bodies_without_their_names(marked: str, words: str, actor_id: str) -> None:
    """A noun with "the" means the body named before that it is a word for, or the artist just named."""
    found = refers(cast_of(marked), marked, words)
    assert actor_id in {each.actor for each in found}


def test_a_body_that_only_shares_the_noun_is_not_meant() -> None:
    """ "The bank manager" and "the party of the rich" are no bodies named before."""
    marked = "[O Bank of Canada] waited. The bank manager and the court of history smiled."
    assert refers(cast_of(marked), marked, "The bank") == []


def test_a_bare_family_name_is_that_of_the_title() -> None:
    """Where two of a family are named, their bare name means the one in the headline."""
    cast = cast_of(
        "[P Leila Haddad] wrote. Her brother, [P Karim Haddad], left. [P Haddad] stayed.",
        title="[P Leila Haddad] on letters",
    )
    bare = [each.actor for each in cast.references if each.end - each.start == len("Haddad")]
    assert bare == ["person:leila-haddad"]


@pytest.mark.parametrize(
    ("marked", "actor_id"),
    [
        ("The [O University of Lund and the Baltic Institute] agree.", "org:baltic-institute"),
        ("A gang known as [P Grey Heron] struck. [P Grey Heron] left.", "org:grey-heron"),
        ("She joined [P Olympique Valmont]. [P Valmont] paid.", "org:olympique-valmont"),
        ("[P Ann Lee], an analyst at [L Banque Fontenay], left.", "org:banque-fontenay"),
        ("[P Ann Lee] of [L Penrose] & [P Hale] left.", "org:penrose-hale"),
    ],
)
def test_organisations_taken_for_others(marked: str, actor_id: str) -> None:
    """Companies, clubs and gangs taken for persons or places are organisations."""
    ids = {each.id for each in cast_of(marked).actors}
    assert actor_id in ids
    assert len([each for each in ids if each.startswith("person:")]) <= 1


def test_members_of_congress() -> None:
    """Titles of Congress tell country and sector; party and state behind the name are nobody."""
    cast = cast_of("The [L U.S.] waits. Sen. [P Carla Mendez], [P D-N.M.], left.")
    found = actor(cast, "Carla Mendez")
    assert (found.country, found.sector) == ("US", "legislature")
    assert [each.id for each in cast.actors if each.kind == "person"] == [found.id]


@pytest.mark.parametrize(
    ("marked", "words"),
    [
        ("Interior Minister [P Ann Lee] travelled with the prime minister.", "the prime minister"),
        (
            "[G French] President [P Ann Lee] left. The [G German] president stayed.",
            "The German president",
        ),
        ("Spokeswoman [P Ann Lee] spoke. The spokesman left.", "The spokesman"),
    ],
)
def test_others_are_not_meant(marked: str, words: str) -> None:
    """Another office, another country or another gender is another person."""
    assert refers(cast_of(marked), marked, words) == []


def test_officials_are_a_group_of_their_country() -> None:
    """ "Chinese officials" are a group with country and sector."""
    cast = cast_of("[G Chinese] officials complained.")
    found = cast.actor("group:chinese-officials")
    assert (found.kind, found.country, found.sector) == ("group", "CN", "government")


@pytest.mark.parametrize(
    ("marked", "names"),
    [
        (
            "The [O Chinese Communist Party] (CCP) met. [L CCP] members voted.",
            {"Chinese Communist Party", "CCP"},
        ),
        (
            "[O Ethics] and [O Anti-Corruption Commission] (EACC) filed.",
            {"Ethics and Anti-Corruption Commission", "EACC"},
        ),
        (
            "[P Halden Lithography NV] (HLN) fell. Halden declined.",
            {"Halden Lithography NV", "HLN", "Halden"},
        ),
        (
            "The [O Department of State] and the [O State Department] agree.",
            {"U.S. State Department", "Department of State", "State Department"},
        ),
    ],
)
def test_names_of_one_organisation(marked: str, names: set[str]) -> None:
    """Acronyms the text defines, short forms and known aliases are one organisation."""
    cast = cast_of(marked)
    found = [each for each in cast.actors if each.kind == "organisation"]
    assert len(found) == 1
    assert names <= {found[0].name, *found[0].aliases}


def test_ministries_of_two_countries_are_two() -> None:
    """A ministry's id holds its country."""
    one = cast_of("[L Kenya]'s [O Health Ministry] reported. [L Kenya] waits.")
    other = cast_of("[L Peru]'s [O Health Ministry] reported. [L Peru] waits.")
    assert one.actor("org:ke-health-ministry").sector == "government"
    assert other.actor("org:pe-health-ministry").country == "PE"


def test_congress_is_that_of_the_article() -> None:
    """ "Congress" is the American one only where the United States are named."""
    assert cast_of("The [L U.S.] waits. [O Congress] voted.").actor("org:us-congress")
    assert cast_of("[L Peru] waits. [O Congress] voted.").actor("org:pe-congress").country == "PE"


def test_names_that_were_cut_wrongly_are_put_right() -> None:
    """Particles join, titles part, and a dateline's agency is nobody."""
    cast = cast_of(
        "BRASILIA, May 3 ([O Reuters]) - [P Luiz Inácio Lula] da [P Silva] met"
        " [O Supreme Court Justice Alexandre Moraes]."
    )
    ids = {each.id for each in cast.actors}
    assert {"person:luiz-inacio-lula-da-silva", "person:alexandre-moraes"} <= ids
    assert "org:reuters" not in ids


def test_roles_end_where_somebody_acts() -> None:
    """A verb before a title and the sources behind a name are nobody's role."""
    cast = cast_of(
        "The delegation includes spy chief [P Ann Lee] and army chief [P Bob Roe], two officials"
        " with knowledge of the talks said."
    )
    assert [role.title for role in cast.actor("person:ann-lee").roles] == ["spy chief"]
    assert [role.title for role in cast.actor("person:bob-roe").roles] == ["army chief"]


def test_a_title_is_no_part_of_the_court() -> None:
    """A court's name ends where its justice's title begins."""
    cast = cast_of("[L Brazil]'s [O Supreme Court Justice] [P Ann Lee] ordered the arrest.")
    assert cast.actor("org:br-supreme-court")
    assert [role.title for role in cast.actor("person:ann-lee").roles] == ["Justice"]


def test_initials_are_the_only_body_that_has_them() -> None:
    """An acronym that the text does not define means the one body with these initials."""
    text = "[P Ann Lee] left the [O National Roads Safety Board]. The [O NRSB] regrets it."
    assert cast_of(text).actor("org:national-roads-safety-board").aliases == ("NRSB",)
    rival = cast_of(f"{text} The [O Northern Rail Supply Bureau] does not.")
    assert rival.actor("org:nrsb")


@pytest.mark.parametrize(
    ("marked", "name"),
    [
        ("[P Labour MP Ann Lee] spoke.", "Ann Lee"),
        ("Brice-[P Olivier Demory] of the institute spoke.", "Brice-Olivier Demory"),
        ("Ex-[P Ann Lee] aides spoke.", "Ann Lee"),
    ],
)
def test_a_name_is_whole_and_no_more(marked: str, name: str) -> None:
    """Titles and prefixes are no part of a name, the first half of a double name is."""
    persons = [each.name for each in cast_of(marked).actors if each.kind == "person"]
    assert persons == [name]


def test_several_hold_no_title_of_one() -> None:
    """Whoever pelts a king is not the king."""
    cast = cast_of("[P MPs] met. Residents of [L Paiporta] pelted [P Ann Lee] with mud.")
    assert [each.roles for each in cast.actors if each.kind == "person"] == [()]


def test_a_part_of_a_country_names_it() -> None:
    """The Commons are those of the country of which England is a part."""
    assert cast_of("[L England] waits. [O Commons] voted.").actor("org:house-of-commons")


def test_whose_somebody_is() -> None:
    """A party's member is of the party's country and sector; its initials mean the party."""
    cast = cast_of(
        "[L South Africa] waits. The [O Inkatha Freedom Party]'s [P Ann Lee] met IFP members."
    )
    assert cast.actor("person:ann-lee").country == "ZA"
    assert cast.actor("person:ann-lee").sector == "party"
    assert "IFP" in cast.actor("org:inkatha-freedom-party").aliases


def test_whose_role_it_is() -> None:
    """ "Whose spokesman, X," gives X the role in the body before, and that body no husband."""
    cast = cast_of(
        "[L Nigeria] waits. The [O Peoples Democratic Party], whose spokesman, [P Bob Roe], left, met"
        " [P Ann Lee], whose husband, [P Tim Poe], stayed. Comrade [P Joe Doe] left."
    )
    spokesman = cast.actor("person:bob-roe")
    assert [role.title for role in spokesman.roles] == ["spokesman"]
    assert spokesman.country == "NG"
    assert cast.actor("person:ann-lee").roles == ()
    assert cast.actor("person:joe-doe")


def test_a_minister_of_a_field_is_of_the_article_s_country() -> None:
    """What a minister is for may look like a body's name: the country is the article's all the same."""
    cast = cast_of(
        "[L Nigeria] waits. The Minister of [O Information], [P Ann Lee], appealed to [L Nigeria]."
    )
    assert cast.actor("person:ann-lee").country == "NG"


def test_towns_have_a_country() -> None:
    """A town is in the one country that has it, or in the one of several that the article names."""
    cast = cast_of("[L Johannesburg] and [L Springfield] wait. The [L U.S.] waits for [L Xanadu].")
    assert [cast.actor(f"place:{town}").country for town in ("johannesburg", "springfield")] == [
        "ZA",
        "US",
    ]
    assert cast.actor("place:xanadu").country is None


def test_the_place_of_a_dateline_is_written_small() -> None:
    """Capitals that a dateline shouts are no part of the name."""
    assert (
        cast_of("[L ADDIS ABABA], May 3 - It rained.").actor("place:addis-ababa").name
        == "Addis Ababa"
    )


def test_a_preposition_that_opens_a_sentence_is_no_part_of_a_name() -> None:
    """ "Outside Congress" is Congress; two halves of a name beside each other are one name."""
    cast = cast_of("[L Peru] waits. [O Outside Congress], [P Hajiya Ann] [P Lee] spoke.")
    assert cast.actor("org:pe-congress")
    assert cast.actor("person:ann-lee")


def test_a_text_may_end_in_the_midst_of_a_ministry() -> None:
    """A text that breaks off after a ministry's comma is read to its end."""
    assert cast_of("[L Kenya]'s [O Department of Trade],").actors


@pytest.mark.parametrize(
    ("marked", "title"),
    [
        ("Actors [P Ann Lee] and [P Bob Roe] signed.", "Actor"),
        ("It has the painters [P Ann Lee] and [P Bob Roe].", "painter"),
        ("The president's official residence. [P Ann Lee] slept.", None),
        ("[P Ann Lee], the president's official, slept.", "official"),
        ("The official [L Chadian] agency slept. [P Ann Lee] slept.", None),
    ],
)
def test_each_of_several_has_the_role(marked: str, title: str | None) -> None:
    """A plural is each one's role in the singular, and an adjective is no role."""
    cast = cast_of(marked)
    assert [role.title for role in actor(cast, "Ann Lee").roles] == ([title] if title else [])
    assert not [each for each in cast.references if each.kind == "nominal" and not title]


@pytest.mark.parametrize(
    ("marked", "name", "title", "sector"),
    [
        (
            "[L Iran]'s supreme leader Ayatollah [P Ali Khamenei] spoke.",
            "Ali Khamenei",
            "supreme leader",
            "government",
        ),
        (
            "[O UN] special rapporteur for [L Chad], [P Ann Lee], spoke.",
            "Ann Lee",
            "special rapporteur for Chad",
            "international_organisation",
        ),
        (
            "[P Antonio Guterres] left, his spokesman [P Stephane Dujarric] said.",
            "Stephane Dujarric",
            "spokesman",
            "international_organisation",
        ),
    ],
)
def test_the_sector_that_a_role_tells(marked: str, name: str, title: str, sector: str) -> None:
    """Honorifics are no roles, and who speaks for the United Nations is of no government."""
    found = actor(cast_of(marked), name)
    assert found.sector == sector
    assert title in [role.title for role in found.roles]


@pytest.mark.parametrize(
    ("marked", "country"),
    [
        ("[P Ann Lee], ambassador to [L China], spoke.", None),
        ("[L Peru]'s ambassador to [L China] [P Ann Lee] spoke.", "PE"),
        ("[P Ann Lee], minister for [L Chad], spoke.", "TD"),
    ],
)
def test_where_somebody_is_sent_is_not_the_own_country(marked: str, country: str | None) -> None:
    """Ambassadors are of the country that sends them."""
    assert actor(cast_of(marked), "Ann Lee").country == country


@pytest.mark.parametrize(
    ("marked", "title", "country", "sector"),
    [
        ("The comments contradict [L Chad] President [P Ann Lee].", "President", "TD", "government"),
        ("[L Chad] voted to oust interim President [P Ann Lee].", "interim President", "TD", "government"),
        ("[L Chad] won. Aides named former mayor [P Ann Lee].", "former mayor", "TD", "government"),
        ("It is the authors' lead author [P Ann Lee].", "lead author", None, None),
        ("[L Chad] won. Jury president [P Ann Lee] spoke.", "Jury president", None, None),
        ("[L Chad] won. Vice-president [P Ann Lee] spoke.", "Vice-president", "TD", "government"),
    ],
)  # fmt: skip
def test_what_stands_before_a_title(
    marked: str, title: str, country: str | None, sector: str | None
) -> None:
    """A verb is no part of a title, and who heads a jury heads no state."""
    found = actor(cast_of(marked), "Ann Lee")
    assert [role.title for role in found.roles] == [title]
    assert (found.country, found.sector) == (country, sector)
