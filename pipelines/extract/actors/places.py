"""Which countries, governments, places and peoples the names of an article mean."""

from __future__ import annotations

from typing import Final

from pipelines.extract.actors.countries import (
    EUROPEAN_UNION,
    country_name,
    country_named,
    country_of_capital,
    country_of_people,
    country_of_seat,
    country_of_town,
    country_wikidata,
    is_seat_of_union,
)
from pipelines.extract.actors.drafts import Draft
from pipelines.extract.actors.metonyms import metonym_confidence
from pipelines.extract.actors.named_drafts import NamedDrafts
from pipelines.extract.actors.organisation_table import known_organisation
from pipelines.extract.actors.organisations import open_known
from pipelines.extract.actors.reading import Name
from pipelines.extract.folding import slug

_METONYM: Final = 0.5
_SHORTEST_SHOUTED: Final = 4  # characters: "ROME" is no acronym


def add_countries(article: NamedDrafts) -> None:
    """Refer names of countries and demonyms to countries."""
    for _, name in article.of_kind("country"):
        code = country_named(name.text) or country_of_people(name.text)
        if code:
            draft = open_country(article, code)
            draft.refer(name)
            article.of_name[name] = draft


def add_capitals(article: NamedDrafts) -> None:
    """Refer to the government a capital stands for, or to the place."""
    others = {
        id(reading): frozenset(
            name.first
            for its, name, kind in article.sorted
            if its is reading and kind in ("country", "capital")
        )
        for reading in article.readings
    }
    for reading, name in article.of_kind("capital"):
        seat = country_of_seat(name.text)
        code = seat or country_of_capital(name.text)
        union = is_seat_of_union(name.text) and not _is_belgian(article)
        confidence = metonym_confidence(
            reading,
            name,
            is_seat=seat is not None,
            country_is_named=union or code in article.countries,
            others=others[id(reading)],
        )
        if confidence < _METONYM:
            _place(article, name, code, 1 - confidence)
            continue
        draft = _union(article) if union or code is None else open_country(article, code)
        draft.refer(name, "metonym", confidence)
        article.of_name[name] = draft


def add_places_and_groups(article: NamedDrafts) -> None:
    """Refer the other names of places, of the Union and of peoples."""
    for _, name in article.of_kind("place"):
        _place(article, name, country_of_town(name.text, article.countries), name.confidence)
    for _, name in article.of_kind("union"):
        article.of_name[name] = _union(article)
        article.of_name[name].refer(name, confidence=0.7)
    for _, name in article.of_kind("group"):
        draft = article.drafts.open(f"group:{slug(name.text)}", "group", name.text)
        draft.refer(name)
        article.of_name[name] = draft


def open_country(article: NamedDrafts, code: str) -> Draft:
    """Give the draft of a country."""
    draft = article.drafts.open(f"country:{code}", "country", country_name(code))
    draft.country = code
    draft.wikidata = country_wikidata(code)
    return draft


def _is_belgian(article: NamedDrafts) -> bool:
    return "BE" in article.countries and article.drafts.get(EUROPEAN_UNION) is None


def _union(article: NamedDrafts) -> Draft:
    known = known_organisation("European Union", article.around)
    if known is None:
        raise LookupError("organisations.tsv has no European Union")
    return open_known(article.drafts, known)


def _place(article: NamedDrafts, name: Name, code: str | None, confidence: float) -> None:
    shouted = name.text.isupper() and len(name.text) >= _SHORTEST_SHOUTED
    plain = name.text.title() if shouted else name.text
    draft = article.drafts.open(f"place:{slug(name.text)}", "place", plain)
    draft.country = draft.country or code
    draft.refer(name, confidence=min(name.confidence, confidence))
    article.of_name[name] = draft
