"""The written articles: one TOML file a running affair, checked when it is read."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, Final

import msgspec
from msgspec import Struct

from pipelines.newsroom.outlets import OUTLETS
from schemas.articles import UtcDatetime
from schemas.errors import Fatal

FEWEST_WORDS: Final = 150
MOST_WORDS: Final = 600
_ACCEPTANCE: Final = "blinken-in-china.txt"


class Correction(Struct, frozen=True, forbid_unknown_fields=True):
    """What a later version at the same URL says instead, and the note printed below it."""

    find: str
    replace: str
    note: str


class WrittenArticle(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One article as it was written: `outlet` is the slug of who publishes it first."""

    key: str
    outlet: str
    published: UtcDatetime
    title: str
    text: str
    authors: tuple[str, ...] = ()
    correction: Correction | None = None

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The text's paragraphs, each on one line."""
        blocks = self.text.strip().split("\n\n")
        return tuple(" ".join(block.split()) for block in blocks)


class Affair(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A running affair: its stages in order of publication, and the persons that may be renamed."""

    name: str
    topic: str
    region: str
    people: tuple[str, ...]
    articles: tuple[WrittenArticle, ...]


class AffairError(Fatal):
    """A file of articles can't be used; the message names file, article and fault."""


@cache
def written_affairs() -> tuple[Affair, ...]:
    """Give the affairs that come with the package, in order of their file names.

    Raises `AffairError` where a file breaks a rule.
    """
    folder = files("pipelines.newsroom") / "articles"
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".toml"))
    affairs = [read_affair(name, _text(folder / name)) for name in names]
    return (*affairs, _acceptance_affair(_text(folder / _ACCEPTANCE)))


def read_affair(name: str, text: str) -> Affair:
    """Read one file of articles; raises `AffairError` that names file, article and fault."""
    try:
        affair = msgspec.convert(_in_utc(tomllib.loads(text)), Affair)
    except tomllib.TOMLDecodeError as error:
        raise AffairError(f"{name}: not valid TOML: {error}.") from None
    except msgspec.ValidationError as error:
        raise AffairError(f"{name}: {error}.") from None
    faults = [fault for article in affair.articles for fault in _faults(article)]
    keys = [article.key for article in affair.articles]
    faults += [
        f"article {key!r} is there twice" for key in sorted(set(keys)) if keys.count(key) > 1
    ]
    whole = " ".join(" ".join(article.paragraphs) for article in affair.articles)
    faults += [f"no article names {person!r}" for person in affair.people if person not in whole]
    if faults:
        raise AffairError(f"{name}: {'; '.join(faults)}.")
    return affair


def _in_utc(value: Any) -> Any:
    """TOML's own datetimes become the strings that msgspec checks."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: _in_utc(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_in_utc(inner) for inner in value]
    return value


def _faults(article: WrittenArticle) -> list[str]:
    where = f"article {article.key!r}"
    faults = []
    words = len(article.text.split())
    if not FEWEST_WORDS <= words <= MOST_WORDS:
        faults.append(f"{where} has {words} words, not {FEWEST_WORDS} to {MOST_WORDS}")
    if article.outlet not in {outlet.slug for outlet in OUTLETS}:
        faults.append(f"{where} names an outlet that is not there: {article.outlet!r}")
    whole = "\n".join(article.paragraphs)
    if article.correction is not None and whole.count(article.correction.find) != 1:
        faults.append(f"{where} has a correction whose `find` does not occur exactly once")
    return faults


def _acceptance_affair(text: str) -> Affair:
    """The article about a visit to Beijing, published under the date it is headed with."""
    heading, _, body = text.partition("\n")
    paragraphs = [heading, *filter(None, body.splitlines())]
    published = datetime.strptime(heading.strip(), "%d.%m.%Y").replace(tzinfo=UTC)
    article = WrittenArticle(
        key="visit",
        outlet="meridian-post",
        published=published + timedelta(hours=9),
        title="Blinken in China: first high-level U.S. visit in five years",
        text="\n\n".join(paragraphs),
    )
    return Affair(
        name="blinken-in-china",
        topic="diplomacy",
        region="East Asia",
        people=(),
        articles=(article,),
    )


def _text(path: Traversable) -> str:
    return path.read_text(encoding="utf-8")
