"""Figures on the simulated world: `python -m tests.pipelines.dedupe.wire_figures`.

As an outsider would take them: pairs of articles in the transitive closure of the relations without
excerpts, with them, and in the clusters. With `--errors` every false and every missed pair is told;
`--texts FILE` takes the texts of a file of JSON lines for agency copy instead of those of the project.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

from pipelines.jobs.dedupe_file import FileRelations
from pipelines.jobs.dedupe_lines import ArticleLine, read_lines
from tests.pipelines.dedupe.wire_world import Base, Printed, own_bases, world

_WORDS_A_BASE: Final = 320

Pair = tuple[str, str]


class Score(Struct, frozen=True):
    """Pairs found and missed; `false` and `missed` are the ids of the two articles."""

    hits: int
    false: tuple[Pair, ...]
    missed: tuple[Pair, ...]

    @property
    def precision(self) -> float:
        return self.hits / max(self.hits + len(self.false), 1)

    @property
    def recall(self) -> float:
        return self.hits / max(self.hits + len(self.missed), 1)

    @property
    def f1(self) -> float:
        return 2 * self.hits / max(2 * self.hits + len(self.false) + len(self.missed), 1)


def found_in(pages: Sequence[Printed]) -> FileRelations:
    """Find the relations between the pages, through the lines that a file would have."""
    lines = (msgspec.json.encode(each.line) for each in pages)
    known = FileRelations()
    for line in read_lines(lines):  # type: ignore[arg-type]  # any iterable of lines will do
        assert isinstance(line, ArticleLine)
        known.take(line)
    return known


def closure(ids: Iterable[str], pairs: Iterable[Pair]) -> dict[str, str]:
    """Give the group of each article where the pairs are tied together."""
    group = {each: [each] for each in ids}
    for one, other in pairs:
        if group[one] is not group[other]:
            group[one].extend(group[other])
            for member in group[other]:
                group[member] = group[one]
    return {each: members[0] for each, members in group.items()}


def score(pages: Sequence[Printed], groups: Mapping[str, str], *, parts: bool) -> Score:
    """Compare groups with the truth; without `parts`, excerpts are left out of both."""
    judged = [each for each in pages if parts or not each.part]
    found = _pairs(judged, [groups[each.id] for each in judged])
    true = _pairs(judged, [each.piece for each in judged])
    by_id = {each.id: each for each in judged}
    doubtful = {pair for pair in found - true if _is_doubtful(by_id[pair[0]], by_id[pair[1]])}
    return Score(
        hits=len(found & true),
        false=tuple(sorted(found - true - doubtful)),
        missed=tuple(sorted(true - found)),
    )


def _pairs(pages: Sequence[Printed], names: Sequence[str]) -> set[Pair]:
    members: defaultdict[str, list[str]] = defaultdict(list)
    for page, name in zip(pages, names, strict=True):
        members[name].append(page.id)
    return {pair for each in members.values() for pair in combinations(sorted(each), 2)}


def _is_doubtful(one: Printed, other: Printed) -> bool:
    return bool({one.piece, *one.also} & {other.piece, *other.also})


def scores(pages: Sequence[Printed]) -> dict[str, Score]:
    """Score the three ways of reading what is found."""
    known = found_in(pages)
    relations = list(known.relations())
    ids = [each.id for each in pages]
    whole = [(each.of, each.to) for each in relations if each.kind != "excerpt"]
    return {
        "copies, closed": score(pages, closure(ids, whole), parts=False),
        "with excerpts, closed": score(
            pages, closure(ids, [(each.of, each.to) for each in relations]), parts=True
        ),
        "clusters": score(pages, known.clusters(), parts=True),
        "clusters, no stubs": score(pages, known.clusters(), parts=False),
    }


def by_kind(pages: Sequence[Printed], scored: Score) -> list[str]:
    """Tell for each kind of page how many of its pairs with the agency's text are found."""
    agency = {each.piece: each.id for each in pages if each.kind == "agency"}
    missed, false = set(scored.missed), Counter(each for pair in scored.false for each in pair)
    rows: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for page in pages:
        row = rows[page.kind]
        row[0] += 1
        other = agency.get(page.piece)
        if other is not None and other != page.id:
            row[1] += (min(page.id, other), max(page.id, other)) in missed
        row[2] += false[page.id] > 0
    return [
        f"{kind:<44}{pages_of:>6}{missing:>8}{wrong:>7}"
        for kind, (pages_of, missing, wrong) in sorted(rows.items())
    ]


def bases_of(path: Path) -> list[Base]:
    """Make agency copy of the texts of a file: of each the first few hundred words."""
    bases: dict[str, Base] = {}
    for line in path.read_bytes().splitlines():
        article = msgspec.json.decode(line)
        paragraphs = [each for each in (article["text"] or "").split("\n\n") if each.strip()]
        words, kept = 0, list[str]()
        for block in paragraphs:
            if words < _WORDS_A_BASE:
                kept.append(" ".join(block.split()[:120]))
                words += len(kept[-1].split())
        if words >= _WORDS_A_BASE / 2:
            bases[kept[0][:80]] = Base(article["title"] or "Untitled", tuple(kept))
    return list(bases.values())


def _report(pages: Sequence[Printed], *, errors: bool) -> str:
    scored = scores(pages)
    lines = [f"{len(pages)} articles", f"{'':<26}{'P':>7}{'R':>7}{'F1':>7}  false missed"]
    for name, each in scored.items():
        figures = f"{each.precision:>7.3f}{each.recall:>7.3f}{each.f1:>7.3f}"
        lines.append(f"{name:<26}{figures}{len(each.false):>7}{len(each.missed):>7}")
    lines.append(f"\n{'made as':<44}{'pages':>6}{'missed':>8}{'false':>7}")
    lines += by_kind(pages, scored["clusters"])
    if errors:
        by_id = {each.id: each for each in pages}
        told = {name: scored[name] for name in ("clusters", "copies, closed")}
        for name, each in told.items():
            for sort, pairs in (("false", each.false), ("missed", each.missed)):
                for one, other in pairs:
                    kinds = " | ".join(
                        f"{by_id[id_].kind} @{by_id[id_].url.split('/')[2]}" for id_ in (one, other)
                    )
                    lines.append(f"{name}: {sort} {one} {other}: {kinds}")
    return "\n".join(lines)


def main() -> None:
    """Print the figures; with `--write FILE` write the world as a file for `dateline dedupe`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--errors", action="store_true")
    parser.add_argument("--texts", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--write", type=Path)
    options = parser.parse_args()
    bases = bases_of(options.texts) if options.texts else own_bases()
    pages = world(bases, options.seed)
    if options.write:
        options.write.write_bytes(b"".join(msgspec.json.encode(p.line) + b"\n" for p in pages))
    sys.stdout.write(_report(pages, errors=options.errors) + "\n")


if __name__ == "__main__":
    main()
