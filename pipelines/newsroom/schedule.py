"""When what is released: seconds after the newsroom's start, fixed by seed and rate alone."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from msgspec.structs import replace

from pipelines.newsroom.publications import Publication

OUT_AT_START: Final = 0.2  # the share of events that are out when the newsroom opens
MADE_UP_OUT_AT_START: Final = 5  # the same for each made-up outlet, as a number of articles


def scheduled(publications: Sequence[Publication], window_s: float) -> tuple[Publication, ...]:
    """Give the publications with the release time of each version, all within `window_s` seconds.

    Versions come out in the order of their dates, evenly spaced after those that are out at once;
    corrections are never out at once.
    """
    events = sorted(
        (version.changed, publication.url, number)
        for publication in publications
        for number, version in enumerate(publication.versions)
    )
    at_once = [event for event in events if event[2] == 0][: round(len(events) * OUT_AT_START)]
    opening = set(at_once)
    waiting = [event for event in events if event not in opening]
    step_s = window_s / max(1, len(waiting))
    times = dict.fromkeys(at_once, 0.0)
    times |= {event: (place + 1) * step_s for place, event in enumerate(waiting)}
    return tuple(_with_times(publication, times) for publication in publications)


_Event = tuple[datetime, str, int]  # date, URL, number of the version


def _with_times(publication: Publication, times: dict[_Event, float]) -> Publication:
    versions = tuple(
        replace(version, released_s=times[version.changed, publication.url, number])
        for number, version in enumerate(publication.versions)
    )
    return replace(publication, versions=versions)


def made_up_release_s(seed: int, slug: str, number: int, period_s: float) -> float:
    """Give when article `number` of a made-up outlet is released, where it has one each `period_s`."""
    if number < MADE_UP_OUT_AT_START:
        return 0.0
    phase = random.Random(f"phase/{seed}/{slug}").random()  # noqa: S311  # a simulation
    return (number - MADE_UP_OUT_AT_START + phase) * period_s


def made_up_count(
    seed: int, slug: str, period_s: float, elapsed_s: float, at_most: int | None
) -> int:
    """Give how many articles of a made-up outlet are out after `elapsed_s` seconds."""
    if elapsed_s < 0:
        return 0
    phase = random.Random(f"phase/{seed}/{slug}").random()  # noqa: S311  # a simulation
    later = int(elapsed_s / period_s - phase) + 1 if elapsed_s / period_s >= phase else 0
    count = MADE_UP_OUT_AT_START + later
    return count if at_most is None else min(count, at_most)
