"""Which amendments a document takes: the same rules for every index."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from connectors.ports import Amended
from schemas.enriched import EnrichedArticle
from schemas.relations import Amendment

_AMENDED: Final = Amended("amended")
_UNCHANGED: Final = Amended("unchanged")
_STALE: Final = Amended("stale")
_MISSING: Final = Amended("missing")


def settle(
    stored: Mapping[str, EnrichedArticle], amendments: Sequence[Amendment]
) -> tuple[list[Amended], dict[str, EnrichedArticle]]:
    """Give each amendment's outcome, as if they came one by one, and the documents that change.

    `stored` holds the documents that are there, by article id.
    """
    outcomes: list[Amended] = []
    changed: dict[str, EnrichedArticle] = {}
    for amendment in amendments:
        document = changed.get(amendment.article_id) or stored.get(amendment.article_id)
        if document is None:
            outcomes.append(_MISSING)
        elif amendment.revision > document.revision:
            changed[amendment.article_id] = document.amended(amendment)
            outcomes.append(_AMENDED)
        else:
            outcomes.append(_UNCHANGED if amendment.revision == document.revision else _STALE)
    return outcomes, changed
