"""How far topics agree with what publishers file their entries under, at the level of IPTC's top topics.

`python -m tests.pipelines.extract.issues.feed_sections` prints recall and precision of each top topic.
Publishers file under one or two heads, so what we find beyond these is often right: precision is a
lower bound.
"""

from __future__ import annotations

import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from typing import Final

from pipelines.extract.issues.find import default_finder
from pipelines.extract.issues.taxonomy import default_taxonomy
from pipelines.extract.text import read_document
from schemas.articles import Article
from tests.pipelines.extract.issues.real_gold import FEEDS, GOLD, articles_of

_SECTIONS: Final = GOLD / "sections.toml"
_FEWEST_WORDS: Final = 25


def filed_entries() -> Iterator[tuple[Article, set[str]]]:
    """Give the entries with enough text that their publisher files under a known head, with the heads."""
    sections = tomllib.loads(_SECTIONS.read_text("utf-8"))
    tags = {tag: head for head, those in sections["tags"].items() for tag in those}
    paths = {path: head for head, those in sections["paths"].items() for path in those}
    for feed in sorted(FEEDS.glob("*.xml")):
        for article in articles_of(feed.stem):
            if article is None or len(f"{article.title} {article.text}".split()) < _FEWEST_WORDS:
                continue
            given = {part for each in article.categories for part in (each, *each.split(", "))}
            heads = {tags[each] for each in given if each in tags}
            url = article.canonical_url or ""
            heads |= {head for path, head in paths.items() if path in url}
            if heads and article.text:
                yield article, heads


def tops_of(article: Article) -> set[str]:
    """Give the labels of the top topics of what is found in an article."""
    taxonomy = default_taxonomy()
    body, title = read_document(article.text), read_document(article.title, is_title=True)
    issues = default_finder().find(body, title).issues
    tops = {(issue.id, *taxonomy.ancestors(issue.id))[-1] for issue in issues}
    return {taxonomy.topics[top].label for top in tops if top in taxonomy.topics}


def main() -> None:
    """Print the figures."""
    filed: Counter[str] = Counter()
    found: Counter[str] = Counter()
    both: Counter[str] = Counter()
    entries = silent = agreeing = 0
    for article, heads in filed_entries():
        tops = tops_of(article)
        entries += 1
        silent += not tops
        agreeing += bool(tops & heads)
        filed.update(heads)
        found.update(tops)
        both.update(tops & heads)
    for head in sorted(filed):
        recall, precision = both[head] / filed[head], both[head] / max(1, found[head])
        sys.stdout.write(f"{head}: filed {filed[head]}, R {recall:.2f}, P {precision:.2f}\n")
    total = sum(both.values())
    recall, precision = total / sum(filed.values()), total / sum(found.values())
    sys.stdout.write(
        f"{entries} entries, {silent} without topics, {agreeing} agree in one head at least; "
        f"all heads: R {recall:.3f}, P {precision:.3f}\n"
    )


if __name__ == "__main__":
    main()
