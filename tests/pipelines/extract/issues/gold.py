"""The gold of issues: texts with the topics that a reader found in them, and how well we find them.

`python -m tests.pipelines.extract.issues.gold [HALF]` prints the scores of every part of the gold, and
what was missed or silly in each text of the one named.
"""

from __future__ import annotations

import sys
import tomllib
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final, Literal, get_args

import msgspec
from msgspec import Struct

from pipelines.extract.issues.find import IssueFinder, default_finder
from pipelines.extract.issues.taxonomy import default_taxonomy
from pipelines.extract.text import read_document
from schemas.analysis import Issue
from tests.pipelines.extract.issues.real_gold import corpus_entries, feed_entries

_FOLDER: Final = Path(__file__).parents[3] / "golden" / "issues"
_ACCEPTANCE: Final = Path(__file__).parents[3] / "data" / "blinken-in-china.txt"
Half = Literal[
    "dev",
    "held-out",
    "fresh",
    "oblique",
    "feeds-seen",
    "feeds-unseen",
    "wikinews-seen",
    "wikinews-unseen",
]


class GoldText(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One text: its `main` topics must be found, `optional` ones may be; all by label.

    A main topic may name several of which one will do: "fire|wildfire".
    """

    name: str
    half: Half
    main: tuple[str, ...]
    optional: tuple[str, ...] = ()
    title: str = ""
    text: str = ""


class Judgement(Struct, frozen=True):
    """Topics found (the first one first), main ones missed and false alarms, by label."""

    found: tuple[str, ...]
    missed: tuple[str, ...]
    silly: tuple[str, ...]


class Score(Struct):
    """What was found and what was not: over main topics (recall) and over all issues (precision)."""

    texts: int = 0
    silent: int = 0
    hits: int = 0
    missed: int = 0
    right: int = 0
    silly: int = 0
    first_right: int = 0

    @property
    def precision(self) -> float:
        return self.right / max(1, self.right + self.silly)

    @property
    def recall(self) -> float:
        return self.hits / max(1, self.hits + self.missed)

    @property
    def f1(self) -> float:
        return 2 * self.precision * self.recall / max(1e-9, self.precision + self.recall)

    def line(self) -> str:
        """Give the figures as one line."""
        spoken = self.texts - self.silent
        return (
            f"{self.texts} texts: P {self.precision:.3f} R {self.recall:.3f} F1 {self.f1:.3f}, "
            f"{(self.right + self.silly) / max(1, self.texts):.1f} topics a text, none in "
            f"{self.silent}, first one right in {self.first_right}/{spoken}"
        )


@cache
def gold_texts() -> tuple[GoldText, ...]:
    """Give all texts; those that stand elsewhere are read from where they are, or left out."""
    found = []
    for path in sorted(_FOLDER.glob("*.toml")):
        for raw in tomllib.loads(path.read_text("utf-8"))["texts"]:
            text = msgspec.convert(raw, GoldText)
            found.append(text if text.text else _with_text(text))
    real = (*feed_entries(), *corpus_entries())
    found.extend(msgspec.convert(entry, GoldText) for entry in real)
    return tuple(found)


def judge(gold: GoldText, finder: IssueFinder | None = None) -> Judgement:
    """Hold what is found in a text against what a reader found.

    A broader topic of one that is wanted or allowed is no false alarm; a narrower one stands for it.
    """
    body, title = read_document(gold.text), read_document(gold.title, is_title=True)
    findings = (finder or default_finder()).find(body, title)
    topics = [issue for issue in findings.issues if not issue.id.startswith("cap:")]
    taxonomy = default_taxonomy()
    ids = {topic.label: topic.id for topic in taxonomy.topics.values()}
    wanted = {choice: {ids[label] for label in choice.split("|")} for choice in gold.main}
    allowed = set().union(*wanted.values(), (ids[label] for label in gold.optional if label in ids))
    above = {broader for topic in allowed for broader in taxonomy.ancestors(topic)}
    lines = {issue.id: {issue.id, *taxonomy.ancestors(issue.id)} for issue in topics}
    covered: set[str] = set().union(*lines.values())
    return Judgement(
        found=tuple(issue.label for issue in topics),
        missed=tuple(choice for choice, any_of in wanted.items() if not covered & any_of),
        silly=tuple(
            issue.label
            for issue in topics
            if issue.id not in above and not lines[issue.id] & allowed
        ),
    )


def score(half: Half, finder: IssueFinder | None = None) -> Score:
    """Score one half of the gold."""
    total = Score()
    for gold in gold_texts():
        if gold.half != half:
            continue
        judged = judge(gold, finder)
        total.texts += 1
        total.silent += not judged.found
        total.missed += len(judged.missed)
        total.hits += len(gold.main) - len(judged.missed)
        total.right += len(judged.found) - len(judged.silly)
        total.silly += len(judged.silly)
        total.first_right += judged.found[:1] != () and judged.found[0] not in judged.silly
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
    body, head = read_document(text), read_document(title, is_title=True)
    return default_finder().find(body, head).issues


def _print_errors(half: str) -> None:
    for gold in gold_texts():
        if gold.half == half:
            judged = judge(gold)
            sys.stdout.write(f"{gold.name}  {gold.title}\n  found {', '.join(judged.found)}\n")
            if judged.missed:
                sys.stdout.write(f"  missed {', '.join(judged.missed)}\n")
            if judged.silly:
                sys.stdout.write(f"  silly {', '.join(judged.silly)}\n")


if __name__ == "__main__":
    for name in sys.argv[1:]:
        _print_errors(name)
    for each in get_args(Half):
        sys.stdout.write(f"{each}: {score(each).line()}\n")
