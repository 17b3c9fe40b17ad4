"""Arbitrarily many distinct articles out of the written ones: sentences recombined, names replaced."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Final

from pipelines.newsroom.affairs import Affair, written_affairs
from pipelines.newsroom.outlets import Outlet
from pipelines.newsroom.publications import Publication, Version, slug_of

_FIRST_DAY: Final = datetime(2023, 6, 1, tzinfo=UTC)
_DAYS: Final = 40
_FEWEST_WORDS: Final = 170
_GIVEN: Final = (
    *("Adela", "Bruno", "Celine", "Dmitri", "Esra", "Fergus", "Giulia", "Hamid", "Ingrid", "Joao"),
    *(
        "Kamila",
        "Lorenz",
        "Mireille",
        "Nils",
        "Olga",
        "Pablo",
        "Quentin",
        "Rosa",
        "Stefan",
        "Tuuli",
    ),
    *(
        "Ulrike",
        "Viktor",
        "Wanda",
        "Xenia",
        "Yusuf",
        "Zofia",
        "Anselm",
        "Birgit",
        "Cormac",
        "Dalia",
    ),
)
_FAMILY: Final = (
    *("Abendroth", "Bellweather", "Castellanos", "Drozdov", "Eriksen", "Falkner", "Gallagher"),
    *("Hollis", "Ivarsson", "Jurado", "Kowalczyk", "Lindemann", "Montcalm", "Nakagawa", "Okonjo"),
    *("Pettersson", "Quispe", "Rasmussen", "Sorokin", "Tamboura", "Urquhart", "Valdez", "Whitlock"),
    *("Ximenes", "Yilmaz", "Zapletal", "Aroyan", "Bakshi", "Carvalho", "Dumitru", "Engstrom"),
)
_OPENINGS: Final = ("Update", "Report", "Analysis", "At a glance", "Background", "Reactions")
# A number of two digits and more that is neither a year nor part of a longer figure.
_NUMBER: Final = re.compile(r"(?<![\d.,])(?!20[12]\d\b|19\d\d\b)\d{2,3}(?![\d.,]\d)\b")
_SENTENCE_END: Final = re.compile(r"(?<=[a-z)\d][.!?])\s+(?=[A-Z])")


def recombined(outlet: Outlet, seed: int, number: int) -> Publication:
    """Give article `number` (from 0) of a made-up outlet; the same arguments give the same article."""
    source = random.Random(f"article/{seed}/{outlet.slug}/{number}")  # noqa: S311  # a simulation
    affair = source.choice([affair for affair in written_affairs() if affair.people])
    new_names = {person: _new_person(source) for person in affair.people}
    paragraphs = tuple(
        _with_numbers(_with_names(block, new_names), source) for block in _draw(affair, source)
    )
    base = _with_names(source.choice(affair.articles).title, new_names)
    title = f"{source.choice(_OPENINGS)}: {base}"
    published = _FIRST_DAY + timedelta(minutes=source.randrange(_DAYS * 24 * 60))
    return Publication(
        outlet=outlet,
        path=f"/{published:%Y/%m}/{slug_of(title)}-{number}",
        title=title,
        topic=affair.topic,
        published=published,
        versions=(Version(paragraphs=paragraphs, changed=published),),
        authors=(_new_person(source),),
    )


def _draw(affair: Affair, source: random.Random) -> Iterator[str]:
    """Draw sentences of the affair, an opening one first, into paragraphs of one to three."""
    openings, others = _sentences(affair)
    drawn = [source.choice(openings), *source.sample(others, len(others))]
    words = 0
    while drawn and words < _FEWEST_WORDS:
        size = source.randint(1, 3)
        paragraph = " ".join(drawn[:size])
        drawn = drawn[size:]
        words += len(paragraph.split())
        yield paragraph


@cache
def _sentences(affair: Affair) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The affair's sentences: those that open an article, and the others."""
    openings: list[str] = []
    others: list[str] = []
    for article in affair.articles:
        first, *rest = article.paragraphs
        openings.append(first)
        for paragraph in rest:
            others.extend(_whole_sentences(paragraph))
    return tuple(openings), tuple(others)


def _whole_sentences(paragraph: str) -> list[str]:
    """Split a paragraph where no quotation runs over the end of a sentence; else keep it whole."""
    sentences = _SENTENCE_END.split(paragraph)
    balanced = all(
        one.count("“") == one.count("”") and one.count('"') % 2 == 0 for one in sentences
    )
    return sentences if balanced else [paragraph]


def _new_person(source: random.Random) -> str:
    return f"{source.choice(_GIVEN)} {source.choice(_FAMILY)}"


def _with_names(text: str, new_names: dict[str, str]) -> str:
    """Replace full names, then family names alone."""
    for old, new in new_names.items():
        text = text.replace(old, new)
    for old, new in new_names.items():
        text = re.sub(rf"\b{re.escape(old.split()[-1])}\b", new.split()[-1], text)
    return text


def _with_numbers(text: str, source: random.Random) -> str:
    return _NUMBER.sub(lambda found: str(max(10, int(found[0]) + source.randint(-9, 9))), text)
