"""Who says what in the sentences of newspapers and agencies: one way of writing a case."""

from __future__ import annotations

from typing import Final

import pytest

from tests.pipelines.extract.quotes.said import Case, said

CASES: Final[dict[str, Case]] = {
    "a paragraph of nothing but direct speech goes on from the one before": (
        "“We will step up,” {Sato=p:sato} told reporters.\n\n“We must go faster.”\n\nThe rain stopped.",
        [
            ("direct", "p:sato", "“We will step up,”"),
            ("direct", "p:sato", "“We must go faster.”"),
        ],
    ),
    "a paragraph of direct speech after a report": (
        "{Sato=p:sato} said that the dam would hold.\n\n“Nobody has to leave the valley.”",
        [
            ("indirect", "p:sato", "the dam would hold"),
            ("direct", "p:sato", "“Nobody has to leave the valley.”"),
        ],
    ),
    "a colon at the end of the paragraph before": (
        "{Sato=p:sato} posted from her own account:\n\n“Cool clock. Bring it to the office.”",
        [("direct", "p:sato", "“Cool clock. Bring it to the office.”")],
    ),
    "a colon after a clause without a verb of saying": (
        "{Sato=p:sato} defended the record of the cabinet: “We have paid our debts.”",
        [("direct", "p:sato", "“We have paid our debts.”")],
    ),
    "an opening adjunct before speaker and speech": (
        "After the match, {Sato=p:sato}, the coach, said, “We learned a lot.”",
        [("direct", "p:sato", "“We learned a lot.”")],
    ),
    "a participle before speaker and speech": (
        "Speaking in {Lima=l:lima}, {Sato=p:sato} said, “We learned a lot.”",
        [("direct", "p:sato", "“We learned a lot.”")],
    ),
    "a comma after that": (
        "{Sato=p:sato} said that, over the year, the debt had grown.",
        [("indirect", "p:sato", "over the year, the debt had grown")],
    ),
    "a day after a verb with a preposition": (
        "The {Union=o:union} insisted on Monday that it would not join.",
        [("indirect", "o:union", "it would not join")],
    ),
    "a post that says something": (
        "{Netwatch=o:netwatch} posted on the network Mastodon that the site was down.",
        [("indirect", "o:netwatch", "the site was down")],
    ),
    "with and a participle": (
        "The remark drew anger, with {Sato=p:sato} responding: “Resign now.”",
        [("direct", "p:sato", "“Resign now.”")],
    ),
    "a noun that looks like a verb": (
        "{Sato=p:sato} had not resigned, but calls for a vote continued to grow.",
        [],
    ),
    "estimates that are no verb": (
        "Latest {Nato=o:nato} estimates show that the budget grew.",
        [],
    ),
    "a telephone call that is held": (
        "{Sato=p:sato} held a call with {Lind=p:lind}, lauding the “firm support” of her country.",
        [],
    ),
    "a time before the verb": (
        "{Sato=p:sato} last week said it rained. {Lind=p:lind} in June called it a “historic rain”.",
        [("indirect", "p:sato", "it rained"), ("mixed", "p:lind", "it a “historic rain”")],
    ),
    "data compiled by somebody": (
        "According to data compiled by the {Bank=o:bank}, the gap grew by a third.",
        [("indirect", "o:bank", "the gap grew by a third")],
    ),
    "a clause about several": (
        "A new {UN=o:un} report says migrants, refugees, and asylum seekers are being abused.",
        [("indirect", "o:un", "migrants, refugees, and asylum seekers are being abused")],
    ),
    "a name between": (
        "{Sato=p:sato} says her son, {Lind=p:lind}, has been held.",
        [("indirect", "p:sato", "her son, Lind, has been held")],
    ),
    "a text that breaks off": (
        "The government will not give in, {Sato=p:sato} said…",
        [("indirect", "p:sato", "The government will not give in")],
    ),
    "a ministry's statement": (
        "An {Indian=c:in} defence ministry statement said the talks went on.",
        [("indirect", "c:in", "the talks went on")],
    ),
    "as per what is nobody": (
        "{Sato=p:sato} assured {Peru=c:pe} of its share, as per the rules that were made by it.",
        [],
    ),
    "a statement of somebody": (
        "The {Union=o:union} statement said the talks went on. {Union=o:union}'s report warned of new war.",
        [
            ("indirect", "o:union", "the talks went on"),
            ("indirect", "o:union", "new war"),
        ],
    ),
    "a report on a place": (
        "The {Peru=c:pe} report said that the talks went on.",
        [("indirect", None, "the talks went on")],
    ),
    "a post by somebody": (
        "A post by the {Union=o:union} on a platform said the talks went on.",
        [("indirect", "o:union", "the talks went on")],
    ),
    "a colon without marks": (
        "{Sato=p:sato} urged calm, saying: Peace must be kept. {Lind=p:lind} warned: We will act.",
        [
            ("indirect", "p:sato", "Peace must be kept"),
            ("indirect", "p:lind", "We will act"),
        ],
    ),
    "a heading with a colon": (
        "Notes: The text is short. Media reports confirm {Sato=p:sato} never fell.",
        [("indirect", None, "Sato never fell")],
    ),
    "a colon before a list": (
        "{Sato=p:sato} told us: rain, wind and snow.",
        [],
    ),
    "as per somebody": (
        "As per {Netwatch=o:netwatch}, the site was down for an hour.",
        [("indirect", "o:netwatch", "the site was down for an hour")],
    ),
    "in the words of somebody": (
        "In the words of {Sato=p:sato}, “nothing is lost.”",
        [("direct", "p:sato", "“nothing is lost.”")],
    ),
    "a document that is issued by somebody": (
        "According to a notice issued by the ministry, all meetings will be held at noon.",
        [("indirect", None, "all meetings will be held at noon")],
    ),
    "it is the document that has just spoken": (
        "{Peru=c:pe} signed. A press release said {Sato=p:sato} was pleased. It said the talks went on.",
        [
            ("indirect", None, "Sato was pleased"),
            ("indirect", None, "the talks went on"),
        ],
    ),
    "they are the organisation that has just spoken": (
        "The {Union=o:union} said the offer was poor. They said a strike was likely.",
        [
            ("indirect", "o:union", "the offer was poor"),
            ("indirect", "o:union", "a strike was likely"),
        ],
    ),
    "an apposition inside of what is said": (
        "The {Department=o:dep} said {Kerry=p:kerry}, the secretary, called his colleague.",
        [("indirect", "o:dep", "Kerry, the secretary, called his colleague")],
    ),
    "a clause that begins with a pronoun": (
        "{Hahn=p:hahn} said they apply to letters of complaint, criticism or injury.",
        [("indirect", "p:hahn", "they apply to letters of complaint, criticism or injury")],
    ),
    "somebody by age and calling": (
        "{Yunus=p:yunus m} stepped down. “It is done,” the 85-year-old prize winner said.",
        [("direct", "p:yunus", "“It is done,”")],
    ),
    "a letter that somebody has seen": (
        "A letter seen by {Sky News=o:sky} says “failure to reply may end a claim”.",
        [("direct", None, "“failure to reply may end a claim”")],
    ),
    "an article that quotes somebody": (
        "The article quotes {Sato=p:sato} as saying “nothing is lost.”",
        [("direct", "p:sato", "“nothing is lost.”")],
    ),
    "a number of people": (
        "{Gaza=c:ps}'s health ministry said at least 601 people had been killed.",
        [("indirect", "c:ps", "at least 601 people had been killed")],
    ),
    "a ministry for IT": (
        "“It will serve the many,” {India=c:in}'s IT ministry has said.",
        [("direct", "c:in", "“It will serve the many,”")],
    ),
    "a study by two": (
        "A study by the {Agency=o:agency} and the {Union=o:union} found that 24,000 people came.",
        [("indirect", "o:agency", "24,000 people came")],
    ),
    "what is held is no speech": (
        "{Sato=p:sato} highlighted that {Peru=c:pe} held “huge potential”.",
        [("mixed", "p:sato", "Peru held “huge potential”")],
    ),
    "what is written if it is": (
        "Nobody knows if {Sato=p:sato} wrote a “hit piece”.",
        [],
    ),
    "the title of a paper": (
        "Tamm, M. et al. “City representation in film.” {Nature=o:nature}. It rained.",
        [],
    ),
    "who spoke last, some sentences ago": (
        (
            "“It hurts,” {Brewer=p:brewer} said. Rain fell. Snow fell. Hail fell. Fog came. Sleet fell. The"
            " wind rose. One image showed a room, she said."
        ),
        [
            ("direct", "p:brewer", "“It hurts,”"),
            ("indirect", "p:brewer", "One image showed a room"),
        ],
    ),
    "the object of a relative clause": (
        "A mayor who supports {Sato=p:sato} said it rained.",
        [("indirect", None, "it rained")],
    ),
    "a subordinate clause before the reporting clause": (
        "When she was a girl, {Ramos=p:ramos} says, the well was nine metres deep.",
        [
            (
                "indirect",
                "p:ramos",
                "When she was a girl, Ramos says, the well was nine metres deep",
            )
        ],
    ),
    "a reporting clause with an adjunct of its own": (
        "If the bill falls, {Merz=p:merz} warned in a letter to all members, the coalition falls too.",
        [
            (
                "indirect",
                "p:merz",
                "If the bill falls, Merz warned in a letter to all members, the coalition falls too",
            )
        ],
    ),
    "pointed out in the midst": (
        "{Lee=p:lee} asked why; {Kerala=l:kerala}, {Ann Lee=p:lee} pointed out, had a law.",
        [("indirect", "p:lee", "Kerala, Ann Lee pointed out, had a law")],
    ),
    "no verb before an inverted subject": (
        "Not everything, says {Lind=p:lind}, a chemist at the university.",
        [("indirect", "p:lind", "Not everything")],
    ),
    "a passive with the one who tells": (
        "{Pryce=p:pryce} was told by {Judge Farrar=p:farrar} that she was lucky.",
        [("indirect", "p:farrar", "she was lucky")],
    ),
    "both of two": (
        "{Cho=p:cho} and {Lee=p:lee} both said the dividend was safe.",
        [("indirect", "p:cho", "the dividend was safe")],
    ),
    "according to somebody after a place": (
        "At a meeting in {Berlin=l:berlin}, according to {Reuters=o:r}, the rebels wept.",
        [("indirect", "o:r", "the rebels wept")],
    ),
    "who is told is not who speaks next": (
        "{Noonan=p:noonan f} left. {Walsh=p:walsh} once told her that it rained. “I laughed,” she says.",
        [("indirect", "p:walsh", "it rained"), ("direct", "p:noonan", "“I laughed,”")],
    ),
    "a sentence within a quotation ends what is reported in it": (
        "“{Pradhan=p:pradhan} says there was no leak. Nobody believes it,” {Lee=p:lee} said.",
        [
            (
                "direct",
                "p:lee",
                "“Pradhan says there was no leak. Nobody believes it,”",
            ),
            ("indirect", "p:pradhan", "there was no leak"),
        ],
    ),
    "letters behind a name": (
        "“You came back,” {Helen Farrar=p:farrar} KC told him.",
        [("direct", "p:farrar", "“You came back,”")],
    ),
    "pointing to a place": (
        "The ball flew, and {Ndala=p:ndala} pointed first to the spot.",
        [],
    ),
    "a document without an owner": (
        "The indictment alleges that {Kaya=p:kaya} took bribes.",
        [("indirect", None, "Kaya took bribes")],
    ),
    "another of several": (
        "An official left. Another said the deal was dead.",
        [("indirect", None, "the deal was dead")],
    ),
    "the title of a film": (
        "The film, “The Last Ferry”, opens on Friday.",
        [],
    ),
    "a promise in a second clause": (
        (
            "{Lee=p:lee} told parliament that the talks were dead, and in a late speech on television his"
            " counterpart, {Hun=p:hun}, vowed to defend the land."
        ),
        [
            ("indirect", "p:lee", "the talks were dead"),
            ("indirect", "p:hun", "to defend the land"),
        ],
    ),
    "what an office adds": (
        "“Water is our line,” {Lee=p:lee} told survivors, according to {Lee=p:lee}'s office.",
        [("direct", "p:lee", "“Water is our line,”")],
    ),
    "a colon after a quotation": (
        "{Lee=p:lee} said the timing was ‘not brilliant’: a report by the auditors comes on Wednesday.",
        [("mixed", "p:lee", "the timing was ‘not brilliant’")],
    ),
    "an aside of the reporter's": (
        "{Lee=p:lee} proposed sending observers, an idea that {Peru=c:pe} supports.",
        [("indirect", "p:lee", "sending observers")],
    ),
    "both of those who spoke": (
        "{Lee=p:lee} said it rained. {Cho=p:cho} said it snowed. Both warned that roads were closed.",
        [
            ("indirect", "p:lee", "it rained"),
            ("indirect", "p:cho", "it snowed"),
            ("indirect", "p:lee", "roads were closed"),
        ],
    ),
    "somebody without a name in between": (
        (
            "“No,” {Lee=p:lee m} said. Rain fell. Snow fell. Hail fell. Fog came."
            " A colonel pointed to a lion. It was old, he said."
        ),
        [("direct", "p:lee", "“No,”"), ("indirect", None, "It was old")],
    ),
    "a subordinate clause with an unknown verb": (
        "If they fail, {Dien=p:dien} said with a smile, he hoped to see the trees.",
        [("indirect", "p:dien", "If they fail, Dien said with a smile, he hoped to see the trees")],
    ),
    "two offices of one speaker": (
        "“Everyone builds trucks,” founder and CEO {Park=p:park} told reporters.",
        [("direct", "p:park", "“Everyone builds trucks,”")],
    ),
    "somebody and two colleagues": (
        "{Judge Bormann=p:bor} and two colleagues wrote that the ruling was wrong.",
        [("indirect", "p:bor", "the ruling was wrong")],
    ),
    "a party behind the name": (
        "{Wyden=p:wyden}, the panel's top {Democrat=g:dem}, retorted that it burned.",
        [("indirect", "p:wyden", "it burned")],
    ),
    "a question that holds a quotation": (
        "{Magyar=p:mag} asked how a state that “finds a satirist” could lose a crown.",
        [("mixed", "p:mag", "how a state that “finds a satirist” could lose a crown")],
    ),
    "what is recorded on a phone": (
        "She has a phone on which, {Idriss=p:idr} says, all is recorded.",
        [],
    ),
    "a judgment called historic": (
        "The {court=o:court} ruled that {Norway=c:no} broke the law, in a judgment that many called great.",
        [("indirect", "o:court", "Norway broke the law")],
    ),
    "an outlet in brackets": (
        "[allAfrica] “We stopped it,” said {Hatchett=p:hat}.",
        [("direct", "p:hat", "“We stopped it,”")],
    ),
    "confirmed cases": (
        "Thirty-eight (38) confirmed cases were registered in {Maun=l:maun}.",
        [],
    ),
    "urgent calls": (
        "The forums were full of warnings, gossip, and urgent calls for action.",
        [],
    ),
    "an assessment that": (
        "{Mrs Lee=p:lee} says an assessment that he was poisoned “confirms what we knew”.",
        [("mixed", "p:lee", "an assessment that he was poisoned “confirms what we knew”")],
    ),
    "another's quotation": (
        "As {Peru=c:pe} and {Chad=c:td} confirm a round of talks, {Lee=p:lee} says “pressure helps”.",
        [("direct", "p:lee", "“pressure helps”")],
    ),
    "an exhibition that is called something": (
        "A show called “Free Gallery of Art” details the struggle in {Prague=l:prague}.",
        [],
    ),
    "an order based on rules": (
        "Can the rules-based order be saved, and how could {Peru=c:pe} look without it?",
        [],
    ),
    "films in a list": (
        "He was nominated for “The Godfather,” “Apocalypse Now,” and “The Great Santini.”",
        [],
    ),
    "a retired judge": (
        "The chair, retired judge Sir {Graham Lee=p:lee}, said it rained.",
        [("indirect", "p:lee", "it rained")],
    ),
    "nobody says it": (
        "The ministers came. Neither said whose it was.",
        [],
    ),
    "an emailed statement": (
        "{Kirishima=o:kir} said in an emailed statement that nothing was decided.",
        [("indirect", "o:kir", "nothing was decided")],
    ),
    "a commissioner for something": (
        "Commissioner for the Environment {Tokunbo Wahab=p:wahab} promised to remove the huts.",
        [("indirect", "p:wahab", "to remove the huts")],
    ),
    "what a letter reads": (
        "The {Home Office=o:ho} letter reads “we may extend the use of the form”.",
        [("direct", None, "“we may extend the use of the form”")],
    ),
}


@pytest.mark.parametrize(("marked", "expected"), CASES.values(), ids=CASES.keys())
def test_who_says_what_in_the_news(
    marked: str, expected: list[tuple[str, str | None, str]]
) -> None:
    """A reader finds every quote with its words and its speaker, however the paper puts it."""
    assert said(marked) == expected
