"""Articles with what a careful reader finds in them, and how an analysis compares to it.

`python -m tests.pipelines.extract.gold [NAME…]` prints the scores of each part and every error;
without a name those of all articles.
"""

from __future__ import annotations

import sys
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Final

import msgspec

from pipelines.extract import ArticleExtractor, open_extractor
from pipelines.newsroom.affairs import WrittenArticle, written_affairs
from schemas.analysis import Actor, Analysis, DateCheck, Issue, Quote, Span, Stance, Statement
from schemas.articles import Article, Language, Source

FOLDER: Final = Path(__file__).parents[2] / "golden" / "extract"
_FIRST_SEEN: Final = datetime(2026, 1, 15, 12, tzinfo=UTC)
_SAME_SPAN: Final = 0.6


class GoldActor(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An actor: `names` as they stand in the text; the other keys where they must be right too.

    `nominals` and `metonyms` are words of the text that must refer to this actor too.
    """

    kind: str
    names: list[str] = []
    id: str | None = None
    kinds: list[str] = []
    misspellings: list[str] = []
    nominals: list[str] = []
    metonyms: list[str] = []
    role: str | None = None
    country: str | None = None
    sector: str | None = None

    @property
    def label(self) -> str:
        """What to call this actor: its first name in the text, or its id."""
        return self.names[0] if self.names else str(self.id)


class GoldQuote(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A quote: its exact text (the `nth` time it stands there), and who says it (id or name)."""

    text: str
    kinds: list[str]
    speaker: str | None = None
    nth: int = 1
    addressee: str | None = None
    nested: bool = False
    optional: bool = False


class GoldIssue(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A topic that must be found, by one of the given ids."""

    name: str
    any_of: list[str]


class GoldStatement(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A statement whose evidence covers these words of the text."""

    source: str
    evidence: str
    stances: list[Stance]
    target: str | None = None
    issues: list[str] = []


class GoldDateCheck(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the date check must say; `why` are words its reasons must hold."""

    verdicts: list[str]
    likely_from: str | None = None
    why: list[str] = []


class Allowed(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What may be found as well, without being an error."""

    names: list[str] = []
    issues: list[str] = []


class Gold(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything a careful reader finds in one article.

    The text is that of the newsroom's `article` (affair/key), or stands in the .txt beside the .toml.
    A part without an entry is not judged. Where a reader may say one or another, both stand with a |.
    `held_out`: no rule was tuned on it, so that it tells how well the rules do elsewhere.
    """

    article: str = ""
    held_out: bool = False
    topic: str
    region: str
    title: str = ""
    text: str = ""
    actors: list[GoldActor] = []
    quotes: list[GoldQuote] = []
    issues: list[GoldIssue] = []
    statements: list[GoldStatement] = []
    date_check: GoldDateCheck | None = None
    allowed: Allowed = Allowed()


class Scores(msgspec.Struct):
    """Right, missed and false findings by part, and one line an error."""

    right: Counter[str]
    missed: Counter[str]
    false: Counter[str]
    errors: list[str]

    def see(self, part: str, found: bool, error: str) -> None:
        """Count one thing that should have been found."""
        (self.right if found else self.missed)[part] += 1
        if not found:
            self.errors.append(f"{part}: {error}")

    def see_false(self, part: str, error: str) -> None:
        """Count one thing that should not have been found."""
        self.false[part] += 1
        self.errors.append(f"{part} (false): {error}")

    def recall(self, part: str) -> float:
        """Give the share of what should have been found that was."""
        wanted = self.right[part] + self.missed[part]
        return self.right[part] / wanted if wanted else 1.0

    def precision(self, part: str) -> float:
        """Give the share of what was found that is right."""
        found = self.right[part] + self.false[part]
        return self.right[part] / found if found else 1.0


def empty_scores() -> Scores:
    """Give scores without anything seen."""
    return Scores(Counter(), Counter(), Counter(), [])


def gold_names() -> list[str]:
    """Give the names of all articles with gold."""
    return sorted(path.stem for path in FOLDER.glob("*.toml"))


def load_gold(name: str) -> Gold:
    """Read one article with its gold; raises `msgspec.ValidationError` where the gold is malformed."""
    values = tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
    if "article" in values:
        affair, key = values["article"].split("/")
        written = _written()[affair, key]
        values |= {"title": written.title, "text": written.text}
    else:
        values["text"] = (FOLDER / f"{name}.txt").read_text(encoding="utf-8")
    return msgspec.convert(values, Gold)


@cache
def _written() -> dict[tuple[str, str], WrittenArticle]:
    return {
        (affair.name, article.key): article
        for affair in written_affairs()
        for article in affair.articles
    }


def gold_article(name: str, gold: Gold) -> Article:
    """Give the article as the pipeline would read it."""
    return Article(
        id=name,
        feed_url="",
        source=Source(host="gold.example"),
        title=gold.title,
        text=gold.text,
        rendition="full",
        content_hash=name,
        observed_at=_FIRST_SEEN,
        first_seen=_FIRST_SEEN,
        language=Language(code="en", confidence=1.0),
    )


def analysis_of(gold: Gold) -> Analysis:
    """Give the analysis that finds just what the gold says."""
    return Analysis(
        model="gold",
        actors=tuple(_gold_actor(each, gold.text) for each in gold.actors),
        issues=tuple(Issue(id=each.any_of[0], label=each.name, score=1.0) for each in gold.issues),
        quotes=tuple(_gold_quote(each, gold) for each in gold.quotes),
        statements=tuple(
            Statement(
                source=each.source,
                target=each.target,
                predicate="",
                evidence=_span(gold.text, each.evidence),
                stance=each.stances[0],
                issues=tuple(each.issues),
            )
            for each in gold.statements
        ),
        date_check=_gold_date_check(gold),
    )


def _gold_actor(wanted: GoldActor, text: str) -> Actor:
    words = [(name, "name") for name in (*wanted.names, *wanted.misspellings)]
    words += [(name, "nominal") for name in wanted.nominals]
    words += [(name, "metonym") for name in wanted.metonyms]
    values = {
        "id": wanted.id or f"{wanted.kind}:{wanted.label.lower().replace(' ', '-')}",
        "name": wanted.label,
        "kind": wanted.kind,
        "mentions": [
            {
                "span": {"start": start, "end": end},
                "surface": text[start:end],
                "entity_type": "PER",
                "kind": kind,
            }
            for start, end, kind in _longest(
                (start, end, kind) for name, kind in words for start, end in _places(text, name)
            )
        ],
        "misspellings": wanted.misspellings,
        "roles": [{"title": wanted.role, "source": "stated"}] if wanted.role else [],
        "country": wanted.country,
        "sector": wanted.sector,
    }
    return msgspec.convert(values, Actor)


def _longest(places: Iterable[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Give the places that lie within no longer one: "Blinken" is no mention within "Antony Blinken"."""
    kept: list[tuple[int, int, str]] = []
    for start, end, kind in sorted(places, key=lambda place: place[0] - place[1]):
        if not any(other <= start and end <= other_end for other, other_end, _ in kept):
            kept.append((start, end, kind))
    return sorted(kept)


def _gold_quote(wanted: GoldQuote, gold: Gold) -> Quote:
    return msgspec.convert(
        {
            "span": _span(gold.text, wanted.text, wanted.nth),
            "kind": wanted.kinds[0],
            "speaker": wanted.speaker,
            "addressee": wanted.addressee,
            "nested_in": 0 if wanted.nested else None,
        },
        Quote,
        from_attributes=True,
    )


def _gold_date_check(gold: Gold) -> DateCheck:
    if gold.date_check is None:
        return DateCheck(verdict="unknown")
    values = {
        "verdict": gold.date_check.verdicts[0],
        "likely_from": gold.date_check.likely_from,
        "why": gold.date_check.why,
    }
    return msgspec.convert(values, DateCheck)


def _span(text: str, words: str, nth: int = 1) -> Span:
    start, end = list(_places(text, words))[nth - 1]
    return Span(start=start, end=end)


def compare(name: str, gold: Gold, analysis: Analysis, scores: Scores) -> None:
    """Hold an analysis against its gold, adding to the scores."""
    comparison = _Comparison(name, gold, analysis, scores)
    comparison.actors()
    comparison.quotes()
    comparison.issues()
    comparison.statements()
    comparison.date_check()


class _Comparison:
    def __init__(self, name: str, gold: Gold, analysis: Analysis, scores: Scores) -> None:
        self._name = name
        self._gold = gold
        self._analysis = analysis
        self._scores = scores
        self._found = {id(wanted): self._find(wanted) for wanted in gold.actors}

    def actors(self) -> None:
        for wanted in self._gold.actors:
            found = self._found[id(wanted)]
            kind = f"actor {wanted.kind}"
            self._see(kind, found is not None, f"{wanted.label} not found")
            if found is not None:
                self._properties(wanted, found)
        known = {each.id for each in self._found.values() if each is not None}
        allowed = {name.casefold() for name in self._gold.allowed.names}
        for actor in self._analysis.actors:
            names = {name.casefold() for name in (actor.name, *actor.aliases)}
            if actor.id not in known and not names & allowed:
                self._scores.see_false(f"actor {actor.kind}", f"{self._name}: {actor.id}")

    def _properties(self, wanted: GoldActor, found: Actor) -> None:
        kinds = wanted.kinds or [wanted.kind]
        self._see("actor kind", found.kind in kinds, f"{found.id} is {found.kind}")
        if wanted.id is not None:
            self._see("actor id", found.id == wanted.id, f"{found.id}, wanted {wanted.id}")
        for part in ("country", "sector"):
            value = getattr(wanted, part)
            if value is not None:
                got = getattr(found, part)
                self._see(f"actor {part}", got == value, f"{found.id}: {got}, wanted {value}")
        if wanted.role is not None:
            titles = [role.title for role in found.roles if role.source == "stated"]
            right = any(wanted.role.casefold() in title.casefold() for title in titles)
            self._see("actor role", right, f"{found.id}: {titles}, wanted {wanted.role}")
        for name in wanted.misspellings:
            self._see("misspelling", name in found.misspellings, f"{found.id}: {name}")
        surfaces = {mention.surface for mention in found.mentions}
        for name in wanted.names:
            self._see("name", name in surfaces, f"{found.id}: {name} not in {sorted(surfaces)}")
        for part in ("nominals", "metonyms"):
            for words in getattr(wanted, part):
                right = self._refers(words, found)
                self._see(part, right, f"{words!r} does not refer to {found.id}")

    def _refers(self, words: str, actor: Actor) -> bool:
        places = list(_places(self._gold.text, words))
        return any(
            not mention.span.in_title
            and mention.kind in ("nominal", "metonym")
            and start <= mention.span.end - 1 < end
            and mention.span.start < end
            for mention in actor.mentions
            for start, end in places
        )

    def quotes(self) -> None:
        left = [quote for quote in self._analysis.quotes if not quote.span.in_title]
        for wanted in self._gold.quotes:
            start, end = list(_places(self._gold.text, wanted.text))[wanted.nth - 1]
            found = self._quote_at(start, end, wanted, left)
            if wanted.optional:
                if found is not None:
                    left.remove(found)
                continue
            self._see("quote", found is not None, f"{wanted.text[:60]!r} not found")
            if found is None:
                self._see("speaker", False, f"{wanted.text[:60]!r}: no quote")
                continue
            left.remove(found)
            self._quote(wanted, found)
        for quote in left if self._gold.quotes else ():
            self._scores.see_false("quote", f"{self._name}: {self._words(quote.span)[:90]!r}")

    def _quote_at(
        self, start: int, end: int, wanted: GoldQuote, quotes: Sequence[Quote]
    ) -> Quote | None:
        """Give the quote that shares most with a span; of equals the one with the wanted speaker."""

        def rank(quote: Quote) -> tuple[float, bool]:
            share = _overlap(quote.span, start, end)
            return round(share, 1), self._is_actor(quote.speaker, wanted.speaker)

        best = max(quotes, key=rank, default=None)
        if best is None or _overlap(best.span, start, end) < _SAME_SPAN:
            return None
        return best

    def _quote(self, wanted: GoldQuote, found: Quote) -> None:
        text = wanted.text[:60]
        right = self._is_actor(found.speaker, wanted.speaker)
        self._see("speaker", right, f"{text!r}: {found.speaker}, wanted {wanted.speaker}")
        self._see("quote kind", found.kind in wanted.kinds, f"{text!r} is {found.kind}")
        if wanted.addressee is not None:
            right = self._is_actor(found.addressee, wanted.addressee)
            self._see("addressee", right, f"{text!r}: {found.addressee}")
        if wanted.nested:
            self._see("nested quote", found.nested_in is not None, f"{text!r} is not nested")

    def issues(self) -> None:
        found = {issue.id for issue in self._analysis.issues}
        right = set(self._gold.allowed.issues)
        for wanted in self._gold.issues:
            self._see("issue", bool(found & set(wanted.any_of)), f"{wanted.name} not found")
            right.update(wanted.any_of)
        for issue in self._analysis.issues if self._gold.issues else ():
            if issue.id not in right:
                self._scores.see_false("issue", f"{self._name}: {issue.id} {issue.label}")

    def statements(self) -> None:
        for wanted in self._gold.statements:
            found = [each for each in self._analysis.statements if self._is_same(each, wanted)]
            self._see("statement", bool(found), f"{wanted.source}: {wanted.evidence!r} not found")
            if found:
                stances = [each.stance for each in found]
                right = bool(set(stances) & set(wanted.stances))
                self._see("stance", right, f"{wanted.evidence!r}: {stances}")
            if found and wanted.target is not None:
                targets = [each.target for each in found]
                right = any(self._is_actor(target, wanted.target) for target in targets)
                self._see("target", right, f"{wanted.evidence!r}: {targets}")
            if found and wanted.issues:
                issues = {issue for each in found for issue in each.issues}
                right = bool(issues & set(wanted.issues))
                self._see("statement issue", right, f"{wanted.evidence!r}: {sorted(issues)}")

    def _is_same(self, statement: Statement, wanted: GoldStatement) -> bool:
        start, end = next(_places(self._gold.text, wanted.evidence))
        middle = (start + end) // 2
        span = statement.evidence
        return (
            not span.in_title
            and span.start <= middle < span.end
            and self._is_actor(statement.source, wanted.source)
        )

    def date_check(self) -> None:
        wanted, found = self._gold.date_check, self._analysis.date_check
        if wanted is None:
            return
        self._see("date check", found.verdict in wanted.verdicts, f"verdict {found.verdict}")
        if wanted.likely_from is not None:
            right = found.likely_from == wanted.likely_from
            self._see("date check", right, f"likely_from {found.likely_from}")
        for word in wanted.why:
            self._see("date check", any(word in why for why in found.why), f"{word}: {found.why}")

    def _find(self, wanted: GoldActor) -> Actor | None:
        names = set(wanted.names)
        kinds = wanted.kinds or [wanted.kind]
        for actor in self._analysis.actors:
            if actor.id == wanted.id:
                return actor
        for actor in self._analysis.actors:
            surfaces = {each.surface for each in actor.mentions if each.kind == "name"}
            if actor.kind in kinds and names & {actor.name, *actor.aliases, *surfaces}:
                return actor
        return None

    def _is_actor(self, found: str | None, wanted: str | None) -> bool:
        """Whether an id is the wanted actor: by its id, or by the name the gold gives."""
        if found == wanted:
            return True
        if wanted is not None and "|" in wanted:
            return any(self._is_actor(found, one or None) for one in wanted.split("|"))
        for gold in self._gold.actors:
            if wanted in (gold.id, *gold.names):
                actor = self._found[id(gold)]
                return actor is not None and actor.id == found
        actors = {actor.id: actor for actor in self._analysis.actors}
        actor = actors.get(found or "")
        return actor is not None and wanted in (actor.name, *actor.aliases)

    def _words(self, span: Span) -> str:
        return (self._gold.title if span.in_title else self._gold.text)[span.start : span.end]

    def _see(self, part: str, found: bool, error: str) -> None:
        self._scores.see(part, found, f"{self._name}: {error}")


def _places(text: str, words: str) -> Iterator[tuple[int, int]]:
    """Give every place of some words; raises `ValueError` where there is none: the gold is wrong."""
    start = text.find(words)
    if start < 0:
        raise ValueError(f"the gold names words that are not in the text: {words!r}")
    while start >= 0:
        yield start, start + len(words)
        start = text.find(words, start + 1)


def _overlap(span: Span, start: int, end: int) -> float:
    """Give the shared part of two spans against all of both (intersection over union)."""
    if span.in_title:
        return 0.0
    shared = min(span.end, end) - max(span.start, start)
    return max(0, shared) / (max(span.end, end) - min(span.start, start))


def score(names: Sequence[str], extractor: ArticleExtractor) -> Scores:
    """Analyse the named articles and compare each with its gold."""
    scores = empty_scores()
    for name in names:
        gold = load_gold(name)
        compare(name, gold, extractor.analyse(gold_article(name, gold)), scores)
    return scores


def table(scores: Scores) -> Iterator[str]:
    """Give one line a part: how many are right of those wanted, how many were found besides."""
    yield f"{'part':<20} {'right':>6} {'wanted':>6} {'false':>6} {'recall':>7} {'precision':>9}"
    for part in sorted({*scores.right, *scores.missed, *scores.false}):
        right, wanted = scores.right[part], scores.right[part] + scores.missed[part]
        yield (
            f"{part:<20} {right:>6} {wanted:>6} {scores.false[part]:>6} "
            f"{scores.recall(part):>7.3f} {scores.precision(part):>9.3f}"
        )


if __name__ == "__main__":
    outcome = score(sys.argv[1:] or gold_names(), open_extractor())
    for line in (*outcome.errors, "", *table(outcome)):
        print(line)  # noqa: T201  # a report for the person who asked for it
