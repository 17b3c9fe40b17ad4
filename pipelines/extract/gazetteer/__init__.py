"""What dateline knows of the world's names without having read them: countries, peoples, capitals."""

from pipelines.extract.gazetteer.countries import (
    Country,
    countries,
    countries_by_capital,
    countries_by_demonym,
    countries_by_name,
    countries_by_seat,
)

__all__ = [
    "Country",
    "countries",
    "countries_by_capital",
    "countries_by_demonym",
    "countries_by_name",
    "countries_by_seat",
]
