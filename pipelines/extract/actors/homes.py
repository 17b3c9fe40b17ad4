"""To which country a ministry or a minister belongs where the text does not say it beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from pipelines.extract.actors.body_names import home_id, is_common
from pipelines.extract.actors.countries import country_of_capital
from pipelines.extract.actors.drafts import Draft
from pipelines.extract.actors.reading import Name, Reading
from pipelines.extract.function_words import POSSESSIVE_MARKS

_OF_STATE: Final = frozenset({"government", "legislature", "judiciary", "military"})
_PLACES: Final = frozenset({"country", "place"})
_LOOKED_BACK: Final = 80  # tokens
_TITLE: Final = 3.0
_BEGINNING: Final = 2.0
_BEGINNING_TOKENS: Final = 60


def central_country(readings: Sequence[Reading], drafts_of: Mapping[Name, Draft]) -> str | None:
    """Give the country an article is most about; the title and the first lines count more."""
    weights: dict[str, float] = {}
    for reading in readings:
        for name in reading.names:
            draft = drafts_of.get(name)
            if draft is None or not (draft.kind in _PLACES or _is_of_state(draft)):
                continue
            code = draft.country
            if code is None:
                continue
            weight = (
                _TITLE if name.in_title else _BEGINNING if name.first < _BEGINNING_TOKENS else 1.0
            )
            weights[code] = weights.get(code, 0.0) + weight * (
                1.0 if draft.kind == "country" else 0.6
            )
    return max(weights, key=lambda code: weights[code], default=None)


def _is_of_state(draft: Draft) -> bool:
    """Whether a body of our table is one state's: a parliament, a ministry, a court."""
    return draft.from_table and draft.sector in _OF_STATE


def country_near(reading: Reading, name: Name, drafts_of: Mapping[Name, Draft]) -> str | None:
    """Give the country that stands nearest to a name that has none of its own.

    Directly before it ("Tunisia's …", "Kenyan …"); a capital that opens its sentence ("In Beijing, …");
    the first country its sentence names before it; the one that opens the sentence before.
    """
    token = name.first
    if reading.word(token - 1) in POSSESSIVE_MARKS:
        token -= 1
    before = reading.ending.get(token)
    if before is not None and before in drafts_of and drafts_of[before].country:
        return drafts_of[before].country
    first, _ = reading.sentence_range(name.first)
    if reading.word(first) == "in":
        opening = reading.starting.get(first + 1)
        if opening is not None and reading.word(opening.end) == ",":
            return country_of_capital(opening.text)
    for other in reading.names_between(max(first, name.first - _LOOKED_BACK), name.first):
        draft = drafts_of.get(other)
        if draft is not None and draft.kind == "country":
            return draft.country
    previous, _ = reading.sentence_range(first - 1) if first else (0, 0)
    opens = next(iter(reading.names_between(previous, min(previous + 2, first))), None)
    draft = drafts_of.get(opens) if opens else None
    return draft.country if draft is not None and draft.kind == "country" else None


def settle_homes(
    names: Sequence[tuple[Reading, Name]],
    drafts_of: Mapping[Name, Draft],
    home: str | None,
) -> None:
    """Give bodies of state without a country theirs, and ids that tell them from other countries'."""
    for reading, name in names:
        draft = drafts_of[name]
        is_settled = draft.from_table or draft.country is not None
        if draft.kind == "organisation" and draft.sector in _OF_STATE and not is_settled:
            draft.country = country_near(reading, name, drafts_of)
    for draft in {id(each): each for each in drafts_of.values()}.values():
        if draft.kind != "organisation" or draft.sector not in _OF_STATE or draft.from_table:
            continue
        draft.country = draft.country or home
        if draft.country and is_common(draft.name):
            draft.id = home_id(draft.country, draft.name)
