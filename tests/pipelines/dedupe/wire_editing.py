"""How outlets edit an agency's text, each in its own strength, and how a text changes over days."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from typing import Final

from tests.pipelines.dedupe.edits import new_lead
from tests.pipelines.dedupe.streams import written_articles

_SENTENCE: Final = re.compile(r"(?<=[.!?”\"])\s+(?=[A-Z“\"])")
_SYNONYMS: Final = {
    "said": "stated told-reporters added noted",
    "told": "informed",
    "people": "persons residents",
    "government": "administration cabinet",
    "officials": "authorities representatives",
    "killed": "left-dead",
    "large": "big sizeable",
    "big": "large major",
    "began": "started commenced",
    "ended": "finished concluded",
    "after": "following",
    "before": "ahead-of",
    "about": "roughly around some",
    "because": "as since",
    "but": "yet however",
    "also": "too as-well",
    "would": "is-to will",
    "could": "might may",
    "more than": "over",
    "week": "seven-day-period",
    "country": "nation state",
    "talks": "negotiations discussions",
    "meeting": "session gathering",
    "plan": "proposal scheme",
    "new": "fresh",
    "work": "labour effort",
    "asked": "requested urged",
    "called": "described termed",
    "which": "that",
    "many": "numerous scores-of",
    "money": "funds cash",
    "police": "officers",
    "court": "tribunal judges",
    "water": "supplies",
    "years": "twelve-month-spans",
    "first": "initial",
    "last": "final previous",
    "against": "in-opposition-to",
}
_CONNECTORS: Final = ("In addition,", "According to the report,", "Meanwhile,", "As it turned out,")
_LOCAL: Final = (
    (
        "In our region the news was received with mixed feelings. Councillor Ada Thorsby said on"
        " Tuesday that local firms would feel the effects within weeks; the chamber of commerce will meet."
    ),
    (
        "For readers in the valley the matter is closer than it seems: about two hundred families here have"
        " relatives there, the community centre told the Courier, and a collection starts on Saturday."
    ),
    (
        "Analysts polled by this newspaper were divided. Three of seven expected a quick settlement, while"
        " the others spoke of months; none of them wanted to be quoted by name."
    ),
)
_SECOND_LEADS: Final = (
    "Fresh details emerged as readers in this country woke up to the news from abroad.",
    "It is the latest turn in a matter that has kept diplomats and traders busy since spring.",
    "Here is what is known so far, and what is still unclear.",
)

Paragraphs = list[str]
Edit = Callable[[Sequence[str], random.Random], Paragraphs]


def sentences(paragraphs: Sequence[str]) -> list[str]:
    """Give the sentences of some paragraphs."""
    return [each for block in paragraphs for each in _SENTENCE.split(block) if each]


def verbatim(paragraphs: Sequence[str], chance: random.Random) -> Paragraphs:
    """Print what came."""
    return list(paragraphs)


def cut_from_below(paragraphs: Sequence[str], chance: random.Random) -> Paragraphs:
    """Keep the first 55 to 85 % of the words, whole paragraphs."""
    budget = chance.uniform(0.55, 0.85) * sum(len(each.split()) for each in paragraphs)
    kept: Paragraphs = []
    for block in paragraphs:
        if kept and budget < len(block.split()) / 2:
            break
        kept.append(block)
        budget -= len(block.split())
    return kept


def thin_out(paragraphs: Sequence[str], chance: random.Random) -> Paragraphs:
    """Drop a quarter of the sentences, anywhere but in the lead."""
    first, *rest = paragraphs
    thinned = (
        " ".join(each for each in _SENTENCE.split(block) if chance.random() > 0.25)
        for block in rest
    )
    return [first, *filter(None, thinned)]


def own_lead(paragraphs: Sequence[str], chance: random.Random) -> Paragraphs:
    """Write another lead and a second sentence to it."""
    led = new_lead(paragraphs, chance)
    return [led[0], chance.choice(_SECOND_LEADS), *led[1:]]


def localise(paragraphs: Sequence[str], chance: random.Random) -> Paragraphs:
    """Insert what it means for the outlet's own readers."""
    body = list(paragraphs)
    for insert in chance.sample(_LOCAL, 2):
        body.insert(chance.randint(1, len(body)), insert)
    return body


