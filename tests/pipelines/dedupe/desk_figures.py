"""Figures on editors' copies, through the command: `python -m tests.pipelines.dedupe.desk_figures`.

Pairs of pages are scored in the closure of copies and versions, and in the clusters; excerpts apart.
`--errors` tells each pair that is wrong, but of the control part only with `--control`; `--write FILE`
leaves the articles in a file; `--second` measures the second author's texts instead of the first's,
`--hand` the pages made by hand without those made by rule, which may tie two of them.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import combinations
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import msgspec
from click.testing import CliRunner
from msgspec import Struct

from pipelines.commands.dedupe import dedupe
from tests.pipelines.dedupe.desk_pages import DESK, DESK_SECOND, Page, hand_made
from tests.pipelines.dedupe.desk_world import by_rule, digests, framed
from tests.pipelines.dedupe.wire_figures import Pair, Score, closure

SEED: Final = 11
COPY_KINDS: Final = frozenset({"same_url", "version", "syndicated"})
_MEMBERS: Final = frozenset({"original", "copy"})
PARTS: Final[dict[str, Callable[[Page], bool]]] = {
    "hand, open": lambda page: page.made_by == "hand" and not page.control,
    "hand, control": lambda page: page.made_by == "hand" and page.control,
    "all, open": lambda page: not page.control,
    "all, control": lambda page: page.control,
}


class Found(Struct, frozen=True):
    """What the command says: relations as (kind, id, id), and the cluster of each page."""

    relations: tuple[tuple[str, str, str], ...]
    clusters: dict[str, str]


def desk(seed: int = SEED, folder: Path = DESK) -> list[Page]:
    """Give all pages of a folder: by hand, by rule and digests."""
    hand = hand_made(folder)
    return [*hand, *by_rule(hand, seed), *digests(hand, seed)]


def found_in(lines: Iterable[Mapping[str, Any]], file: Path) -> Found:
    """Write the articles to a file and ask `dateline dedupe` about them."""
    file.write_bytes(b"".join(msgspec.json.encode(line) + b"\n" for line in lines))
    result = CliRunner().invoke(dedupe, [str(file), "--clusters"], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    said = [msgspec.json.decode(line) for line in result.stdout.splitlines()]
    return Found(
        tuple((each["kind"], each["of"], each["to"]) for each in said if "kind" in each),
        {each["article_id"]: each["cluster_id"] for each in said if "cluster_id" in each},
    )


def score(pages: Sequence[Page], groups: Mapping[str, str]) -> Score:
    """Score the pairs that are in one group, of the pages given."""
    together: defaultdict[str, list[Page]] = defaultdict(list)
    for page in pages:
        together[groups[page.id]].append(page)
    found = [pair for group in together.values() for pair in combinations(group, 2)]
    hits = sum(
        one.article == other.article and {one.kind, other.kind} <= _MEMBERS for one, other in found
    )
    false = tuple((one.id, other.id) for one, other in found if one.article != other.article)
    members = [page for page in pages if page.kind in _MEMBERS]
    missed = tuple(
        (one.id, other.id)
        for one, other in combinations(members, 2)
        if one.article == other.article and groups[one.id] != groups[other.id]
    )
    return Score(hits, false, missed)


def readings(pages: Sequence[Page], found: Found) -> dict[str, Mapping[str, str]]:
    """Give the group of each page, as its relations and as its cluster say."""
    pairs: list[Pair] = [(of, to) for kind, of, to in found.relations if kind in COPY_KINDS]
    return {
        "copies, closed": closure((page.id for page in pages), pairs),
        "clusters": found.clusters,
    }


def excerpts_found(pages: Sequence[Page], found: Found) -> tuple[int, int]:
    """Give how many excerpts are tied to a page of their article, and how many there are."""
    by_id = {page.id: page for page in pages}
    tied = {
        (page, other)
        for _, of, to in found.relations
        for page, other in ((of, to), (to, of))
        if page in by_id and other in by_id and by_id[page].article == by_id[other].article
    }
    excerpts = [page for page in pages if page.kind == "excerpt"]
    return len({page for page, _ in tied} & {page.id for page in excerpts}), len(excerpts)


def false_relations(pages: Sequence[Page], found: Found) -> list[tuple[str, str, str]]:
    """Give the relations of copies and versions between pages of two articles."""
    articles = {page.id: page.article for page in pages}
    return [
        each
        for each in found.relations
        if each[0] in COPY_KINDS and articles[each[1]] != articles[each[2]]
    ]


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--errors", action="store_true")
    parser.add_argument("--control", action="store_true")
    parser.add_argument("--second", action="store_true")
    parser.add_argument("--hand", action="store_true")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--write", type=Path)
    asked = parser.parse_args()
    folder = DESK_SECOND if asked.second else DESK
    pages = hand_made(folder) if asked.hand else desk(asked.seed, folder)
    with TemporaryDirectory() as place:
        found = found_in(framed(pages, asked.seed), asked.write or Path(place) / "desk.jsonl")
    sys.stdout.write(f"{len(pages)} pages\n{'':<34}P     R     F1    false  missed\n")
    for name, reading in readings(pages, found).items():
        for part, belongs in PARTS.items():
            scored = score([page for page in pages if belongs(page)], reading)
            values = f"{scored.precision:.3f} {scored.recall:.3f} {scored.f1:.3f}"
            sys.stdout.write(
                f"{name:<16}{part:<16}{values}{len(scored.false):>7}{len(scored.missed):>8}\n"
            )
    for part, belongs in PARTS.items():
        some = [page for page in pages if belongs(page)]
        ids = {page.id for page in some}
        inside = msgspec.structs.replace(
            found, relations=tuple(each for each in found.relations if {each[1], each[2]} <= ids)
        )
        tied, excerpts = excerpts_found(some, inside)
        wrong = len(false_relations(some, inside))
        sys.stdout.write(
            f"{part}: {tied} of {excerpts} excerpts tied, {wrong} relations of two articles\n"
        )
    if asked.errors:
        _tell_errors(pages, found, {page.id for page in pages if asked.control or not page.control})


def _tell_errors(pages: Sequence[Page], found: Found, told: set[str]) -> None:
    for kind, of, to in false_relations(pages, found):
        if {of, to} <= told:
            sys.stdout.write(f"false {kind}: {of} {to}\n")
    groups = readings(pages, found)["copies, closed"]
    parts: defaultdict[str, defaultdict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for page in pages:
        if page.kind in _MEMBERS and page.id in told:
            parts[page.article][groups[page.id]].append(page.id)
    for article, apart in parts.items():
        for part in sorted(apart.values(), key=len)[:-1]:
            sys.stdout.write(f"missed of {article}: {', '.join(part)}\n")


if __name__ == "__main__":
    main()
