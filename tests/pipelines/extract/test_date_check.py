"""The date check: what speaks against a claimed date, and what for it."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from pipelines.extract.date_check import check_date, stated_date
from pipelines.extract.date_evidence import office_term_evidence
from pipelines.extract.offices import Office
from pipelines.extract.text import read_document
from schemas.analysis import Actor, DateCheck
from tests.pipelines.extract.actors.written import cast_of, read_marked

_SEEN = date(2025, 2, 1)


def _check(marked: str, claimed: date | None, first_seen: date = _SEEN) -> DateCheck:
    body, _ = read_marked(marked)
    return check_date(body, cast_of(marked), claimed=claimed, first_seen=first_seen)


def test_a_spokesman_who_was_not_yet_in_office() -> None:
    """A person named in an office before taking it proves the date wrong, and says who and when."""
    found = _check("[O State Department] spokesman [P Matthew Miller] spoke.", date(2023, 3, 20))
    assert (found.verdict, found.likely_from, found.likely_to) == (
        "wrong",
        "2023-04-24",
        "2025-01-20",
    )
    assert "Matthew Miller" in found.why[0]
    assert "2023-04-24" in found.why[0]


def test_several_offices_narrow_the_range() -> None:
    """All persons named must have been in office at once."""
    found = _check(
        "[G British] Prime Minister [P Liz Truss] met [L U.S.] President [P Joe Biden]."
        " [P Truss] smiled. [P Biden] too. [P Truss] left.",
        date(2023, 3, 20),
    )
    assert (found.likely_from, found.likely_to) == ("2022-09-06", "2022-10-25")


@pytest.mark.parametrize(
    "marked",
    [
        "Former [L U.S.] President [P Barack Obama] spoke. [P Obama] waved.",
        "[L U.S.] President-elect [P Donald Trump] spoke. [P Trump] waved.",
        "[P Imran Khan], a cricketer, spoke. [P Khan] waved.",
        "[P Matthew Miller], a baker, spoke. [P Miller] waved.",
        "[G Iranian] Deputy Foreign Minister [P Abbas Araghchi] spoke. [P Araghchi] waved.",
        "[L Israel]'s opposition leader, [P Yair Lapid], spoke. [P Lapid] waved.",
        "Interior Minister [P Angelino Alfano] spoke. [P Alfano] waved.",
    ],
)
def test_no_office_at_the_time_is_no_contradiction(marked: str) -> None:
    """Former and coming holders, and strangers of the same name, speak against nothing."""
    assert _check(marked, date(2024, 12, 1)).verdict in ("ok", "unknown")


@pytest.mark.parametrize(
    "marked",
    [
        "[O Kiwi Foods] spokesman [P John Kirby] said prices would rise. [P Kirby] waved.",
        "The spokesman, [P Matthew Miller], said so. [P Miller] spoke in [L Washington], [L U.S.]",
        "[O Trump campaign] spokeswoman [P Karoline Leavitt] spoke in the [L U.S.] [P Leavitt] left.",
        "President [P Kim] of the club spoke in [L South Korea]. [P Kim] waved.",
        "Club president [P Luis Arce] opened the stadium in [L Bolivia]. [P Arce] waved.",
        "President [P Luis Arce] of the rowing club spoke in [L Norway]. [P Arce] waved.",
        "[G French] Minister [P Élisabeth Borne] opened a line. [P Borne] waved.",
        "Party leader [P Giorgia Meloni] spoke in [L Italy]. [P Meloni] waved.",
        "[P Giorgia Meloni], the presumptive next Prime Minister of [L Italy], spoke.",
        "[G Brazilian] President [P Luiz Inácio Lula da Silva] had built it. [P Lula da Silva] left.",
        "[G Malaysian] Prime Minister [P Mahathir Mohamad] had built it. [P Mahathir] left.",
        "Former [G Slovenian] Prime Minister [P Janez Janša] spoke. [P Janša] left.",
        "[G Indian] Foreign Secretary [P David Cameron] is a namesake. [P Cameron] left.",
    ],
)
def test_others_of_the_name_or_of_the_office_are_not_accused(marked: str) -> None:
    """Only the very office, with its country or body, dates a text: not a namesake's or a looser word."""
    assert _check(marked, date(2016, 5, 1)).verdict in ("ok", "unknown")


