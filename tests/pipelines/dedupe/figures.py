"""Figures on the development set, a line a kind: `python -m tests.pipelines.dedupe.figures`."""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Iterable

from pipelines.dedupe.copies import CopyFinder
from pipelines.dedupe.copy_state import MemoryCopyState
from tests.pipelines.dedupe.pairs import Pair, dev_pairs

NONE = "none"
COPY_KINDS = frozenset({"syndicated", "version"})


def relation_found(pair: Pair) -> str:
    """Give the kind of relation that is found between the two articles of a pair, on their own."""
    finder = CopyFinder(MemoryCopyState())
    amendments = [*finder.observe(pair.one), *finder.observe(pair.other)]
    relations = {relation.kind for each in amendments for relation in each.relations}
    return relations.pop() if relations else NONE


def f1(results: Iterable[tuple[Pair, str]]) -> float:
    """Give F1 over all copies and versions: found, and found as what they are."""
    hits = found = true = 0
    for pair, relation in results:
        true += pair.relation in COPY_KINDS
        found += relation in COPY_KINDS
        hits += pair.relation in COPY_KINDS and relation == pair.relation
    return 2 * hits / (found + true)


def _report() -> str:
    results = [(pair, relation_found(pair)) for pair in dev_pairs()]
    kinds: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for pair, relation in results:
        kinds[pair.relation or NONE, pair.kind][relation] += 1
    lines = [f"{'kind':<28}{'pairs':>6}  {'should be':<12}{'is':<30}"]
    for (relation, kind), found in sorted(kinds.items()):
        said = ", ".join(f"{count} {name}" for name, count in found.most_common())
        lines.append(f"{kind:<28}{found.total():>6}  {relation:<12}{said}")
    lines.append(f"F1 of copies and versions: {f1(results):.3f}")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.stdout.write(_report() + "\n")
