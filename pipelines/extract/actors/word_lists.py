"""Closed lists of words that bound and join noun phrases."""

from __future__ import annotations

from typing import Final

from pipelines.extract.function_words import (
    CONJUNCTIONS,
    OBJECT_PRONOUNS,
    OTHER_PRONOUNS,
    PREPOSITIONS,
    RELATIVES,
    SUBJECT_PRONOUNS,
    SUBORDINATORS,
)
from pipelines.extract.verb_forms import VERBS

DETERMINERS: Final = frozenset(
    "the a an its his her their our my this that these those every each".split()
)
DEFINITE: Final = frozenset("the this that its his her their our".split())
# Have no capital within the names of bodies.
SMALL_WORDS: Final = frozenset("of the and for in on at de la du des del e y et to".split())
HONORIFICS: Final = {
    "mr": "m", "mr.": "m", "mister": "m", "sir": "m", "lord": "m", "herr": "m", "monsieur": "m",
    "señor": "m", "don": "m", "sheikh": "m", "father": "m", "brother": "m", "baron": "m", "count": "m",
    "mrs": "f", "mrs.": "f", "ms": "f", "ms.": "f", "miss": "f", "dame": "f", "lady": "f", "frau": "f",
    "madame": "f", "mme": "f", "mme.": "f", "señora": "f", "sheikha": "f", "sister": "f", "baroness": "f",
    "dr": "", "dr.": "", "prof": "", "prof.": "", "professor": "", "rev": "", "rev.": "", "reverend": "",
    "hon": "", "hon.": "", "gen": "", "gen.": "", "lt": "", "lt.": "", "col": "", "col.": "", "maj": "",
    "maj.": "", "capt": "", "capt.": "", "sgt": "", "sgt.": "", "adm": "", "adm.": "", "sen": "",
    "sen.": "", "rep": "", "rep.": "", "gov": "", "gov.": "", "pres": "", "pres.": "", "brig": "",
    "brig.": "", "st": "", "st.": "", "judge": "", "justice": "", "mx": "", "mx.": "",
    "cmdr": "", "cmdr.": "", "pm": "", "fm": "", "dpm": "",
    "comrade": "", "engr": "", "engr.": "", "barr": "", "barr.": "", "alhaji": "m", "malam": "m",
    "shri": "m", "ayatollah": "m", "ustaz": "m", "hajiya": "f", "alhaja": "f", "smt": "f", "smt.": "f",
}  # fmt: skip
PLACE_PREPOSITIONS: Final = frozenset(
    "in at to from near outside into around through via across throughout toward towards beyond".split()
)
PRONOUNS: Final = (
    SUBJECT_PRONOUNS | OBJECT_PRONOUNS | OTHER_PRONOUNS | RELATIVES | {"what", "one", "none"}
) - {"her"}
LINKS: Final = CONJUNCTIONS | SUBORDINATORS
ADVERBS: Final = frozenset(
    "not also then now only just still even already later earlier yesterday today tomorrow again once"
    " however meanwhile here there never always often soon ago too very much more most less least"
    " monday tuesday wednesday thursday friday saturday sunday".split()
)
BOUNDS: Final = PREPOSITIONS | PRONOUNS | LINKS | ADVERBS | VERBS | DETERMINERS
MODIFIER_PARTICIPLES: Final = frozenset(
    "acting retired ruling governing outgoing incoming elected leading visiting founding managing sitting"
    " housing planning mining engineering marketing appointed ranking training shipping banking nursing"
    " fishing exiled ousted deposed jailed detained disgraced embattled renowned respected based sworn"
    " red united unelected self-declared".split()
)
