"""Whether a line that several pages of a host have is boilerplate: it stands beside different articles.

Versions of an article share their lines too, and may have other headlines: so pages are of different
articles only where both their headlines and most of their text differ, and where what is not the same
line for line is not the same in other words either. Where the text is the same, they are where it says
nothing of either headline.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Final

from msgspec import Struct

from pipelines.dedupe import headlines
from pipelines.dedupe.document import Document
from pipelines.dedupe.outline import Outline, line_keys, lines_of
from pipelines.dedupe.tokens import Hashes, content_of, distinct, grams, shared_count, tokens_of

_SAME_TEXT: Final = 0.7  # of the shorter page, in characters of lines that the other has too
_SAME_WORDS: Final = 0.5  # of the shorter of two remainders, in pairs of content words
_FEWEST_PAIRS: Final = 12
_MOST_COMPARED: Final = 32


class Page(Struct, frozen=True, dict=True):
    """A page of a host: what its headline gives, and how long each of its lines is, by its key.

    `edges` are the keys of its edge lines, `chars` how long all lines are together.
    """

    document: Document
    beside: int
    lines: dict[int, int]
    edges: frozenset[int]
    chars: int

    @cached_property
    def words(self) -> Hashes:
        """The set of the content words."""
        return distinct(self._content)

    @cached_property
    def pairs(self) -> Hashes:
        """The set of the pairs of content words."""
        return distinct(grams(self._content, 2))

    @cached_property
    def _content(self) -> Hashes:
        return content_of(tokens_of(self.document.text).hashes)


def page_of(document: Document, outline: Outline) -> Page:
    """Take a page apart."""
    lines = [line for _, line in lines_of(document.text)]
    keys = line_keys(document.host, lines)
    lengths = dict(zip(keys, map(len, lines), strict=True))
    return Page(document, outline.beside, lengths, outline.keys, sum(lengths.values()))


def are_of_three_articles(page: Page, others: Iterable[Page]) -> bool:
    """Tell whether a page and two of some others are of three different articles.

    Whoever comes last of three such pages finds the other two, so the order makes no difference, but
    in crowds: of pages unlike the first no more than 32 are compared.
    """
    unlike: list[Page] = []
    for other in others:
        if not _are_different(page, other):
            continue
        if any(_are_different(each, other) for each in unlike):
            return True
        unlike.append(other)
        if len(unlike) == _MOST_COMPARED:
            break
    return False


def _are_different(one: Page, other: Page) -> bool:
    if one.beside == other.beside:
        return False
    shared = sum(one.lines[key] for key in one.lines.keys() & other.lines.keys())
    if shared >= _SAME_TEXT * min(one.chars, other.chars):
        # One text of two articles: all that was read of either is a notice, or a reader's comment.
        titles = one.document.title, other.document.title
        return headlines.are_unlike(*titles) and headlines.say_nothing(
            *titles, one.words, other.words
        )
    return not _are_reworded(one, other, shared)


def _are_reworded(one: Page, other: Page, shared_chars: int) -> bool:
    """Tell pages that share pairs of words beside the lines that both have, as different articles don't."""
    in_lines = [len(page.pairs) * shared_chars / page.chars for page in (one, other)]
    fewest = min(len(one.pairs) - in_lines[0], len(other.pairs) - in_lines[1])
    if fewest < _FEWEST_PAIRS:
        return False
    return shared_count(one.pairs, other.pairs) - max(in_lines) >= _SAME_WORDS * fewest
