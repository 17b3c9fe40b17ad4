"""What crowds of like pages cost beside normal articles: `python -m tests.pipelines.dedupe.crowds [NAME]`.

Microseconds of CPU an article with the SQLite store, and a digest of all that was said and of what stands
in the end: a change that is only for speed leaves both as they were.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from pipelines.dedupe import DedupeStore
from pipelines.jobs.bench_dedupe_stream import crowd, labelled_stream
from pipelines.jobs.long_lived import spare_long_lived
from pipelines.normalise import content_hash
from schemas.articles import Article
from schemas.relations import Relation
from tests.pipelines.dedupe.builders import make_article
from tests.pipelines.dedupe.edits import EDITS
from tests.pipelines.dedupe.streams import written_articles

_PAGES: Final = 900
_NORMAL: Final = 2_000
_FOLLOWERS: Final = 5_000
_BATCH: Final = 500
_OF_ONE: Final = 0.8  # of a crowd's pages, those that are edits of one article
_TAILS: Final = ("crews stuck", "cranes damaged", "ships diverted", "port reopens", "losses grow")
_FURNITURE: Final = (
    "Read more on {host}: all that matters, every morning before seven, in your inbox."
)


class Cost(Struct, frozen=True):
    """What some articles cost, in microseconds of CPU an article, and digests of what came of them."""

    us_per_article: float
    said: str
    standing: str


def edited_crowd(
    count: int, *, hosts: int, headlines: int, furniture: bool = False, seed: int = 1
) -> list[Article]:
    """Give pages in no order of time, four in five of them edits of one article.

    Under `headlines` different ones on `hosts` hosts; with `furniture` all end with a line of the host.
    """
    chance = random.Random(f"crowd/{hosts}/{headlines}/{furniture}/{seed}")
    written = written_articles()
    edits = [edit for edit, _ in EDITS.values()]
    pages: list[Article] = []
    for number in range(count):
        place = 0 if chance.random() < _OF_ONE else chance.randrange(1, len(written))
        host = f"outlet{chance.randrange(hosts)}.example"
        paragraphs = chance.choice(edits)(written[place].paragraphs, chance)
        if furniture:
            paragraphs = [*paragraphs, _FURNITURE.format(host=host)]
        pages.append(
            make_article(
                "\n\n".join(paragraphs),
                id_=f"c{number:05}",
                title=_headline(written[place].title, chance.randrange(headlines)),
                minutes=chance.randrange(48 * 60),
                host=host,
            )
        )
    return pages


def _headline(title: str, number: int) -> str:
    """Give one of many headlines of an article, of which each shares half its words with the next."""
    words = title.split()
    turn = number % len(words)
    kept = [*words[turn:], *words[:turn]][: len(words) // 2 + 1]
    return " ".join([*kept, _TAILS[number % len(_TAILS)]]) if number else title


def followed(count: int) -> Iterator[Article]:
    """Give copies of one article that comes first, then that article again with another text."""
    stream = crowd(count + 1, copies=True)
    first = next(stream)
    yield first
    latest = first
    for latest in stream:
        yield latest
    text = next(iter(labelled_stream(1, seed=7))).article.text
    yield replace(
        first,
        text=text,
        content_hash=content_hash(first.title, text),
        observed_at=latest.observed_at,
    )


CROWDS: Final[dict[str, Callable[[], Iterable[Article]]]] = {
    "normal": lambda: (each.article for each in labelled_stream(_NORMAL)),
    "one host, one headline": lambda: edited_crowd(_PAGES, hosts=1, headlines=1),
    "one host, nine headlines": lambda: edited_crowd(_PAGES, hosts=1, headlines=9),
    "one host, nine headlines, furniture": lambda: edited_crowd(
        _PAGES, hosts=1, headlines=9, furniture=True
    ),
    "twelve hosts, nine headlines": lambda: edited_crowd(_PAGES, hosts=12, headlines=9),
    "twelve hosts, nine headlines, furniture": lambda: edited_crowd(
        _PAGES, hosts=12, headlines=9, furniture=True
    ),
    "900 hosts, nine headlines": lambda: edited_crowd(_PAGES, hosts=900, headlines=9),
    "copies of one article": lambda: crowd(_FOLLOWERS, copies=True),
}


def cost_of(articles: Iterable[Article]) -> Cost:
    """Decide articles in batches, and digest what is said of them."""
    given = list(articles)
    said = hashlib.blake2b(digest_size=6)
    standing: dict[str, tuple[Relation, ...]] = {}
    with tempfile.TemporaryDirectory(prefix="dateline-crowd-") as folder:
        spent_s = _decide(Path(folder) / "dedupe.sqlite", given, said.update, standing)
    ending = hashlib.blake2b(msgspec.json.encode(sorted(standing.items())), digest_size=6)
    return Cost(spent_s / len(given) * 1e6, said.hexdigest(), ending.hexdigest())


def _decide(
    path: Path,
    articles: Sequence[Article],
    say: Callable[[bytes], None],
    standing: dict[str, tuple[Relation, ...]],
) -> float:
    spent_s = 0.0
    with DedupeStore(path, copies=True, clock=lambda: 0.0) as store:
        spare_long_lived()
        for start in range(0, len(articles), _BATCH):
            began = time.process_time()
            batch = articles[start : start + _BATCH]
            verdicts = [store.decide(each, f"{each.id}/{each.content_hash}") for each in batch]
            store.commit()
            for amendments in store.outstanding({}):
                store.settle(amendments)
                standing.update((each.article_id, each.relations) for each in amendments)
            spent_s += time.process_time() - began
            for verdict in verdicts:
                say(msgspec.json.encode(verdict.amendments))
    return spent_s


def cost_of_leaving(count: int) -> Cost:
    """Give what it costs, a follower, when the original of so many gets a new text."""
    *copies, changed = followed(count)
    said = hashlib.blake2b(digest_size=6)
    standing: dict[str, tuple[Relation, ...]] = {}
    with tempfile.TemporaryDirectory(prefix="dateline-crowd-") as folder:
        path = Path(folder) / "dedupe.sqlite"
        _decide(path, copies, said.update, standing)
        spent_s = _decide(path, [changed], said.update, standing)
    ending = hashlib.blake2b(msgspec.json.encode(sorted(standing.items())), digest_size=6)
    return Cost(spent_s / count * 1e6, said.hexdigest(), ending.hexdigest())


def main() -> None:
    """Print a line for each crowd; with names, only for those that contain one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--followers", type=int, default=_FOLLOWERS)
    options = parser.parse_args()
    leaving = f"a new text, {options.followers} followers"
    for name in (*CROWDS, leaving):
        if not options.names or any(wanted in name for wanted in options.names):
            is_crowd = name in CROWDS
            cost = cost_of(CROWDS[name]()) if is_crowd else cost_of_leaving(options.followers)
            sys.stdout.write(
                f"{name:<42}{cost.us_per_article:>9,.0f} µs  {cost.said}  {cost.standing}\n"
            )
            sys.stdout.flush()


if __name__ == "__main__":
    main()
