"""The date check: what speaks against a claimed date, and what for it."""

from __future__ import annotations

from datetime import date

import pytest

from pipelines.extract.date_check import check_date, stated_date
from pipelines.extract.text import read_document
from schemas.analysis import DateCheck
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
        " [P Truss] smiled. [P Biden] too.",
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
    text = "[L U.S.] Secretary of State [P Rex Tillerson] spoke. [P Tillerson] waved."
    assert _check(text, date(2019, 5, 1)).verdict == "doubtful"
    assert _check(text, date(2016, 5, 1)).verdict == "wrong"


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
