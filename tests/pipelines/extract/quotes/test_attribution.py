"""Who says what: one sentence pattern a case."""

from __future__ import annotations

from typing import Final

import pytest

from tests.pipelines.extract.quotes.said import Case, said

DIRECT: Final[list[Case]] = [
    (
        "“We are ready,” {Sato=p:sato}, 47, told the {River Board=o:board}.",
        [("direct", "p:sato", "“We are ready,”")],
    ),
    (
        "“We asked for a week,” {Sato=p:sato} said. “We asked for bread.\n\n“Nobody came.”",
        [
            ("direct", "p:sato", "“We asked for a week,”"),
            ("direct", "p:sato", "“We asked for bread."),
            ("direct", "p:sato", "“Nobody came.”"),
        ],
    ),
    (
        "“You have chosen each other,” the {Kenyan=c:ke} said after {Kamau=p:kamau} had wept.",
        [("direct", None, "“You have chosen each other,”")],
    ),
    (
        '"We are running out of bread," {Amira Haddad=p:haddad f} said.',
        [("direct", "p:haddad", '"We are running out of bread,"')],
    ),
    (
        '"We are running out of bread," said {Amira Haddad=p:haddad}, a baker in {Homs=l:homs}.',
        [("direct", "p:haddad", '"We are running out of bread,"')],
    ),
    (
        "“The vote was clean,” said the head of the mission, {Jan Novak=p:novak}.",
        [("direct", "p:novak", "“The vote was clean,”")],
    ),
    (
        "“The vote was clean,” the mission's head, {Jan Novak=p:novak}, told reporters in {Lima=l:lima}.",
        [("direct", "p:novak", "“The vote was clean,”")],
    ),
    (
        "{Novak=p:novak} told reporters: “The vote was clean.”",
        [("direct", "p:novak", "“The vote was clean.”")],
    ),
    (
        "{Novak=p:novak} said on Monday, “The vote was clean.”",
        [("direct", "p:novak", "“The vote was clean.”")],
    ),
    (
        "{Novak=p:novak}: “The vote was clean.”",
        [("direct", "p:novak", "“The vote was clean.”")],
    ),
    (
        "“Why now?” asked {Sato=p:sato}.",
        [("direct", "p:sato", "“Why now?”")],
    ),
    (
        "“Never again!” {Sato=p:sato} shouted from the balcony.",
        [("direct", "p:sato", "“Never again!”")],
    ),
    (
        "“It is late,” {Sato=p:sato} said. “But it is not too late.”",
        [("direct", "p:sato", "“It is late,”"), ("direct", "p:sato", "“But it is not too late.”")],
    ),
    (
        "“If they pay,” {Sato=p:sato} added, “we will sail.”",
        [("direct", "p:sato", "“If they pay,”"), ("direct", "p:sato", "“we will sail.”")],
    ),
    (
        "“The tests were negative,” {Dr Lind=p:lind}, who runs the clinic in {Uppsala=l:uppsala}, said.",
        [("direct", "p:lind", "“The tests were negative,”")],
    ),
    (
        "{Sato=p:sato f} stepped up to the microphone. “I resign today,” she said.",
        [("direct", "p:sato", "“I resign today,”")],
    ),
    (
        "{Sato=p:sato} praised the crew. “They did not sleep for three days.”",
        [("direct", "p:sato", "“They did not sleep for three days.”")],
    ),
    (
        "«Nous sommes prêts», a déclaré {Durand=p:durand}.",
        [("direct", None, "«Nous sommes prêts»")],
    ),
    (
        "“Nothing will change.”\nThe rain went on.",
        [("direct", None, "“Nothing will change.”")],
    ),
    (
        "“The bridge is open,” said a policeman who would not give his name.",
        [("direct", None, "“The bridge is open,”")],
    ),
    (
        "“The bank is solvent,” {Kenya=c:ke}'s finance minister, {Rose Mwangi=p:mwangi}, insisted.",
        [("direct", "p:mwangi", "“The bank is solvent,”")],
    ),
    (
        "“The bank is solvent,” wrote {Mwangi=p:mwangi} in a letter to the board.",
        [("direct", "p:mwangi", "“The bank is solvent,”")],
    ),
    (
        "{Mwangi=p:mwangi} was quoted as saying: “The bank is solvent.”",
        [("direct", "p:mwangi", "“The bank is solvent.”")],
    ),
    (
        "{Mwangi=p:mwangi} was quoted by {Xinhua=o:xinhua} as saying the bank was solvent.",
        [("indirect", "p:mwangi", "the bank was solvent")],
    ),
    (
        "The minister's answer was short. “No,” {Mwangi=p:mwangi} replied.",
        [("direct", "p:mwangi", "“No,”")],
    ),
    (
        "‘We have to stop this now,’ said {Cole=p:cole f}, 44. ‘It’s madness.’",
        [
            ("direct", "p:cole", "‘We have to stop this now,’"),
            ("direct", "p:cole", "‘It’s madness.’"),
        ],
    ),
    (
        "As {Cole=p:cole f} put it, “the boats must stop.”",
        [("direct", "p:cole", "“the boats must stop.”")],
    ),
    (
        "The club wrote on its website: “We wish {Cole=p:cole f} well.”",
        [("direct", None, "“We wish Cole well.”")],
    ),
    (
        "“Inflation is not beaten,” {Cole=p:cole f} cautioned; “it is resting.”",
        [
            ("direct", "p:cole", "“Inflation is not beaten,”"),
            ("direct", "p:cole", "“it is resting.”"),
        ],
    ),
    (
        "“Are we ready?” {Cole=p:cole f} asked the crowd. “Yes!” it roared back.",
        [("direct", "p:cole", "“Are we ready?”"), ("direct", None, "“Yes!”")],
    ),
    (
        "{Cole=p:cole m} smiled. “I have ten of them,” the 22-year-old told {Sky=o:sky}.",
        [("direct", "p:cole", "“I have ten of them,”")],
    ),
    (
        "Winger {Cole=p:cole m} smiled. “I have ten of them,” the {Spaniard=c:es} said.",
        [("direct", "p:cole", "“I have ten of them,”")],
    ),
    (
        "“We had no warning. The wave came at night.\n“Nobody slept after that,” {Tano=p:tano} said.",
        [
            ("direct", "p:tano", "“We had no warning. The wave came at night."),
            ("direct", "p:tano", "“Nobody slept after that,”"),
        ],
    ),
]

