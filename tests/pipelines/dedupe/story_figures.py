"""Figures of stories, a line a set: `python -m tests.pipelines.dedupe.story_figures`."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from pipelines.dedupe.copies import CopyFinder
from pipelines.dedupe.copy_state import MemoryCopyState
from pipelines.dedupe.document import Document
from pipelines.dedupe.stories import StoryFinder, StoryPart, leader_of, same_story
from pipelines.dedupe.story_state import MemoryStoryState
from pipelines.extract import open_extractor
from tests.pipelines.dedupe.builders import make_article
from tests.pipelines.dedupe.hard_negatives import hard_negatives
from tests.pipelines.dedupe.real_stories import DATA, real_reports
from tests.pipelines.dedupe.story_sets import Labelled, b_cubed, reports
from tests.pipelines.dedupe.story_templates import templates


def stories_of(
    labelled: Iterable[Labelled], subjects: Mapping[str, tuple[str, ...]]
) -> dict[str, str]:
    """Give the story of each article, copies found before, as `dateline dedupe --stories` does."""
    documents = sorted((each.document for each in labelled), key=_age)
    texts = MemoryCopyState()
    copies, leaders = CopyFinder(texts), dict[str, str | None]()
    for document in documents:
        for each in copies.observe(document):
            leaders[each.article_id] = leader_of(each.relations)
    finder, parts = StoryFinder(MemoryStoryState(), texts), dict[str, StoryPart]()
    for document in documents:
        known = subjects.get(document.id, ())
        parts |= finder.observe(document, {document.id: leaders[document.id]}, known)
    return {article_id: part.story_id for article_id, part in parts.items()}


def _age(document: Document) -> tuple[int, str]:
    return document.at_ms, document.id


def _figures() -> Iterator[str]:
    sets = {"reports": reports()}
    if DATA.is_dir():
        sets["entries of real feeds"] = tuple(real_reports())
    yield f"{'set':<44}articles  precision  recall  F1 (B-cubed)"
    for name, labelled in sets.items():
        yield _line(name, labelled, {})
        yield _line(f"{name}, with actors, issues", labelled, _subjects(labelled))
    yield f"{'written alike, of different events':<44}   pairs  taken for one story"
    pairs, merged = Counter[str](), Counter[str]()
    for kind, one, other in _alike():
        pairs[kind] += 1
        merged[kind] += same_story(one, other) is not None
    for kind, count in pairs.items():
        yield f"{kind:<44}{count:>8}  {merged[kind]:>19}"


def _line(name: str, labelled: Sequence[Labelled], subjects: Mapping[str, tuple[str, ...]]) -> str:
    events = {each.document.id: each.event for each in labelled}
    precision, recall, f1 = b_cubed(events, stories_of(labelled, subjects))
    return f"{name:<44}{len(labelled):>8}  {precision:>9.3f}  {recall:>6.3f}  {f1:.3f}"


def _subjects(labelled: Iterable[Labelled]) -> dict[str, tuple[str, ...]]:
    """Give the ids of the actors and issues that extraction finds in each article."""
    extractor = open_extractor()
    found: dict[str, tuple[str, ...]] = {}
    for document in (each.document for each in labelled):
        article = make_article(document.text, id_=document.id, title=document.title)
        analysis = extractor.analyse(article)
        found[document.id] = (
            *(actor.id for actor in analysis.actors),
            *(issue.id for issue in analysis.issues),
        )
    return found


def _alike() -> Iterator[tuple[str, Document, Document]]:
    for kind, (first, second, third) in templates().items():
        yield kind, first, second
        yield kind, first, third
        yield kind, second, third
    yield from hard_negatives()


if __name__ == "__main__":
    sys.stdout.write("\n".join(_figures()) + "\n")
