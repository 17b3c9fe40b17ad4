"""What deduplication decides about one observation of an article."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from schemas.articles import Article
from schemas.relations import Amendment, Relation


class Verdict(Struct, frozen=True, gc=False):
    """Whether an article goes on to the index, and what it relates to.

    `pass`: new, or a newer version; `duplicate`: known already; `stale`: older than what is known.
    `article` has its `first_seen` from the first observation of its id. `relations` are those to
    other observations of the same article: they do not depend on the order in which different
    articles come. `amendments` say what this observation changes between articles, of this one and
    of others, which may be in the index already; its own comes last.
    """

    status: Literal["pass", "duplicate", "stale"]
    article: Article
    relations: tuple[Relation, ...] = ()
    amendments: tuple[Amendment, ...] = ()
