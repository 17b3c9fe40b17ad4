"""Pages as editors really made them of agency copy, written by hand: what reads tests/data/desk.

`read_desk` gives the pages of one file. The format is told in the README beside the files. The second
author's files stand apart, in tests/data/desk_second.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Literal

from msgspec import Struct

DESK: Final = Path(__file__).parents[2] / "data" / "desk"
DESK_SECOND: Final = DESK.with_name("desk_second")
CONTROL_EVERY: Final = 3

Kind = Literal["original", "copy", "excerpt", "apart"]

_HEAD = re.compile(
    r"@ (?P<name>\S+) (?P<host>\S+) (?P<at>\S+ \S+) (?P<kind>original|copy|excerpt|apart)(?: (?P<of>\S+))?"
)
_TAKEN = re.compile(r"> (?P<page>\S+) (?P<first>\d+)(?:-(?P<last>\d+))?(?P<edits>( \[.*\])?)")
_EDIT = re.compile(r"\[(.*?) -> ?(.*?)\](?= \[|$)")


class Page(Struct, frozen=True):
    """One page: `article` names the article it is a copy or an excerpt of, or is apart from."""

    id: str
    host: str
    at: datetime
    title: str
    paragraphs: tuple[str, ...]
    kind: Kind
    article: str
    made_by: str = "hand"
    control: bool = False


def _taken(line: str, pages: dict[str, Page], where: str) -> list[str]:
    """Give the paragraphs that a line takes over from another page, with the edits it asks for."""
    found = _TAKEN.fullmatch(line)
    assert found, f"{where}: not a line that takes paragraphs over: {line}"
    source = pages[found["page"]].paragraphs
    first, last = int(found["first"]), int(found["last"] or found["first"])
    assert last <= len(source), f"{where}: {found['page']} has {len(source)} paragraphs: {line}"
    taken = "\n".join(source[first - 1 : last])
    for old, new in _EDIT.findall(found["edits"]):
        assert old in taken, f"{where}: not in the paragraphs taken: {old}"
        taken = taken.replace(old, new)
    return taken.split("\n")


def read_desk(path: Path) -> list[Page]:
    """Give the pages of one file, each with the paragraphs that it takes over filled in."""
    number = int(path.stem.split("-")[0])
    pages: dict[str, Page] = {}
    for block in re.split(r"^(?=@ )", path.read_text(encoding="utf-8"), flags=re.M)[1:]:
        head, title, *lines = [line.strip() for line in block.splitlines() if line.strip()]
        said = _HEAD.fullmatch(head)
        assert said, f"{path.name}: {head}"
        assert title.startswith("# "), f"{path.name}: {title}"
        where = f"{path.name}, {said['name']}"
        paragraphs = [
            paragraph
            for line in lines
            for paragraph in (_taken(line, pages, where) if line.startswith("> ") else [line])
        ]
        kind: Kind = said["kind"]  # type: ignore[assignment]  # the pattern allows these alone
        of = said["of"] or said["name"]
        pages[said["name"]] = Page(
            id=f"{path.stem}/{said['name']}",
            host=said["host"],
            at=datetime.fromisoformat(said["at"]).replace(tzinfo=UTC),
            title=title[2:],
            paragraphs=tuple(paragraphs),
            kind=kind,
            article=pages[of].article if of in pages else f"{path.stem}/{of}",
            control=number % CONTROL_EVERY == 0,
        )
    return list(pages.values())


def hand_made(folder: Path = DESK) -> list[Page]:
    """Give the pages of all files of a folder."""
    return [page for path in sorted(folder.glob("*.txt")) for page in read_desk(path)]
