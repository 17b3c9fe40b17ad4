"""The names that dateline finds with nothing but what comes with it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.extract.mentions import MentionBackend, open_default_backend
from pipelines.extract.mentions.conll import read_conll
from pipelines.extract.mentions.evaluate_conll import evaluate_names
from pipelines.extract.text import read_document

_NEWSWIRE: Final = Path(__file__).parents[3] / "data" / "newswire.conll"


@pytest.fixture(scope="module")
def backend() -> MentionBackend:
    return open_default_backend()


def _found(backend: MentionBackend, text: str) -> list[tuple[str, str]]:
    mentions = backend.find(read_document(text))
    return [(text[each.start : each.end], each.entity_type) for each in mentions]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            "U.S. Secretary of State Antony Blinken met Wang Yi in Beijing.",
            [("U.S.", "LOC"), ("Antony Blinken", "PER"), ("Wang Yi", "PER"), ("Beijing", "LOC")],
        ),
        ("U.S.-China relations are tense.", [("U.S.", "LOC"), ("China", "LOC")]),
        ("Such state-to-state interactions matter.", []),
        ("Kim Jong-un spoke in Pyongyang.", [("Kim Jong-un", "PER"), ("Pyongyang", "LOC")]),
        ("The Chinese and the French agreed.", [("Chinese", "GROUP"), ("French", "GROUP")]),
        ("The European Union backs the plan.", [("European Union", "ORG")]),
        ("The talks went on.", []),
    ],
)
def test_names_of_a_sentence(
    backend: MentionBackend, text: str, names: list[tuple[str, str]]
) -> None:
    """Names are found with their types, without titles, parted at hyphens; peoples are groups."""
    assert _found(backend, text) == names


def test_names_of_the_worlds_news(backend: MentionBackend) -> None:
    """In short reports from fifteen countries most names are found, organisations too."""
    scores = evaluate_names(backend, read_conll(_NEWSWIRE))
    assert scores["micro"].expected == 350
    assert scores["micro"].f1 > 0.85
    assert scores["ORG"].f1 > 0.8


def test_a_surname_follows_its_full_name(backend: MentionBackend) -> None:
    """A surname alone is found where the full name stands elsewhere, before or after."""
    text = "Wambui was late. The minister, Grace Wambui, met Karl Ostberg. Then Ostberg’s car left."
    found = _found(backend, text)
    assert found.count(("Wambui", "PER")) == 1
    assert found.count(("Ostberg", "PER")) == 1


def test_a_headline_in_capitals(backend: MentionBackend) -> None:
    """A shouted headline has its names found as any sentence."""
    assert ("CHINA", "LOC") in _found(backend, "BLINKEN MEETS XI IN CHINA AFTER LONG DELAY")


@settings(max_examples=60, deadline=None)
@given(
    words=st.lists(
        st.sampled_from(
            "Antony Blinken said the U.S. - China of “ ” \n Mr. President Xi 北京 😀 \u200b (".split(
                " "
            )
        ),
        max_size=60,
    )
)
def test_names_are_in_order_and_point_at_the_text(
    backend: MentionBackend, words: list[str]
) -> None:
    """Whatever the text, names are in order, none overlaps, and none is empty or padded."""
    text = " ".join(words)
    end = 0
    for mention in backend.find(read_document(text)):
        assert end <= mention.start < mention.end <= len(text)
        assert text[mention.start : mention.end].strip() == text[mention.start : mention.end]
        assert 0 <= mention.confidence <= 1
        end = mention.end


def test_a_text_gives_the_same_names_whatever_was_read_before(backend: MentionBackend) -> None:
    """What the backend remembers of words changes its speed, not its answers."""
    text = "Prime Minister Anutin Charnvirakul flew from Bangkok to Jakarta, Reuters reported."
    fresh = open_default_backend().find(read_document(text))
    backend.find(read_document("Other names: Bangkok Bank, Jakarta Globe, Reuters Institute."))
    assert backend.find(read_document(text)) == fresh


def test_a_known_word_may_be_part_of_a_name_for_the_first_time() -> None:
    """A connecting word met outside names before is part of one where all other words are known too."""
    backend = open_default_backend()
    backend.find(read_document("Bank England talks of peace."))
    assert _found(backend, "Bank of England.") == [("Bank of England", "ORG")]


def test_thousands_of_new_words_are_read_as_a_few_at_a_time() -> None:
    """A long text of new words has the names that it has where each word was met on its own before."""
    syllables = "Ba de Ki lo Mu na Po ri Su ta Ve zo".split()
    words = [a + b.lower() + c.lower() for a in syllables for b in syllables for c in syllables]
    text = " met ".join(words) + "."
    slowly = open_default_backend()
    for word in words:
        slowly.find(read_document(word))
    assert (
        slowly.find(read_document(text)) == open_default_backend().find(read_document(text)) != []
    )


@pytest.mark.parametrize("piece", ["A ", "Xi ", "“ ", "a ", "Mr. ", "U.S.-", "(A) ", "Xi Yi (XY) "])
def test_a_long_line_of_one_piece_is_read(backend: MentionBackend, piece: str) -> None:
    """A line of 30,000 equal pieces is read; time grows with its length."""
    text = piece * 30_000
    assert all(mention.end <= len(text) for mention in backend.find(read_document(text)))
