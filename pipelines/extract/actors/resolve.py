"""From named mentions to actors."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from pipelines.extract.actors.cast import Cast
from pipelines.extract.mentions import NamedMention
from pipelines.extract.text import Document


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
    """
    return Cast()
