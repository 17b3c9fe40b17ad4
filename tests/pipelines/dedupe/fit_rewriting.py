"""Fit the weights of `pipelines.dedupe.rewriting`: `python -m tests.pipelines.dedupe.fit_rewriting`.

Logistic regression (Newton's method, a small ridge) on the pairs of pages of two hosts that share between
a twentieth and a half of their five-grams and aren't told apart by their numbers, from the simulated
world and from both authors' editors' copies without their controls. Two articles taken for one do more
harm than a copy missed: they weigh twelve times as much; pages made by hand weigh three times as much as
others. After a change of what is measured, `WEIGHTS` needs as many numbers as there are values before
this can run.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Final

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from pipelines.dedupe.compare import is_template, measure, within_window
from pipelines.dedupe.document import UNDATED_MS, Document, host_of
from pipelines.dedupe.layout import layout_of
from pipelines.dedupe.outline import TIMES_REPEATED, outline_of
from pipelines.dedupe.rewriting import retelling_of
from pipelines.dedupe.trace import Trace, trace_of
from tests.pipelines.dedupe.desk_figures import desk
from tests.pipelines.dedupe.desk_pages import DESK, DESK_SECOND, Page, hand_made
from tests.pipelines.dedupe.desk_world import framed
from tests.pipelines.dedupe.wire_world import own_bases, world

_DESK_SEEDS: Final = (11, 12, 13)
_WORLD_SEEDS: Final = (1, 2, 3)
_LEAST_JACCARD: Final = 0.05
_MOST_JACCARD: Final = 0.5
_FEWEST_SHINGLES: Final = 30
_COMMON: Final = 400  # pages with one shingle: furniture
_PART_CONTAINMENT: Final = 0.6
_PART_LENGTH: Final = 0.67
_HARM: Final = 12.0
_BY_HAND: Final = 3
_FOLDERS: Final = (DESK, DESK_SECOND)
_RIDGE: Final = 0.003
_STEPS: Final = 50

Floats = npt.NDArray[np.float64]


class Told(Struct, frozen=True):
    """A page, the articles it is of (its own first), and whether it is only a part."""

    document: Document
    articles: tuple[str, ...]
    part: bool


def told_by_desk(made: Iterable[Page], seed: int) -> list[Told]:
    """Give the pages of editors' copies, without the control."""
    pages = [page for page in made if not page.control and page.kind != "apart"]
    return [
        Told(
            _document(line["id"], page.host, line["published"], line["title"], line["text"]),
            (page.article,),
            page.kind == "excerpt",
        )
        for line, page in zip(framed(pages, seed), pages, strict=True)
    ]


def told_by_world(seed: int) -> list[Told]:
    """Give the pages of the simulated world."""
    return [
        Told(
            _document(page.id, host_of(page.url), page.published, page.title, page.text),
            (page.piece, *page.also),
            page.part,
        )
        for page in world(own_bases(), seed)
    ]


def _document(id_: str, host: str, published: str | None, title: str, text: str) -> Document:
    at_ms = int(datetime.fromisoformat(published).timestamp() * 1000) if published else UNDATED_MS
    return Document(id=id_, host=host, at_ms=at_ms, title=title, text=text, content_hash="")


def traces(pages: Sequence[Told]) -> list[Trace]:
    """Take the pages apart, without the lines that a host has beside three articles."""
    outlines = [outline_of(page.document) for page in pages]
    beside: defaultdict[int, set[str]] = defaultdict(set)
    for page, outline in zip(pages, outlines, strict=True):
        for key in outline.keys:
            beside[key].add(page.articles[0])
    boilerplate = frozenset(key for key, of in beside.items() if len(of) >= TIMES_REPEATED)
    return [
        trace_of(page.document, outline, boilerplate)
        for page, outline in zip(pages, outlines, strict=True)
    ]


def doubtful_pairs(pages: Sequence[Told]) -> Iterator[tuple[tuple[float, ...], bool]]:
    """Give what was measured of each doubtful pair, and whether the two are copies."""
    taken = traces(pages)
    for one, other in _sharing(taken):
        here, there = pages[one], pages[other]
        same = here.articles[0] == there.articles[0]
        unclear = set(here.articles) & set(there.articles) if not same else here.part or there.part
        if unclear or here.document.host == there.document.host:
            continue
        if within_window(here.document, there.document):
            values = _values(taken[one], taken[other])
            if values is not None:
                yield values, same


def _sharing(taken: Sequence[Trace]) -> Iterator[tuple[int, int]]:
    """Give the pairs that share enough, by an index of all shingles."""
    holders: defaultdict[int, list[int]] = defaultdict(list)
    for number, trace in enumerate(taken):
        shared: Counter[int] = Counter()
        for shingle in trace.shingles.tolist():
            if len(holders[shingle]) < _COMMON:
                shared.update(holders[shingle])
            holders[shingle].append(number)
        for other, count in shared.items():
            together = len(trace.shingles) + len(taken[other].shingles) - count
            if _LEAST_JACCARD <= count / together < _MOST_JACCARD:
                yield other, number


def _values(one: Trace, other: Trace) -> tuple[float, ...] | None:
    likeness, layout = measure(one, other), layout_of(one, other)
    overlap = likeness.overlap
    part = overlap.length <= _PART_LENGTH and overlap.containment >= _PART_CONTAINMENT
    if layout is None or part or overlap.shingles < _FEWEST_SHINGLES:
        return None
    if is_template(one, other, likeness):
        return None
    return retelling_of(one, other, layout=layout, title=likeness.title).values


def fit(values: Floats, same: npt.NDArray[np.bool_]) -> tuple[Floats, float]:
    """Give a weight for each column of values, and the bias."""
    mean, spread = values.mean(axis=0), values.std(axis=0)
    rows = np.column_stack((np.ones(len(values)), (values - mean) / spread))
    harm = np.where(same, 1.0, _HARM)
    weights = np.zeros(rows.shape[1])
    for _ in range(_STEPS):
        likely = 1 / (1 + np.exp(-rows @ weights))
        slope = rows.T @ (harm * (likely - same)) / len(rows) + _RIDGE * weights
        curve = (rows.T * (harm * likely * (1 - likely))) @ rows / len(rows)
        weights -= np.linalg.solve(curve + _RIDGE * np.eye(len(weights)), slope)
    scaled = weights[1:] / spread
    return scaled, float(weights[0] - scaled @ mean)


def main() -> None:
    """Print the weights, and how the pairs fall."""
    sets = [told_by_desk(desk(seed, folder), seed) for seed in _DESK_SEEDS for folder in _FOLDERS]
    sets += [told_by_desk(hand_made(folder), _DESK_SEEDS[0]) for folder in _FOLDERS] * _BY_HAND
    sets += [told_by_world(seed) for seed in _WORLD_SEEDS]
    pairs = [pair for pages in sets for pair in doubtful_pairs(pages)]
    values = np.array([value for value, _ in pairs])
    same = np.array([each for _, each in pairs])
    weights, bias = fit(values, same)
    found = values @ weights + bias > 0
    sys.stdout.write(f"WEIGHTS: Final = ({', '.join(f'{each:.3f}' for each in weights)})\n")
    sys.stdout.write(f"BIAS: Final = {bias:.3f}\n")
    sys.stdout.write(
        f"{len(pairs)} pairs, {same.sum()} copies: {(found & same).sum()} found, "
        f"{(found & ~same).sum()} false\n"
    )


if __name__ == "__main__":
    main()
