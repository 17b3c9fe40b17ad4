"""The pages of tests/data/desk, more made of their articles by rule, and what outlets print around them."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from datetime import timedelta
from random import Random
from typing import Any, Final

import msgspec

from tests.pipelines.dedupe.desk_edits import COPY_HABITS, EXCERPT_HABITS, Habit
from tests.pipelines.dedupe.desk_pages import DESK, Page

_FEWEST_PARAGRAPHS: Final = 5
_COPIES_A_TEXT: Final = 5
_COPY_HOURS: Final = 9.0  # 95 of 100 follow within 27 hours
_OUTLETS: Final = (
    "tribune.example",
    "gazette.example",
    "courier.example",
    "metro.example",
    "portal.example",
    "radio.example",
    "valleynews.example",
    "dailymirrorline.example",
    "worldpage.example",
    "asiadaily.example",
    "ozdaily.example",
    "easthamecho.example",
)


def _headline(title: str, chance: Random) -> str:
    """Give a headline of another desk: three times of four not the agency's."""
    words = [
        word for word in title.replace(":", "").split() if word[0].isupper() or word[0].isdigit()
    ]
    return chance.choice(
        [
            title,
            " ".join(words[:4]) + ": what we know so far",
            "'" + " ".join(words[-2:]) + "' – the story everybody is talking about",
            " ".join(words[:2]) + " latest",
        ]
    )


def _made(page: Page, name: str, habits: Sequence[Habit], host: str, chance: Random) -> Page:
    """Give another outlet's page of one text."""
    paragraphs = list(page.paragraphs)
    for habit in habits:
        paragraphs = habit(paragraphs, chance)
    return msgspec.structs.replace(
        page,
        id=f"{page.id}+{name}@{host.removesuffix('.example')}",
        host=host,
        at=page.at + timedelta(hours=chance.expovariate(1 / _COPY_HOURS)),
        title=_headline(page.title, chance),
        paragraphs=tuple(paragraphs),
        kind="excerpt" if habits[0] in EXCERPT_HABITS.values() else "copy",
        made_by=name,
    )


def by_rule(pages: Sequence[Page], seed: int) -> list[Page]:
    """Give copies by one or two habits, and an excerpt, of every original of five paragraphs or more."""
    chance = Random(seed)
    made: list[Page] = []
    for page in pages:
        if page.kind != "original" or len(page.paragraphs) < _FEWEST_PARAGRAPHS:
            continue
        hosts = chance.sample([host for host in _OUTLETS if host != page.host], _COPIES_A_TEXT + 1)
        for host in hosts[1:]:
            names = chance.sample(list(COPY_HABITS), chance.choice((1, 1, 2)))
            habits = [COPY_HABITS[name] for name in names]
            made.append(_made(page, "+".join(names), habits, host, chance))
        name = chance.choice(list(EXCERPT_HABITS))
        made.append(_made(page, name, [EXCERPT_HABITS[name]], hosts[0], chance))
    return made


def digests(pages: Sequence[Page], seed: int) -> list[Page]:
    """Give newsletters of one host, each with the beginnings of four articles: copies of none."""
    chance = Random(seed)
    made: list[Page] = []
    for number in range(8):
        part = [
            page for page in pages if page.kind == "original" and page.control == (number % 3 == 0)
        ]
        items = sorted(chance.sample(part, 4), key=lambda page: page.at)
        lines = ["Good morning. Here is what you need to know today."]
        for item in items:
            lines += [item.title, *item.paragraphs[:2]]
        lines.append("That's all. See you tomorrow, and stay dry out there.")
        made.append(
            Page(
                id=f"digest-{number}",
                host="morningmail.example",
                at=items[-1].at + timedelta(hours=9, minutes=number),
                title=f"Morning briefing: {items[0].title}",
                paragraphs=tuple(lines),
                kind="original",
                article=f"digest-{number}",
                made_by="digest",
                control=number % 3 == 0,
            )
        )
    return made


def framed(pages: Sequence[Page], seed: int) -> list[dict[str, Any]]:
    """Give the pages as lines of articles, each with what its outlet prints around."""
    chance = Random(seed)
    outlets = {
        each["host"]: each
        for each in tomllib.loads((DESK / "outlets.toml").read_text("utf-8"))["outlet"]
    }
    titles = [page.title for page in pages]
    return [
        {
            "id": page.id,
            "url": f"https://{page.host}/{number}",
            "title": page.title,
            "text": "\n\n".join(_around(page, outlets.get(page.host), titles, chance)),
            "published": page.at.isoformat(),
        }
        for number, page in enumerate(pages)
    ]


def _around(page: Page, outlet: Any, titles: Sequence[str], chance: Random) -> list[str]:
    if not outlet:
        return list(page.paragraphs)
    lines = list(outlet["above"])
    for number, paragraph in enumerate(page.paragraphs, 1):
        lines.append(paragraph)
        if outlet["between"] and number % outlet["every"] == 0:
            lines.append(outlet["between"][number // outlet["every"] % len(outlet["between"])])
    return [line.replace("{other}", chance.choice(titles)) for line in [*lines, *outlet["below"]]]
