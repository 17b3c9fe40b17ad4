"""The outlets: who publishes, in which format, and with which of the habits that real feeds have."""

from __future__ import annotations

import random
from functools import lru_cache
from typing import Final, Literal

from msgspec import Struct

Format = Literal["rss", "atom", "rdf", "json", "sitemap"]
Habit = Literal[
    "conditional",  # answers 304 to a matching If-None-Match or If-Modified-Since
    "throttles_once",  # answers the second request of a feed with 429 and Retry-After
    "moved",  # its feed has moved for good: 301
    "malformed",  # XML that is not well-formed, yet can be read
    "hopeless_dates",  # dates nobody can read
    "marks_up",  # entities, images and links within the content
    "tracks",  # utm_ parameters on its links
    "relative_links",  # links relative to the feed's xml:base
    "empty_items",  # one entry holds a link and nothing else
    "summaries",  # gives the first paragraph only
]


class Outlet(Struct, frozen=True, kw_only=True):
    """One publisher: its fictional host, its feeds (one a section) and its habits.

    `sells` marks an agency whose articles others copy, `copies` the share of agency articles that
    this outlet runs (0 to 1), `excerpts` the share of anybody's articles that it excerpts.
    """

    slug: str
    name: str
    host: str
    format: Format
    sections: tuple[str, ...] = ("all",)
    habits: frozenset[Habit] = frozenset()
    sells: bool = False
    copies: float = 0.0
    excerpts: float = 0.0

    def has(self, habit: Habit) -> bool:
        """Whether the outlet has this habit."""
        return habit in self.habits


def _outlet(
    slug: str,
    name: str,
    format_: Format,
    *habits: Habit,
    sections: tuple[str, ...] = ("all",),
    sells: bool = False,
    copies: float = 0.0,
    excerpts: float = 0.0,
) -> Outlet:
    return Outlet(
        slug=slug,
        name=name,
        host=f"www.{slug}.example",
        format=format_,
        sections=sections,
        habits=frozenset(habits),
        sells=sells,
        copies=copies,
        excerpts=excerpts,
    )


OUTLETS: Final[tuple[Outlet, ...]] = (
    _outlet(
        "meridian-post", "The Meridian Post", "rss", "tracks", sections=("all", "world"), copies=0.3
    ),
    _outlet("continental-press", "Continental Press Agency", "rss", "conditional", sells=True),
    _outlet("gulf-levant", "Gulf & Levant News Service", "rss", "throttles_once", sells=True),
    _outlet("ledger-exchange", "Ledger & Exchange", "json", "conditional", copies=0.15),
    _outlet("orbit-weekly", "Orbit Science Weekly", "rdf"),
    _outlet("touchline", "Touchline", "rss", "marks_up"),
    _outlet("harbour-courier", "Harbour Courier", "atom", "relative_links", copies=0.3),
    _outlet("austral-times", "The Austral Times", "rss", "moved", copies=0.35),
    _outlet("valley-sentinel", "The Valley Sentinel & Star", "rss", "malformed", copies=0.3),
    _outlet("plata-observer", "Plata Observer", "rss", "hopeless_dates", copies=0.25),
    _outlet("sahel-tribune", "Sahel Tribune", "atom", copies=0.25),
    _outlet("pacific-monitor", "Pacific Monitor", "sitemap", copies=0.2),
    _outlet(
        "baltic-gazette",
        "Baltic Gazette",
        "rss",
        *("marks_up", "tracks"),
        sections=("all", "europe"),
        copies=0.3,
    ),
    _outlet("health-brief", "Global Health Brief", "json", copies=0.1),
    _outlet("newsdrift", "Newsdrift", "rss", "summaries", "tracks", "empty_items", excerpts=0.25),
)

_CITIES: Final = (
    *("Lindgate", "Ostrava Hills", "Carrow", "Port Ellery", "Marlowe Bay", "Kestrel Falls"),
    *("Vint", "Sandhaven", "Tarn Valley", "Belmoor", "Highfield", "Corvallo", "Drumlin", "Esk"),
    *("Nantwell", "Pelican Key", "Quarrymouth", "Ravensholt", "Saltmarsh", "Thornbury Vale"),
    *("Umber Ridge", "Westerly", "Yarrow", "Zell am Fluss", "Arnsberg Reach", "Brightwater"),
)
_TITLES: Final = (
    *("Chronicle", "Herald", "Gazette", "Observer", "Echo", "Mercury", "Dispatch", "Argus"),
    *("Messenger", "Standard", "Record", "Bulletin", "Beacon", "Evening News", "Register"),
)
_MULTIPLIED_FORMATS: Final[tuple[Format, ...]] = ("rss", "atom", "json", "rss", "rdf", "atom")
_MULTIPLIED_HABITS: Final[tuple[frozenset[Habit], ...]] = (
    frozenset[Habit](),
    frozenset[Habit]({"conditional"}),
    frozenset[Habit]({"tracks"}),
    frozenset[Habit]({"marks_up"}),
)


@lru_cache(maxsize=65_536)
def multiplied_outlet(seed: int, number: int) -> Outlet:
    """Give the outlet number `number` (from 0) of those made up beyond `OUTLETS`."""
    source = random.Random(f"outlet/{seed}/{number}")  # noqa: S311  # a simulation, no secret
    name = f"{source.choice(_CITIES)} {source.choice(_TITLES)}"
    slug = f"{name.lower().replace(' ', '-')}-{number + 1}"
    return Outlet(
        slug=slug,
        name=name,
        host=f"www.{slug}.example",
        format=_MULTIPLIED_FORMATS[number % len(_MULTIPLIED_FORMATS)],
        habits=source.choice(_MULTIPLIED_HABITS),
    )
