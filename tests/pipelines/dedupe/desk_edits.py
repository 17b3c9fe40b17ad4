"""What desks do to agency copy by rule: house style, cuts, own leads, inserts, remains of the page.

Each habit takes the paragraphs of a page and a source of chance, and gives paragraphs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from random import Random
from typing import Final

Paragraphs = list[str]
Habit = Callable[[Paragraphs, Random], Paragraphs]

_SENTENCE_END = re.compile(r"(?<=[a-z0-9%][.!?])[\"'”’]? (?=[A-Z\"'“‘])")
_DATELINE = re.compile(r"^[^.]{3,60}?(?:\(\w+\)\s?(?:—|-+|\.-)|: )\s*")
_CREDIT = re.compile(r"^\((?:Reporting|Additional).*\)$|^_+$|^©.*$|contributed\.?$")

_STYLE: Final = (
    (r"(\d)%", r"\1 per cent"),
    (r"\bpercent\b", "per cent"),
    (r"\$([\d.]+) billion", r"$\1bn"),
    (r"\$([\d.]+) million", r"$\1m"),
    (r"\b(Jan|Feb|Aug|Sept|Oct|Nov|Dec)\. (\d+)", r"\2 \1"),
    (r"\b(March|April|May|June|July) (\d+)", r"\2 \1"),
    (r"(\d) p\.m\.", r"\1pm"),
    (r"(\d) a\.m\.", r"\1am"),
    (r"\b(col|lab|fav|hon|harb|neighb)or(s?)\b", r"\1our\2"),
    (r"ize(d|s|)\b", r"ise\1"),
    (r"\bmeters\b", "metres"),
    (r"\bcenter", "centre"),
    (r"\bprogram\b", "programme"),
    (r"\btheaters\b", "cinemas"),
    (r"\bU\.S\.", "US"),
    (r"\bU\.N\.", "UN"),
    (r"\b([Dd])idn't\b", r"\1id not"),
    (r"\btelephone\b", "phone"),
    (r"(?<=[ (])7(?= )", "seven"),
    (r"(?<=[ (])5(?= )", "five"),
    (r"(?<=[ (])6(?= )", "six"),
    (r"\btwelve\b", "12"),
    (r"\btoward\b", "towards"),
    (r" — ", " – "),
    (r"(?<=[,.?!])\"", "'"),
    (r"\"(?=\w)", "'"),
)

_OTHER_WORDS: Final = (
    (r"\bofficials said\b", "authorities reported"),
    (r"\baccording to ([^.,]+)\.", r"\1 said."),
    (r"\bsaid\b", "stated"),
    (r"\btold reporters\b", "told journalists"),
    (r"\bpeople\b", "persons"),
    (r"\bat least\b", "no fewer than"),
    (r"\babout\b", "around"),
    (r"\bmore than\b", "over"),
    (r"\bkilled\b", "left dead"),
    (r"\bkilling\b", "leaving dead"),
    (r"\bexpected to\b", "due to"),
    (r"\bbegan\b", "started"),
    (r"\bafter\b", "following"),
    (r"\bbecause of\b", "owing to"),
    (r"\bcompany\b", "firm"),
    (r"\bhelp(ed|s|)\b", r"assist\1"),
    (r"\bshow(ed|s|)\b", r"reveal\1"),
    (r"\brose\b", "climbed"),
    (r"\bfell\b", "dropped"),
    (r"\byear\b", "12 months"),
    (r"\bhomes\b", "houses"),
    (r"\bwhile\b", "as"),
    (r"\balso\b", "likewise"),
    (r"\bmany\b", "numerous"),
    (r"\bbefore\b", "prior to"),
    (r"\bin the past\b", "over the last"),
    (r"\bbut\b", "yet"),
    (r"\bwere\b", "have been"),
    (r"\bhas been\b", "was"),
)

_NOUNS: Final = """
    barber kettle vicar council minister fence river goat bus winter neighbour ladder ticket
    choir market doctor pavement orchard teacher lamp harbour cousin poster bicycle butcher
    meeting cellar radio parish umbrella hedge plumber chimney lorry banner biscuit piano
    garden widow parrot
    """.split()
_VERBS: Final = """
    painted doubted remembered borrowed counted followed mended praised ignored weighed sold
    feared visited blamed carried invented noticed polished refused rescued measured
    questioned welcomed photographed
    """.split()
_MANNERS: Final = """
    slowly twice again loudly yesterday abroad reluctantly indoors once gladly seldom upstairs
    quietly almost barefoot cheerfully lately overnight politely somehow
    """.split()
_LEADS: Final = (
    "It is the kind of news that nobody wanted to wake up to. But there it was this morning.",
    "In a development that took even seasoned observers by surprise, events moved fast.",
    "What happens now? That is the question after a day that will be long remembered.",
)
_CAPTIONS: Final = (
    "The scene on the day (Image: Getty)",
    "FILE - People gather in this file photo. (Photo/Jim Hale, File)",
    "Watch: how it unfolded",
    "Slide 1 of 7: Swipe for more pictures",
)
_SUBHEADS: Final = (
    "WHAT WE KNOW",
    "'NOTHING LIKE IT'",
    "THE REACTION",
    "What happens next?",
    "Shock",
)


def _bare(paragraphs: Sequence[str]) -> Paragraphs:
    """Leave out dateline and credits, as nearly every desk does."""
    kept = [each for each in paragraphs if not _CREDIT.search(each)]
    return [_DATELINE.sub("", kept[0], count=1), *kept[1:]]


def _substituted(text: str, table: Sequence[tuple[str, str]]) -> str:
    for pattern, new in table:
        text = re.sub(pattern, new, text)
    return text


def _said_here(chance: Random) -> str:
    """Give a sentence such as no agency sends, and hardly two that share five words."""
    a, b, c, d = chance.sample(_NOUNS, 4)
    did, also = chance.sample(_VERBS, 2)
    how, too = chance.sample(_MANNERS, 2)
    return f"My {a} {how} {did} your {b}, whose {c} {also} {too} that {d}."


def as_sent(paragraphs: Paragraphs, _: Random) -> Paragraphs:
    """Print everything as it was sent."""
    return paragraphs


def house_style(paragraphs: Paragraphs, chance: Random) -> Paragraphs:
    """Spell and quote by another book, and run short paragraphs together."""
    styled = [_substituted(each, _STYLE) for each in _bare(paragraphs)]
    joined: Paragraphs = []
    for each in styled:
        if joined and len(joined[-1]) < 350 and chance.random() < 0.5:
            joined[-1] += " " + each
        else:
            joined.append(each)
    return joined


def broadcaster(paragraphs: Paragraphs, _: Random) -> Paragraphs:
    """Make every sentence a paragraph, cut clauses set in by commas, and leave out the last third."""
    bare = _bare(paragraphs)
    sentences = [
        one for each in bare[: len(bare) - len(bare) // 3] for one in _SENTENCE_END.split(each)
    ]
    return [
        re.sub(r", (?:which|who|where|whose) [^,.\"]+,?(?=[ .])", "", one).replace(
            " said on ", " said "
        )
        for one in sentences
    ]


def tabloid(paragraphs: Paragraphs, chance: Random) -> Paragraphs:
    """Write another lead, and break the text up by crossheads and captions."""
    made = [f"{chance.choice(_LEADS)} {_said_here(chance)}"]
    for number, each in enumerate(_bare(paragraphs)[1:]):
        if number % 3 == 1:
            made.append(chance.choice(_SUBHEADS + _CAPTIONS))
        made.append(each)
    return made


def one_line(paragraphs: Paragraphs, _: Random) -> Paragraphs:
    """Lose the line breaks, as careless scrapers do."""
    return [" ".join(_bare(paragraphs))]


def glyphs(paragraphs: Paragraphs, _: Random) -> Paragraphs:
    """Curl the quotes, keep fixed spaces, soft hyphens and an escaped ampersand."""
    curled = [
        re.sub(r'(^|[ (—])"', r"\1“", each).replace('"', "”").replace("'", "’")
        for each in paragraphs
    ]
    return [
        re.sub(r"(\d) (?=[a-z])", "\\1\u00a0", each)
        .replace("&", "&amp;")
        .replace("ation", "a\u00adtion")
        .replace("fi", "\ufb01")
        for each in curled
    ]


def readers(paragraphs: Paragraphs, chance: Random) -> Paragraphs:
    """Leave the readers' comments below the text, each with a name and an age."""
    below = [_said_here(chance) for _ in range(9)]
    names = chance.sample(
        ["Dave_T", "rosemary1951", "Oldtimer", "JaneB", "Phil from Hove", "anon", "K. Lee"], 5
    )
    said = [
        line
        for n, each in enumerate(below)
        for line in (f"{names[n % 5]} {n + 1} hours ago", each, "Reply")
    ]
    return [*_bare(paragraphs), "9 comments", *said]


