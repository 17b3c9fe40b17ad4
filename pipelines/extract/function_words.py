"""Which English words hold clauses together."""

from __future__ import annotations

from typing import Final

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


def is_adverb(word: str) -> bool:
    """Whether a lower-case word may stand between a subject and its verb."""
    return word in ADVERBS or (word.endswith("ly") and len(word) > 4 and word not in _NO_ADVERB)
