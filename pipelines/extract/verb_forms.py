"""Verbs that news is made of, and their forms."""

from __future__ import annotations

import re
from typing import Final

BE: Final = frozenset("is are was were be been being am 's ’s 're ’re".split())
_HAVE: Final = frozenset("has have had having 've ’ve".split())
_DO: Final = frozenset("do does did".split())
MODALS: Final = frozenset(
    "will would can could may might shall should must cannot wo ca 'll ’ll 'd ’d".split()
)
AUXILIARIES: Final = (BE | _HAVE | _DO | MODALS) - {"'s", "’s"}
# Their third persons are seldom nouns.
_REGULAR: Final = (
    "abandon abolish absorb accelerate accept accompany accuse achieve acknowledge acquire add admit"
    " adopt advise affect agree aim allocate allow amend announce anticipate apologise apologize"
    " appear apply appoint approve argue arrive ask assemble assert assess assign assist assume assure"
    " attend attract authorise authorize await believe belong blame borrow cancel carry cease"
    " celebrate chair circulate cite claim clarify collect combine commit communicate compare compel"
    " compete complain complete comply comprise concede conclude condemn conduct confirm confront"
    " congratulate consider consist constitute consult contain contend continue contradict contribute"
    " convert cooperate coordinate correspond create criticise criticize cultivate decide declare"
    " decline dedicate defend define deliver demand deny depart depend deploy deport deprive describe"
    " deserve destroy detain detect determine develop differ diminish disagree disappear disclose"
    " discover discuss dismiss dispute distribute dominate donate elect eliminate emerge emphasise"
    " emphasize employ empower enable encourage endorse enforce engage enhance enjoy ensure enter"
    " escape establish estimate evaluate evict exceed exclude exist expect expel explain explore"
    " expose express extend extradite face fail favour fear follow fulfil generate govern hail happen"
    " hate help highlight hope identify ignore illustrate impeach implement imply impose impress"
    " improve inaugurate include incorporate indicate inform inherit initiate insist inspect inspire"
    " install instruct intend intensify interrupt introduce invade investigate invite join justify"
    " lack last launch learn lie listen live lower maintain need negotiate nominate note object"
    " observe obtain occupy occur open oppose order organise organize originate oust overlook overturn"
    " owe own participate persuade plead possess postpone praise precede predict prefer prepare"
    " preserve prevent proclaim produce prohibit promise promote propose prosecute protect prove"
    " provide provoke publish pursue qualify raise realise realize reassure recall receive recognise"
    " recognize recommend reduce reflect refuse regret reinstate reiterate reject relate rely remain"
    " remind remove renew repeat replace reply represent require resemble reside resign resist resolve"
    " respect respond restore restrict retain retire return reveal revise satisfy secure seem serve"
    " slam solve speculate start stay stop submit succeed suffer suggest supervise support surround"
    " survive suspend sustain terminate testify threaten transform try turn underline undermine unite"
    " unveil urge use veto violate visit want warn weaken welcome wish work worry"
)
_IRREGULAR: Final = (
    "become begin bring build come fall feel find fly forbid forget get give go hear hold keep know"
    " lead leave lose make mean meet oversee pay put rise run say see seek sell send show sit speak"
    " spend stand swear take teach tell think undergo understand undertake uphold win withdraw"
    " withhold write"
)
# As often nouns as verbs: "the answers", "votes".
_NOUNS_TOO: Final = (
    "answer arrest back call charge hand head kill name offer plan pledge react read sentence sign"
    " stress thank travel vote vow"
)
_IRREGULAR_PASTS: Final = frozenset(
    "became began bent bet bit blew bore bought broke brought built came caught chose cost cut dealt"
    " drew drove dug fell felt fled flew forbade forgot fought found froze gave got grew heard held"
    " hid hit hung kept knew laid lay led left lent let lost made meant met overcame overthrew"
    " overtook paid put quit ran rang read rode rose said sang sank sat saw sent set shook shot showed"
    " shut sold sought spent spoke sprang stole stood struck stuck swung swore taught threw thought"
    " told took tore travelled underwent undertook upheld went withdrew woke won wore wrote".split()
)
_PARTICIPLES: Final = frozenset(
    "begun broken chosen done driven fallen flown forbidden forgotten given gone grown hidden known"
    " proven risen seen shaken shown spoken stolen sworn taken thrown torn withdrawn worn written".split()
)
# What people and bodies in the plural do, and what is seldom a noun: "ministers say".
_PLURALS: Final = frozenset(
    "accuse admit agree announce argue ask become begin believe bring call claim come condemn demand"
    " deny expect explain get give go hold hope insist keep know leave let make meet offer praise"
    " promise receive reject say see send show speak start take tell think urge want warn welcome"
    " write".split()
)
_NO_PAST: Final = frozenset(
    "united hundred indeed need seed speed exceed proceed succeed bed red feed breed deed weed creed steed"
    " disgraced exiled renowned retired shed sacred wicked naked alleged so-called armed unmanned"
    " limited".split()
)
# Verbs that double their last letter: banned, expelled.
_ONE_SHORT_SYLLABLE: Final = re.compile("[^aeiou]*[aeiou][^aeiouwxy]")
_DOUBLING: Final = frozenset(
    "admit commit compel deter expel fulfil occur permit propel quit rebut recur refer regret".split()
)


def inflections(base: str) -> tuple[str, str, str]:
    """Give third person, past and -ing form of a regular verb."""
    if base.endswith("e"):
        return base + "s", base + "d", base[:-1] + "ing"
    if base.endswith("y") and base[-2] not in "aeiou":
        return base[:-1] + "ies", base[:-1] + "ied", base + "ing"
    third = base + ("es" if base.endswith(("o", "s", "sh", "ch", "x", "z")) else "s")
    stem = base + base[-1] if base in _DOUBLING or _ONE_SHORT_SYLLABLE.fullmatch(base) else base
    return third, stem + "ed", stem + "ing"


BASES: Final = frozenset(f"{_REGULAR} {_IRREGULAR}".split())
_REGULAR_PASTS: Final = frozenset(
    inflections(base)[1] for base in f"{_REGULAR} {_NOUNS_TOO}".split()
)
_THIRD_PERSONS: Final = frozenset(inflections(base)[0] for base in BASES)
_THIRDS_OR_NOUNS: Final = frozenset(inflections(base)[0] for base in _NOUNS_TOO.split())
_INFINITIVES: Final = frozenset({"be", "been", "being"})
_FINITE: Final = (AUXILIARIES | _IRREGULAR_PASTS | _PARTICIPLES | _THIRD_PERSONS) - _INFINITIVES
# Where people, bodies or what they hold come before them, these are verbs.
VERBS: Final = (_FINITE | _INFINITIVES | _REGULAR_PASTS | _THIRDS_OR_NOUNS | _PLURALS) - _NO_PAST


def is_finite(word: str) -> bool:
    """Whether a lower-case word looks like a finite verb."""
    if word in _FINITE:
        return True
    return word.endswith("ed") and len(word) > 4 and word not in _NO_PAST