def cut_below(paragraphs: Paragraphs, chance: Random) -> Paragraphs:
    """Keep what fits, from the top: seven or eight of ten paragraphs."""
    bare = _bare(paragraphs)
    return bare[: max(3, round(len(bare) * chance.uniform(0.68, 0.85)))]


def thinned(paragraphs: Paragraphs, chance: Random) -> Paragraphs:
    """Take a quarter of the sentences out, anywhere below the first."""
    made: Paragraphs = []
    for number, each in enumerate(_bare(paragraphs)):
        kept = [one for one in _SENTENCE_END.split(each) if not number or chance.random() < 0.75]
        made += [" ".join(kept)] if kept else []
    return made


def other_words(paragraphs: Paragraphs, _: Random) -> Paragraphs:
    """Put other words for the common ones outside quotes, and turn attributions round."""
    made: Paragraphs = []
    for each in _bare(paragraphs):
        turned = re.sub(r'^("[^"]+),?" ([A-Z][^".]{5,60}) said\.$', r'\2 said: \1."', each)
        parts = re.split(r'("[^"]*")', turned)
        made.append(
            "".join(_substituted(p, _OTHER_WORDS) if not p.startswith('"') else p for p in parts)
        )
    return made


def own_reporting(paragraphs: Paragraphs, chance: Random) -> Paragraphs:
    """Begin and end with what the paper's own reporter learnt, two thirds of the agency's text between."""
    bare = _bare(paragraphs)
    own = [" ".join(_said_here(chance) for _ in range(2)) for _ in range(4)]
    return [*own[:2], *bare[: max(4, len(bare) * 2 // 3)], *own[2:]]


def turned(paragraphs: Paragraphs, _: Random) -> Paragraphs:
    """Tell the end before the middle."""
    bare = _bare(paragraphs)
    middle = len(bare) // 2
    return [bare[0], *bare[middle:], *bare[1:middle]]


def teaser(paragraphs: Paragraphs, _: Random) -> Paragraphs:
    """Print two paragraphs and point to the rest."""
    return [*_bare(paragraphs)[:2], "Continue reading on the website of our partner."]


def subscribers(paragraphs: Paragraphs, _: Random) -> Paragraphs:
    """Print three paragraphs and ask for money."""
    return [
        *_bare(paragraphs)[:3],
        "This article is for subscribers.",
        "Unlimited digital access for 12 weeks for only $3. Cancel any time. Already a subscriber? Sign in",
    ]


COPY_HABITS: Final[dict[str, Habit]] = {
    habit.__name__: habit
    for habit in (
        as_sent,
        house_style,
        broadcaster,
        tabloid,
        one_line,
        glyphs,
        readers,
        cut_below,
        thinned,
        other_words,
        own_reporting,
        turned,
    )
}
EXCERPT_HABITS: Final[dict[str, Habit]] = {habit.__name__: habit for habit in (teaser, subscribers)}
