"""Ages of persons whose day of birth the table of offices knows: "Joe Biden, 81, said"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Final, NamedTuple

from pipelines.extract.offices import offices_of
from schemas.analysis import Actor

_AGE: Final = re.compile(
    r"\s?[,(]\s?(?:aged |who is |now )?(?P<age>[2-9]\d)(?=[,).;]|,? (?:said|told|and)\b| years old)"
)


class Age(NamedTuple):
    """A person's age as the text tells it, and the days at which that is the person's age."""

    name: str
    years: int
    first: date
    last: date


def stated_ages(actors: Sequence[Actor], text: str, places: frozenset[str]) -> Iterator[Age]:
    """Give the ages that stand behind names of persons of the table whose country the text speaks of."""
    for actor in actors:
        if actor.kind != "person":
            continue
        born = {
            office.born
            for office in offices_of(actor.name)
            if office.born and (office.country is None or office.country in places)
        }
        if len(born) != 1:
            continue
        for mention in actor.mentions:
            found = None if mention.span.in_title else _AGE.match(text, mention.span.end)
            if found:
                yield _age(actor.name, int(found["age"]), next(iter(born)))


def _age(name: str, years: int, born: date) -> Age:
    first = _birthday(born, years)
    return Age(name, years, first, _birthday(born, years + 1) - timedelta(days=1))


def _birthday(born: date, years: int) -> date:
    """Give a birthday; who is born on a 29th of February has it on the 1st of March in other years."""
    try:
        return born.replace(year=born.year + years)
    except ValueError:
        return date(born.year + years, 3, 1)
