"""Articles that look alike and are not copies: what a deduplicator must never merge."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from pipelines.dedupe.document import Document
from tests.pipelines.dedupe.builders import make_document
from tests.pipelines.dedupe.streams import written_articles

_WEATHER = (
    "The day begins with {a} degrees and fog in the valleys, and the sun comes through before noon. "
    "In the afternoon the temperature rises to {b} degrees. The wind blows from the west with up to {c} "
    "kilometres an hour, on the coast with {d}. In the night it cools down to {e} degrees. The chance of "
    "rain is {f} per cent. Allergy sufferers must expect pollen of birch and hazel. The water of the "
    "lakes has {g} degrees. The weather service will publish its next forecast in the evening."
)
_MARKETS = (
    "The leading index closed at {a} points, {b} points away from the day before. Trading volume reached "
    "{c} million shares. The shares of {x} led the table with {d} per cent, followed by {y} with {e} per "
    "cent. At the bottom stood {z}. The euro was quoted at 1.{f} dollars, the price of a barrel of oil "
    "at {g} dollars. Traders spoke of a quiet day and pointed to the decision of the central bank, which "
    "is expected next week. The yield of the ten-year bond stood at {h} per cent."
)
_BLOTTER = (
    "Police said {x} of {y} was arrested on {z} and charged with driving under the influence. The arrest "
    "was made by an officer on patrol who had noticed that the car changed lanes without a signal. The "
    "suspect was taken to the county jail, where bail was set. A court date has not been announced. "
    "All suspects are presumed innocent until proven guilty in a court of law."
)
_FURNITURE = (
    "The {host} newsroom brings you what matters, every day from six in the morning, on all devices.",
    "Do you have a hint for us? Write to our investigative team; we protect our sources.",
    "Support independent journalism: become a member and read all articles without advertisements.",
    "Our terms of use, our privacy policy and our code of conduct apply to all comments on this page.",
)
_EARNINGS = (
    "{x} on Thursday reported profit of {a} million in its third quarter. The company, based in {y}, said "
    "it had profit of {b} cents per share. Earnings, adjusted for one-time gains and costs, came to {c} "
    "cents per share. The results exceeded expectations. The average estimate of {d} analysts was for "
    "earnings of {e} cents per share. The company posted revenue of {f} million in the period, which fell "
    "short of forecasts. {x} shares have risen {g} per cent since the beginning of the year."
)
_LIVE = (
    "This live blog is closed. Thank you for reading; here is what happened on this day, from our "
    "reporters on the ground and around the world, and what we will be watching tomorrow."
)
_CAPTION = "{x}, {a}, looks on as supporters gather at the {y} arena before game {b} of the season."
_BRIEF = (
    "Good morning. Here is what you need to know today, in {a} minutes: the news of the night, the dates "
    "of the day, and a look at the papers. {body} That was our briefing. Do you like it? Recommend it to "
    "your friends, and tell us what we can do better. Tomorrow we will be here again, at the same hour."
)
_CHINESE = (
    "外交部发言人在例行记者会上表示，中方愿同各方一道，推动地区和平与稳定，反对任何形式的单边制裁。",
    "气象部门发布暴雨橙色预警，预计未来三天南部沿海地区将出现强降雨，请市民注意防范城市内涝。",
    "国家统计局今天公布的数据显示，上半年国内生产总值同比增长，消费对经济增长的贡献率继续提高。",
)

Pair = tuple[str, Document, Document]


def hard_negatives() -> Iterator[Pair]:
    """Give pairs of different articles, with the kind of likeness that might deceive."""
    yield from _same_affair()
    yield from _templates()
    yield from _furniture()
    yield from _briefings()
    yield from _live_blogs()
    yield from _galleries()
    yield from _lists()
    for number in range(len(_CHINESE)):
        one, other = _CHINESE[number], _CHINESE[(number + 1) % len(_CHINESE)]
        yield (
            "Chinese",
            _doc(f"zh{number}", one * 2),
            _doc(f"zh{number}x", other * 2, host="b.example"),
        )


def _doc(id_: str, text: str, *, host: str = "a.example", title: str = "A title") -> Document:
    return make_document(id_, text, host=host, title=title, hours=len(id_))


def _same_affair() -> Iterator[Pair]:
    """The next stage of an affair tells what went before, in its own words."""
    articles = written_articles()
    for one, other in pairwise(articles):
        for host in ("a.example", "b.example"):
            yield (
                "next stage of an affair",
                _doc(one.key, "\n\n".join(one.paragraphs), title=one.title),
                _doc(f"{other.key}-2", "\n\n".join(other.paragraphs), title=other.title, host=host),
            )


def _templates() -> Iterator[Pair]:
    """Texts out of one form, in which only names and numbers differ."""
    for number in range(10):
        host = "b.example" if number % 2 else "a.example"
        weather, markets, blotter, earnings = (
            [_filled(form, number), _filled(form, number + 31)]
            for form in (_WEATHER, _MARKETS, _BLOTTER, _EARNINGS)
        )
        yield (
            "earnings",
            _doc(f"e{number}", earnings[0], title="Third-quarter earnings snapshot"),
            _doc(f"e{number}x", earnings[1], title="Third-quarter earnings snapshot", host=host),
        )
        yield (
            "police blotter",
            _doc(f"p{number}", blotter[0], title="Driver arrested on patrol"),
            _doc(f"p{number}x", blotter[1], title="Arrest after traffic stop"),
        )
        yield (
            "weather",
            _doc(f"w{number}", weather[0], title="The weather"),
            _doc(f"w{number}x", weather[1], title="The weather", host=host),
        )
        yield (
            "markets",
            _doc(f"m{number}", markets[0], title="Shares at the close"),
            _doc(f"m{number}x", markets[1], title="Shares at the close", host=host),
        )


def _filled(form: str, number: int) -> str:
    numbers = {
        letter: str(11 + (number * 17 + place * 29) % 83) for place, letter in enumerate("abcdefgh")
    }
    names = ("Brontal", "Quellux", "Haverin", "Sorvato", "Ostmark", "Lindqua", "Peregrin")
    chosen = {letter: names[(number + place) % len(names)] for place, letter in enumerate("xyz")}
    return form.format(**numbers, **chosen)


def _furniture() -> Iterator[Pair]:
    """Two short articles of one host, with the same long furniture around them."""
    articles = written_articles()
    furniture = "\n\n".join(_FURNITURE).format(host="a.example")
    for one, other in zip(articles[::3], articles[1::3], strict=False):
        yield (
            "furniture of a host",
            _doc(f"{one.key}-f", f"{one.paragraphs[0]}\n\n{furniture}", title=one.title),
            _doc(f"{other.key}-g", f"{other.paragraphs[0]}\n\n{furniture}", title=other.title),
        )


def _briefings() -> Iterator[Pair]:
    """Briefings of two days: one frame, other news, and a date in the headline."""
    articles = written_articles()
    for day in range(1, 13):
        texts = [
            _BRIEF.format(a=5, body=articles[(day * 3 + each) % len(articles)].paragraphs[0])
            for each in (0, 1)
        ]
        yield (
            "briefings of two days",
            _doc(f"b{day}", texts[0], title=f"Morning briefing, {day} May"),
            _doc(f"b{day}x", texts[1], title=f"Morning briefing, {day + 1} May"),
        )


def _live_blogs() -> Iterator[Pair]:
    """Live blogs of two days: one frame and the day's number in the headline, other entries."""
    articles = written_articles()
    for day in range(12):
        one, other = (
            "\n\n".join(
                [
                    *(f"{hour}:{day + 10} GMT" for hour in (9, 11, 14)),
                    _LIVE,
                    *articles[(day * 5 + each) % len(articles)].paragraphs[:3],
                ]
            )
            for each in (0, 2)
        )
        yield (
            "live blogs of two days",
            _doc(f"l{day}", one, title=f"Harbour strike live: day {day + 3}"),
            _doc(f"l{day}x", other, title=f"Harbour strike live: day {day + 4}"),
        )


def _galleries() -> Iterator[Pair]:
    """Galleries: captions of one form, with other people and numbers."""
    for number in range(10):
        one, other = (
            "\n".join(_filled(_CAPTION, first + 3 * each) for each in range(5))
            for first in (number, number + 40)
        )
        yield (
            "galleries",
            _doc(f"g{number}", one, title="In pictures: the week in sport"),
            _doc(f"g{number}x", other, title="In pictures: the week in sport"),
        )


def _lists() -> Iterator[Pair]:
    """Lists of another week: a number in the headline, one introduction, other items."""
    articles = written_articles()
    for week in range(12):
        one, other = (
            "\n\n".join(
                [
                    "Every week our editors choose what to read, to see and to hear; this is the list.",
                    *(
                        articles[(week * 3 + step + each) % len(articles)].paragraphs[1]
                        for each in range(3)
                    ),
                ]
            )
            for step in (0, 20)
        )
        yield (
            "headlines with numbers",
            _doc(f"n{week}", one, title=f"{week + 3} things to read in week {week + 20}"),
            _doc(f"n{week}x", other, title=f"{week + 4} things to read in week {week + 21}"),
        )
