"""Why two articles are, or are not, taken for copies: what was measured, and the text they share."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from msgspec import Struct

from pipelines.dedupe.boilerplate import Page, are_of_three_articles, page_of
from pipelines.dedupe.compare import difference, judge, measure, within_window
from pipelines.dedupe.copy_relations import evidence_of, relation_between
from pipelines.dedupe.document import Document
from pipelines.dedupe.outline import outline_of
from pipelines.dedupe.passages import shared_passages
from pipelines.dedupe.stories import same_story
from pipelines.dedupe.trace import Trace, trace_of
from schemas.relations import Relation


class SharedText(Struct, frozen=True):
    """A passage that both articles have: where it begins in each, and its words in the first."""

    start_of: int
    start_to: int
    text: str


class Explanation(Struct, frozen=True, kw_only=True):
    """How `of` relates to `to`; `relation` is None where they are different articles.

    `difference` says why, then. `measures` are names and values; `boilerplate` are the lines of both
    that were left out. `story` is how they would be one story, None where they would not.
    """

    of: str
    to: str
    relation: Relation | None
    difference: str | None
    measures: tuple[tuple[str, float], ...]
    shared: tuple[SharedText, ...]
    boilerplate: tuple[str, ...]
    story: Relation | None


def explain(one: Document, other: Document, boilerplate: frozenset[int]) -> Explanation:
    """Compare two articles, leaving out the edge lines whose keys are `boilerplate`."""
    of, to = _in_order(_trace(one, boilerplate), _trace(other, boilerplate))
    judgement = judge(of, to) if within_window(one, other) else None
    passages = shared_passages(of, to)
    return Explanation(
        of=of.document.id,
        to=to.document.id,
        relation=relation_between(of, to, judgement) if judgement else None,
        difference=None if judgement else difference(of, to),
        measures=tuple((each.measure, each.value) for each in evidence_of(of, to, measure(of, to))),
        shared=tuple(
            SharedText(here, there, of.document.text[here : here + length])
            for here, there, length in passages
        ),
        boilerplate=(*_left_out(one, boilerplate), *_left_out(other, boilerplate)),
        story=same_story(one, other),
    )


def repeated_lines(articles: Iterable[Document], wanted: Sequence[Document]) -> frozenset[int]:
    """Give the keys of those lines of some wanted articles that their hosts repeat in `articles`."""
    keys = {key for document in wanted for key in outline_of(document).keys}
    hosts = {document.host for document in wanted}
    pages: defaultdict[int, list[Page]] = defaultdict(list)
    repeated: set[int] = set()
    for document in articles:
        if document.host not in hosts:
            continue
        outline = outline_of(document)
        for key in keys.intersection(outline.keys) - repeated:
            page = page_of(document, outline)
            if are_of_three_articles(page, pages[key]):
                repeated.add(key)
            pages[key].append(page)
    return frozenset(repeated)


def _trace(document: Document, boilerplate: frozenset[int]) -> Trace:
    return trace_of(document, outline_of(document), boilerplate)


def _in_order(one: Trace, other: Trace) -> tuple[Trace, Trace]:
    """Give the later and the earlier; where one may be part of the other, the shorter and the longer."""
    judgement = judge(one, other)
    if judgement is not None and judgement.kind == "excerpt":
        first, second = sorted((one, other), key=lambda each: len(each.shingles))
        return first, second
    second, first = sorted((one, other), key=lambda each: (each.document.at_ms, each.document.id))
    return first, second


def _left_out(document: Document, boilerplate: frozenset[int]) -> list[str]:
    return [
        document.text[edge.start : edge.end]
        for edge in outline_of(document).edges
        if edge.key in boilerplate
    ]
