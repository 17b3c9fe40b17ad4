"""Actors: mentions merged into persons, organisations, countries and groups with their roles."""

from pipelines.extract.actors.cast import Cast, Reference
from pipelines.extract.actors.resolve import resolve_actors
from pipelines.extract.actors.salience import with_pronouns

__all__ = ["Cast", "Reference", "resolve_actors", "with_pronouns"]
