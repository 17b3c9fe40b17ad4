"""The gold of issues: texts with the topics that a reader found in them, and how well we find them."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final, Literal

import msgspec
from msgspec import Struct

from pipelines.extract.issues.find import IssueFinder, find_issues
from pipelines.extract.issues.taxonomy import default_taxonomy
from pipelines.extract.text import read_document
from schemas.analysis import Issue

_FOLDER: Final = Path(__file__).parents[3] / "golden" / "issues"
_ACCEPTANCE: Final = Path(__file__).parents[3] / "data" / "blinken-in-china.txt"
Half = Literal["dev", "held-out", "fresh"]


class GoldText(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One text: its `main` topics must be found, `optional` ones may be; all by label."""

    name: str
    half: Half
    main: tuple[str, ...]
    optional: tuple[str, ...] = ()
    title: str = ""
    text: str = ""


class Score(Struct):
    """What was found and what was not: over main topics (recall) and over all issues (precision)."""

    hits: int = 0
    missed: int = 0
    right: int = 0
    silly: int = 0

    @property
    def precision(self) -> float:
        return self.right / max(1, self.right + self.silly)

    @property
    def recall(self) -> float:
        return self.hits / max(1, self.hits + self.missed)

    @property
    def f1(self) -> float:
        return 2 * self.precision * self.recall / max(1e-9, self.precision + self.recall)


@cache
def gold_texts() -> tuple[GoldText, ...]:
    """Give all texts; those of the newsroom and the acceptance article are read from where they are."""
    found = []
    for path in sorted(_FOLDER.glob("*.toml")):
        for raw in tomllib.loads(path.read_text("utf-8"))["texts"]:
            text = msgspec.convert(raw, GoldText)
            found.append(text if text.text else _with_text(text))
    return tuple(found)


def judge(gold: GoldText, finder: IssueFinder | None = None) -> tuple[set[str], set[str], set[str]]:
    """Give the labels found and wanted or allowed, the main ones missed, and the false alarms.

    A broader topic of one that is wanted or allowed is no false alarm; a narrower one stands for it.
    """
    body, title = read_document(gold.text), read_document(gold.title, is_title=True)
    findings = finder.find(body, title) if finder else find_issues(body, title)
    topics = [issue for issue in findings.issues if not issue.id.startswith("cap:")]
    taxonomy = default_taxonomy()
    ids = {topic.label: topic.id for topic in taxonomy.topics.values()}
    wanted = {ids[label] for label in gold.main}
    allowed = wanted | {ids[label] for label in gold.optional if label in ids}
    above = {broader for topic in allowed for broader in taxonomy.ancestors(topic)}
    found = {issue.id: {issue.id, *taxonomy.ancestors(issue.id)} for issue in topics}
    labels = {issue.id: issue.label for issue in topics}
    covered: set[str] = set().union(*found.values())
    missed = {label for label in gold.main if ids[label] not in covered}
    silly = {labels[i] for i, line in found.items() if i not in above and not line & allowed}
    return set(labels.values()) - silly, missed, silly


def score(half: Half, finder: IssueFinder | None = None) -> Score:
    """Score one half of the gold."""
    total = Score()
    for gold in gold_texts():
        if gold.half != half:
            continue
        right, missed, silly = judge(gold, finder)
        total.missed += len(missed)
        total.hits += len(gold.main) - len(missed)
        total.right += len(right)
        total.silly += len(silly)
    return total


def _with_text(gold: GoldText) -> GoldText:
    if gold.name == "blinken-in-china":
        return msgspec.structs.replace(gold, text=_ACCEPTANCE.read_text("utf-8"))
    affair, key = gold.name.split("/")
    path = files("pipelines.newsroom") / "articles" / f"{affair}.toml"
    articles: list[dict[str, Any]] = tomllib.loads(path.read_text("utf-8"))["articles"]
    article = next(each for each in articles if each["key"] == key)
    return msgspec.structs.replace(gold, title=article["title"], text=article["text"])


def issues_of(title: str, text: str) -> tuple[Issue, ...]:
    """Give the issues of a title and a text."""
    return find_issues(read_document(text), read_document(title, is_title=True)).issues
