"""What the outlets publish of the written articles: originals, agency copies, excerpts, corrections."""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from pipelines.newsroom.affairs import Affair, WrittenArticle
from pipelines.newsroom.outlets import OUTLETS, Outlet
from schemas.articles import UtcDatetime

_FOOTERS: Final = (
    "With material from {agency}.",
    "This report was first distributed by {agency}. It was shortened for space.",
    "{outlet} takes reports from {agency}. Write to the editors at letters@{host}.",
)
_LEADS: Final = (
    "The following report reached {outlet} from its partner {agency} and has been reviewed here.",
    "Our correspondents are following this story. What {agency} reports so far:",
)
_EUROPEAN: Final = frozenset({"courts", "business", "migration", "protest", "space", "diplomacy"})


class Version(Struct, frozen=True, kw_only=True):
    """What stands at a publication's URL from `released_s` on (seconds after the newsroom's start)."""

    paragraphs: tuple[str, ...]
    changed: UtcDatetime
    released_s: float = 0.0


class Publication(Struct, frozen=True, kw_only=True):
    """One article at one URL of one outlet, with its versions in order.

    `copy_of` names the agency's or other outlet's publication that this one repeats.
    """

    outlet: Outlet
    path: str
    title: str
    topic: str
    published: UtcDatetime
    versions: tuple[Version, ...]
    authors: tuple[str, ...] = ()
    sections: tuple[str, ...] = ("all",)
    copy_of: str | None = None

    @property
    def url(self) -> str:
        """The address on the outlet's fictional host, without tracking parameters."""
        return f"https://{self.outlet.host}{self.path}"


def written_publications(affairs: Sequence[Affair], seed: int) -> tuple[Publication, ...]:
    """Give all publications of the written articles, in order of their dates; the seed picks the copies."""
    originals = [_original(affair, article) for affair in affairs for article in affair.articles]
    others = (*_copies(originals, seed), *_excerpts(originals, seed), *_empty(originals[0]))
    everything = [*originals, *others]
    return tuple(sorted(everything, key=lambda item: (item.published, item.url)))


def slug_of(title: str) -> str:
    """Give the part of a URL that stands for a title: at most nine words, ASCII, joined by hyphens."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode("ascii")
    return "-".join(re.findall(r"[a-z0-9]+", plain.lower())[:9])


def released_at(publication: Publication, released_s: float) -> Publication:
    """Give a publication of one version with that version's release time."""
    (version,) = publication.versions
    return replace(publication, versions=(replace(version, released_s=released_s),))


def _original(affair: Affair, article: WrittenArticle) -> Publication:
    outlet = next(outlet for outlet in OUTLETS if outlet.slug == article.outlet)
    versions = [Version(paragraphs=article.paragraphs, changed=article.published)]
    if article.correction is not None:
        found, new = article.correction.find, article.correction.replace
        corrected = tuple(block.replace(found, new) for block in article.paragraphs)
        versions.append(
            Version(
                paragraphs=(*corrected, f"Correction: {article.correction.note}"),
                changed=article.published + timedelta(hours=3, minutes=20),
            )
        )
    return Publication(
        outlet=outlet,
        path=f"/{article.published:%Y/%m}/{slug_of(article.title)}",
        title=article.title,
        topic=affair.topic,
        published=article.published,
        versions=tuple(versions),
        authors=article.authors,
        sections=_sections(outlet, affair.topic),
    )


def _sections(outlet: Outlet, topic: str) -> tuple[str, ...]:
    """The second feed of an outlet repeats part of the first, as section feeds do."""
    if len(outlet.sections) == 1:
        return outlet.sections
    narrow = outlet.sections[1]
    takes = topic in _EUROPEAN if narrow == "europe" else topic != "sport"
    return outlet.sections if takes else outlet.sections[:1]


def _copies(originals: Sequence[Publication], seed: int) -> Iterator[Publication]:
    for original in originals:
        if not original.outlet.sells:
            continue
        source = random.Random(f"copies/{seed}/{original.url}")  # noqa: S311  # a simulation
        for outlet in OUTLETS:
            if source.random() < outlet.copies:
                yield _copy(original, outlet, source)


def _copy(original: Publication, outlet: Outlet, source: random.Random) -> Publication:
    """One agency article as another outlet runs it: as it is, framed, cut, or under its own title."""
    names = {"agency": original.outlet.name, "outlet": outlet.name, "host": outlet.host}
    paragraphs = original.versions[0].paragraphs
    title = original.title
    kind = source.choice(("verbatim", "framed", "cut", "retitled"))
    if kind == "framed":
        lead = source.choice(_LEADS).format(**names)
        footer = source.choice(_FOOTERS).format(**names)
        paragraphs = (lead, *paragraphs, footer)
    elif kind == "cut":
        paragraphs = paragraphs[: source.randint(2, 3)]
    if kind in ("retitled", "cut"):
        title = _retitled(title, original.topic)
    published = original.published + timedelta(minutes=source.randint(12, 400))
    return Publication(
        outlet=outlet,
        path=f"/{published:%Y/%m}/{slug_of(title)}-{source.randint(1000, 9999)}",
        title=title,
        topic=original.topic,
        published=published,
        versions=(Version(paragraphs=paragraphs, changed=published),),
        authors=(original.outlet.name,),
        sections=_sections(outlet, original.topic),
        copy_of=original.url,
    )


def _retitled(title: str, topic: str) -> str:
    head, _, tail = title.partition(", ")
    return f"{tail[0].upper()}{tail[1:]}: {head}" if tail else f"{topic.capitalize()}: {title}"


def _excerpts(originals: Sequence[Publication], seed: int) -> Iterator[Publication]:
    for outlet in OUTLETS:
        source = random.Random(f"excerpts/{seed}/{outlet.slug}")  # noqa: S311  # a simulation
        for original in originals:
            if original.outlet != outlet and source.random() < outlet.excerpts:
                yield _excerpt(original, outlet, source)


def _excerpt(original: Publication, outlet: Outlet, source: random.Random) -> Publication:
    published = original.published + timedelta(minutes=source.randint(5, 90))
    pointer = f"Read the whole story at {original.outlet.name}."
    return replace(
        original,
        outlet=outlet,
        path=f"/story/{source.randint(100_000, 999_999)}",
        published=published,
        versions=(
            Version(paragraphs=(*original.versions[0].paragraphs[:1], pointer), changed=published),
        ),
        authors=(),
        sections=outlet.sections,
        copy_of=original.url,
    )


def _empty(first: Publication) -> Iterator[Publication]:
    """An entry that its editors created and never filled: nothing to read, to be rejected."""
    for outlet in OUTLETS:
        if outlet.has("empty_items"):
            yield Publication(
                outlet=outlet,
                path="/story/draft",
                title="",
                topic="",
                published=first.published,
                versions=(Version(paragraphs=(), changed=first.published),),
            )
