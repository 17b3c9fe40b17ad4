"""Systematic edits of an article: what outlets do to wire copy, and what a later version changes."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from typing import Final

_FILLERS: Final = (
    "officials ministry agreed announced regional several meeting council northern public early "
    "report budget decision further company members within programme local plans reached session"
).split()
_FOOTERS: Final = (
    "This story was produced with material from a news agency. Sign up for our evening newsletter.",
    "Follow our reporters for more on this and other stories. All rights reserved by the publisher.",
)
_LEADS: Final = (
    (
        "It had been expected for days, and on the evening it finally came: a decision that few of those "
        "who had to live with it welcomed, and that nobody could any longer avoid."
    ),
    (
        "What began as a footnote of the week has grown into its main question, and those who asked it "
        "first now want an answer before the month is over."
    ),
)


def cut(paragraphs: Sequence[str], chance: random.Random, share: float) -> list[str]:
    """Keep the first sentences, up to `share` of the words."""
    words_left = int(sum(len(each.split()) for each in paragraphs) * share)
    kept: list[str] = []
    for paragraph in paragraphs:
        words = paragraph.split()
        kept.append(" ".join(words[:words_left]))
        words_left -= len(words)
        if words_left <= 0:
            break
    return kept


def replace_words(paragraphs: Sequence[str], chance: random.Random, share: float) -> list[str]:
    """Replace `share` of the words by others; numbers and names are not spared."""
    return [
        " ".join(
            chance.choice(_FILLERS) if chance.random() < share else word for word in each.split()
        )
        for each in paragraphs
    ]


def add_footer(paragraphs: Sequence[str], chance: random.Random) -> list[str]:
    """Put the outlet's own lines below the text."""
    return [*paragraphs, chance.choice(_FOOTERS)]


def reorder(paragraphs: Sequence[str], chance: random.Random) -> list[str]:
    """Change the order of the paragraphs."""
    return chance.sample(list(paragraphs), len(paragraphs))


def new_lead(paragraphs: Sequence[str], chance: random.Random) -> list[str]:
    """Write another first paragraph."""
    return [chance.choice(_LEADS), *paragraphs[1:]]


def respell(paragraphs: Sequence[str], chance: random.Random) -> list[str]:
    """Change typography and spelling as a house style does: quotes, dashes, -ise and -ize, %."""
    rules = (
        ("“", '"'),
        ("”", '"'),
        ("’", "'"),
        ("–", "-"),
        (" per cent", "%"),
        ("isation", "ization"),
    )
    changed = list(paragraphs)
    for old, new in rules:
        changed = [each.replace(old, new) for each in changed]
    return [re.sub(r"\bMr |\bMs |\bDr ", "", each) for each in changed]


def paraphrase_quotes(paragraphs: Sequence[str], chance: random.Random) -> list[str]:
    """Give quotations in other words, as when they are translated back."""

    def other_words(quoted: re.Match[str]) -> str:
        words = quoted[0].split()
        chance.shuffle(words)
        return " ".join(
            word if chance.random() < 0.5 else chance.choice(_FILLERS) for word in words
        )

    return [re.sub(r"[“\"][^”\"]+[”\"]", other_words, each) for each in paragraphs]


def agency_embed(paragraphs: Sequence[str], chance: random.Random) -> list[str]:
    """Put a dateline before, teasers between, and a byline below the text."""
    body = list(paragraphs)
    body[0] = f"PORT HALDEN (Wire Service) - {body[0]}"
    for place in range(2, len(body), 2):
        body.insert(place, f"Read also: {' '.join(chance.sample(_FILLERS, 8))}")
    return [*body, "(Reporting by the bureau in Port Halden; editing by the desk)"]


def photo_captions(paragraphs: Sequence[str], chance: random.Random) -> list[str]:
    """Put captions of pictures between the paragraphs, as pages carry them."""
    body = list(paragraphs)
    for place in range(1, len(body) + 1, 3):
        words = " ".join(chance.sample(_FILLERS, 9)).capitalize()
        body.insert(
            place, f"{words}. Photo: {chance.choice(_FILLERS).capitalize()} / Wire Pictures"
        )
    return body


def html_remains(paragraphs: Sequence[str], chance: random.Random) -> list[str]:
    """Leave tags and entities in the text, as careless feeds do."""
    marked = (each.replace('"', "&quot;").replace("’", "&#8217;") for each in paragraphs)
    return [
        f'<p class="body">{each} <a href="https://copy.example/{chance.randrange(99)}">more</a></p>'
        for each in marked
    ]


def cut_and_framed(paragraphs: Sequence[str], chance: random.Random) -> list[str]:
    """Keep half of the text under a byline, with the outlet's own lines below."""
    return add_footer(["By our correspondents", *cut(paragraphs, chance, 0.5)], chance)


def added_material(paragraphs: Sequence[str], chance: random.Random) -> list[str]:
    """Add a lead and a paragraph of the outlet's own between those of the agency."""
    own = " ".join(chance.choices(_FILLERS, k=30)).capitalize() + "."
    return [chance.choice(_LEADS), *paragraphs[:2], own, *paragraphs[2:]]


Edit = Callable[[Sequence[str], random.Random], list[str]]

# name → (edit, the relation it makes between outlets)
EDITS: Final[dict[str, tuple[Edit, str]]] = {
    "verbatim": (lambda paragraphs, chance: list(paragraphs), "syndicated"),
    "cut to 80 %": (lambda paragraphs, chance: cut(paragraphs, chance, 0.8), "syndicated"),
    "cut to 50 %": (lambda paragraphs, chance: cut(paragraphs, chance, 0.5), "excerpt"),
    "10 % of words replaced": (
        lambda paragraphs, chance: replace_words(paragraphs, chance, 0.1),
        "syndicated",
    ),
    "20 % of words replaced": (
        lambda paragraphs, chance: replace_words(paragraphs, chance, 0.2),
        "syndicated",
    ),
    "footer added": (add_footer, "syndicated"),
    "paragraphs reordered": (reorder, "syndicated"),
    "new lead": (new_lead, "syndicated"),
    "house style": (respell, "syndicated"),
    "quotes in other words": (paraphrase_quotes, "syndicated"),
    "agency embed": (agency_embed, "syndicated"),
    "photo captions": (photo_captions, "syndicated"),
    "HTML remains": (html_remains, "syndicated"),
    "cut to 50 % and framed": (cut_and_framed, "excerpt"),
    "own material added": (added_material, "syndicated"),
}
