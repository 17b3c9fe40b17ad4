"""Years that a text speaks of as past, or as still to come: "elected in 2024", "will end in 2027".

Nothing is written before what it tells as past. A year alone says little: it is taken for past only
where a verb in the past stands right before it, or opens its sentence's clause right after it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice
from typing import Final, NamedTuple

from pipelines.normalise.date_names import MONTHS

_MOST_YEARS: Final = 1000
_BEFORE_CHARS: Final = 90
_AFTER_CHARS: Final = 70
# Reports are dated by other clocks, and told on the evening before.
_SLACK: Final = timedelta(days=2)
# It begins with a set of figures: that is searched for fastest.
_YEAR: Final = re.compile(r"(?:19[89]|20[0-4])(?<![\d$€£.,/-]\d{3})\d(?![\d%]|[.,-/]\d|-[a-z])")
_MONTH: Final = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec)[a-z]{0,6}"
# What may stand between a preposition and its year: "in early 2024", "on March 14, 2024".
_PART: Final = re.compile(
    rf"(?P<preposition>\b(?:[Ii]n|[Oo]n|[Ss]ince|[Dd]uring|[Bb]y|[Uu]ntil|[Ff]or|[Tt]hrough)) "
    rf"(?:(?:early|mid|late|the (?:spring|summer|autumn|fall|winter|end|beginning|middle) of)[ -])?"
    rf"(?:(?P<day_first>\d{{1,2}})(?:st|nd|rd|th)? )?(?:(?P<month>{_MONTH})\.?,? )?"
    rf"(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? )?$"
)
_TIED: Final = re.compile(
    r"\b(?:(?P<be>is|are|be|being|it's|to|will|would|may|might|could|should|can|if|when|once|not yet"
    r"|not|until|by) (?:\w+ )?)?"
    r"(?P<verb>was|were|had|did|began|became|won|fell|rose|went|came|took office|came to power|[Bb]orn"
    r"|made|held|built|sold|met|lost|left|broke out|[a-z]{2,}ed)(?: (?:back|out|up|down|off|again|there"
    r"|here|only|first|just))? $"
)
# Things that have happened, up to six words before: "left office in January 2025".
_DONE: Final = re.compile(
    r"(?<!be )(?<!to )\b(?P<verb>was|were|had|won|lost|died|founded|left|joined|became|began|ended|fell"
    r"|rose|elected|re-elected|released|published|invaded|seized|arrested|convicted|resigned|ousted|overthrew"
    r"|overthrown|captured|attacked|visited|voted|defeated|acquired|bought|graduated|retired|withdrew"
    r"|killed|hit|struck|came|went|took|made|saw|posted|reported|recorded)"
    r"(?P<between>(?: [\w'’.%$€£-]+){1,6}) $"
)
_TURNS: Final = frozenset(
    """to for if until by will would could may might should can be being when once than set due target
    goal deadline aim plan plans not no next""".split()
)
# Participles that look ahead ("expected in 2027") or tell of the text itself ("updated on July 17, 2020").
_AHEAD: Final = frozenset(
    """expected planned scheduled projected forecast forecasted anticipated predicted proposed needed
    targeted delayed postponed slated required intended supposed hoped estimated deferred budgeted
    rescheduled pencilled penciled promised pledged tied based located interested involved used need
    updated modified edited revised corrected accessed retrieved speed feed seed indeed embed hundred
    exceed proceed succeed limited united""".split()
)
_OPENS: Final = re.compile(
    r",? (?:[\w'’.-]+ ){1,5}?(?P<verb>was|were|had|did|became|began|won|took|died|said|told|announced"
    r"|signed|launched|voted|ruled|killed|arrested|resigned)\b"
)
_OPENS_AHEAD: Final = re.compile(r"\b(?:will|would|could|may|might|should|if|plans?|expect)", re.I)
_WILL: Final = re.compile(
    r"\b(?:will|is (?:scheduled|due|slated|expected|set)|are (?:scheduled|due|slated|expected|set)"
    r"|next year|later this year)\b[^.!?\n\"“”]{0,80}$"
)
_LOOKED_BACK: Final = re.compile(r"\b(?:was|were|had|said (?:in|that year)|then|originally|once)\b")
_QUOTE: Final = re.compile(r"[\"“”]")


class YearMention(NamedTuple):
    """A span of days that the text speaks of: as past, or as still to come."""

    first: date
    last: date
    is_past: bool
    words: str

    @property
    def written_from(self) -> date:
        """Give the first day at which this can have been told as past."""
        return self.first - _SLACK


def year_mentions(text: str) -> Iterator[YearMention]:
    """Give the years told as past or as to come, of the first thousand; linear in the text's length."""
    for match in islice(_YEAR.finditer(text), _MOST_YEARS):
        start = max(0, match.start() - _BEFORE_CHARS)
        before = _in_sentence(text[start : match.start()])
        part = _PART.search(before)
        if part is None:
            continue
        after = text[match.end() : match.end() + _AFTER_CHARS].partition("\n")[0]
        days = _days(part, int(match.group()))
        words = f"{before[part.start() :]}{match.group()}"
        if _is_past(before[: part.start()], part["preposition"].lower(), after):
            verb = before[: part.start()].split()[-1:]
            yield YearMention(*days, True, " ".join([*verb, words]))
        elif _is_to_come(before[: part.start()]):
            yield YearMention(*days, False, words)


def _in_sentence(before: str) -> str:
    """Cut what belongs to the sentence before, or to another line."""
    line = before.rpartition("\n")[2]
    return re.split(r"(?<=[a-z)”\"][.!?]) (?=[A-Z“\"])", line)[-1]


def _is_past(before: str, preposition: str, after: str) -> bool:
    if preposition == "since":
        return not re.match(r" (?:is|will|would|has|may|marks)\b", after)
    if preposition not in ("in", "on", "during"):
        return False
    if not before.strip():
        opened = _OPENS.match(after)
        return opened is not None and not _OPENS_AHEAD.search(after[: opened.end() + 20])
    tied = _TIED.search(before)
    if tied is not None:
        return tied["be"] is None and tied["verb"] not in _AHEAD
    done = _DONE.search(before)
    return done is not None and not set(done["between"].lower().split()) & (_TURNS | _AHEAD)


def _is_to_come(before: str) -> bool:
    found = _WILL.search(before)
    return found is not None and not _QUOTE.search(before) and not _LOOKED_BACK.search(before)


def _days(part: re.Match[str], year: int) -> tuple[date, date]:
    """Give the first and the last day that the words may mean."""
    month = MONTHS.get(part["month"].rstrip(".").casefold()) if part["month"] else None
    if month is None:
        return date(year, 1, 1), date(year, 12, 31)
    day = part["day"] or part["day_first"]
    following = date(year + month // 12, month % 12 + 1, 1)
    try:
        first = date(year, month, int(day)) if day else date(year, month, 1)
    except ValueError:
        return date(year, month, 1), following - timedelta(days=1)
    return first, first if day else following - timedelta(days=1)
