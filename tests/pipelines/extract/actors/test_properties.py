"""Whatever the text and the names: references point at their words, and nothing crashes."""

from __future__ import annotations

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.extract.actors import resolve_actors
from pipelines.extract.date_check import check_date
from pipelines.extract.mentions import NamedMention
from pipelines.extract.text import read_document
from schemas.analysis import EntityType

_PIECES = st.sampled_from(
    "U.S. Chinese President Xi Jinping Xi Washington ’s 's - ( ) , . “ ” the two sides spokeswoman"
    " of State Department who heads is a minister officials CCP \n\n \u200b \u202e 🙂 שלום 北京 İstanbul"
    " & and Brussels European commissioner Its said Prince Harry al el - Monday, June 31 2023".split(
        " "
    )
)
_TYPES: list[EntityType] = ["PER", "ORG", "LOC", "GROUP"]


@given(
    pieces=st.lists(_PIECES, max_size=40),
    chosen=st.lists(st.tuples(st.integers(0, 39), st.integers(1, 3), st.sampled_from(_TYPES))),
    title=st.text(max_size=20) | st.sampled_from(["EU warns Wang Yi", "U.S.: ‘No’"]),
)
@settings(max_examples=150, deadline=None)
def test_any_names_in_any_text(
    pieces: list[str], chosen: list[tuple[int, int, EntityType]], title: str
) -> None:
    """Names at any place, of any type, give references that are in the text and of actors that exist."""
    text = " ".join(pieces)
    body, head = read_document(text), read_document(title, is_title=True)
    mentions: list[NamedMention] = []
    end = 0
    for first, count, entity_type in sorted(chosen):
        tokens = body.tokens[first : first + count]
        if tokens and tokens[0].start >= end:
            end = tokens[-1].end
            mentions.append(
                NamedMention(
                    start=tokens[0].start,
                    end=end,
                    entity_type=entity_type,
                    confidence=0.5,
                    found_by="chance",
                )
            )
    cast = resolve_actors(body, mentions, head, [], written_on=date(2023, 6, 19))
    ids = {actor.id for actor in cast.actors}
    assert len(ids) == len(cast.actors)
    for reference in cast.references:
        assert reference.actor in ids
        its_text = title if reference.in_title else text
        assert 0 <= reference.start < reference.end <= len(its_text)
    for actor in cast.actors:
        for mention in actor.mentions:
            span = mention.span
            its_text = title if span.in_title else text
            assert mention.surface == its_text[span.start : span.end]
    check_date(body, cast, claimed=date(2023, 6, 19), first_seen=date(2023, 6, 20))
