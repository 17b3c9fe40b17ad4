"""Training sentences with names of all regions."""

from __future__ import annotations

from random import Random

from pipelines.extract.mentions.augmentation import (
    headlines,
    renamed_sentences,
    written_sentences,
)
from pipelines.extract.mentions.training_data import (
    TaggedSentence,
    name_spans,
    with_described_persons,
)

_SENTENCE = TaggedSentence(
    tuple("Ada Ek of Acme flew from Oslo to France on Monday .".split()),
    ("B-PER", "L-PER", "O", "U-ORG", "O", "O", "U-LOC", "O", "U-LOC", "O", "O", "O"),
)


def _whole(tags: tuple[str, ...]) -> bool:
    """Whether tags are names from B to L or U alone, with O between."""
    covered = {place for first, end in name_spans(tags) for place in range(first, end)}
    return covered == {place for place, tag in enumerate(tags) if tag != "O"}


def test_written_sentences_have_names_in_every_slot() -> None:
    """Each of our sentences comes with names put in, none of its slots left, and whole tags."""
    sentences = written_sentences(Random(1), 1)
    assert len(sentences) > 200
    for sentence in sentences:
        assert not {"{", "}", "<", ">"} & {*sentence.words}, sentence.words
        assert len(sentence.words) == len(sentence.tags)
        assert _whole(sentence.tags)


def test_chance_is_handed_in() -> None:
    """The same seed gives the same sentences, another seed other names."""
    assert written_sentences(Random(1), 1) == written_sentences(Random(1), 1)
    assert written_sentences(Random(1), 1) != written_sentences(Random(2), 1)


def test_names_are_replaced_by_others_of_their_type() -> None:
    """What is no name stays as it is; each name gives way to one of its type, countries to countries."""
    (renamed,) = renamed_sentences([_SENTENCE], Random(5))
    spans = name_spans(renamed.tags)
    assert [renamed.tags[first][2:] for first, _ in spans] == ["PER", "ORG", "LOC", "LOC"]
    outside = [word for word, tag in zip(renamed.words, renamed.tags, strict=True) if tag == "O"]
    assert outside == "of flew from to on Monday .".split()
    assert not {"Ada", "Acme", "Oslo"} & {*renamed.words}


def test_headlines_write_words_large() -> None:
    """A headline has capitals but for small words, and no full stop; the names are where they were."""
    (headline,) = headlines([_SENTENCE])
    assert " ".join(headline.words) == "Ada Ek of Acme Flew from Oslo to France on Monday"
    assert headline.tags == _SENTENCE.tags[:-1]


def test_described_persons_are_tagged() -> None:
    """Where a set leaves out persons beside a description, they are learnt as the names that they are."""
    words = tuple("The actor John Doe met a spokesman for Acme Corp .".split())
    tags = (*"O O O O O O O O B-ORG L-ORG O".split(),)
    completed = with_described_persons(TaggedSentence(words, tags))
    assert completed.tags == (*"O O B-PER L-PER O O O O B-ORG L-ORG O".split(),)
