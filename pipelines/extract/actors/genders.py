"""A person's gender where name and titles do not tell it: by the pronoun that follows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from pipelines.extract.actors.drafts import Draft
from pipelines.extract.actors.person_names import Gender
from pipelines.extract.actors.reading import Name, Reading

_PRONOUNS: Final[dict[str, Gender]] = {
    **dict.fromkeys(("he", "his", "him", "himself"), "m"),
    **dict.fromkeys(("she", "her", "hers", "herself"), "f"),
}
_LOOKED_AHEAD: Final = 40  # tokens


def add_genders(names: Sequence[tuple[Reading, Name]], drafts_of: Mapping[Name, Draft]) -> None:
    """Give persons without gender that of most of the pronouns that follow their names.

    Only a pronoun before the next person's name counts; “X, his cousin” is somebody else's.
    """
    votes: dict[str, int] = {}
    for reading, name in names:
        draft = drafts_of[name]
        if draft.gender is not None:
            continue
        for token in range(name.end, min(name.end + _LOOKED_AHEAD, len(reading.words))):
            other = reading.covering.get(token)
            if other is not None and other.entity_type == "PER":
                break
            gender = _PRONOUNS.get(reading.low[token])
            if gender is not None and reading.word(token - 1) != ",":
                votes[draft.id] = votes.get(draft.id, 0) + (1 if gender == "m" else -1)
                break
    for draft in {id(each): each for each in drafts_of.values()}.values():
        balance = votes.get(draft.id, 0)
        if draft.kind == "person" and draft.gender is None and balance:
            draft.gender = "m" if balance > 0 else "f"
