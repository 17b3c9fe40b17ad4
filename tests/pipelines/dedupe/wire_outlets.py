"""Made-up outlets and what their pages put around and into an article: the furniture of each."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, Literal

import msgspec
from msgspec import Struct

DATA: Final = Path(__file__).parents[2] / "data" / "wire"
Stamp = Literal["full", "date", "none", "ahead"]

_AMERICAN: Final = (
    (r"per cent", "percent"),
    (r"(\w{3,})isation", r"\1ization"),
    (r"(\w{3,})ised\b", r"\1ized"),
    (r"\blabour", "labor"),
    (r"\bLabour", "Labor"),
    (r"\b([Cc])entre", r"\1enter"),
    (r"\b([Dd])efence", r"\1efense"),
    (r"\b(neighb|harb|hon|fav|col)our", r"\1or"),
    (r"\b(metre|kilometre)s?\b", lambda found: found[0].replace("tre", "ter")),
    (r"\b([Pp])rogramme", r"\1rogram"),
    (r"\btowards\b", "toward"),
)


class Outlet(Struct, frozen=True, kw_only=True):
    """A publisher's host and the lines its pages carry; `{...}` are filled in for every article.

    `head` and `tail` stand around the text, `inside` between its paragraphs, each with a chance of
    `kept` to survive the extraction. `one_line`: paragraphs are joined by blanks.
    """

    host: str
    head: tuple[str, ...] = ()
    inside: tuple[str, ...] = ()
    tail: tuple[str, ...] = ()
    kept: float = 0.85
    dateline: str = "{place} ({agency}) - "
    quotes: Literal["as is", "straight", "curly"] = "as is"
    american: bool = False
    one_line: bool = False
    entities: bool = False
    stamp: Stamp = "full"
    newest_headlines: int = 0


OUTLETS: Final = msgspec.toml.decode(
    (DATA / "outlets.toml").read_bytes(), type=dict[str, tuple[Outlet, ...]]
)["outlets"]
BY_HOST: Final = {outlet.host: outlet for outlet in OUTLETS}
_REPORTERS: Final = (
    "Maria Ostrander, Tom Bellwether, Ines Kaczmarek, Paul Arrington, Grace Odunlade, Niko Harju,"
    " Sara Montclair, Dev Ramanathan, Lucy Farthing, Jonas Eklund"
).split(", ")
_AGENCIES: Final = ("Corvus", "Northwire", "CNN Newsource", "The Associated Couriers")
_PLACES: Final = ("Geneva", "Nairobi", "Washington", "Jakarta", "Montevideo", "Oslo", "Dhaka")


def printed(
    outlet: Outlet,
    paragraphs: Sequence[str],
    at: datetime,
    headlines: Sequence[str],
    chance: random.Random,
) -> str:
    """Give the text of an outlet's page: the paragraphs in its style, with its furniture."""
    facts = _facts(at, headlines, chance)

    def kept(lines: Sequence[str]) -> list[str]:
        return [_filled(line, facts, chance) for line in lines if chance.random() < outlet.kept]

    body = [_in_style(outlet, each) for each in paragraphs]
    for line in kept(outlet.inside):
        body.insert(chance.randint(1, max(1, len(body) - 1)), line)
    newest = list(headlines[: outlet.newest_headlines]) if chance.random() < outlet.kept else []
    lines = [*kept(outlet.head), *body, *kept(outlet.tail), *newest]
    text = (" " if outlet.one_line else "\n\n").join(lines)
    if outlet.entities:
        text = text.replace("’", "&#8217;").replace("&#8217;s", "&rsquo;s").replace("“", "&quot;")
    return text


def with_dateline(outlet: Outlet, paragraphs: Sequence[str], chance: random.Random) -> list[str]:
    """Give the paragraphs with the outlet's own dateline in place of the agency's."""
    first = re.sub(r"^[A-Z][^.!?]{2,60}?(?:\([A-Z]\w+\))? ?[-–—] ", "", paragraphs[0])
    facts = _facts(datetime(2024, 5, chance.randint(1, 28), tzinfo=UTC), (), chance)
    return [_filled(outlet.dateline, facts, chance) + first, *paragraphs[1:]]


def _facts(at: datetime, headlines: Sequence[str], chance: random.Random) -> dict[str, object]:
    place = chance.choice(_PLACES)
    names = dict(zip("abcd", chance.sample(_REPORTERS, 4), strict=True))
    shown = at + timedelta(minutes=chance.randint(0, 90))
    return {
        "place": place,
        "PLACE": place.upper(),
        "date": f"{shown:%B} {shown.day}, {shown:%Y}",
        "clock": f"{shown:%H:%M}",
        "year": at.year,
        "agency": chance.choice(_AGENCIES),
        "headlines": headlines,
        **names,
    }


def _filled(line: str, facts: dict[str, object], chance: random.Random) -> str:
    headlines = facts["headlines"]
    headline = chance.choice(headlines) if isinstance(headlines, Sequence) and headlines else ""
    return line.format(headline=headline, **facts)


def _in_style(outlet: Outlet, text: str) -> str:
    if outlet.american:
        for pattern, instead in _AMERICAN:
            text = re.sub(pattern, instead, text)
    if outlet.quotes == "straight":
        text = text.translate(str.maketrans("“”’‘", "\"\"''"))
    if outlet.quotes == "curly":
        text = re.sub(r'"([^"]*)"', r"“\1”", text).replace("'", "’")
    return text
