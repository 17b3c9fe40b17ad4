"""In which countries there is a town of a name. From GeoNames, CC BY 4.0."""

from __future__ import annotations

from functools import cache

from pipelines.extract.gazetteer.word_lists import list_lines


@cache
def countries_of_towns() -> dict[str, tuple[str, ...]]:
    """Give the codes of the countries that have a town, by its name with and without diacritics."""
    found: dict[str, tuple[str, ...]] = {}
    for code, towns in list_lines("towns").items():
        for town in towns:
            found[town] = (*found.get(town, ()), code)
    return found
