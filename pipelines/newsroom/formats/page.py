"""What a feed shows at one moment, before it has a format."""

from __future__ import annotations

import html
from datetime import datetime
from html.entities import codepoint2name

from msgspec import Struct

from pipelines.newsroom.outlets import Outlet
from pipelines.newsroom.publications import Publication, Version

_SHARE = '<p class="share"><a href="https://social.example/share">Share&nbsp;this</a></p>'


class FeedItem(Struct, frozen=True, kw_only=True):
    """A publication in the version that is out."""

    publication: Publication
    version: Version
    link: str

    @property
    def is_corrected(self) -> bool:
        """Whether this is a later version than the first."""
        return self.version is not self.publication.versions[0]

    @property
    def summary(self) -> str:
        """The first paragraph; empty where there is none."""
        return next(iter(self.version.paragraphs), "")

    @property
    def body_html(self) -> str:
        """The whole text as HTML, with entities, an image and links where the outlet marks up."""
        outlet = self.publication.outlet
        if not outlet.has("marks_up"):
            return "".join(
                f"<p>{html.escape(block, quote=False)}</p>\n" for block in self.version.paragraphs
            )
        blocks = [f"<p>{_named_entities(block)}</p>" for block in self.version.paragraphs]
        image = f'<figure><img src="https://{outlet.host}/picture.jpg" alt=""></figure>'
        blocks.insert(1, image)
        return "\n".join([*blocks, _SHARE])


class FeedPage(Struct, frozen=True, kw_only=True):
    """One feed at one moment: newest item first; `changed` is the newest item's date."""

    outlet: Outlet
    section: str
    path: str
    changed: datetime
    items: tuple[FeedItem, ...]

    @property
    def title(self) -> str:
        """The outlet's name, with the section where it is not the main feed."""
        if self.section == "all":
            return self.outlet.name
        return f"{self.outlet.name} – {self.section.capitalize()}"

    @property
    def home(self) -> str:
        """The outlet's front page."""
        return f"https://{self.outlet.host}/"


def _named_entities(text: str) -> str:
    """Write every character that HTML 4 has a name for by that name, as old editing systems do."""
    return "".join(
        f"&{codepoint2name[ord(char)]};" if ord(char) in codepoint2name and char != '"' else char
        for char in text
    )