INDIRECT: Final[list[Case]] = [
    (
        "{Sato=p:sato f} said she would meet the union, but refused to raise wages.",
        [("indirect", "p:sato", "she would meet the union")],
    ),
    (
        "{Sato=p:sato f} said the talks had failed and blamed {Peru=c:pe} for it.",
        [("indirect", "p:sato", "the talks had failed")],
    ),
    (
        "{Sato=p:sato} added that wages were a worry: “Four is not two.”",
        [
            ("indirect", "p:sato", "wages were a worry"),
            ("direct", "p:sato", "“Four is not two.”"),
        ],
    ),
    (
        "{Sato=p:sato} said developed countries must pay first.",
        [("indirect", "p:sato", "developed countries must pay first")],
    ),
    (
        "{Sato=p:sato} wrote in a letter read to the court that the plans were old.",
        [("indirect", "p:sato", "the plans were old")],
    ),
    (
        "The ministry, {Sato=p:sato} pointed out, took four years.",
        [("indirect", "p:sato", "The ministry, Sato pointed out, took four years")],
    ),
    (
        "Others may be guilty, {Sato=p:sato} said in a ruling read for hours, but guilt is personal.",
        [
            (
                "indirect",
                "p:sato",
                "Others may be guilty, Sato said in a ruling read for hours, but guilt is personal",
            )
        ],
    ),
    (
        "A sailor accused of selling plans to {Peru=c:pe} told a court on Monday that he was poor.",
        [("indirect", None, "he was poor")],
    ),
    (
        "{Sato=p:sato f} said outside that she wanted an apology.",
        [("indirect", "p:sato", "she wanted an apology")],
    ),
    (
        "Secretary of State for Defence {Paul Whitmore=p:whitmore} said ships would sail.",
        [("indirect", "p:whitmore", "ships would sail")],
    ),
    (
        "{Greenpeace=o:greenpeace} called it a betrayal.",
        [("indirect", "o:greenpeace", "it a betrayal")],
    ),
    (
        "{Sato=p:sato} wants ransom payments to be banned.",
        [("indirect", "p:sato", "ransom payments to be banned")],
    ),
    (
        "{Petra Kovac=p:kovac} said that the plant would reopen in May.",
        [("indirect", "p:kovac", "the plant would reopen in May")],
    ),
    (
        "{Petra Kovac=p:kovac} said the plant would reopen in May.",
        [("indirect", "p:kovac", "the plant would reopen in May")],
    ),
    (
        "{Kovac=p:kovac} said on Tuesday it would reopen in May.",
        [("indirect", "p:kovac", "it would reopen in May")],
    ),
    (
        "{Kovac=p:kovac} said in a joint statement with {Ivanov=p:ivanov} that talks had failed.",
        [("indirect", "p:kovac", "talks had failed")],
    ),
    (
        "The plant will reopen in May, {Kovac=p:kovac} said.",
        [("indirect", "p:kovac", "The plant will reopen in May")],
    ),
    (
        "The plant will reopen in May, {Kovac=p:kovac} told investors on a call on Friday.",
        [("indirect", "p:kovac", "The plant will reopen in May")],
    ),
    (
        "The plant, {Kovac=p:kovac} said, would reopen in May.",
        [("indirect", "p:kovac", "The plant, Kovac said, would reopen in May")],
    ),
    (
        "According to {Kovac=p:kovac}, the plant will reopen in May.",
        [("indirect", "p:kovac", "the plant will reopen in May")],
    ),
    (
        "According to {Kovac=p:kovac}, the head of the union, the plant will reopen in May.",
        [("indirect", "p:kovac", "the plant will reopen in May")],
    ),
    (
        "The plant will reopen in May, according to {Kovac=p:kovac}.",
        [("indirect", "p:kovac", "The plant will reopen in May")],
    ),
    (
        "{Brazil=c:br} called on {Argentina=c:ar} to lift the tariffs.",
        [("indirect", "c:br", "Argentina to lift the tariffs")],
    ),
    (
        "{Brazil=c:br} urged {Argentina=c:ar} to lift the tariffs.",
        [("indirect", "c:br", "Argentina to lift the tariffs")],
    ),
    (
        "{Greenpeace=o:gp} warned that the reef could die within a decade.",
        [("indirect", "o:gp", "the reef could die within a decade")],
    ),
    (
        "{Greenpeace=o:gp} warned against opening the reef to mining.",
        [("indirect", "o:gp", "opening the reef to mining")],
    ),
    (
        "{Okafor=p:okafor} denied that money had changed hands.",
        [("indirect", "p:okafor", "money had changed hands")],
    ),
    (
        "{Okafor=p:okafor} denied taking money.",
        [("indirect", "p:okafor", "taking money")],
    ),
    (
        "{Okafor=p:okafor} promised to publish the accounts.",
        [("indirect", "p:okafor", "to publish the accounts")],
    ),
    (
        "{Okafor=p:okafor} hopes the court will decide soon.",
        [("indirect", "p:okafor", "the court will decide soon")],
    ),
    (
        "{Okafor=p:okafor} asked whether the judge had read the file.",
        [("indirect", "p:okafor", "whether the judge had read the file")],
    ),
    (
        "{Okafor=p:okafor} accused {Chevron=o:cvx} of poisoning the river.",
        [("indirect", "p:okafor", "Chevron of poisoning the river")],
    ),
    (
        "{Okafor=p:okafor} pointed out that the river had been clean in 1990.",
        [("indirect", "p:okafor", "the river had been clean in 1990")],
    ),
    (
        "{Okafor=p:okafor} said the river was dead and called on {Chevron=o:cvx} to pay.",
        [
            ("indirect", "p:okafor", "the river was dead"),
            ("indirect", "p:okafor", "Chevron to pay"),
        ],
    ),
    (
        "{Okafor=p:okafor} left the hall at noon, saying that he was tired.",
        [("indirect", "p:okafor", "he was tired")],
    ),
    (
        "{Okafor=p:okafor}, 61, a fisherman from {Bodo=l:bodo}, said that he had lost his nets.",
        [("indirect", "p:okafor", "he had lost his nets")],
    ),
    (
        "{Okafor=p:okafor}, who met {Buhari=p:buhari} last year, said that he had lost his nets.",
        [("indirect", "p:okafor", "he had lost his nets")],
    ),
    (
        "{Nigeria=c:ng}'s water minister, {Sharon Ikeazor=p:ikeazor}, said that nets would be replaced.",
        [("indirect", "p:ikeazor", "nets would be replaced")],
    ),
    (
        "Secretary of State {Dean Marlow=p:marlow} said that the treaty was dead.",
        [("indirect", "p:marlow", "the treaty was dead")],
    ),
    (
        "A spokesman for {Chevron=o:cvx} said that the river was clean.",
        [("indirect", "o:cvx", "the river was clean")],
    ),
    (
        "The {Nigerian=c:ng} government said that the river was clean.",
        [("indirect", "c:ng", "the river was clean")],
    ),
    (
        "Residents said that the river stank.",
        [("indirect", None, "the river stank")],
    ),
    (
        "{Ikeazor=p:ikeazor f} met {Okafor=p:okafor m} on Friday. She said that nets would be replaced.",
        [("indirect", "p:ikeazor", "nets would be replaced")],
    ),
    (
        "{Ikeazor=p:ikeazor f} met {Okafor=p:okafor m} on Friday. He said that nets had been lost.",
        [("indirect", "p:okafor", "nets had been lost")],
    ),
    (
        "{Cole=p:cole m} sacked the board. {Reed=p:reed} and {Hall=p:hall} will stay, he added.",
        [("indirect", "p:cole", "Reed and Hall will stay")],
    ),
    (
        "{Cole=p:cole m} voted against. The law hands the president too much power, he argued.",
        [("indirect", "p:cole", "The law hands the president too much power")],
    ),
    (
        "{Reed=p:reed m} met {Cole=p:cole m}. {Hall=p:hall m}’s office denied that he had pressed them.",
        [("indirect", "p:hall", "he had pressed them")],
    ),
    (
        "The {Israeli=c:il} army disputes the figures, saying that most of them were fighters.",
        [("indirect", "c:il", "most of them were fighters")],
    ),
    (
        "{Cole=p:cole m} hit 44. “I would do it again,” the all-rounder said.",
        [("direct", "p:cole", "“I would do it again,”")],
    ),
    (
        "A bowler hurt {Cole=p:cole m}. “I would do it again,” the bowler said.",
        [("direct", None, "“I would do it again,”")],
    ),
    (
        "{Cole=p:cole m} taxed the goods, linking it to what he called a “witch hunt” by judges.",
        [("mixed", "p:cole", "a “witch hunt” by judges")],
    ),
    (
        "A vote is not expected before April, the Speaker, {Hall=p:hall m}, indicated.",
        [("indirect", "p:hall", "A vote is not expected before April")],
    ),
    (
        "{Hall=p:hall m}, the broadcaster and campaigner, who has gout, said he was “thrilled”.",
        [("mixed", "p:hall", "he was “thrilled”")],
    ),
    (
        "{Hall=p:hall m} spoke. According to him, “nobody can sign what nobody can pay.”",
        [("direct", "p:hall", "“nobody can sign what nobody can pay.”")],
    ),
    (
        "{Labour=o:labour} rejected the N62 wage proposed by the council, describing it as a “crumb”.",
        [("mixed", "o:labour", "it as a “crumb”")],
    ),
    (
        "{Hungary=c:hu} and {Poland=c:pl} said that they would vote against it.",
        [("indirect", "c:hu", "they would vote against it")],
    ),
    (
        "{Unilever=o:ulvr} will close the site, it said on Thursday.",
        [("indirect", "o:ulvr", "Unilever will close the site")],
    ),
    (
        "LAGOS, May 3 (Reuters) - The river is clean, {Chevron=o:cvx} said on Monday.",
        [("indirect", "o:cvx", "The river is clean")],
    ),
    (
        "{Okafor=p:okafor} said the nets were gone, but {Chevron=o:cvx} said it had paid for them.",
        [
            ("indirect", "p:okafor", "the nets were gone"),
            ("indirect", "o:cvx", "it had paid for them"),
        ],
    ),
    (
        "People who had lived by the river for years say that it used to be clean.",
        [("indirect", None, "it used to be clean")],
    ),
    (
        "Under Secretary {Robert Hale=p:hale} described the talks as useful.",
        [("indirect", "p:hale", "the talks as useful")],
    ),
    (
        "While {Cole=p:cole} said rates might rise, markets shrugged.",
        [("indirect", "p:cole", "rates might rise")],
    ),
    (
        "{Cole=p:cole} said, according to {Xinhua=o:xinhua}, that cooperation was the right choice.",
        [("indirect", "p:cole", "cooperation was the right choice")],
    ),
    (
        "{Park=p:park} rejected {Cole=p:cole}’s claim that the vote had been fair.",
        [("indirect", "p:cole", "the vote had been fair")],
    ),
    (
        "A report by {Amnesty=o:ai} says 40 people were killed.",
        [("indirect", "o:ai", "40 people were killed")],
    ),
    (
        "In {Cole=p:cole}’s view, the verdict was wrong.",
        [("indirect", "p:cole", "the verdict was wrong")],
    ),
    (
        "{Cole=p:cole m} – speaking in {Lima=l:lima} – said the job was done.",
        [("indirect", "p:cole", "the job was done")],
    ),
    (
        "{Ghana=c:gh} said {Cole=p:cole} had spoken to {Park=p:park} and had urged restraint.",
        [("indirect", "c:gh", "Cole had spoken to Park and had urged restraint")],
    ),
    (
        "{Oxfam=o:ox} has an office in {Dakar=l:dakar}. Its office said that rice was short.",
        [("indirect", "o:ox", "rice was short")],
    ),
    (
        "{Rao=p:rao@in[Premier]} met {Hill=p:hill@us[President]}. The {Indian=c:in} leader said she won.",
        [("indirect", "p:rao", "she won")],
    ),
    (
        "{Rao=p:rao@in[Premier]} met {Hill=p:hill@us[President]}. The president said he was glad.",
        [("indirect", "p:hill", "he was glad")],
    ),
    (
        "{Oslo=l:oslo} said that rice was short and added “we eat bread.”",
        [("indirect", None, "rice was short"), ("direct", None, "“we eat bread.”")],
    ),
    (
        "A soldier spoke up. He said that rice was short. {Cole=p:cole m} left.",
        [("indirect", None, "rice was short")],
    ),
    (
        "{Cole=p:cole m} praised the cooks. A soldier said that rice was short. He added that it was old.",
        [("indirect", None, "rice was short"), ("indirect", None, "it was old")],
    ),
    (
        "The refugee agency ({UNHCR=o:unhcr}) said that rice was short.",
        [("indirect", "o:unhcr", "rice was short")],
    ),
]

