"""Who appears in an article, and where: what quotes and statements are attributed to."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from schemas.analysis import Actor


class Reference(Struct, frozen=True, kw_only=True):
    """One place that means an actor: by name, role, pronoun, or a place that stands for it.

    A possessive's "'s" is no part of it. `gender`, where the article tells it, and `plural` help to
    resolve pronouns.
    """

    start: int
    end: int
    actor: str
    kind: Literal["name", "nominal", "pronoun", "metonym"]
    in_title: bool = False
    confidence: float = 1.0
    gender: Literal["m", "f"] | None = None
    plural: bool = False


class Cast(Struct, frozen=True, kw_only=True):
    """The actors of an article, and every reference to them in the order of the text (title first)."""

    actors: tuple[Actor, ...] = ()
    references: tuple[Reference, ...] = ()

    def actor(self, actor_id: str) -> Actor:
        """Give an actor by id; raises `KeyError` where there is none."""
        for actor in self.actors:
            if actor.id == actor_id:
                return actor
        raise KeyError(actor_id)
