"""Fifteen small documents, made so that every rule of searching is seen in them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from msgspec.structs import replace

from schemas.analysis import Actor, Analysis, BroaderTopic, Issue, Mention, Quote, Role, Span
from schemas.articles import Article, Instant, Language, Source
from schemas.enriched import EnrichedArticle

FIRST_SEEN = datetime(2023, 4, 3, 12, tzinfo=UTC)

_BLINKEN = Actor(
    id="person:antony-blinken",
    name="Antony Blinken",
    kind="person",
    mentions=(Mention(span=Span(start=0, end=7), surface="Blinken", entity_type="PER"),),
    aliases=("Blinken", "Secretary Blinken"),
    misspellings=("Anthony Blinken",),
    roles=(Role(title="Secretary of State", source="office_table", country="US"),),
    country="US",
)
_WANG = Actor(
    id="person:wang-yi",
    name="Wang Yi",
    kind="person",
    mentions=(),
    roles=(Role(title="Foreign Minister", source="stated"),),
    country="CN",
)
_ERDOGAN = Actor(
    id="person:recep-tayyip-erdogan",
    name="Recep Tayyip Erdoğan",
    kind="person",
    mentions=(),
    aliases=("Erdoğan",),
    roles=(Role(title="President", source="stated"),),
    country="TR",
)
_CHINA = Actor(id="country:CN", name="China", kind="country", mentions=(), country="CN")
_TAIWAN_ISSUE = Issue(
    id="x:taiwan",
    label="Taiwan question",
    score=0.9,
    broader="medtop:20000638",
    above=(BroaderTopic(id="medtop:20000638", label="international relations"),),
)
_TRADE_ISSUE = Issue(id="medtop:20000344", label="international trade", score=0.7)
_FLOOD_ISSUE = Issue(id="medtop:20000151", label="flood", score=0.7)


def document(
    id_: str,
    title: str,
    text: str = "",
    *,
    host: str = "herald.example",
    outlet: str | None = "The Herald",
    published: datetime | None = None,
    first_seen: datetime = FIRST_SEEN,
    observed_at: datetime | None = None,
    language: str = "en",
    story: str | None = None,
    epoch: int = 1,
    actors: tuple[Actor, ...] = (),
    issues: tuple[Issue, ...] = (),
    speakers: tuple[str, ...] = (),
) -> EnrichedArticle:
    """Give a document; `speakers` are ids of actors that are quoted."""
    claimed = None
    if published is not None:
        claimed = Instant(at=published, raw="as given", zone_source="offset", confidence=1.0)
    quotes = tuple(Quote(span=Span(start=0, end=1), kind="direct", speaker=id) for id in speakers)
    return EnrichedArticle(
        article=Article(
            id=id_,
            feed_url=f"https://{host}/rss",
            source=Source(host=host, name=outlet),
            title=title,
            text=text,
            rendition="full",
            content_hash=f"hash-{id_}",
            observed_at=observed_at or first_seen,
            first_seen=first_seen,
            language=Language(code=language, confidence=0.9),
            published=claimed,
        ),
        analysis=Analysis(model="by-hand", actors=actors, issues=issues, quotes=quotes),
        story_id=story,
        model_epoch=epoch,
    )


def later(given: EnrichedArticle, seconds: float = 60, **changes: Any) -> EnrichedArticle:
    """Give a later version of a document, with changes to its article."""
    article = given.article
    observed_at = article.observed_at + timedelta(seconds=seconds)
    return replace(given, article=replace(article, observed_at=observed_at, **changes))


def _on(year: int, month: int, day: int, hour: int = 12) -> datetime:
    return datetime(year, month, day, hour, tzinfo=UTC)


LIBRARY: tuple[EnrichedArticle, ...] = (
    document(
        "a01",
        "Blinken meets Wang Yi over Taiwan",
        "Secretary of State Antony Blinken met Wang Yi. They spoke of Taiwan and trade.\n\n"
        "“We oppose unilateral changes,” Blinken said.",
        published=_on(2023, 4, 1),
        story="s-talks",
        actors=(_BLINKEN, _WANG),
        issues=(_TAIWAN_ISSUE, _TRADE_ISSUE),
        speakers=("person:antony-blinken",),
    ),
    document(
        "a02",
        "Beijing answers",
        "China rejects the remarks on Taiwan, Wang Yi says.",
        published=_on(2023, 4, 2),
        story="s-talks",
        host="www.morning.example",
        outlet="Morning Post",
        actors=(_WANG, _CHINA),
        issues=(_TAIWAN_ISSUE,),
        speakers=("person:wang-yi",),
    ),
    document(
        "a03",
        "Tariffs on steel rise",
        "The tariff on steel rises to 25.5 percent, or 1,000 dollars a ton. Trade groups protest.",
        published=_on(2023, 4, 30, 23),
        issues=(_TRADE_ISSUE,),
    ),
    document(
        "a04",
        "Erdoğan wins the run-off",
        "Recep Tayyip Erdoğan won the run-off in İstanbul and Ankara.",
        published=_on(2023, 5, 28),
        actors=(_ERDOGAN,),
    ),
    document(
        "a05",
        "Président élu à l'Élysée",
        "Le président français reçoit Erdogan à l’Élysée. L'été fut chaud.",
        published=_on(2022, 6, 1),
        language="fr",
        host="matin.example",
        outlet="Le Matin Libre",
        actors=(_ERDOGAN,),
    ),
    document(
        "a06",
        "台湾海峡和平",
        "美国国务卿布林肯访问北京。东京タワーも。",
        published=_on(2023, 6, 18),
        language="zh",
        host="ribao.example",
        outlet=None,
    ),
    document(
        "a07",
        "U.S.-China talks resume",
        "The U.S. side didn't say when. O'Neil's state-of-the-art plan costs 12:30 hours.",
        published=_on(2023, 6, 30, 23),
    ),
    document(
        "a08",
        "Flood in Norland",
        "Heavy rain flooded the river port. A flood warning stands. Flood after flood.",
        issues=(_FLOOD_ISSUE,),
        story="s-flood",
    ),
    document(
        "a09",
        "River port reopens",
        "After the flood the port of Norland reopens, the harbour master told us.",
        story="s-flood",
    ),
    document(
        "a10",
        "Opinion: the trade in tariffs",
        "An opinion on trade, tariffs and tarpaulins.",
        published=_on(2021, 12, 31, 23),
    ),
    document("a11", "Straße nach København", "Der Weg führt über Łódź.", language="de"),
    document("a12", "Headline alone"),
    document("a13", "Марш в Москве", "Тысячи людей вышли на улицы.", language="ru"),
    document(
        "a14",
        "Scores: 3-2 after extra time 😀",
        "See https://scores.example/2023?x=1 or write to desk@scores.example about foo_bar.",
        host="scores.example",
        outlet="Scores & Tables",
    ),
    document(
        "a15", "Cafe\u0301 closes", "The cafe\u0301 in Washington said the secretary ate there."
    ),
)