MIXED: Final[list[Case]] = [
    (
        "{Cole=p:cole m} warned that {Peru=c:pe} was “at war,” {Interfax=o:ifx} reported.",
        [
            ("mixed", "o:ifx", "Cole warned that Peru was “at war,”"),
            ("mixed", "p:cole", "Peru was “at war,”"),
        ],
    ),
    (
        "{Cole=p:cole} hailed {Peru=c:pe}’s “courage”, while {Park=p:park} described it as folly.",
        [("mixed", "p:cole", "Peru’s “courage”"), ("indirect", "p:park", "it as folly")],
    ),
    (
        "{Peru=c:pe} cut its forecast, blaming what {Cole=p:cole} called “a war of prices”.",
        [("direct", "p:cole", "“a war of prices”")],
    ),
    (
        "{Lee=p:lee} said the deal was “a disgrace” and that the union had been “bought”.",
        [("mixed", "p:lee", "the deal was “a disgrace” and that the union had been “bought”")],
    ),
    (
        "{Lee=p:lee} called the deal “a disgrace”.",
        [("mixed", "p:lee", "the deal “a disgrace”")],
    ),
    (
        "{Lee=p:lee} urged the board to “come clean”.",
        [("mixed", "p:lee", "the board to “come clean”")],
    ),
    (
        "The deal is “a disgrace”, {Lee=p:lee} said.",
        [("mixed", "p:lee", "The deal is “a disgrace”")],
    ),
    (
        "According to {Lee=p:lee}, the deal is “a disgrace”.",
        [("mixed", "p:lee", "the deal is “a disgrace”")],
    ),
    (
        "{Lee=p:lee} said he hoped the strike would “end soon”.",
        [("mixed", "p:lee", "he hoped the strike would “end soon”")],
    ),
    (
        "{Lee=p:lee} walked out, calling the deal “a disgrace”.",
        [("mixed", "p:lee", "the deal “a disgrace”")],
    ),
    (
        "According to {Lee=p:lee}, {Park=p:park} insisted on “a secret ballot”.",
        [
            ("mixed", "p:lee", "Park insisted on “a secret ballot”"),
            ("direct", "p:park", "“a secret ballot”"),
        ],
    ),
    (
        "{Cole=p:cole m}, who denies wrongdoing, called the case a “witch hunt”.",
        [("mixed", "p:cole", "the case a “witch hunt”")],
    ),
    (
        "{Cole=p:cole m} left, calling him “a disgrace” and saying the trial was “rigged”.",
        [("mixed", "p:cole", "him “a disgrace”"), ("mixed", "p:cole", "the trial was “rigged”")],
    ),
    (
        "Grain must be paid for, {Cole=p:cole m} said, “with real money”.",
        [("mixed", "p:cole", "Grain must be paid for, Cole said, “with real money”")],
    ),
]