@pytest.mark.parametrize(
    ("marked", "claimed", "likely_from"),
    [
        ("[O World Bank] President [P David Malpass] spoke.", date(2018, 5, 1), "2019-04-09"),
        ("[O NATO] Secretary General [P Mark Rutte] spoke.", date(2023, 5, 1), "2024-10-01"),
        ("[O NATO] chief [P Mark Rutte] spoke.", date(2023, 5, 1), "2024-10-01"),
        (
            "[O White House] press secretary [P Karoline Leavitt] spoke.",
            date(2024, 5, 1),
            "2025-01-20",
        ),
        (
            "[P Christine Lagarde], president of the [O European Central Bank], spoke.",
            date(2018, 5, 1),
            "2019-11-01",
        ),
        (
            "[P Kazuo Ueda], governor of the [O Bank of Japan], spoke.",
            date(2022, 5, 1),
            "2023-04-09",
        ),
    ],
)
def test_offices_of_bodies(marked: str, claimed: date, likely_from: str) -> None:
    """Who leads or speaks for a body dates a text that names the body."""
    found = _check(marked, claimed)
    assert (found.verdict, found.likely_from) == ("wrong", likely_from)


@pytest.mark.parametrize(
    ("marked", "claimed", "verdict"),
    [
        ("[P Joe Biden], 81, said so in the [L United States].", date(2024, 2, 10), "ok"),
        ("[P Joe Biden] (81) said so in the [L United States].", date(2020, 2, 10), "wrong"),
        ("[P Joe Biden], 29, won in the [L United States].", date(2024, 2, 10), "unknown"),
        ("[P Joe Biden], 81, is a baker in [L Canada].", date(2020, 2, 10), "unknown"),
        ("[P Joe Biden], 81 loaves and the [L United States].", date(2020, 2, 10), "unknown"),
    ],
)
def test_ages(marked: str, claimed: date, verdict: str) -> None:
    """Nobody is told to be older than they are; a younger age may be looked back at."""
    assert _check(marked, claimed, date(2026, 11, 1)).verdict == verdict


@pytest.mark.parametrize(
    ("marked", "claimed", "verdict"),
    [
        ("[L Mexico]'s new president, [P Claudia Sheinbaum], spoke.", date(2024, 6, 4), "unknown"),
        ("[L Mexico]'s president, [P Claudia Sheinbaum], spoke.", date(2024, 6, 4), "wrong"),
        ("[L Mexico]'s new president, [P Claudia Sheinbaum], spoke.", date(2022, 6, 4), "wrong"),
        (
            "[O World Health Organization] Director-General [P Tedros Adhanom] spoke.",
            date(2017, 6, 4),
            "unknown",
        ),
    ],
)
def test_who_is_elected_is_called_by_the_office_before(
    marked: str, claimed: date, verdict: str
) -> None:
    """A new president, or the chosen head of a body, is named months before taking office."""
    assert _check(marked, claimed).verdict == verdict


def test_a_start_from_memory_gets_a_month_more() -> None:
    """A claim in the month before a start that nothing confirms is no contradiction."""
    unconfirmed = Office(
        person="Ann Lee", gender="f", country="KE", organisation=None, title="foreign minister",
        kind="foreign", start="2023-04-24", end="", aliases=(), wikidata=None, source="",
    )  # fmt: skip
    for office, verdict in ((unconfirmed, True), (replace(unconfirmed, source="reports"), False)):
        actor = Actor(id="person:ann-lee", name="Ann Lee", kind="person", mentions=())
        found = office_term_evidence(actor, "Foreign Minister", "present", (office,))
        assert found is not None
        assert found.allows(date(2023, 4, 1)) is verdict
        assert not found.allows(date(2023, 3, 1))


def test_an_office_at_the_time_speaks_for_the_date() -> None:
    """A person in office on the claimed day is evidence for it."""
    found = _check("[L U.S.] Secretary of State [P Antony Blinken] spoke.", date(2023, 6, 19))
    assert found.verdict == "ok"
    assert "Blinken" in found.why[0]


