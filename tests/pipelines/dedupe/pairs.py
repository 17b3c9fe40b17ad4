"""The labelled development set: pairs of articles with the relation between them.

`dev_pairs` gives more than 700 pairs, made by the edits of `edits.py` from the newsroom's articles, by
hand-written copies, and by `hard_negatives.py`; the same at every call.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

from msgspec import Struct

from pipelines.dedupe.document import Document
from tests.pipelines.dedupe.builders import make_document
from tests.pipelines.dedupe.edits import EDITS
from tests.pipelines.dedupe.hard_negatives import hard_negatives
from tests.pipelines.dedupe.streams import written_articles

_JAPANESE = (
    "政府は十日の閣議で、沿岸部の防災計画を見直す方針を決めた。新しい計画では避難所の数を増やし、"
    "高齢者の移動を支援する仕組みを整える。首相は記者団に対し、住民の命を守ることが最も重要だと述べた。"
    "野党は財源が明らかでないとして、国会で説明を求める考えを示している。"
)


class Pair(Struct, frozen=True):
    """Two articles; `relation` is None where they are different articles."""

    kind: str
    relation: str | None
    one: Document
    other: Document


def dev_pairs() -> Iterator[Pair]:
    """Give the development set."""
    for number, article in enumerate(written_articles()):
        one = make_document(
            f"o{number}", "\n\n".join(article.paragraphs), host="wire.example", title=article.title
        )
        for kind, (edit, relation) in EDITS.items():
            chance = random.Random(f"{kind}/{number}")
            text = "\n\n".join(edit(article.paragraphs, chance))
            other = make_document(
                f"c{number}-{kind}", text, host="copy.example", title=article.title, hours=5
            )
            yield Pair(kind, relation, one, other)
        yield _later_version(number, one)
    yield _japanese()
    for kind, one, other in hard_negatives():
        yield Pair(kind, None, one, other)


def _later_version(number: int, one: Document) -> Pair:
    """The host's own article under a new URL three days later, corrected and with one more line."""
    lines = one.text.split("\n\n")
    lines[0] = lines[0].replace(" on ", " late on ", 1)
    text = "\n\n".join([*lines, "An earlier version of this article misstated a name."])
    other = make_document(f"v{number}", text, host="wire.example", title=one.title, hours=72)
    return Pair("later version", "version", one, other)


def _japanese() -> Pair:
    one = make_document("ja", _JAPANESE, host="wire.example", title="防災計画を見直しへ")
    text = _JAPANESE.replace("最も重要だ", "何より大切だ") + "(共同通信)"
    return Pair(
        "Japanese", "syndicated", one, make_document("ja2", text, host="b.example", hours=2)
    )
