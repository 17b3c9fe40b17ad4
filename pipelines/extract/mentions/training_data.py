"""From labelled files to sequences of words and tags as the tokenizer of dateline parts them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from pipelines.extract.gazetteer import countries_by_demonym
from pipelines.extract.gazetteer.word_lists import word_lists
from pipelines.extract.mentions.conll import LabelledName, LabelledText
from pipelines.extract.mentions.linear_model import LinearModel
from pipelines.extract.text.tokens import read_tokens

OUT: Final = "O"
_SURE: Final = 0.85


class TaggedSentence(NamedTuple):
    """Words and their tags: O, or B, I, L, U (begin, inside, last, unit) of a type."""

    words: tuple[str, ...]
    tags: tuple[str, ...]


def tagged_sentences(texts: Iterable[LabelledText]) -> list[TaggedSentence]:
    """Part texts by lines and tokens; names that no one would take for one are left out.

    What is cleaned: names without a capital ("candidates"), and peoples tagged as persons
    ("Americans"), both left over from how some of the sets were derived.
    """
    found: list[TaggedSentence] = []
    for labelled in texts:
        names = [each for each in labelled.names if _is_name(labelled.text, each)]
        start = 0
        for line in labelled.text.splitlines(keepends=True):
            end = start + len(line)
            inside = [each for each in names if start <= each.start < end]
            found.append(_sentence(labelled.text, start, end, inside))
            start = end
    return [each for each in found if each.words]


def _is_name(text: str, name: LabelledName) -> bool:
    words = text[name.start : name.end]
    if words.islower():
        return False
    is_people = words in countries_by_demonym() or "peoples" in word_lists().kinds(words)
    return not (name.entity_type == "PER" and is_people)


def _sentence(text: str, start: int, end: int, names: Sequence[LabelledName]) -> TaggedSentence:
    tokens = read_tokens(text, start, end)
    tags = [OUT] * len(tokens)
    for name in names:
        inside = [
            index
            for index, token in enumerate(tokens)
            if token.start < name.end and name.start < token.end
        ]
        for place, index in enumerate(inside):
            tags[index] = _position(place, len(inside)) + name.entity_type
    return TaggedSentence(tuple(token.text for token in tokens), tuple(tags))


def _position(place: int, count: int) -> str:
    if count == 1:
        return "U-"
    if place == 0:
        return "B-"
    return "L-" if place == count - 1 else "I-"


def complete_sentences(
    sentences: Sequence[TaggedSentence], model: LinearModel
) -> list[TaggedSentence]:
    """Add the names that a model is sure of where a sentence has none."""
    tags = [list(sentence.tags) for sentence in sentences]
    for name in model.find([sentence.words for sentence in sentences]):
        known = tags[name.line][name.first : name.end]
        if name.certainty >= _SURE and set(known) == {OUT}:
            tags[name.line][name.first : name.end] = [
                _position(place, len(known)) + name.entity_type for place in range(len(known))
            ]
    return [
        TaggedSentence(sentence.words, tuple(new))
        for sentence, new in zip(sentences, tags, strict=True)
    ]