def test_a_passing_look_back_does_not_date() -> None:
    """One mention of somebody by an old office, among others, does not make the date doubtful."""
    told = "The mayor spoke. " + "[P Ann Lee] spoke of water. " * 20
    found = _check(f"{told}[L U.S.] President [P George Weah] once came.", date(2024, 12, 1))
    assert found.verdict in ("ok", "unknown")


def test_an_office_left_before_is_doubtful() -> None:
    """People return to offices, and reports look back: a claim after the end is but doubtful."""
    text = "[L U.S.] Secretary of State [P Rex Tillerson] spoke." + " [P Tillerson] waved." * 2
    assert _check(text, date(2019, 5, 1)).verdict == "doubtful"
    assert _check(text, date(2016, 5, 1)).verdict == "wrong"


def test_a_feature_on_the_past_is_not_doubted() -> None:
    """Several old offices in a text make its date doubtful, but not beside one that is held only since."""
    past = "[L U.S.] President [P Barack Obama] and Secretary of State [P John Kerry] had agreed."
    assert _check(past, date(2024, 12, 1)).verdict == "doubtful"
    now = f"{past} [G British] Prime Minister [P Keir Starmer] praised it."
    assert _check(now, date(2024, 12, 1)).verdict == "ok"
    twice = "[L U.S.] President [P Barack Obama] came. The former president, [P Obama], left."
    assert _check(twice, date(2024, 12, 1)).verdict in ("ok", "unknown")


def test_claims_before_the_table_begins_are_not_judged_by_it() -> None:
    """The table of offices begins in 2015: earlier terms are not in it."""
    text = "[G Japanese] Prime Minister [P Shinzo Abe] spoke. [P Abe] waved."
    assert _check(text, date(2007, 5, 1)).verdict == "unknown"


def test_later_than_first_seen_is_wrong() -> None:
    """Nothing can be written after it was seen."""
    found = _check("Nothing to see.", date(2025, 3, 1))
    assert (found.verdict, found.likely_to) == ("wrong", "2025-02-02")


@pytest.mark.parametrize(
    ("claimed", "verdict"),
    [(date(2023, 6, 19), "ok"), (date(2023, 6, 21), "ok"), (date(2023, 3, 20), "wrong")],
)
def test_datelines(claimed: date, verdict: str) -> None:
    """A dateline's day must be near the claimed one."""
    found = _check("BEIJING, June 19 (CPA) - The talks ended.", claimed)
    assert found.verdict == verdict
    assert "June 19" in found.why[0]


def test_a_weekday_that_does_not_fit_is_doubtful() -> None:
    """A date named with its weekday tells the year."""
    text = "The vote is on Sunday, June 25, and nobody knows who wins."
    assert _check(text, date(2023, 6, 20)).verdict == "ok"
    assert _check(text, date(2024, 6, 20)).verdict == "doubtful"


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("The bridge was built in 2021.", "doubtful"),
        ("He left office in March 2021. It rained.", "doubtful"),
        ("In 2021, the court ruled that it was his. It rained.", "doubtful"),
        ("Prices have risen since 2021. It rained.", "doubtful"),
        ("Born in 2020, it was sold in March 2021 and closed in 2022.", "wrong"),
        ("The bridge will be built in 2021.", "unknown"),
        ("The bridge, planned in 2021, is needed in 2030 and expected in 2031.", "unknown"),
        ("The plan to be approved in 2021 would be funded in 2022.", "unknown"),
        ("They agreed to cut emissions by half in 2030.", "unknown"),
        ("The film is set in 2049 and costs $2021.", "unknown"),
        ("This article was updated on July 17, 2021.", "unknown"),
        ("Since 2021 is far away, nobody cares.", "unknown"),
        ("The vote of 1998 was held in 1998.", "unknown"),
    ],
)
def test_years_told_as_past(text: str, verdict: str) -> None:
    """What a text tells as past was before it: one later year is doubtful, three are wrong."""
    assert _check(text, date(2019, 5, 1)).verdict == verdict


