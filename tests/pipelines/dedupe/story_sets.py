"""Articles whose stories are known, and how well a clustering agrees with them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from msgspec import Struct

from pipelines.dedupe.document import Document
from pipelines.newsroom.affairs import written_affairs
from tests.pipelines.dedupe.builders import make_document

_REPORTS = Path(__file__).parents[2] / "data" / "stories.txt"

# Of the newsroom's running affairs, the articles that tell of one event, days apart at most. All
# others of an affair are further developments: whether they join is a matter of taste, and not asked.
AFFAIR_EVENTS = (
    "chip-tools/rule chip-tools/interview",
    "greenland-ice/paper greenland-ice/wire",
    "nile-dam-talks/opening nile-dam-talks/drought-clause nile-dam-talks/data-deal",
    "pacific-cup/final pacific-cup/parade",
    "sudan-truce/truce sudan-truce/collapse",
    "tbilisi-media-law/march tbilisi-media-law/water-cannon",
    "uruguay-run-off/result uruguay-run-off/markets",
    "vancouver-dock-strike/mediator vancouver-dock-strike/logistics",
)


class Labelled(Struct, frozen=True):
    """An article and the name of its event (of the newsroom: of its affair)."""

    document: Document
    event: str


@cache
def reports() -> tuple[Labelled, ...]:
    """Give reports of 24 events in pairs of like ones, each event told two or three times."""
    blocks = _REPORTS.read_text(encoding="utf-8").split("\n## ")[1:]
    return tuple(_report(number, block) for number, block in enumerate(blocks))


def _report(number: int, block: str) -> Labelled:
    heading, text = block.split("\n", 1)
    event, hours, host, title = (part.strip() for part in heading.split(" | ", 3))
    document = make_document(
        f"report{number:03}", text.strip(), host=host, title=title, hours=float(hours)
    )
    return Labelled(document, event)


@cache
def affairs() -> tuple[Labelled, ...]:
    """Give the newsroom's articles; their ids are affair/key."""
    return tuple(
        Labelled(
            make_document(
                f"{affair.name}/{article.key}",
                "\n\n".join(article.paragraphs),
                host=f"{article.outlet}.example",
                title=article.title,
                hours=article.published.timestamp() / 3600,
            ),
            affair.name,
        )
        for affair in written_affairs()
        for article in affair.articles
    )


def b_cubed(events: Mapping[str, str], stories: Mapping[str, str]) -> tuple[float, float, float]:
    """Give precision, recall and F1 of stories against events (Bagga and Baldwin, 1998)."""
    by_event, by_story = _groups(events.items()), _groups(stories.items())
    precision = recall = 0.0
    for article_id, event in events.items():
        story = by_story[stories[article_id]] & events.keys()
        together = len(by_event[event] & story)
        precision += together / len(story)
        recall += together / len(by_event[event])
    precision /= len(events)
    recall /= len(events)
    return precision, recall, 2 * precision * recall / (precision + recall)


def _groups(labels: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    groups: defaultdict[str, set[str]] = defaultdict(set)
    for article_id, label in labels:
        groups[label].add(article_id)
    return groups
