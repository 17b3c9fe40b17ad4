"""Which English words hold clauses together, and how regular verbs are inflected."""

from __future__ import annotations

import re
from typing import Final

from pipelines.extract.verb_forms import THIRD_PERSONS

PREPOSITIONS: Final = frozenset(
    "about above across after against along alongside amid among around as at before behind below beneath"
    " beside between beyond by despite during except for from in inside into like near of off on onto"
    " outside over past per regarding since than through throughout to toward towards under until unlike"
    " upon via with within without".split()
)
DETERMINERS: Final = frozenset(
    "a an the this that these those his her its their our my your some any each every no another both all"
    " several many most few more such one two three four five six seven eight nine ten dozens".split()
)
POSSESSIVE_MARKS: Final = frozenset({"'s", "’s", "'", "’"})
POSSESSIVE_PRONOUNS: Final = frozenset("his her its their our my your".split())
SUBJECT_PRONOUNS: Final = frozenset("he she they it".split())
OBJECT_PRONOUNS: Final = frozenset(
    "him her them it us me you himself herself themselves itself".split()
)
OTHER_PRONOUNS: Final = frozenset(
    "i we you there nobody everybody everyone somebody someone anybody anyone".split()
)
RELATIVES: Final = frozenset("who which whose whom".split())
CONJUNCTIONS: Final = frozenset("and but or nor yet".split())
SUBORDINATORS: Final = frozenset(
    "that because although though when while whereas if unless whether until since so where why how what"
    " once lest".split()
)
CONTRASTS: Final = frozenset("though although while but whereas and as".split())
BE: Final = frozenset("is are was were be been being am 's ’s 're ’re".split())
HAVE: Final = frozenset("has have had having 've ’ve".split())
DO: Final = frozenset("do does did".split())
MODALS: Final = frozenset(
    "will would can could may might shall should must cannot wo ca 'll ’ll 'd ’d".split()
)
AUXILIARIES: Final = (BE | HAVE | DO | MODALS) - {"'s", "’s"}
NEGATIONS: Final = frozenset("not never n't n’t".split())
# Stand between a subject and its verb. Words in -ly are adverbs too.
ADVERBS: Final = frozenset(
    "also then later again once now still already just even often always sometimes soon thus therefore"
    " however meanwhile instead further herself himself itself themselves both each all nevertheless"
    " nonetheless twice yesterday today tomorrow earlier afterwards too only either much long since yet"
    " reportedly previously rather first at least merely ever".split()
) - {"at", "least"}
DAYS: Final = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday yesterday today tonight tomorrow".split()
)
TIMES: Final = DAYS | frozenset(
    "week month year morning afternoon evening night noon midnight january february march april may june"
    " july august september october november december weekend".split()
)
STOPS: Final = frozenset({".", "!", "?", ";", ":", "…", "...", "–", "—", "--", "。"})
TERMINAL: Final = frozenset({".", "!", "?", ",", "…", "...", "!?", "?!"})

_NO_ADVERB: Final = frozenset("italy july family assembly rally ally reply supply army".split())
_NO_PAST: Final = frozenset(
    "united hundred indeed need seed speed exceed proceed succeed bed red feed breed deed weed creed steed"
    " disgraced exiled renowned retired shed sacred wicked naked alleged so-called armed unmanned"
    " limited".split()
)
_IRREGULAR_PASTS: Final = frozenset(
    "became began bent bet bit blew bore bought broke brought built came caught chose cost cut dealt drew"
    " drove dug fell felt fled flew forbade forgot fought found froze gave got grew held heard hid hit hung"
    " kept knew laid lay led left lent lost made meant met overcame overthrew overtook paid put quit ran"
    " rang reached read rode rose said sang sank sat saw sent set shook shot showed shown shut sold sought"
    " spent spoke sprang stole stood struck stuck swore swung taken taught threw thought told took tore"
    " underwent undertook upheld went withdrew woke won wore wrote gone given been done seen written"
    " begun broken chosen driven fallen flown forgotten forbidden grown hidden known proven risen shaken"
    " spoken stolen sworn thrown torn withdrawn worn".split()
)
VERBS: Final = (AUXILIARIES | _IRREGULAR_PASTS | THIRD_PERSONS) - {"be", "been", "being"}


# Verbs that double their last letter: banned, expelled.
_ONE_SHORT_SYLLABLE: Final = re.compile("[^aeiou]*[aeiou][^aeiouwxy]")
_DOUBLING: Final = frozenset(
    "admit commit compel deter expel permit propel quit rebut recur refer".split()
)


def is_adverb(word: str) -> bool:
    """Whether a lower-case word may stand between a subject and its verb."""
    return word in ADVERBS or (word.endswith("ly") and len(word) > 4 and word not in _NO_ADVERB)


def is_finite(word: str) -> bool:
    """Whether a lower-case word looks like a finite verb."""
    if word in VERBS:
        return True
    return word.endswith("ed") and len(word) > 4 and word not in _NO_PAST


def inflections(base: str) -> tuple[str, str, str]:
    """Give third person, past and -ing form of a regular verb."""
    if base.endswith("e"):
        return base + "s", base + "d", base[:-1] + "ing"
    if base.endswith("y") and base[-2] not in "aeiou":
        return base[:-1] + "ies", base[:-1] + "ied", base + "ing"
    third = base + ("es" if base.endswith(("s", "sh", "ch", "x", "z")) else "s")
    stem = base + base[-1] if base in _DOUBLING or _ONE_SHORT_SYLLABLE.fullmatch(base) else base
    return third, stem + "ed", stem + "ing"