NOTHING: Final[list[str]] = [
    "A jury found {Tesla=o:tesla} liable for a crash that killed a woman in May.",
    "The so-called “sponge cities” of {China=c:cn} hold back the rain.",
    "{Kim=p:kim} won the prize for “The Vegetarian” in 2016.",
    "{Kim=p:kim} did not say when the trial would begin.",
    "{Kim=p:kim} declined to comment.",
    "{Kim=p:kim} is said to own three houses.",
    "{Kim=p:kim} has to say what she wants.",
    "The state of {Kerala=l:kerala} reports more rain than last year.",
    "{Kim=p:kim} announced a committee of three retired judges.",
    "{Kim=p:kim} proposed guidelines that could be revised every year.",
    "The last time somebody said it, it was not true.",
    "{Kim=p:kim}’s claims and hopes fill a book.",
    "Asked about the fire, {Kim=p:kim} left the room.",
    "What {Kim=p:kim} said next surprised everyone.",
    "{Kim=p:kim} said nothing.",
    "{Kim=p:kim} asked not to be named.",
    "Several related compounds are banned in {Peru=c:pe}.",
    "When the magistrate said nine years, she counted on her fingers.",
]


@pytest.mark.parametrize(("marked", "expected"), [*DIRECT, *INDIRECT, *MIXED])
def test_who_says_what(marked: str, expected: list[tuple[str, str | None, str]]) -> None:
    """A reader finds every quote with its words and its speaker, whatever the sentence looks like."""
    assert said(marked) == expected


@pytest.mark.parametrize("marked", NOTHING)
def test_no_quote(marked: str) -> None:
    """Titles, terms, silence and hearsay are not taken for somebody's words."""
    assert said(marked) == []