def one_sentence_paragraphs(paragraphs: Sequence[str], chance: random.Random) -> Paragraphs:
    """Break the text up, as tabloids do."""
    return sentences(paragraphs)


def rewrite(paragraphs: Sequence[str], chance: random.Random, share: float) -> Paragraphs:
    """Write `share` of the sentences anew: names, numbers and quotations stay, little else."""
    return [
        " ".join(
            _anew(each, chance) if chance.random() < share else _touched_up(each, chance)
            for each in _SENTENCE.split(block)
        )
        for block in paragraphs
    ]


def _anew(sentence: str, chance: random.Random) -> str:
    """Turn the clauses around, and take most small words from elsewhere."""
    clauses = re.split(r", (?![^“\"]*[”\"])", sentence.rstrip(".!?"))
    chance.shuffle(clauses)
    words = " , ".join(clauses).split()
    changed = [
        word if not word.islower() or chance.random() < 0.45 else chance.choice(_vocabulary())
        for word in words
    ]
    text = " ".join(changed).replace(" ,", ",") + "."
    if chance.random() < 0.3:
        text = f"{chance.choice(_CONNECTORS)} {text}"
    return text[0].upper() + text[1:]


def _touched_up(sentence: str, chance: random.Random) -> str:
    """Change one word in twenty or so, as an editor's hand does."""
    words = sentence.split()
    for place, word in enumerate(words):
        if word in _SYNONYMS and chance.random() < 0.15:
            words[place] = chance.choice(_SYNONYMS[word].split()).replace("-", " ")
    return " ".join(words)


def _vocabulary() -> list[str]:
    if not _WORDS:
        texts = (each for article in written_articles() for each in article.paragraphs)
        _WORDS.extend(word for text in texts for word in text.split() if word.isalpha())
        _WORDS[:] = [word for word in _WORDS if word.islower()]
    return _WORDS


_WORDS: list[str] = []


def updated(paragraphs: Sequence[str], chance: random.Random, step: int) -> Paragraphs:
    """Give a later version: other figures, a new paragraph or two, sometimes a sentence less."""
    bumped = [
        re.sub(
            r"(?<![\d.,])\d{1,3}(?![\d.,]\d|\d)",
            lambda found: (
                str(int(found[0]) + chance.randint(1, 9)) if chance.random() < 0.4 else found[0]
            ),
            block,
        )
        for block in paragraphs
    ]
    body = rewrite(bumped[:1], chance, 0.5) + bumped[1:]
    for _ in range(step):
        words = chance.choices(_vocabulary(), k=chance.randint(18, 40))
        body.insert(chance.randint(1, 2), " ".join(words).capitalize() + ".")
    return body


def stub(paragraphs: Sequence[str], chance: random.Random) -> Paragraphs:
    """Give what stands before a paywall: two or three paragraphs, the last one broken off."""
    kept = list(paragraphs[: chance.randint(2, 3)])
    words = kept[-1].split()
    return [*kept[:-1], " ".join(words[: max(8, len(words) - 6)]) + "…"]


def truncated(paragraphs: Sequence[str], chance: random.Random) -> Paragraphs:
    """Give what an interface gives: the first 200 characters and a count of the rest."""
    text = " ".join(paragraphs)
    return [f"{text[:200]}… [+{len(text) - 200} chars]"]


EDITS: Final[dict[str, Edit]] = {
    "verbatim": verbatim,
    "cut from below": cut_from_below,
    "thinned out": thin_out,
    "own lead": own_lead,
    "localised": localise,
    "one-sentence paragraphs": one_sentence_paragraphs,
    "30 % rewritten": lambda paragraphs, chance: rewrite(paragraphs, chance, 0.3),
    "45 % rewritten": lambda paragraphs, chance: rewrite(paragraphs, chance, 0.45),
    "own lead and cut": lambda paragraphs, chance: own_lead(
        cut_from_below(paragraphs, chance), chance
    ),
    "30 % rewritten, cut and localised": lambda paragraphs, chance: localise(
        rewrite(cut_from_below(paragraphs, chance), chance, 0.3), chance
    ),
    "60 % rewritten": lambda paragraphs, chance: rewrite(paragraphs, chance, 0.6),
}
PARTS: Final[dict[str, Edit]] = {"paywall stub": stub, "200 characters": truncated}
