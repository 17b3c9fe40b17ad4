"""Capitals that mean governments, and capitals that are places."""

from __future__ import annotations

import pytest

from tests.pipelines.extract.actors.written import cast_of, refers

_GOVERNMENTS = [
    ("[L Washington] said the deal was off.", "Washington", "country:US"),
    ("[L Beijing] has rejected the ruling.", "Beijing", "country:CN"),
    ("Talks between [L Paris] and [L Berlin] stalled.", "Paris", "country:FR"),
    ("He accused [L Tehran] of lying.", "Tehran", "country:IR"),
    ("The minister urged [L Ankara] to lift the veto.", "Ankara", "country:TR"),
    ("[L Kyiv], which depends on foreign loans, welcomed the vote.", "Kyiv", "country:UA"),
    ("[L Moscow]’s invasion entered its third year.", "Moscow", "country:RU"),
    ("They criticised [L Beijing]’s human rights record.", "Beijing", "country:CN"),
    ("The [L Kremlin] denied it.", "Kremlin", "country:RU"),
    ("The [O White House] declined to comment.", "White House", "country:US"),
    ("[L Downing Street] was told in advance.", "Downing Street", "country:GB"),
    ("[L Brussels] said the budget breached the rules.", "Brussels", "org:european-union"),
    ("[L Tokyo] and [L Seoul] have agreed to share data.", "Seoul", "country:KR"),
    ("He called on [L Jakarta] to release the crew.", "Jakarta", "country:ID"),
    ("Relations with [L Havana] have thawed.", "Havana", "country:CU"),
    ("[L Riyadh] wants higher prices.", "Riyadh", "country:SA"),
    ("[L Warsaw] would never accept that.", "Warsaw", "country:PL"),
    ("[L Oslo] is offering to mediate.", "Oslo", "country:NO"),
    ("[L Doha] and [L Cairo], which host the talks, have stayed neutral.", "Cairo", "country:EG"),
    ("[L Washington] and its allies imposed sanctions.", "Washington", "country:US"),
]
_PLACES = [
    ("She arrived in [L Beijing] on Sunday.", "Beijing"),
    ("He flew to [L Washington] for surgery.", "Washington"),
    ("Thousands marched in [L Paris] and [L Lyon].", "Paris"),
    ("[L Cairo]’s airport was closed.", "Cairo"),
    ("The museum in central [L London] reopened.", "London"),
    ("A train from [L Vienna] derailed near [L Budapest].", "Budapest"),
    ("The visit to [L Kigali] lasted an hour.", "Kigali"),
    ("They live outside [L Nairobi].", "Nairobi"),
    ("[L Tokyo]’s streets were empty.", "Tokyo"),
    ("The summit was held in [L Brussels].", "Brussels"),
    ("She was born in [L Havana].", "Havana"),
    ("He travelled through [L Ankara] by bus.", "Ankara"),
    ("An earthquake struck near [L Kathmandu].", "Kathmandu"),
    ("[L Lisbon] is lovely in spring.", "Lisbon"),
    ("The meeting at [L Madrid] ended late.", "Madrid"),
]


@pytest.mark.parametrize(("marked", "words", "actor_id"), _GOVERNMENTS)
def test_a_capital_that_acts_is_its_government(marked: str, words: str, actor_id: str) -> None:
    """What speaks, acts, is pressed or has a policy is the state; the words are kept."""
    cast = cast_of(marked)
    found = refers(cast, marked, words)
    assert [(each.actor, each.kind) for each in found] == [(actor_id, "metonym")]
    assert words in [mention.surface for mention in cast.actor(actor_id).mentions]


@pytest.mark.parametrize(("marked", "words"), _PLACES)
def test_a_capital_one_can_stand_in_is_a_place(marked: str, words: str) -> None:
    """Where one arrives, lives, marches or flies to is a place."""
    cast = cast_of(marked)
    found = refers(cast, marked, words)
    assert [(each.actor.partition(":")[0], each.kind) for each in found] == [("place", "name")]


def test_the_two_powers_are_two_actors() -> None:
    """What means two countries refers to each of them; a side refers to its own."""
    marked = (
        "[L U.S.]-[L China] talks resumed. The two powers differ on trade. Both countries want peace."
        " The [G Chinese] side asked for time."
    )
    cast = cast_of(marked)
    for words in ("The two powers", "Both countries"):
        assert {each.actor for each in refers(cast, marked, words)} == {"country:US", "country:CN"}
    assert [each.actor for each in refers(cast, marked, "The Chinese side")] == ["country:CN"]


def test_two_sides_of_a_street_are_nobody() -> None:
    """ "Both sides of the river" and sides nobody has named are no actors."""
    marked = (
        "[L Korea] and [L Japan] play. Trees grow on both sides of the road. Both sides rested."
    )
    cast = cast_of(marked)
    assert {each.kind for each in cast.references} == {"name"}
