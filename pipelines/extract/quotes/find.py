"""From a document and its cast to quotes with speakers."""

from __future__ import annotations

from msgspec import Struct

from pipelines.extract.actors import Cast, Reference
from pipelines.extract.text import Document
from schemas.analysis import Quote


class QuoteFindings(Struct, frozen=True, kw_only=True):
    """The quotes of an article in order of their start; and the pronouns that were resolved."""

    quotes: tuple[Quote, ...] = ()
    pronouns: tuple[Reference, ...] = ()


def find_quotes(body: Document, cast: Cast) -> QuoteFindings:
    """Find direct, indirect and mixed quotes and who says them; `issues` of quotes are left empty."""
    return QuoteFindings()
