"""What a host publishes every day in one form, and what different articles of several hosts share."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from typing import Final

import msgspec
from msgspec import Struct

from tests.pipelines.dedupe.wire_outlets import DATA

_NAMES: Final = (
    "Okafor, Lindqvist, Maddox, Ferreira, Tanaka, Brennan, Castellano, Dufour, Harlow, Nyberg, Osei,"
    " Petrova, Quinn, Rahimi, Sandoval, Trevino, Underhill, Vance, Whitcombe, Yoder, Zeller, Abbot"
).split(", ")
_TOWNS: Final = (
    "Ashford, Belmont, Clayton, Dunmore, Eastlake, Fairview, Glenwood, Hartsville, Ironton, Jasper,"
    " Kingsport, Lakeside, Marlow, Norwood, Oakdale, Pinecrest"
).split(", ")
_FIRMS: Final = (
    "Brontal, Quellux, Haverin, Sorvato, Ostmark, Lindqua, Peregrin, Tamblyn, Veltrix, Corrigan, Aldane"
).split(", ")
_WORDS: Final = (
    "river bridge garden winter engine letter market school village doctor window castle forest island"
    " kitchen summer mountain station captain blanket teacher harvest orchestra painter library"
).split()
_SIGNS: Final = "Aries Taurus Gemini Cancer Leo Virgo Libra Scorpio Sagittarius Capricorn".split()
_CLUES: Final = (
    "Italian port (5), Large antelope (5), Not odd (4), River of Hades (4), Opposite of stern (3), Kind"
    " of cheese (4), Bird of prey (6), Small horse (4), Frozen rain (4), Greek letter (5),"
    " Painter’s stand (5), Playground feature (5), Roman road (4), Stage whisper (5), Part of a shoe (4)"
).split(", ")
CROSS_HOST_FORMS: Final = ("earnings", "press release", "weather", "stocks")


class Form(Struct, frozen=True):
    """A headline and a text; every braced word is drawn anew for every instance."""

    kind: str
    title: str
    text: str


class _Texts(Struct, frozen=True):
    forms: tuple[Form, ...]
    statements: tuple[str, ...]
    backgrounds: tuple[str, ...]


_TEXTS: Final = msgspec.toml.decode((DATA / "series.toml").read_bytes(), type=_Texts)
FORMS: Final = {form.kind: form for form in _TEXTS.forms}
STATEMENTS: Final = _TEXTS.statements
BACKGROUNDS: Final = _TEXTS.backgrounds


def instances(
    kind: str, count: int, prose: Callable[[], str], chance: random.Random
) -> Iterator[Form]:
    """Give different articles out of one form; `prose` gives a new sentence at every call."""
    form = FORMS[kind]
    for _ in range(count):
        drawn = _Drawn(prose, chance)
        title, text = form.title.format_map(drawn), form.text.strip().format_map(drawn)
        yield Form(kind, title, text)


class _Drawn(dict[str, str]):
    """Draws what a form asks for."""

    def __init__(self, prose: Callable[[], str], chance: random.Random) -> None:
        super().__init__()
        self._prose = prose
        self._chance = chance

    def __missing__(self, name: str) -> str:
        chance = self._chance
        match name:
            case "n":
                return str(chance.randint(10, 99))
            case "digit":
                return str(chance.randint(1, 9))
            case "hour":
                return str(chance.randint(10, 22))
            case "signs":
                advice = (self._prose() for _ in _SIGNS)
                return "\n\n".join(map("{}: {}".format, _SIGNS, advice))
            case "clues":
                clues = enumerate(chance.sample(_CLUES, 8), 1)
                return " ".join(f"{number} {clue}" for number, clue in clues)
            case "weekday":
                return chance.choice(("Monday", "Tuesday", "Wednesday", "Thursday", "Friday"))
            case "agency":
                return chance.choice(("Corvus", "Northwire"))
            case "TOWN":
                return chance.choice(_TOWNS).upper()
            case "sentence":
                return self._prose()
        lists = {"name": _NAMES, "town": _TOWNS, "firm": _FIRMS, "word": _WORDS}
        return chance.choice(lists[name])
