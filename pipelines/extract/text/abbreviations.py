"""Words that end in a full stop without ending a sentence, and what may follow them."""

from __future__ import annotations

from typing import Final

# Always followed by a name or a number: never the end of a sentence.
TITLES: Final = frozenset(
    "mr mrs ms mx messrs mme mlle dr prof rev revd fr hon gen lt col maj capt cpt cmdr cdr cpl sgt pvt adm"
    " brig sen rep reps sens gov pres sec supt insp det amb atty msgr ald st ste mt ft nos fig".split()
)
# Followed by a figure; before anything else the stop may end the sentence.
BEFORE_FIGURES: Final = frozenset(
    "no vol pp p art ch par para jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu"
    " thur thurs fri sat sun ca approx".split()
)
# May end a sentence: what follows decides.
OTHERS: Final = frozenset(
    "inc corp ltd co bros llc plc jr sr esq etc vs v al dept univ assn ave blvd rd est ph.d ph d.phil"
    " ala ariz ark calif colo conn del fla ga ill ind kan ky la md mass mich minn miss mo mont neb nev"
    " okla ore pa tenn tex va vt wash wis wyo ont que alta e.g i.e cf viz".split()
)
# "d", "fr" and the like are words too, but seldom before a full stop.
ABBREVIATIONS: Final = TITLES | BEFORE_FIGURES | OTHERS
# Words, not abbreviations, where they are written in lower case ("no.", "art.", "sun.").
ONLY_CAPITALISED: Final = frozenset(
    "mr mrs ms dr rev hon gen col maj capt fr det sen rep gov pres sec st art ch par mar jun sat sun mon"
    " wed fri no inc co la del ill ind miss mo ore pa ark mass wash fig amb ave".split()
)

# A capitalised word of these after an abbreviation begins a sentence.
STARTERS: Final = frozenset(
    "The A An In On At By For From With After Before Since While When Where As If But And Or Yet So He"
    " She It They We I You His Her Its Their Our My This That These Those There Here Both Many Most Some"
    " All Several Few Another Such What Who How Why Then However Meanwhile Although Though Because During"
    " Under According Despite Last Next Also Not No Now Only Until".split()
)
# After "a.m." and "p.m." a capitalised word begins a sentence unless it tells the zone or the day.
AFTER_CLOCK: Final = frozenset(
    "ET EST EDT CT CST CDT MT MST MDT PT PST PDT GMT UTC BST CET CEST IST JST Eastern Central Pacific"
    " Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July"
    " August September October November December".split()
)
CLOCK_HALVES: Final = frozenset({"a.m.", "p.m.", "A.M.", "P.M."})


def is_abbreviation(word: str) -> bool:
    """Whether a full stop after this word belongs to it."""
    low = word.lower()
    if low not in ABBREVIATIONS:
        return False
    return low not in ONLY_CAPITALISED or word[0].isupper()
