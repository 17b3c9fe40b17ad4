"""Names that bodies of many states have, and whose they are: "Peru's Congress"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from pipelines.extract.actors.countries import (
    country_named,
    country_of_capital,
    country_of_people,
)
from pipelines.extract.actors.organisation_table import (
    Around,
    is_shared_name,
    known_organisation,
)
from pipelines.extract.actors.reading import Name, Reading
from pipelines.extract.folding import fold, slug
from pipelines.extract.function_words import POSSESSIVE_MARKS

_COMMON: Final = frozenset(
    "ministry department parliament senate congress army navy cabinet treasury police court government"
    " assembly council commission authority agency guard".split()
)
# Bodies of states even with words before them; "Labour Congress" and "Liberation Army" are none.
_OF_STATES: Final = frozenset("ministry department court government police navy".split())
_MINISTRIES: Final = ("ministry", "department")
_LONGEST_COUNTRY: Final = 3  # words
_OF_NATIONS: Final = re.compile(
    r"(?:un|u\.n\.|united nations) (?=.* (?:council|commission|agency)$)"
)


@lru_cache(maxsize=8192)
def name_key(name: str) -> str:
    """Give a name folded, without "UN"; "Ministry of Health" as "health ministry"."""
    plain = _OF_NATIONS.sub("", fold(name).removeprefix("the "))
    for body in _MINISTRIES:
        subject = plain.removeprefix(f"{body} of ")
        if subject != plain:
            return f"{subject.removeprefix('the ')} {body}"
    return plain


def is_common(name: str) -> bool:
    """Whether many states have a body of this name: "Health Ministry", "Parliament"."""
    words = fold(name).replace("-", " ").split()
    return words[-1] in _COMMON or words[0] in _MINISTRIES


def home_id(code: str, name: str) -> str:
    """Give the id of a body that many states have: that of Georgia's foreign ministry tells Georgia."""
    return f"org:{code.lower()}-{slug(name_key(without_country(name)[0]))}"


def names_and_homes(
    names: Sequence[tuple[Reading, Name]],
) -> dict[Name, tuple[str, str | None]]:
    """Give each name as its key, and the code of its country if many states have such a body.

    The country is part of the name, stands right before it or behind it, or was told with such a name
    last; else it is the one told first after it, or None.
    """
    own = {name: _key_and_home(reading, name) for reading, name in names}
    first: dict[str, str] = {}
    for key, home in own.values():
        if home:
            first.setdefault(key, home)
    last = dict(first)
    settled: dict[Name, tuple[str, str | None]] = {}
    for name, (key, home) in own.items():
        if home:
            last[key] = home
        settled[name] = key, home or last.get(key)
    return settled


def _key_and_home(reading: Reading, name: Name) -> tuple[str, str | None]:
    rest, home = without_country(name.text)
    if home:
        return name_key(rest), home
    if is_common(name.text) or is_shared_name(name.text):
        return name_key(name.text), _home_beside(reading, name)
    return name_key(name.text), None


@lru_cache(maxsize=8192)
def without_country(name: str) -> tuple[str, str | None]:
    """Give "Foreign Ministry" and "GE" for "Georgian Foreign Ministry"; None where there is no country."""
    words = name.split()
    for size in range(min(_LONGEST_COUNTRY, len(words) - 1), 0, -1):
        rest = " ".join(words[size:])
        code = _country(" ".join(words[:size]).removesuffix("'s").removesuffix("’s"))
        if code and _is_of_state(rest, code):
            return rest, code
    return name, None


def _is_of_state(name: str, code: str) -> bool:
    """Whether a name without its country is one of a body of state, or of this country in our table."""
    words = name.lower().split()
    if words[-1] in (_COMMON if len(words) == 1 else _OF_STATES) or words[0] in _MINISTRIES:
        return True
    known = known_organisation(name, Around({code: 1}))
    return known is not None and known.country == code


def _home_beside(reading: Reading, name: Name) -> str | None:
    """Give the country before a name ("Peru's", "Peruvian") or behind it ("of Peru", "in Lima")."""
    is_owned = reading.word(name.first - 1) in POSSESSIVE_MARKS
    before = reading.ending.get(name.first - is_owned)
    code = _country(before.text) if before is not None else None
    if before is not None and is_owned:
        code = code or country_of_capital(before.text)
    end = name.end
    if reading.word(end) == "(" and reading.word(end + 2) == ")":
        end += 3  # “the Commission (RC) of Peru”
    behind = reading.starting.get(end + 1)
    if code or behind is None or reading.word(end) not in ("of", "in"):
        return code
    return country_named(behind.text) or country_of_capital(behind.text)


def _country(words: str) -> str | None:
    return country_named(words) or country_of_people(words)