def test_a_year_still_to_come_counts_beside_another_piece() -> None:
    """Plans are quoted for years: that one was ahead is a hint, which alone accuses nobody."""
    plan = "The tunnel will open in 2022."
    assert _check(plan, date(2024, 5, 1)).verdict == "unknown"
    assert _check(f"{plan} The vote is on Sunday, June 6.", date(2024, 5, 1)).verdict == "doubtful"


@pytest.mark.parametrize(
    ("url", "claimed", "verdict"),
    [
        ("https://example.org/world/2024/03/14/dam-talks", date(2024, 3, 15), "ok"),
        ("https://example.org/world/2024/mar/14/dam-talks", date(2019, 3, 14), "doubtful"),
        ("https://example.org/2024-03-14-dam-talks.html", date(2024, 12, 1), "ok"),
        ("https://example.org/20240314/dam-talks", date(2026, 3, 14), "doubtful"),
        ("https://example.org/blog/2024/03/talks", date(2024, 3, 30), "ok"),
        ("https://example.org/2024/13/14/dam-talks", date(2019, 3, 14), "unknown"),
        ("https://example.org/2024/02/31/dam-talks", date(2019, 3, 14), "unknown"),
        ("https://example.org/id/120240314", date(2019, 3, 14), "unknown"),
        ("https://example.org/?day=2024/03/14/", date(2019, 3, 14), "unknown"),
    ],
)
def test_the_date_in_an_address(url: str, claimed: date, verdict: str) -> None:
    """A date in the article's address must be near the claimed one; pages are rewritten for a year."""
    body = read_document("A cat sat.")
    found = check_date(
        body, cast_of("A cat sat."), claimed=claimed, first_seen=date(2026, 11, 1), url=url
    )
    assert found.verdict == verdict


def test_what_is_told_often_is_told_once() -> None:
    """A text that repeats a date a thousand times gives one reason, not a thousand."""
    found = _check("The vote is on Sunday, June 25. " * 1000, date(2023, 6, 20))
    assert len(found.why) == 1


def test_day_and_month_may_be_exchanged() -> None:
    """A header of numbers that fits the other way round is told so."""
    text = "03.06.2023\n\n[L U.S.] President [P Joe Biden] spoke. WASHINGTON, March 6 was cold."
    dateline = "03.06.2023\n\nWASHINGTON, March 6 (CPA) - The talks ended."
    assert _check(text, date(2023, 6, 3)).verdict == "ok"
    found = _check(dateline, date(2023, 6, 3))
    assert (found.likely_from, found.likely_to) == ("2023-03-06", "2023-03-06")
    assert "other way round" in found.why[-1]


def test_without_a_claim_the_range_is_told() -> None:
    """An undated article gets a range from its evidence, and no verdict."""
    found = _check("[L U.S.] Secretary of State [P Rex Tillerson] spoke. [P Tillerson] left.", None)
    assert (found.verdict, found.likely_from, found.likely_to) == (
        "unknown",
        "2017-02-01",
        "2018-03-31",
    )
    dated = _check("BEIJING, June 19 (CPA) - [L U.S.] President [P Joe Biden] spoke.", None)
    assert (dated.likely_from, dated.likely_to) == ("2021-01-20", "2025-01-20")
    only = _check("BEIJING, June 19 (CPA) - The talks ended.", None)
    assert (only.likely_from, only.likely_to) == (None, None)
    assert "June 19" in only.why[0]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("GENEVA, Wednesday, March 12, 2025 — It rained.", date(2025, 3, 12)),
        ("GENEVA, March 12 (GLNS) — It rained.", None),
        ("14 June 2021\n\nGENEVA, March 12, 2025 — It rained.", date(2021, 6, 14)),
    ],
)
def test_a_full_dateline_is_a_claim(text: str, day: date | None) -> None:
    """A text claims the day in its first line, or a dateline's that tells the year."""
    assert stated_date(read_document(text)) == day


def test_nothing_known_is_unknown() -> None:
    """A text without evidence, seen long after its date, is neither confirmed nor doubted."""
    assert _check("A cat sat.", date(2019, 1, 1)).verdict == "unknown"
    assert _check("A cat sat.", date(2025, 1, 30)).verdict == "ok"
