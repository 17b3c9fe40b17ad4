"""Who held which office when: what dates an article and gives persons their country."""

from pipelines.extract.offices.stated import Tense, stated_offices, terms_text, title_words
from pipelines.extract.offices.table import Office, heads_called, offices, offices_of

__all__ = [
    "Office",
    "Tense",
    "heads_called",
    "offices",
    "offices_of",
    "stated_offices",
    "terms_text",
    "title_words",
]
