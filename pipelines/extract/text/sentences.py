"""Where sentences end."""

from __future__ import annotations

from collections.abc import Sequence, Set
from typing import Final

from pipelines.extract.text.abbreviations import (
    AFTER_CLOCK,
    BEFORE_FIGURES,
    CLOCK_HALVES,
    STARTERS,
    TITLES,
)
from pipelines.extract.text.document import Token

_STRONG: Final = frozenset({"!", "?", "。", "！", "？", "؟", "।", "…", "‼", "⁉", "‽"})
_CLOSING: Final = frozenset({")", "]", "}", "”", "’", "」", "』", "）", "''"})
_QUOTES: Final = frozenset({'"', "”", "’", "'", "»", "''"})
_BULLETS: Final = frozenset("•●▪◦‣■►")
# All that can end a sentence ends in one of these.
_LAST_SIGNS: Final = _STRONG | _BULLETS | {"."}
_CUES: Final = frozenset(
    "said says asked asks told tells added wrote writes replied shouted demanded insisted warned"
    " tweeted recalled wondered exclaimed answered".split()
)
_CUE_WITHIN: Final = 4


def sentence_ends(tokens: Sequence[Token], first: int, end: int, closing: Set[int]) -> list[int]:
    """Give the index after the last token of each sentence among `tokens[first:end]`, a paragraph.

    `closing`: offsets of marks that close a quotation: they belong to the sentence before them. The
    dots of a list in one line are sentences of their own.
    """
    ends: list[int] = []
    index = first
    while index < end:
        word = tokens[index].text
        index += 1
        if word[-1] not in _LAST_SIGNS:
            continue
        if word in _BULLETS:
            ends += [index - 1] if index - 1 > (ends[-1] if ends else first) else []
            ends.append(index)
            continue
        if word[-1] not in ".…" and word not in _STRONG:
            continue
        after = _after_closing(tokens, index, end, closing)
        if after < end and _ends_here(tokens, index - 1, after, end):
            ends.append(after)
        index = after
    if end > first and (not ends or ends[-1] < end):
        ends.append(end)
    return ends


def _after_closing(tokens: Sequence[Token], index: int, end: int, closing: Set[int]) -> int:
    """Skip what still belongs to the sentence: more stops, closing marks."""
    while index < end:
        token = tokens[index]
        belongs = token.start in closing or token.text in _CLOSING
        if not belongs and token.start == tokens[index - 1].end:
            belongs = token.text in _QUOTES or token.text in _STRONG or token.text == "."
        if not belongs:
            break
        index += 1
    return index


def _ends_here(tokens: Sequence[Token], stop: int, after: int, end: int) -> bool:
    """Whether the sentence ends before `tokens[after]`, its stop being `tokens[stop]`."""
    word = tokens[stop].text
    following = tokens[after].text
    if len(word) > 1 and word[-1] == "." and word.strip("."):
        return _abbreviation_ends(word, following)
    if following[0].islower():
        return False
    if tokens[after - 1].text in _QUOTES and word != ".":
        return not _is_cue_near(tokens, after, end)
    # Without a space it is a name with a stop in it, unless a capital follows ("said.The").
    return tokens[after].start > tokens[after - 1].end or following[0].isupper()


def _abbreviation_ends(word: str, following: str) -> bool:
    low = word[:-1].lower()
    if low in TITLES:
        return False
    if following in CLOCK_HALVES or following[0].islower():
        return False
    if low in BEFORE_FIGURES:
        return following in STARTERS
    if word in CLOCK_HALVES:
        return following[0].isupper() and following.rstrip(".") not in AFTER_CLOCK
    return following in STARTERS or following[0] in '“"«'


def _is_cue_near(tokens: Sequence[Token], index: int, end: int) -> bool:
    """“Why?” Xi asked: the words after the quotation belong to its sentence."""
    return any(token.text in _CUES for token in tokens[index : min(index + _CUE_WITHIN, end)])
