"""From labelled files to sequences of words and tags as the tokenizer of dateline parts them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from pipelines.extract.gazetteer import countries_by_demonym
from pipelines.extract.gazetteer.word_lists import word_lists
from pipelines.extract.mentions.conll import LabelledName, LabelledText
from pipelines.extract.text.tokens import read_tokens

OUT: Final = "O"
_LONGEST_PERSON: Final = 4  # words


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
            found.append(position_tags(labelled.text, start, end, inside))
            start = end
    return [each for each in found if each.words]


def with_described_persons(sentence: TaggedSentence) -> TaggedSentence:
    """Tag persons beside a description ("actor John Doe"), which sets derived from mentions leave out."""
    words, tags = sentence.words, list(sentence.tags)
    lists = word_lists()
    for place in range(1, len(words) - 1):
        described = "role" in lists.context.get(words[place - 1].lower(), ())
        end = place
        while end < len(words) and words[end][0].isupper() and tags[end] == OUT:
            end += 1
        several = 1 < end - place <= _LONGEST_PERSON
        if described and several and _is_given_name(words[place]):
            tags[place:end] = [
                _position(index, end - place) + "PER" for index in range(end - place)
            ]
    return TaggedSentence(words, tuple(tags))


def _is_given_name(word: str) -> bool:
    lists = word_lists()
    given = "first_names" in lists.kinds(word) or "given_names" in lists.wide_kinds(word)
    return given and "role" not in lists.context.get(word.lower(), ())


def _is_name(text: str, name: LabelledName) -> bool:
    words = text[name.start : name.end]
    if words.islower():
        return False
    is_people = words in countries_by_demonym() or "peoples" in word_lists().kinds(words)
    return not (name.entity_type == "PER" and is_people)


def position_tags(
    text: str, start: int, end: int, names: Sequence[tuple[int, int, str]]
) -> TaggedSentence:
    """Part a stretch of text into tokens, and tag those of names (start, end, type)."""
    tokens = read_tokens(text, start, end)
    tags = [OUT] * len(tokens)
    for name_start, name_end, kind in names:
        inside = [
            index
            for index, token in enumerate(tokens)
            if token.start < name_end and name_start < token.end
        ]
        for place, index in enumerate(inside):
            tags[index] = _position(place, len(inside)) + kind
    return TaggedSentence(tuple(token.text for token in tokens), tuple(tags))


def _position(place: int, count: int) -> str:
    if count == 1:
        return "U-"
    if place == 0:
        return "B-"
    return "L-" if place == count - 1 else "I-"


def name_spans(tags: Sequence[str]) -> list[tuple[int, int]]:
    """Give the first word of each name and the word after it."""
    ends = [index + 1 for index, tag in enumerate(tags) if tag[0] in "LU"]
    firsts = [index for index, tag in enumerate(tags) if tag[0] in "BU"]
    return list(zip(firsts, ends, strict=True))
