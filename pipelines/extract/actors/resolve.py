"""From named mentions to actors."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from pipelines.extract.actors.cast import Cast
from pipelines.extract.actors.companies import is_called_company, is_called_medium
from pipelines.extract.actors.genders import add_genders
from pipelines.extract.actors.homes import central_country, settle_homes
from pipelines.extract.actors.ministries import refer_to_ministries
from pipelines.extract.actors.named_drafts import NamedDrafts
from pipelines.extract.actors.organisations import is_body_noun, merge_organisations
from pipelines.extract.actors.persons import merge_persons
from pipelines.extract.actors.phrases_meant import (
    refer_to_bodies,
    refer_to_countries,
    refer_to_pairs,
    refer_to_persons,
)
from pipelines.extract.actors.places import add_capitals, add_countries, add_places_and_groups
from pipelines.extract.actors.reading import Reading
from pipelines.extract.actors.role_owners import add_roles
from pipelines.extract.actors.salience import build_cast
from pipelines.extract.actors.sorting import is_called_party
from pipelines.extract.actors.tidy import tidy_names
from pipelines.extract.mentions import NamedMention
from pipelines.extract.text import Document

# By their nouns: "Congress", "Unión".
_MAY_BE_PARTIES: Final = (None, "legislature", "civil_society")


def resolve_actors(
    body: Document,
    body_names: Sequence[NamedMention],
    title: Document,
    title_names: Sequence[NamedMention],
    *,
    written_on: date | None,
) -> Cast:
    """Merge the names of an article into actors.

    `written_on`: the day the article claims, or was first seen: dated offices are looked up by it.
    A demonym ("Chinese", "Dutch") is a name of its country.
    """
    readings = (Reading(title, title_names), Reading(body, body_names))
    tidy_names(readings)
    article = NamedDrafts(readings)
    add_countries(article)
    _add_organisations(article)
    _add_persons(article, written_on)
    add_capitals(article)
    add_places_and_groups(article)
    home = central_country(readings, article.of_name)
    settle_homes(article.of_kind("organisation"), article.of_name, home)
    refer_to_bodies(article)
    refer_to_ministries(article, home)
    free = add_roles(article, written_on, home)
    refer_to_persons(article, free)
    refer_to_countries(article)
    refer_to_pairs(article)
    add_genders(article.of_kind("person"), article.of_name)
    return build_cast(article.drafts, body, title)


def _add_organisations(article: NamedDrafts) -> None:
    names = article.of_kind("organisation")
    found = merge_organisations(article.readings, names, article.drafts, article.around)
    article.of_name.update(found)
    for draft in article.drafts.of_kind("organisation"):
        last = draft.name.split()[-1].lower()
        if is_body_noun(last):
            article.bodies_by_noun.setdefault(last, []).append(draft)
    for reading, name in names:
        if is_called_party(reading, name) and found[name].sector in _MAY_BE_PARTIES:
            found[name].sector = "party"
        elif found[name].sector is None and is_called_medium(reading, name):
            found[name].sector = "media"
        elif found[name].sector is None and is_called_company(reading, name):
            found[name].sector = "business"


def _add_persons(article: NamedDrafts, written_on: date | None) -> None:
    names = [name for _, name in article.of_kind("person")]
    article.of_name.update(merge_persons(names, article.drafts, article.countries, written_on))
