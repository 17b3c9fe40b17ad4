"""Copies between articles, found as they come, the same in whatever order they come.

An article relates to the earliest article (by event time, then id) that it is a copy of, to further
ones that are no copies of that, and to the earliest that it is an excerpt of. All are questions about
two texts alone, so the answer depends on which articles there are, not on when each came; when an
earlier one comes late, or a line turns out to be boilerplate of its host, what was said before is
amended.

Limits: of very many articles that share a key only the earliest are compared (`candidates`), and none after
32 that were unlike or 128 that were looked at in vain (`linking`); an article that has been forgotten can't
be found.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from pipelines.dedupe.boilerplate import Page, are_of_three_articles, page_of
from pipelines.dedupe.comparisons import Comparisons, take_apart
from pipelines.dedupe.copy_state import NO_LINKS, CopyState, Kept
from pipelines.dedupe.document import Document
from pipelines.dedupe.linking import Linker
from pipelines.dedupe.outline import TIMES_REPEATED, Outline, outline_of
from schemas.relations import Amendment, Relation

_PAGES_CACHED: Final = 1_024


class CopyFinder:
    """Relates articles to each other; all that lasts is in its state. Not thread-safe.

    With `most_anew` no more than so many articles are linked anew because of one that comes, the earliest;
    the others keep what was said of them until `link_postponed` comes to them.
    """

    def __init__(self, state: CopyState, *, most_anew: int | None = None) -> None:
        self._state = state
        self._most_anew = most_anew
        self._articles = Comparisons(state)
        self._linker = Linker(state, self._articles)
        self._pages: dict[int, Page] = {}

    def observe(self, document: Document) -> tuple[Amendment, ...]:
        """Take in an article or its newer version; gives what it changes, its own relations last."""
        self._begin()
        number = self._state.number_of(document.id)
        if number is not None and self._articles.document(number) == document:
            # Said twice, it changes nothing.
            return self._amend(self._followers(number), document.id)
        left = [] if number is None else [*self._remove(number)]
        outline = outline_of(document)
        again = self._learn_boilerplate(document, outline)
        others = [self._articles.document(each) for each in again]
        for each in again:
            left += self._remove(each)
        changed: set[int] = set()
        for other in others:
            changed |= self._add(other, outline_of(other))
        changed |= self._add(document, outline)
        changed |= self._look_again(left)
        return self._amend(filter(self._articles.is_kept, changed), document.id)

    def link_postponed(self) -> tuple[Amendment, ...]:
        """Link some of those anew for which there was no room; gives what that changes."""
        self._begin()
        postponed = self._state.take_postponed(self._most_anew or 1)
        for number in postponed:
            self._state.save_links(number, NO_LINKS)
        return self._amend(self._look_again(postponed))

    def followers(self, article_id: str) -> set[str]:
        """Give the ids of the articles that relate to one: what it may have changed when it came."""
        number = self._state.number_of(article_id)
        numbers = [] if number is None else self._followers(number)
        return {self._articles.document(each).id for each in numbers}

    def at_ms(self, article_id: str) -> int:
        """Give the event time of an article, 0 where it is not remembered."""
        number = self._state.number_of(article_id)
        return 0 if number is None else self._articles.document(number).at_ms

    def _followers(self, number: int) -> list[int]:
        """Give the articles that relate to one, no more than are linked anew at once."""
        return self._state.followers(number)[: self._most_anew]

    # --- coming and going ------------------------------------------------------------------------

    def _begin(self) -> None:
        self._articles.forget_relations()
        self._linker.begin(self._most_anew)

    def _add(self, document: Document, outline: Outline) -> set[int]:
        """Take in an article; gives the numbers of those whose links have changed, its own among them."""
        number = self._state.next_number()
        boilerplate = self._state.boilerplate_among(outline.keys)
        known = take_apart(number, Kept(document, boilerplate), outline)
        candidates = self._linker.candidates(known)
        self._state.add(known.kept, known.card)
        self._articles.remember(known)
        return {number, *self._linker.relate(number, candidates)}

    def _remove(self, number: int) -> Sequence[int]:
        """Forget an article's text; gives those that linked to it, which link nowhere now."""
        followers = self._linker.soon(self._state.followers(number))
        self._state.remove(number)
        self._articles.forget(number)
        for follower in followers:
            self._state.save_links(follower, NO_LINKS)
        return followers

    def _look_again(self, left: Iterable[int]) -> set[int]:
        """Link anew what has lost a link, once all that comes is there; gives the changed."""
        kept = set(filter(self._articles.is_kept, left))
        changed = set(kept)
        for number in sorted(kept, key=self._articles.age):  # what later ones link to comes first
            changed |= self._linker.relink(number)
            self._relations(self._articles.document(number).id)  # while it is still taken apart
        return changed

    def _learn_boilerplate(self, document: Document, outline: Outline) -> list[int]:
        """Learn which lines an article shows to be boilerplate; gives the articles that hold them."""
        unknown = outline.keys - self._state.boilerplate_among(outline.keys)
        held = self._state.candidates.holders_beside(list(unknown), outline.beside, TIMES_REPEATED)
        if not held:
            return []
        page = page_of(document, outline)
        concerned: set[int] = set()
        for key, holders in held:
            kept = [each.number for each in holders if self._articles.is_kept(each.number)]
            # Keys of 32 bits coincide: not all of these really have the line.
            real = [number for number in kept if key in self._page(number).edges]
            if are_of_three_articles(page, map(self._page, real)):
                self._state.learn_boilerplate(key, document.at_ms)
                concerned.update(real)
        return sorted(concerned)

    def _page(self, number: int) -> Page:
        """Give the lines of an article that is remembered."""
        page = self._pages.get(number)
        if page is None:
            if len(self._pages) >= _PAGES_CACHED:
                self._pages.clear()
            document = self._articles.document(number)
            page = self._pages[number] = page_of(document, outline_of(document))
        return page

    # --- saying ----------------------------------------------------------------------------------

    def _amend(self, changed: Iterable[int], *article_id: str) -> tuple[Amendment, ...]:
        """Say how articles relate; one that has come, last."""
        ids = {self._articles.document(each).id for each in changed}
        ordered = (*sorted(ids.difference(article_id)), *article_id)
        return tuple(
            Amendment(article_id=each, relations=self._relations(each)) for each in ordered
        )

    def _relations(self, article_id: str) -> tuple[Relation, ...]:
        number = self._state.number_of(article_id)
        if number is None:
            return ()
        targets = filter(self._articles.is_kept, self._state.links(number).targets)
        relations = (self._articles.relation(number, target) for target in targets)
        return tuple(each for each in relations if each is not None)
