"""A simulated world of wire copy: outlets that print, edit, update and cut what agencies send.

`world` gives the lines that `dateline dedupe` reads, with what a reader would say of each: which piece
of news it is, and how it was made. Two articles are copies where they are of one piece.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from msgspec import Struct

from tests.pipelines.dedupe import wire_editing, wire_outlets, wire_series
from tests.pipelines.dedupe.streams import written_articles
from tests.pipelines.dedupe.wire_outlets import BY_HOST, OUTLETS, Outlet

_GOLDEN: Final = Path(__file__).parents[2] / "golden" / "extract"
_GOLDEN_NAMES: Final = """
    airline-merger andes-earthquake automaker-earnings central-bank-hold climate-summit congress-stopgap
    ebola-response eu-summit-accession georgia-election-night ghana-court-ruling hostage-talks
    nato-defence-meeting novelist-interview oslo-spy-trial port-ransomware rail-inquiry
    security-council-veto sleep-study striker-transfer water-protest
    """.split()
_BEGIN: Final = datetime(2024, 5, 6, tzinfo=UTC)
_DAYS: Final = 10
_INSTANCES: Final = 6
_COPY_HOURS: Final = 9.0  # mean of an exponential: 95 % within 27 hours
_AGENCIES: Final = ("corvus-wire.example", "northwire.example")
_SOME_UNDATED: Final = 0.03

# How much each outlet does to what it gets; an edit that stands twice is twice as frequent.
_HABITS: Final[dict[str, tuple[str, ...]]] = {
    "meridian-post.example": ("own lead", "localised", "30 % rewritten", "60 % rewritten"),
    "harborcourier.example": ("verbatim", "cut from below", "own lead and cut"),
    "www.valleycourier.example": ("verbatim", "cut from below", "localised"),
    "kbrv7.example": ("verbatim", "cut from below", "one-sentence paragraphs"),
    "dailydigest24.example": ("verbatim", "verbatim", "200 characters"),
    "straitsledger.example": ("verbatim", "thinned out", "cut from below"),
    "ft-review.example": ("paywall stub",),
    "gulflevant.example": ("thinned out", "30 % rewritten", "30 % rewritten, cut and localised"),
    "pbn.example": ("30 % rewritten", "45 % rewritten", "60 % rewritten"),
    "thebeacon.example": ("45 % rewritten", "30 % rewritten, cut and localised"),
    "tickerhub.example": ("verbatim", "thinned out"),
}
_ALL_EDITS: Final = wire_editing.EDITS | wire_editing.PARTS


class Base(Struct, frozen=True):
    """A text as an agency wrote it."""

    title: str
    paragraphs: tuple[str, ...]


class Printed(Struct, frozen=True, kw_only=True):
    """A page of an outlet, and the truth of it.

    `piece` names the news it is of; `also` other pieces that it holds a good part of: whether it is a
    copy of those is a matter of taste. `part`: it is only an excerpt.
    """

    id: str
    url: str
    title: str
    text: str
    published: str | None
    kind: str
    piece: str
    also: tuple[str, ...] = ()
    part: bool = False

    @property
    def line(self) -> dict[str, Any]:
        """The article as a line of a file has it."""
        names = ("id", "url", "title", "text", "published")
        return {name: getattr(self, name) for name in names}


def own_bases() -> list[Base]:
    """Give the texts that are written for this project: the newsroom's and those with gold."""
    newsroom = [Base(each.title, each.paragraphs) for each in written_articles()]
    golden = [
        Base(name.replace("-", " ").capitalize(), _paragraphs(_GOLDEN / f"{name}.txt"))
        for name in _GOLDEN_NAMES
    ]
    return newsroom + golden


def _paragraphs(path: Path) -> tuple[str, ...]:
    return tuple(path.read_text().split("\n\n"))


def world(bases: Sequence[Base], seed: int = 1) -> list[Printed]:
    """Give all pages, shuffled; the same for the same arguments."""
    return _World(bases, random.Random(f"wire/{seed}")).pages()


class _World:
    def __init__(self, bases: Sequence[Base], chance: random.Random) -> None:
        self._bases = bases
        self._chance = chance
        self._titles = [each.title for each in bases]
        self._count = 0
        self._told_at: dict[int, datetime] = {}

    def pages(self) -> list[Printed]:
        pages = [
            *(page for number in range(len(self._bases)) for page in self._piece(number)),
            *self._series(),
            *self._series_of_several_hosts(),
            *self._statements(),
            *self._follow_ups(),
            *self._briefs(),
            *self._round_ups(),
        ]
        self._chance.shuffle(pages)
        return pages

    # --- one piece of news -----------------------------------------------------------------------

    def _piece(self, number: int) -> Iterator[Printed]:
        """An agency's text, its later versions, and what the outlets make of them."""
        chance, base, piece = self._chance, self._bases[number], f"piece {number}"
        at = _BEGIN + timedelta(minutes=chance.randrange(_DAYS * 24 * 60))
        self._told_at[number] = at
        agency = BY_HOST[chance.choice(_AGENCIES)]
        wired = list(base.paragraphs)
        if number % 3 == 0:
            wired.append(chance.choice(wire_series.BACKGROUNDS))
        yield self._page(agency, piece, "agency", base.title, wired, at)
        for step in range(1, chance.choice((1, 1, 2, 3))):
            later = at + timedelta(hours=95 * chance.random())
            text = wire_editing.updated(wired, chance, step)
            title = base.title if chance.random() < 0.7 else self._other_headline(wired)
            yield self._page(agency, piece, "later version", title, text, later)
        for host in chance.sample(sorted(_HABITS), chance.choice((0, 1, 2, 3, 5))):
            yield from self._copies(BY_HOST[host], number, wired, at)

    def _copies(
        self, outlet: Outlet, number: int, wired: Sequence[str], at: datetime
    ) -> Iterator[Printed]:
        chance, base, piece = self._chance, self._bases[number], f"piece {number}"
        edit = chance.choice(_HABITS[outlet.host])
        text = _ALL_EDITS[edit](wired, chance)
        text = wire_outlets.with_dateline(outlet, text, chance)
        title = base.title if chance.random() < 0.4 else self._new_headline(base.title)
        at += timedelta(hours=chance.expovariate(1 / _COPY_HOURS))
        also: tuple[str, ...] = ()
        if chance.random() < 0.06 and edit in ("verbatim", "localised"):
            second = chance.randrange(len(self._bases))
            text, also = [*text, *self._bases[second].paragraphs[:3]], (f"piece {second}",)
            edit = "merged with a second wire"
        part = edit in wire_editing.PARTS
        page = self._page(outlet, piece, edit, title, text, at, also=also, part=part)
        yield page
        if chance.random() < 0.25:
            yield self._second_url(page)
        if chance.random() < 0.2 and not part:
            later = at + timedelta(hours=chance.uniform(1, 60))
            text = wire_editing.updated(text, chance, 1)
            yield self._page(outlet, piece, f"{edit}, updated", title, text, later, also=also)

    def _second_url(self, page: Printed) -> Printed:
        """The same page at another address, as it looks there."""
        chance = self._chance
        self._count += 1
        scheme, _, rest = page.url.partition("://")
        host, _, path = rest.partition("/")
        url = chance.choice(
            (
                f"{scheme}://{host}/amp/{path}",
                f"{scheme}://{host}/world/{path}",
                f"{page.url}?utm_source=rss&utm_medium=feed",
                f"{scheme}://{host}/{path}/2",
            )
        )
        text = page.text
        if chance.random() < 0.5 and text.count("\n\n") > 4:
            text = "\n\n".join(text.split("\n\n")[1:-1])
        return Printed(
            id=f"p{self._count:05}",
            url=url,
            title=page.title,
            text=text,
            published=page.published,
            kind="second URL",
            piece=page.piece,
            also=page.also,
            part=page.part,
        )

    def _new_headline(self, title: str) -> str:
        words = title.split()
        kept = [word for word in words if word[:1].isupper() or self._chance.random() < 0.5]
        self._chance.shuffle(kept)
        return " ".join([*kept, self._chance.choice(("say officials", "what we know", "report"))])

    def _other_headline(self, paragraphs: Sequence[str]) -> str:
        sentence = self._chance.choice(wire_editing.sentences(paragraphs))
        return " ".join(sentence.split()[:8])

    # --- what is alike and different -------------------------------------------------------------

    def _series(self) -> Iterator[Printed]:
        for place, kind in enumerate(wire_series.FORMS):
            outlet = OUTLETS[place % len(OUTLETS)]
            for each in wire_series.instances(kind, _INSTANCES, self._sentence, self._chance):
                at = _BEGIN + timedelta(minutes=self._chance.randrange(_DAYS * 24 * 60))
                yield self._alone(outlet, f"series: {kind}", each.title, each.text, at)

    def _series_of_several_hosts(self) -> Iterator[Printed]:
        for kind in wire_series.CROSS_HOST_FORMS:
            for place, each in enumerate(
                wire_series.instances(kind, _INSTANCES, self._sentence, self._chance)
            ):
                at = _BEGIN + timedelta(hours=self._chance.uniform(0, 60))
                outlet = OUTLETS[place * 2]
                yield self._alone(
                    outlet, f"series of several hosts: {kind}", each.title, each.text, at
                )

    def _statements(self) -> Iterator[Printed]:
        """Articles of different hosts that quote one long statement, or tell one background."""
        passages = [("statement", each) for each in wire_series.STATEMENTS]
        passages += [("background", each) for each in wire_series.BACKGROUNDS]
        for kind, passage in passages:
            at = _BEGIN + timedelta(hours=self._chance.uniform(0, 150))
            for outlet in self._chance.sample(OUTLETS, 4):
                own = self._own_prose()
                text = [own[0], passage, *own[1:]] if kind == "statement" else [*own, passage]
                later = at + timedelta(hours=self._chance.uniform(0, 20))
                title = self._chance.choice(self._titles)
                yield self._alone(outlet, f"same {kind}", title, "\n\n".join(text), later)

    def _own_prose(self) -> list[str]:
        """Sentences of many articles, in other words: prose that is nobody's copy."""
        chance = self._chance
        blocks = [chance.choice(chance.choice(self._bases).paragraphs) for _ in range(5)]
        return wire_editing.rewrite(blocks, chance, 1.0)

    def _sentence(self) -> str:
        return wire_editing.sentences(self._own_prose()[:1])[0]

    def _follow_ups(self) -> Iterator[Printed]:
        """The next day's article of an affair: other news under like headlines, an old background."""
        chance = self._chance
        for number in chance.sample(range(len(self._bases)), len(self._bases) // 4):
            base, piece = self._bases[number], f"follow-up {number}"
            if len(base.paragraphs) < 5:
                continue  # its end would be too much of it
            at = self._told_at[number] + timedelta(hours=chance.uniform(12, 48))
            text = [*self._own_prose(), *base.paragraphs[-2:]]
            words = base.title.split()
            title = " ".join([*words[: len(words) // 2], *self._sentence().split()[:4]])
            for host in (chance.choice(_AGENCIES), *chance.sample(sorted(_HABITS), 1)):
                edit = _ALL_EDITS[chance.choice(_HABITS.get(host, ("verbatim",)))]
                part = edit in wire_editing.PARTS.values()
                told = edit(text, chance)
                yield self._page(BY_HOST[host], piece, "follow-up", title, told, at, part=part)
                at += timedelta(hours=chance.expovariate(1 / _COPY_HOURS))

    def _briefs(self) -> Iterator[Printed]:
        """Short articles of every outlet, so that its furniture is most of the page."""
        for outlet in OUTLETS:
            for _ in range(8):
                text = self._own_prose()[: self._chance.choice((1, 1, 2))]
                at = _BEGIN + timedelta(minutes=self._chance.randrange(_DAYS * 24 * 60))
                title = " ".join(text[0].split()[:7])
                yield self._alone(outlet, "brief", title, "\n\n".join(text), at)

    def _round_ups(self) -> Iterator[Printed]:
        """Pages that quote the beginnings of several pieces."""
        for number in range(8):
            chosen = self._chance.sample(range(len(self._bases)), 4)
            text = "\n\n".join("\n\n".join(self._bases[each].paragraphs[:2]) for each in chosen)
            at = _BEGIN + timedelta(minutes=self._chance.randrange(_DAYS * 24 * 60))
            outlet = OUTLETS[number % len(OUTLETS)]
            also = tuple(f"piece {each}" for each in chosen)
            yield self._alone(outlet, "round-up", "The news of the day", text, at, also=also)

    # --- pages -----------------------------------------------------------------------------------

    def _alone(
        self,
        outlet: Outlet,
        kind: str,
        title: str,
        text: str,
        at: datetime,
        also: tuple[str, ...] = (),
    ) -> Printed:
        piece = f"alone {self._count}"
        return self._page(outlet, piece, kind, title, text.split("\n\n"), at, also=also)

    def _page(
        self,
        outlet: Outlet,
        piece: str,
        kind: str,
        title: str,
        paragraphs: Sequence[str],
        at: datetime,
        *,
        also: tuple[str, ...] = (),
        part: bool = False,
    ) -> Printed:
        self._count += 1
        headlines = self._chance.sample(self._titles, min(6, len(self._titles)))
        slug = "-".join("".join(filter(str.isalnum, word)) for word in title.lower().split()[:6])
        return Printed(
            id=f"p{self._count:05}",
            url=f"https://{outlet.host}/{at:%Y/%m/%d}/{slug}-{self._count}",
            title=title,
            text=wire_outlets.printed(outlet, paragraphs, at, headlines, self._chance),
            published=self._stamp(outlet, at),
            kind=kind,
            piece=piece,
            also=also,
            part=part,
        )

    def _stamp(self, outlet: Outlet, at: datetime) -> str | None:
        if outlet.stamp == "none" and self._chance.random() < 0.5:
            return None
        if self._chance.random() < _SOME_UNDATED:
            return None
        if outlet.stamp == "date":
            return f"{at:%Y-%m-%d}"
        if outlet.stamp == "ahead":
            return f"{at + timedelta(hours=5, minutes=30):%Y-%m-%dT%H:%M:%SZ}"
        return f"{at:%Y-%m-%dT%H:%M:%SZ}"
